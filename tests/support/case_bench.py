"""The case service's parts over a database of a test's own, and what it announces."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from aiokafka import AIOKafkaConsumer

from minhbach_case.domain.commands import (
    Actor,
    Command,
    Decide,
)
from minhbach_case.main import Parts, create_app
from minhbach_case.settings import CaseSettings
from minhbach_shared.delivery import Producer, Publisher
from minhbach_shared.events import Event
from minhbach_shared.store import Database, connect, database
from tests.support.hashing import cheap_hasher
from tests.support.serving import running_whole
from tests.support.stack import RunningStack

SECRET = "a secret of the tests"
OFFICER = Actor("lan", "officer")
SUPERVISOR = Actor("minh", "supervisor")


@dataclass
class Bench:
    """The service's parts over a database of the test's own, and its settings."""

    settings: CaseSettings
    store: Database
    parts: Parts

    def again(self) -> Parts:
        """The parts of another replica on the same database."""
        return Parts(self.settings, self.store, hasher=cheap_hasher())

    async def act(self, case: UUID, *commands: Command) -> None:
        """Lets an officer act; a supervisor decides."""
        for command in commands:
            actor = SUPERVISOR if isinstance(command, Decide) else OFFICER
            await self.parts.cases.act(case, command, actor, None)


@asynccontextmanager
async def open_bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    name = f"case_{secrets.token_hex(4)}"
    settings = CaseSettings(
        kafka_servers=stack.kafka,
        mongodb_uri=stack.mongodb,  # type: ignore[arg-type]
        mongodb_database=name,
        captures_url="file:///nowhere",
        secret=SECRET,  # type: ignore[arg-type]
        reply_window_days=0,
    )
    client = connect(stack.mongodb)
    store = database(client, name)
    parts = Parts(settings, store, hasher=cheap_hasher())
    await parts.ensure_indexes()
    yield Bench(settings, store, parts)
    await client.close()


def running(settings: CaseSettings) -> AbstractAsyncContextManager[None]:
    """The whole service, from topics to relays, until the block ends."""
    return running_whole(create_app(settings))


async def publish(settings: CaseSettings, *events: Event) -> None:
    """Publishes as the classifier does."""
    publisher = Publisher(Producer(settings), "classifier")
    try:
        await publisher.publish(events)
    finally:
        await publisher.stop()


@dataclass
class Heard:
    """What came on some topics: topic, key and value of each record."""

    records: list[tuple[str, str, bytes]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def of(self, *keys: object) -> list[tuple[str, bytes]]:
        """Topic and value of the records under these keys."""
        named = {str(key) for key in keys}
        return [(topic, value) for topic, key, value in self.records if key in named]

    async def until(self, count: int, *keys: object) -> None:
        """Waits until so many records came under these keys."""
        async with asyncio.timeout(40), self.changed:
            await self.changed.wait_for(lambda: len(self.of(*keys)) >= count)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Keeps what comes."""
        async for record in consumer:
            async with self.changed:
                self.records.append((record.topic, record.key.decode(), record.value))
                self.changed.notify_all()


@asynccontextmanager
async def listening(kafka: str, *topics: str) -> AsyncIterator[Heard]:
    """Hears what is committed on topics, from their beginning."""
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=kafka,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    heard = Heard()
    task = asyncio.create_task(heard.listen(consumer))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await consumer.stop()
