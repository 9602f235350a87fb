"""What stands on the topics, read whole as events."""

from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from minhbach_shared.codec import Decoder
from minhbach_shared.events import Event

EventT = TypeVar("EventT", bound=Event)


async def read_events(kafka: str, kind: type[EventT]) -> list[EventT]:
    """All events of a kind on its topic; those of one key in their order."""
    partitions = [TopicPartition(kind.topic, number) for number in await _numbers(kafka, kind)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, auto_offset_reset="earliest", isolation_level="read_committed"
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        found = [await _all(consumer, partition, kind) for partition in partitions]
        return [event for events in found for event in events]
    finally:
        await consumer.stop()


async def _numbers(kafka: str, kind: type[Event]) -> list[int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        (topic,) = await admin.describe_topics([kind.topic])
        return sorted(partition["partition"] for partition in topic["partitions"])
    finally:
        await admin.close()


async def _all(
    consumer: AIOKafkaConsumer, partition: TopicPartition, kind: type[EventT]
) -> list[EventT]:
    decoder = Decoder([kind])
    end = (await consumer.end_offsets([partition]))[partition]
    found: list[EventT] = []
    while await consumer.position(partition) < end:
        for records in (await consumer.getmany(partition, timeout_ms=500)).values():
            events = [decoder.decode(r.key, r.value, r.headers) for r in records]
            found += [event for event in events if isinstance(event, kind)]
    return found
