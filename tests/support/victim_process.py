"""A small service on our delivery, event log and relay, run as a process that can be killed.

It reads notes, keeps each as one event of its thing's stream, and announces them. `VICTIM` holds
its JSON: name, topics, a kill point and the file that remembers that it was killed there once.
At a kill point the process ends itself as `kill -9` does: no handler, no flush, no goodbye.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Patience, Producer, Received, Rejected, Subscription
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import AlreadyCaused, EventLog, LoggedEvent, StreamMoved, follow
from minhbach_shared.events import Event
from minhbach_shared.ids import derived_id
from minhbach_shared.lease import Lease
from minhbach_shared.relay import Relay
from minhbach_shared.service import Service, main
from minhbach_shared.settings import ServiceSettings
from minhbach_shared.store import connect, database
from tests.support.delivery import Noted

PLAN: Final[dict[str, Any]] = json.loads(os.environ["VICTIM"])
NAME: Final[str] = PLAN["name"]


class Kept(Noted):
    """What is announced of a note: its place in its thing's stream."""

    type: ClassVar[str] = "vn.minhbach.test.kept.v1"
    topic: ClassVar[str] = PLAN["announced"]

    sequence: int
    cause: str


def die_at(point: str) -> None:
    """Ends the process, once, when this is the planned kill point."""
    mark = Path(PLAN["mark"])
    if point == PLAN.get("kill") and not mark.exists():
        mark.write_text(point, encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)


class DyingLog(EventLog):
    """The event log, with the kill points around and inside its insert."""

    async def append(self, events: Sequence[LoggedEvent]) -> None:
        """Stores the events; in the middle of the batch, where that is the kill point."""
        if PLAN.get("kill") == "middle-of-batch" and len(events) > 1:
            await super().append(events[: len(events) // 2])
            die_at("middle-of-batch")
            await super().append(events[len(events) // 2 :])
            return
        await super().append(events)
        if events:
            die_at("change-before-announcement")

    async def mark(self, events: Sequence[LoggedEvent]) -> None:
        """Marks; just before it lies between publishing and marking."""
        die_at("published-before-mark")
        await super().mark(events)


def keeping(log: EventLog) -> Callable[[Sequence[Received]], Awaitable[Sequence[Rejected]]]:
    """The handler: each note one event; what is stored already has nothing to do."""

    async def attempt(notes: Sequence[Noted]) -> None:
        heads = {
            n.about: (await log.read(n.about))[-1:] for n in {n.about: n for n in notes}.values()
        }
        known = await log.known_causes(str(n.id) for n in notes)
        last = {thing: found[0].head for thing, found in heads.items() if found}
        events: list[LoggedEvent] = []
        for one in {n.id: n for n in notes if str(n.id) not in known}.values():
            body = one.model_dump(mode="json")
            event = follow(
                last.get(one.about),
                one.about,
                cause=str(one.id),
                at=utc_now(),
                type="noted",
                body=body,
            )
            last[one.about] = event.head
            events.append(event)
        await log.append(events)

    async def keep(batch: Sequence[Received]) -> Sequence[Rejected]:
        notes = [r.event for r in batch if isinstance(r.event, Noted)]
        try:
            await attempt(notes)
        except (StreamMoved, AlreadyCaused) as error:
            raise Transient("another writer took a step") from error
        await asyncio.sleep(PLAN.get("slow", 0.0))
        die_at("stored-before-commit")
        return ()

    return keep


def announce(event: LoggedEvent) -> Sequence[Event]:
    """The record of an event."""
    body = dict(event.body) | {"id": derived_id("kept", event.stream, event.sequence)}
    return [Kept.model_validate(body | {"sequence": event.sequence, "cause": event.cause})]


async def fold(_: Sequence[UUID]) -> None:
    """There is nothing to fold; the place lies between publishing and marking."""
    die_at("published-before-fold")


def create_app(settings: ServiceSettings) -> Service:
    """The victim's composition root."""
    client = connect(settings.mongodb_uri.get_secret_value(), timeout_seconds=2)
    store = database(client, settings.mongodb_database)
    log = DyingLog(store["events"])
    relay = Relay(
        NAME,
        log,
        Lease(store["leases"], NAME, f"{os.getpid()}", 2.0),
        lambda: Producer(settings, f"{NAME}.relay", wait=5.0),
        announce,
        fold,
        batch=20,
    )
    return Service(
        name=NAME,
        settings=settings,
        subscriptions=(Subscription((PLAN["topic"],), NAME, (Noted,), keeping(log), batch=20),),
        prepare=(log.ensure_indexes,),
        tasks=(relay.run,),
        close=(client.close,),
        patience=Patience(attempts=8, first=0.05, longest=0.5),
    )


if __name__ == "__main__":
    raise SystemExit(main(ServiceSettings, create_app))
