"""The relay and the event log under rivals: fencing, refused records, writers of one step."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from pydantic import JsonValue

from minhbach_shared.codec import Outgoing
from minhbach_shared.delivery import Producer
from minhbach_shared.errors import Refused, Unavailable
from minhbach_shared.eventlog import AlreadyCaused, EventLog, Head, LoggedEvent, StreamMoved, follow
from minhbach_shared.lease import Lease
from minhbach_shared.provisioning import provision
from minhbach_shared.relay import Relay
from minhbach_shared.store import Database, connect, database
from minhbach_shared.topics import Topic
from tests.support.delivery import FIRST, about, eventually, make_topics, read_topic, settings_for
from tests.support.stack import RunningStack
from tests.support.victim_process import Kept, announce
from tests.support.victims import check_announced, check_chains


class Frozen(Producer):
    """A transactional producer that freezes between its records and its commit."""

    def __init__(self, stack: RunningStack, transactional_id: str) -> None:
        super().__init__(settings_for(stack, "none"), transactional_id, wait=20.0)
        self.sent = asyncio.Event()
        self.thaw = asyncio.Event()

    async def _exchange(self, client: AIOKafkaProducer, records: Sequence[Outgoing]) -> None:
        await client.begin_transaction()
        await self._send_all(client, records)
        self.sent.set()
        await self.thaw.wait()
        await client.commit_transaction()


@dataclass
class Desk:
    """An event log and a topic, with relays for them."""

    stack: RunningStack
    name: str
    store: Database
    log: EventLog
    folded: list[UUID] = field(default_factory=list)

    @property
    def topic(self) -> str:
        """Where the events are announced."""
        return f"{self.name}.kept.v1"

    def relay(self, holder: str, producer: Producer) -> Relay:
        """A relay of this holder, with a lease of half a second."""

        async def fold(streams: Sequence[UUID]) -> None:
            self.folded += streams

        lease = Lease(self.store["leases"], self.name, holder, 0.5)
        return Relay(self.name, self.log, lease, lambda: producer, announce, fold, batch=10)

    def producer(self) -> Producer:
        """A producer under the relay's transactional id."""
        return Producer(settings_for(self.stack, "none"), f"{self.name}.relay", wait=5.0)

    async def append(self, thing: str, count: int, text: str = "") -> None:
        """Appends events to a thing's stream."""
        stored = await self.log.read(about(thing))
        head = stored[-1].head if stored else None
        events: list[LoggedEvent] = []
        for _ in range(count):
            events.append(_event(thing, head, text=text))
            head = events[-1].head
        await self.log.append(events)

    async def is_whole(self) -> None:
        """Chains without gap; the topic complete and in order."""
        events = await self.log.find({}, [("stream", 1), ("sequence", 1)])
        check_chains(events)
        records = await read_topic(self.stack, self.topic)
        check_announced(events, [json.loads(record.value) for record in records])


def _event(thing: str, head: Head | None, cause: str = "", text: str = "") -> LoggedEvent:
    number = head.sequence + 1 if head else 1
    stream = about(thing)
    body: dict[str, JsonValue] = {
        "about": str(stream),
        "number": number,
        "at": FIRST.isoformat(),
        "text": text,
    }
    at = FIRST + timedelta(seconds=number)
    return follow(head, stream, cause=cause or f"{thing} {number}", at=at, type="noted", body=body)


@asynccontextmanager
async def _desk(stack: RunningStack, name: str) -> AsyncIterator[Desk]:
    client = connect(stack.mongodb)
    try:
        store = database(client, name)
        desk = Desk(stack, name, store, EventLog(store["events"]))
        await desk.log.ensure_indexes()
        await make_topics(stack, 2, desk.topic)
        Kept.topic = desk.topic
        yield desk
    finally:
        await client.close()


