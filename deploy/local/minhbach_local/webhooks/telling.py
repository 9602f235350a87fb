"""Webhooks on a terminal: who is told of what, what was sent, every attempt."""

from collections.abc import Iterable, Iterator

from minhbach_local.registering.service import Json


def told_subscribers(found: Json) -> Iterator[str]:
    """Two lines a subscriber; the first ends with the id by which the other commands know it."""
    for one in found["items"]:
        waiting = found["waiting"].get(one["subscriber_id"], 0)
        yield f"{one['name']}: {_standing(one)}, {waiting:,} waiting; id {one['subscriber_id']}"
        yield f"  {one['address']}, told of {', '.join(one['choices'])}"


def told_kept(kept: Json) -> Iterator[str]:
    """A subscriber after an act, and the secret where there is a new one."""
    yield from told_subscriber(kept["subscriber"])
    if kept["secret"]:
        yield f"secret, shown this once: {kept['secret']}"


def told_subscriber(one: Json) -> Iterator[str]:
    """A subscriber: where it is, what it is told of, how it stands."""
    yield f"{one['name']}: {_standing(one)}"
    yield f"id {one['subscriber_id']}"
    yield f"address {one['address']}"
    yield f"told of {', '.join(one['choices'])}, since {_at(one['made_at'])}"
    for words, moment in (
        ("last delivered", one["delivered_at"]),
        ("failing since", one["failing_since"]),
        ("stopped", one["stopped_at"]),
        ("asked to be left alone until", one["leave_until"]),
        ("the old secret signs too until", one["old_secret_until"]),
    ):
        if moment:
            yield f"{words} {_at(moment)}"


def told_deliveries(deliveries: Iterable[Json]) -> Iterator[str]:
    """Two lines a delivery; the second is the id by which it is sent again."""
    for one in deliveries:
        state = one["state"].replace("_", " ")
        due = f", next {_at(one['due_at'])}" if one["due_at"] else ""
        tried = f"attempts {one['attempts']}, {_answer(one)}{due}"
        yield f"{_at(one['queued_at'])}  {state}: {tried}"
        yield f"  {one['delivery_id']}  {one['type']}, case {one['case_id']}"


def told_attempts(attempts: Iterable[Json]) -> Iterator[str]:
    """A line an attempt, with the first words of the answer."""
    for one in attempts:
        took = f"{one['milliseconds']:,} ms"
        # Another's server chose the words: its lines are no lines of ours.
        said = f": {' '.join(one['answer'].split())}" if one["answer"] else ""
        head = f"{_at(one['at'])}  {one['event_id']}  attempt {one['number']}"
        yield f"{head}, {_answer(one)}, {took}{said}"


def _standing(one: Json) -> str:
    return {"failing": "stopped after failing"}.get(one["standing"], str(one["standing"]))


def _answer(one: Json) -> str:
    if one["status"]:
        return f"HTTP {one['status']}"
    return one["trouble"].replace("_", " ") if one["trouble"] else "not tried yet"


def _at(moment: str) -> str:
    return moment[:19]
