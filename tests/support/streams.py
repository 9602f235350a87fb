"""Small clients of the broker and the store for tests of what they keep."""

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient


async def make_topic(kafka: str, topic: str) -> None:
    """Makes a topic of one partition."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def write_records(kafka: str, topic: str, values: list[bytes]) -> None:
    """Writes records and waits until each is acknowledged."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def read_records(kafka: str, topic: str) -> list[bytes]:
    """All that a topic of one partition holds."""
    partition = TopicPartition(topic, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        values: list[bytes] = []
        while await consumer.position(partition) < end:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                values += [record.value for record in records]
        return values
    finally:
        await consumer.stop()


async def write_documents(mongodb: str, database: str, ids: list[str]) -> None:
    """Inserts a document an id, each acknowledged before the next."""
    async with AsyncMongoClient[dict[str, object]](mongodb) as client:
        for identity in ids:
            await client[database]["kept"].insert_one({"_id": identity})


async def read_documents(mongodb: str, database: str) -> list[str]:
    """The ids of all documents, in order."""
    async with AsyncMongoClient[dict[str, object]](mongodb) as client:
        found = client[database]["kept"].find().sort("_id", 1)
        return [str(document["_id"]) async for document in found]
