"""A small service on our delivery, event log and relay, run as a process that can be killed.

It reads notes, keeps each as one event of its thing's stream, and announces them. At a kill point
the process ends itself as `kill -9` does: no handler, no flush, no goodbye.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Patience, Producer, Received, Rejected, Subscription
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import AlreadyCaused, EventLog, Head, LoggedEvent, StreamMoved, follow
from minhbach_shared.events import Event
from minhbach_shared.ids import derived_id
from minhbach_shared.lease import Lease
from minhbach_shared.relay import Relay
from minhbach_shared.service import Service, main
from minhbach_shared.settings import ServiceSettings
from minhbach_shared.store import connect, database
from tests.support.delivery import Noted

KILL_POINTS: Final = (
    "change-before-announcement",
    "stored-before-commit",
    "published-before-fold",
    "published-before-mark",
    "middle-of-batch",
)


@dataclass(frozen=True)
class Plan:
    """How a victim lives and dies.

    Attributes:
        kill: the kill point; ``mark`` is the file that remembers that it has died there.
        slow: seconds that a batch takes after it is stored.
    """

    name: str
    topic: str
    announced: str
    kill: str | None
    mark: Path
    slow: float

    def die_at(self, point: str) -> None:
        """Ends the process, once, when this is the kill point."""
        if point == self.kill and not self.mark.exists():
            self.mark.write_text(point, encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)


class Kept(Noted):
    """What is announced of a note: its place in its thing's stream."""

    type: ClassVar[str] = "vn.minhbach.test.kept.v1"

    sequence: int
    cause: str


class DyingLog(EventLog):
    """The event log, with the kill points around and inside its insert."""

    plan: Plan

    async def append(self, events: Sequence[LoggedEvent]) -> None:
        """Stores the events; in the middle of the batch, where that is the kill point."""
        half = len(events) // 2
        if self.plan.kill == "middle-of-batch" and half:
            await super().append(events[:half])
            self.plan.die_at("middle-of-batch")
            events = events[half:]
        await super().append(events)
        if events:
            self.plan.die_at("change-before-announcement")

    async def mark(self, events: Sequence[LoggedEvent]) -> None:
        """Marks; just before it lies between publishing and marking."""
        self.plan.die_at("published-before-mark")
        await super().mark(events)


class Keeper:
    """The handler: each note one event; what is stored already has nothing to do."""

    def __init__(self, log: DyingLog, plan: Plan) -> None:
        self._log = log
        self._plan = plan

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Rejected]:
        """Keeps a batch in one insert."""
        notes = [received.event for received in batch if isinstance(received.event, Noted)]
        try:
            await self._log.append(await self._new_events(notes))
        except (StreamMoved, AlreadyCaused) as error:
            raise Transient("another writer took a step") from error
        await asyncio.sleep(self._plan.slow)
        self._plan.die_at("stored-before-commit")
        return ()

    async def _new_events(self, notes: Sequence[Noted]) -> list[LoggedEvent]:
        heads = await self._heads({note.about for note in notes})
        known = await self._log.known_causes(str(note.id) for note in notes)
        events: list[LoggedEvent] = []
        for note in notes:
            if str(note.id) not in known:
                known.add(str(note.id))
                events.append(_event_of(note, heads.get(note.about)))
                heads[note.about] = events[-1].head
        return events

    async def _heads(self, things: Iterable[UUID]) -> dict[UUID, Head]:
        streams = [await self._log.read(thing) for thing in things]
        return {events[-1].stream: events[-1].head for events in streams if events}


def _event_of(note: Noted, head: Head | None) -> LoggedEvent:
    body = note.model_dump(mode="json")
    return follow(head, note.about, cause=str(note.id), at=utc_now(), type="noted", body=body)


def announce(event: LoggedEvent) -> Sequence[Event]:
    """The record of an event."""
    body = dict(event.body) | {"id": derived_id("kept", event.stream, event.sequence)}
    return [Kept.model_validate(body | {"sequence": event.sequence, "cause": event.cause})]


def create_app(settings: ServiceSettings, plan: Plan) -> Service:
    """The victim's composition root."""
    Kept.topic = plan.announced
    client = connect(settings.mongodb_uri.get_secret_value(), timeout_seconds=2)
    store = database(client, settings.mongodb_database)
    log = DyingLog(store["events"])
    log.plan = plan

    async def fold(_: Sequence[UUID]) -> None:
        plan.die_at("published-before-fold")

    relay = Relay(
        plan.name,
        log,
        Lease(store["leases"], plan.name, f"process {os.getpid()}", 2.0),
        lambda: Producer(settings, f"{plan.name}.relay", wait=5.0),
        announce,
        fold,
        batch=20,
    )
    reads = Subscription((plan.topic,), plan.name, (Noted,), Keeper(log, plan), batch=20)
    return Service(
        name=plan.name,
        settings=settings,
        subscriptions=(reads,),
        prepare=(log.ensure_indexes,),
        tasks=(relay.run,),
        close=(client.close,),
        patience=Patience(attempts=8, first=0.05, longest=0.5),
    )


def live(plan: Plan, environment: Mapping[str, str], output: Path) -> None:
    """The body of the process; what it says goes to a file."""
    with output.open("wb") as stream:
        os.dup2(stream.fileno(), sys.stdout.fileno())
        os.dup2(stream.fileno(), sys.stderr.fileno())
    os.environ.update(environment)
    raise SystemExit(main(ServiceSettings, lambda settings: create_app(settings, plan)))
