"""A small event on any topic, and our consuming loop on the real broker: tests of delivery."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from prometheus_client import CollectorRegistry
from pydantic import AwareDatetime, SecretStr

from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.codec import Outgoing, encode
from minhbach_shared.delivery import Patience, Producer, Received, Rejected, Subscription
from minhbach_shared.delivery.broker import Consumers
from minhbach_shared.delivery.consuming import ConsumingLoop
from minhbach_shared.delivery.deadletters import DeadLetters, ShareGuard
from minhbach_shared.delivery.meters import Meters
from minhbach_shared.events import Event
from minhbach_shared.ids import derived_id
from minhbach_shared.provisioning import provision
from minhbach_shared.settings import ServiceSettings
from minhbach_shared.topics import Topic, dead_letters_of
from tests.support.stack import RunningStack

FIRST: Final = datetime(2026, 11, 1, 8, tzinfo=UTC)
QUICK: Final = Patience(attempts=3, first=0.02, longest=0.2)


class Noted(Event):
    """A numbered note about something: what tests send."""

    type: ClassVar[str] = "vn.minhbach.test.noted.v1"
    topic: ClassVar[str] = "set by each test"

    about: UUID
    number: int
    at: AwareDatetime
    text: str = ""

    @property
    def key(self) -> UUID:
        """What it is about."""
        return self.about

    @property
    def time(self) -> datetime:
        """When it was noted."""
        return self.at


def about(name: str) -> UUID:
    """The id of a thing by a short name."""
    return derived_id("test thing", name)


def note(number: int, name: str = "a", text: str = "") -> Noted:
    """The note of this number about a thing."""
    the_id = derived_id("test note", name, number)
    at = FIRST + timedelta(seconds=number)
    return Noted(id=the_id, about=about(name), number=number, at=at, text=text)


def record_of(event: Event, topic: str) -> Outgoing:
    """The record of an event, on any topic."""
    return replace(encode(event, "tests"), topic=topic)


def settings_for(stack: RunningStack, name: str, **own: object) -> ServiceSettings:
    """Quick settings with a database of the test's own."""
    values: dict[str, object] = {
        "kafka_servers": stack.kafka,
        "mongodb_uri": SecretStr(stack.mongodb),
        "mongodb_database": name,
        "captures_url": "file:///nothing-is-stored-here",
        "secret": SecretStr("for tests only, not secret"),
        "stop_within_seconds": 5.0,
    }
    return ServiceSettings.model_validate(values | own)


async def make_topics(stack: RunningStack, partitions: int, *names: str) -> None:
    """Makes topics as our provisioning command does."""
    topics = [Topic(name, "tests", timedelta(days=1), partitions, 2_000_000) for name in names]
    await provision(settings_for(stack, "none"), topics, 1)


async def send(stack: RunningStack, records: Iterable[Outgoing]) -> None:
    """Sends records through our producer and waits until each is acknowledged."""
    producer = Producer(settings_for(stack, "none"))
    await producer.send(list(records))
    await producer.stop()


async def send_notes(stack: RunningStack, topic: str, numbers: Iterable[int]) -> list[Noted]:
    """Sends notes about one thing, so onto one partition, in order."""
    notes = [note(number) for number in numbers]
    await send(stack, [record_of(one, topic) for one in notes])
    return notes


async def read_topic(stack: RunningStack, topic: str) -> list[ConsumerRecord]:
    """All committed records of a topic, those of a partition in their order.

    It reads up to the last record there is, not to the last one that can be read yet: a
    transaction is acknowledged before the broker has marked its end in each partition.
    """
    async with _reader(stack, "read_uncommitted") as every:
        partitions = await _partitions(every, topic)
        ends = await every.end_offsets(partitions)
    async with _reader(stack, "read_committed") as consumer, asyncio.timeout(40):
        consumer.assign(partitions)
        found = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                for records in (await consumer.getmany(partition, timeout_ms=200)).values():
                    found += records
        return found


@asynccontextmanager
async def _reader(stack: RunningStack, isolation: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.kafka, auto_offset_reset="earliest", isolation_level=isolation
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """The partitions of a topic that exists; asked again until the cluster knows it."""
    async with asyncio.timeout(20):
        while True:
            await consumer._client.force_metadata_update()
            numbers = consumer._client.cluster.partitions_for_topic(topic)
            if numbers:
                return [TopicPartition(topic, number) for number in sorted(numbers)]
            await asyncio.sleep(0.1)


async def committed(stack: RunningStack, group: str) -> dict[int, int]:
    """The offsets that a group has committed, by partition (it reads one topic)."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(group)
        return {tp.partition: meta.offset for tp, meta in offsets.items() if meta.offset >= 0}
    finally:
        await admin.close()


async def eventually(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits until something is true; fails when it does not come to be in time."""
    try:
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110 - what is waited for has no event to tell of it
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not true within {seconds} s") from None


async def committed_becomes(
    stack: RunningStack, group: str, offsets: dict[int, int], seconds: float = 20.0
) -> None:
    """Waits until a group has committed just these offsets."""
    seen: dict[int, int] = {}
    try:
        async with asyncio.timeout(seconds):
            seen = await committed(stack, group)
            while seen != offsets:
                await asyncio.sleep(0.05)
                seen = await committed(stack, group)
    except TimeoutError:
        raise AssertionError(f"{group}: committed {seen}, not {offsets}") from None


Step = Callable[[Sequence[Received]], Awaitable[Sequence[Rejected]]]


@dataclass
class Handled:
    """A handler that keeps what it was handed, then does what a test wants (``then``)."""

    then: Step | None = None
    batches: list[list[int]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Rejected]:
        """A handler; the numbers count as done when nothing was raised."""
        numbers = [number_of(received) for received in batch]
        self.batches.append(numbers)
        rejected = await self.then(batch) if self.then else ()
        places = {one.position for one in rejected}
        self.done += [number_of(r) for r in batch if r.position not in places]
        return rejected


def number_of(received: Received) -> int:
    """The number of a note."""
    assert isinstance(received.event, Noted)
    return received.event.number


@dataclass
class Reading:
    """A running reader of one topic."""

    consumers: Consumers
    loop: ConsumingLoop


@asynccontextmanager
async def consuming(
    settings: ServiceSettings, name: str, topic: str, handler: Step, **own: int
) -> AsyncIterator[Reading]:
    """Our consumer of one topic; group, service and dead-letter topic bear the test's name."""
    producer = Producer(settings, wait=3.0)
    loop = ConsumingLoop(
        Subscription((topic,), name, (Noted,), handler, **own),
        DeadLetters(producer, name, utc_now),
        ShareGuard(settings.dead_letter_share, settings.dead_letter_window),
        Meters(CollectorRegistry()),
        QUICK,
        sleep,
    )
    consumers = Consumers(settings, [loop])
    await consumers.start()
    try:
        yield Reading(consumers, loop)
    finally:
        await consumers.stop()
        await producer.stop()


async def make_topic_with_dead_letters(
    stack: RunningStack, name: str, partitions: int = 1
) -> tuple[str, str]:
    """A topic for a test of this name, and its dead-letter topic."""
    topic, dead = f"{name}.v1", dead_letters_of(name)
    await make_topics(stack, partitions, topic)
    await make_topics(stack, 1, dead)
    return topic, dead
