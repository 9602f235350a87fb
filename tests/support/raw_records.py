"""Records that our own producer never writes: with a null header, as other clients can send."""

from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from minhbach_shared.codec import Outgoing

_NULL_LENGTH = 1  # minus one, as a zigzag varint


async def send_with_null_header(kafka: str, record: Outgoing, name: str) -> None:
    """Sends a record onto partition 0 with this header null, after all its others."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=False)
    await producer.start()
    try:
        batch = producer.create_batch()
        # aiokafka writes an empty header for a null one: its length, the last byte, is changed.
        batch._builder = builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 100_000)
        others = [header for header in record.headers if header[0] != name]
        headers = [*others, (name, b"")]
        batch.append(timestamp=None, key=record.key, value=record.value, headers=headers)
        builder._buffer[-1] = _NULL_LENGTH
        batch.close()
        await (await producer.send_batch(batch, record.topic, partition=0))
    finally:
        await producer.stop()
