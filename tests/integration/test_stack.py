"""The embedded stack on the real thing: start, data kept, crashes, and what stops a start."""

from aiokafka import AIOKafkaProducer
from pymongo import AsyncMongoClient

from tests.support.stack import RunningStack


async def test_session_stack_serves(stack: RunningStack) -> None:
    """The session's broker and store both answer a client."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka)
    await producer.start()
    await producer.stop()
    async with AsyncMongoClient[dict[str, object]](stack.mongodb) as client:
        assert (await client.admin.command("ping"))["ok"] == 1
