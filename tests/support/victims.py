"""Starting and killing a small service, and judging what it left in the store and on its topic."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

from minhbach_shared.eventlog import EventLog, LoggedEvent, chain_digest
from minhbach_shared.store import connect, database
from tests.support.delivery import (
    Noted,
    committed,
    eventually,
    make_topics,
    read_topic,
    record_of,
    send,
)
from tests.support.stack import RunningStack
from tests.support.victim_process import Plan, live


@cache
def _nursery() -> ForkServerContext:
    """Makes each victim by a fork of one process that has the libraries loaded: quick starts."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.support.victim_process"])
    return context


@dataclass
class Victim:
    """A small service under a name of its own: topics, group and database bear it.

    Attributes:
        slow: seconds that a batch takes after it is stored.
        stop_within: seconds that it may take to finish a batch when told to stop.
    """

    stack: RunningStack
    name: str
    folder: Path
    slow: float = 0.0
    stop_within: float = 5.0
    outputs: list[Path] = field(default_factory=list)

    @property
    def topic(self) -> str:
        """What it reads."""
        return f"{self.name}.v1"

    @property
    def announced(self) -> str:
        """What it writes."""
        return f"{self.name}.kept.v1"

    async def make_topics(self) -> None:
        """Its topics, and the one of its dead letters."""
        await make_topics(self.stack, 2, self.topic, self.announced)
        await make_topics(self.stack, 1, f"deadletters.{self.name}.v1")

    @asynccontextmanager
    async def running(
        self, kill: str | None = None, instance: str = "one"
    ) -> AsyncIterator[BaseProcess]:
        """The process, with a kill point or none; ended by force if a test leaves it running."""
        mark = self.folder / f"{kill}.killed"
        plan = Plan(self.name, self.topic, self.announced, kill, mark, self.slow)
        output = self.folder / f"output-{len(self.outputs)}.log"
        self.outputs.append(output)
        process = _nursery().Process(target=live, args=(plan, self._environment(instance), output))
        process.start()
        try:
            yield process
        finally:
            if process.exitcode is None:
                process.kill()
            process.join()

    def _environment(self, instance: str) -> dict[str, str]:
        return {
            "MINHBACH_KAFKA_SERVERS": self.stack.kafka,
            "MINHBACH_MONGODB_URI": self.stack.mongodb,
            "MINHBACH_MONGODB_DATABASE": self.name,
            "MINHBACH_CAPTURES_URL": "file:///nothing-is-stored-here",
            "MINHBACH_SECRET": "for tests only, not secret",
            "MINHBACH_INSTANCE": instance,
            "MINHBACH_STOP_WITHIN_SECONDS": str(self.stop_within),
        }

    async def dies(self, kill: str) -> None:
        """Runs it until it has killed itself at a point."""
        async with self.running(kill) as process:
            assert await self._ended(process) == -signal.SIGKILL, self._said()

    async def finishes(self, notes: Sequence[Noted]) -> None:
        """Runs it until all notes are stored, committed and announced; then tells it to stop."""
        async with self.running() as process:
            await self.settled(len(notes), len(notes))
            await self.stops(process)

    async def stops(self, process: BaseProcess) -> None:
        """SIGTERM, once it has started: it must end by itself, with status 0."""
        await eventually(lambda: '"event":"started"' in self.outputs[-1].read_text(), 40)
        process.terminate()
        assert await self._ended(process) == 0, self._said()

    async def _ended(self, process: BaseProcess) -> int | None:
        await asyncio.to_thread(process.join, 40)
        return process.exitcode

    def _said(self) -> str:
        return "\n".join(output.read_text()[-3000:] for output in self.outputs[-2:])

    async def settled(self, records: int, events: int, seconds: float = 40.0) -> None:
        """Waits until so many records are committed, so many events stored, and all announced."""
        left = "nothing was asked yet"
        try:
            async with asyncio.timeout(seconds):
                left = await self._left(records, events)
                while left:
                    await asyncio.sleep(0.1)
                    left = await self._left(records, events)
        except TimeoutError:
            raise AssertionError(f"{left}; it said:\n{self._said()}") from None

    async def _left(self, records: int, wanted: int) -> str:
        events = await self.events()
        waiting = sum(not event.announced for event in events)
        positions = sum((await committed(self.stack, self.name)).values())
        if len(events) != wanted or waiting or positions != records:
            return f"{len(events)} events, {waiting} unannounced, {positions} committed"
        return ""

    async def stored(self, least: int) -> None:
        """Waits until at least so many events are stored."""
        async with asyncio.timeout(40):
            found = await self.events()
            while len(found) < least:
                await asyncio.sleep(0.05)
                found = await self.events()

    async def events(self) -> list[LoggedEvent]:
        """All events of its log, by stream and sequence."""
        async with self.log() as log:
            return await log.find({}, [("stream", 1), ("sequence", 1)])

    @asynccontextmanager
    async def log(self) -> AsyncIterator[EventLog]:
        """Its event log."""
        client = connect(self.stack.mongodb)
        try:
            yield EventLog(database(client, self.name)["events"])
        finally:
            await client.close()

    async def send(self, notes: Iterable[Noted]) -> None:
        """Sends notes onto its topic."""
        await send(self.stack, [record_of(note, self.topic) for note in notes])

    async def is_whole(self, notes: Sequence[Noted]) -> None:
        """Every note in exactly one event, chains without gap, announced complete and in order."""
        events = await self.events()
        assert sorted(e.cause for e in events) == sorted({str(n.id) for n in notes})
        check_chains(events)
        records = await read_topic(self.stack, self.announced)
        check_announced(events, [json.loads(record.value) for record in records])
        assert await read_topic(self.stack, f"deadletters.{self.name}.v1") == []


def by_stream(events: Iterable[LoggedEvent]) -> dict[UUID, list[LoggedEvent]]:
    """The events of each stream, in the order given."""
    streams: dict[UUID, list[LoggedEvent]] = {}
    for event in events:
        streams.setdefault(event.stream, []).append(event)
    return streams


def check_chains(events: Iterable[LoggedEvent]) -> None:
    """No gap in any sequence, each digest right and chained, each later than the one before."""
    for stream in by_stream(events).values():
        assert [event.sequence for event in stream] == list(range(1, len(stream) + 1))
        assert all(event.digest == chain_digest(event) for event in stream)
        before = [None, *(event.digest for event in stream)]
        assert [event.previous for event in stream] == before[:-1]
        times = [event.at for event in stream]
        assert times == sorted(set(times))


def check_announced(events: Sequence[LoggedEvent], read: Sequence[dict[str, object]]) -> None:
    """What was read of a topic is, once repeated ids are dropped, each stream whole, in order."""
    first: dict[object, dict[str, object]] = {}
    for record in read:
        first.setdefault(record["id"], record)
    for stream, logged in by_stream(events).items():
        announced = [r for r in first.values() if r["about"] == str(stream)]
        assert [r["sequence"] for r in announced] == [event.sequence for event in logged]
        assert [r["cause"] for r in announced] == [event.cause for event in logged]
    assert len(first) == len(events)