async def _all_records(stack: RunningStack, topic: str) -> int:
    """Records that were written, committed or not."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(2)]
        consumer.assign(partitions)
        found = 0
        for partition in partitions:
            end = (await consumer.end_offsets([partition]))[partition]
            while await consumer.position(partition) < end:
                found += sum(map(len, (await consumer.getmany(timeout_ms=200)).values()))
        return found
    finally:
        await consumer.stop()


async def test_a_relay_that_lost_its_lease(stack: RunningStack) -> None:
    """Frozen over its lease it is fenced: its records are never seen, the newer one goes on."""
    async with _desk(stack, "t-lease") as desk:
        await desk.append("a", 4)
        await desk.append("b", 4)
        frozen = Frozen(stack, f"{desk.name}.relay")
        older = asyncio.create_task(desk.relay("older", frozen)._term())
        await frozen.sent.wait()

        newer = asyncio.create_task(desk.relay("newer", desk.producer()).run())
        await _announced(desk)
        frozen.thaw.set()
        with pytest.raises(Unavailable):
            await older
        await desk.append("a", 3)
        await _announced(desk)
        newer.cancel()
        await asyncio.gather(newer, return_exceptions=True)

        assert len(await read_topic(stack, desk.topic)) == 11
        assert await _all_records(stack, desk.topic) == 19
        await desk.is_whole()


async def _announced(desk: Desk) -> None:
    async with asyncio.timeout(20):
        left = await desk.log.unannounced()
        while left:
            await asyncio.sleep(0.05)
            left = await desk.log.unannounced()


async def test_a_record_that_the_broker_refuses(stack: RunningStack) -> None:
    """Nothing of its batch is seen or marked: a commit would succeed over the refused record."""
    async with _desk(stack, "t-refuses") as desk:
        small = Topic("t-refuses.small.v1", "tests", timedelta(days=1), 1, 5_000)
        await provision(settings_for(stack, "none"), [small], 1)
        Kept.topic = small.name
        await desk.append("a", 2)
        await desk.append("b", 1, text=random.Random(1).randbytes(10_000).hex())
        producer = desk.producer()
        with pytest.raises(Refused, match="larger than its topic takes"):
            await desk.relay("one", producer).step(producer)
        await producer.stop()
        assert await desk.log.unannounced() == 3
        assert await read_topic(stack, small.name) == []


async def test_a_lease_has_one_holder(stack: RunningStack) -> None:
    """Held it is refused to others and renewed to the holder; given up or run out it is free."""
    async with _desk(stack, "t-holder") as desk:
        one, two = (Lease(desk.store["leases"], "l", name, 0.6) for name in ("one", "two"))
        assert (await one.acquire(), await two.acquire(), await one.acquire()) == (
            True,
            False,
            True,
        )
        await two.release()
        assert not await two.acquire()
        await one.release()
        assert await two.acquire()
        await asyncio.sleep(0.7)
        assert await one.acquire()


async def test_many_ask_for_a_new_lease_at_once(stack: RunningStack) -> None:
    """Exactly one of them gets it."""
    async with _desk(stack, "t-many") as desk:
        leases = [Lease(desk.store["leases"], "l", f"holder {n}", 5.0) for n in range(8)]
        assert sum(await asyncio.gather(*(lease.acquire() for lease in leases))) == 1


async def test_two_writers_of_one_step(stack: RunningStack) -> None:
    """One stores it, the other is told that the stream moved and has stored nothing."""
    async with _desk(stack, "t-step") as desk:
        await desk.append("a", 3)
        head = (await desk.log.read(about("a")))[-1].head
        rivals = [_event("a", head, cause=f"writer {number}") for number in range(2)]
        outcomes = await asyncio.gather(
            *(desk.log.append([event]) for event in rivals), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes if outcome] == [StreamMoved]
        stored = await desk.log.read(about("a"))
        assert len(stored) == 4
        check_chains(stored)


async def test_a_cause_takes_effect_once(stack: RunningStack) -> None:
    """Another event of that cause is refused, on whatever stream; what stood before it stays."""
    async with _desk(stack, "t-cause") as desk:
        await desk.log.append([_event("a", None, cause="the cause")])
        first = _event("b", None, cause="another")
        with pytest.raises(AlreadyCaused, match="the cause"):
            await desk.log.append([first, _event("b", first.head, cause="the cause")])
        assert [event.cause for event in await desk.log.read(about("b"))] == ["another"]
        assert await desk.log.known_causes(["the cause", "another", "none"]) == {
            "the cause",
            "another",
        }


async def test_many_writers_of_one_stream(stack: RunningStack) -> None:
    """Each begins again when the stream moved: all their events stand, in one chain."""
    async with _desk(stack, "t-writers") as desk:

        async def write(writer: int) -> None:
            for number in range(5):
                while True:
                    stored = await desk.log.read(about("a"))
                    head = stored[-1].head if stored else None
                    try:
                        await desk.log.append([_event("a", head, f"{writer} {number}")])
                        break
                    except StreamMoved:
                        continue

        await asyncio.gather(*(write(writer) for writer in range(4)))
        stored = await desk.log.read(about("a"))
        assert sorted(event.cause for event in stored) == sorted(
            f"{writer} {number}" for writer in range(4) for number in range(5)
        )
        check_chains(stored)


async def test_a_follower_waits_for_the_one_before(stack: RunningStack) -> None:
    """An event whose predecessor a reading passed over is held back, not announced before it."""
    async with _desk(stack, "t-follower") as desk:
        await desk.append("a", 3)
        await desk.append("b", 1)
        whole = await desk.log.pending(10)

        async def overlooking(limit: int) -> list[LoggedEvent]:
            return [event for event in whole if event.cause != "a 1"][:limit]

        desk.log.pending = overlooking  # type: ignore[method-assign]
        assert [event.cause for event in await desk.log.announceable(10)] == ["b 1"]


async def test_the_relay_folds_then_marks(stack: RunningStack) -> None:
    """One batch: published, each of its streams folded once, then marked; then nothing is left."""
    async with _desk(stack, "t-folds") as desk:
        await desk.append("a", 2)
        await desk.append("b", 1)
        relay = asyncio.create_task(desk.relay("one", desk.producer()).run())
        await eventually(lambda: desk.folded)
        await _announced(desk)
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
        assert sorted(desk.folded) == sorted({about("a"), about("b")})
        await desk.is_whole()
