"""Chains held against their digests: what is wrong with which entry, the first thing alone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest

from minhbach_case.verifying.answer import Verification
from minhbach_case.verifying.chains import Known, Streams, Tally
from minhbach_case.verifying.contents import words_of_a_step
from minhbach_case.verifying.earlier import held_against
from minhbach_shared.eventlog import LoggedEvent, chain_digest, follow
from minhbach_shared.ids import digest_of

STREAM: Final = UUID(int=7)
WORDS: Final = "Đơn vị đã bổ sung nguồn."


def _events(count: int = 4) -> list[LoggedEvent]:
    """A stream whose second step has words, which its last one may erase."""
    events: list[LoggedEvent] = []
    for n in range(1, count + 1):
        said: dict[str, Any] = {"text_digest": digest_of(["5a", WORDS])} if n == 2 else {}
        apart = {"text": WORDS, "salt": "5a"} if n == 2 else None
        event = follow(
            events[-1].head if events else None,
            STREAM,
            cause=f"cause {n}",
            at=datetime(2026, 11, n, tzinfo=UTC),
            type="erased" if n == count else "replied",
            body={"number": n, **said},
            private=apart,
        )
        events.append(event)
    return events


def _taken(events: list[LoggedEvent], listed: Known) -> Tally:
    tally = Tally("cases")
    streams = Streams(tally, words_of_a_step, listed, words="text_digest")
    for event in events:
        streams.take(event, f"{event.stream}:{event.sequence:08d}")
    streams.end()
    return tally


def _found(events: list[LoggedEvent], listed: Known | None = None) -> list[tuple[int, str]]:
    answer = _taken(events, listed or {}).answer()
    return [(one.entry, one.why) for one in answer.first]


def _since(before: list[LoggedEvent], now: list[LoggedEvent]) -> list[tuple[int, str]]:
    """What an answer of before says of what stands now."""
    tally = _taken(before, {})
    at = datetime(2026, 11, 22, tzinfo=UTC)
    earlier = Verification(
        began_at=at,
        ended_at=at,
        verdict="whole",
        files=False,
        chains=(tally.answer(),),
        heads={"cases": tuple(tally.heads)},
    )
    digests = {stream: "".join(passed) for stream, passed in _taken(now, {}).passed.items()}
    return [(one.entry, one.why) for one in held_against(earlier, {"cases": digests})]


def _with(number: int, **changes: Any) -> list[LoggedEvent]:
    return [replace(e, **changes) if e.sequence == number else e for e in _events()]


def _rewritten() -> list[LoggedEvent]:
    first, *rest = _events()
    forged = replace(first, body={"number": 9})
    chain = [replace(forged, digest=chain_digest(forged))]
    for event in rest:
        linked = replace(event, previous=chain[-1].digest)
        chain.append(replace(linked, digest=chain_digest(linked)))
    return chain


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (_events(), []),
        (_with(3, body={"number": 9}), [(3, "altered")]),
        (_with(3, at=datetime(2026, 12, 1, tzinfo=UTC)), [(3, "altered")]),
        (_with(3, previous=None), [(3, "unlinked")]),
        ([e for e in _events() if e.sequence != 3], [(3, "missing")]),
        ([e for e in _events() if e.sequence != 1], [(1, "missing")]),
        (_with(2, private={"text": "Không.", "salt": "5a"}), [(2, "words")]),
        (_with(2, private=None), []),
        ([replace(e, private=None) for e in _events()][:3], [(2, "words_gone")]),
        (_rewritten(), []),
    ],
)
def test_the_entry_is_named(events: list[LoggedEvent], found: list[tuple[int, str]]) -> None:
    """Altered, unlinked, missing, its words exchanged or gone; erased words are no fault."""
    assert _found(events) == found


def test_what_stood_before_must_stand() -> None:
    """A tail that was cut, a chain written anew, one that is gone: by a list, by a kept answer."""
    whole = _events()
    head: Known = {str(STREAM): (4, whole[-1].digest)}
    assert _found(whole, head) == _since(whole, whole) == []
    assert _found(whole[:3], head) == _since(whole, whole[:3]) == [(4, "cut")]
    assert _found(_rewritten(), head) == _since(whole, _rewritten()) == [(4, "rewritten")]
    assert _found([], head) == _since(whole, []) == [(4, "gone")]
    assert _found(whole, {str(STREAM): (2, whole[1].digest)}) == _since(whole[:2], whole) == []
    assert _since(whole[:2], [e for e in whole if e.sequence != 2]) == [(2, "rewritten")]


def test_only_ten_are_told_and_all_are_counted() -> None:
    """Of a chain that somebody went through, the first ten and their number."""
    tally = Tally("letters")
    for number in range(1, 31):
        tally.wrong(str(STREAM), (number, "altered"))
    answer = tally.answer()
    assert (answer.broken, len(answer.first), answer.verdict) == (30, 10, "broken")
    assert answer.first[0].told() == (
        f"letters: entry 1 of {STREAM}: was altered: its digest is another one"
    )
    tally.wrong("somebody's own name", (1, "unread"))
    assert tally.answer().broken == 31
