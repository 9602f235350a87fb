"""The consuming loop against raw aiokafka: the same records, batches of 500, a commit for each."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer

from minhbach_shared.delivery import Received, Rejected
from tests.support.delivery import (
    Noted,
    consuming,
    make_topic_with_dead_letters,
    note,
    record_of,
    send,
    settings_for,
)
from tests.support.stack import RunningStack

RECORDS: Final = 30_000
BATCH: Final = 500
TEXT: Final = "Bản tin thử. " * 55


@dataclass(frozen=True)
class Consumed:
    """Microseconds a record: raw bytes in, the same with the event read, and our loop."""

    raw: float
    raw_and_read: float
    ours: float


async def measure_consuming(stack: RunningStack) -> Consumed:
    """Reads the same records three times."""
    topic, _ = await make_topic_with_dead_letters(stack, "bench")
    for first in range(0, RECORDS, 2000):
        notes = [note(number, text=TEXT) for number in range(first, first + 2000)]
        await send(stack, [record_of(one, topic) for one in notes])
    raw = await _raw(stack, topic, read=False)
    return Consumed(raw, await _raw(stack, topic, read=True), await _ours(stack, topic))


async def _raw(stack: RunningStack, topic: str, *, read: bool) -> float:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=stack.kafka,
        group_id=f"raw-{read}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        seen = 0
        began = time.perf_counter()
        while seen < RECORDS:
            for records in (await consumer.getmany(timeout_ms=200, max_records=BATCH)).values():
                seen += len(records)
                if read:
                    _ = [Noted.model_validate_json(record.value) for record in records]
            await consumer.commit()
        return _micro(began)
    finally:
        await consumer.stop()


async def _ours(stack: RunningStack, topic: str) -> float:
    seen = 0
    whole = asyncio.Event()

    async def count(batch: Sequence[Received]) -> Sequence[Rejected]:
        nonlocal seen
        seen += len(batch)
        if seen >= RECORDS:
            whole.set()
        return ()

    async with consuming(settings_for(stack, "bench"), "bench", topic, count, batch=BATCH):
        began = time.perf_counter()
        await whole.wait()
        return _micro(began)


def _micro(began: float) -> float:
    return (time.perf_counter() - began) / RECORDS * 1e6
