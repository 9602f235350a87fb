"""A watch over all topics: counts what this run brings, and knows where each stream ends."""

from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from minhbach_local.running.tally import Tally
from minhbach_shared.codec import Decoder, Undecodable
from minhbach_shared.events import EVENTS, Event
from minhbach_shared.topics import TOPICS

# A transaction's marker is an offset too: so far back the last record itself is found.
_BACK: Final = 20


class Watcher:
    """Reads every topic beside the services, in no group, from where the run began."""

    def __init__(self, servers: str, tally: Tally) -> None:
        self.tally = tally
        self._decoder = Decoder(EVENTS)
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=servers, isolation_level="read_committed", enable_auto_commit=False
        )
        self._admin = AIOKafkaAdminClient(bootstrap_servers=servers)
        self._counted_from: dict[TopicPartition, int] = {}
        self._last: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        """Takes its place at the end of every partition; what comes now is this run's."""
        await self._consumer.start()
        await self._admin.start()
        partitions = [TopicPartition(t.name, p) for t in TOPICS for p in range(t.partitions)]
        self._consumer.assign(partitions)
        begins = await self._consumer.beginning_offsets(partitions)
        self._counted_from = await self._consumer.end_offsets(partitions)
        for partition, end in self._counted_from.items():
            self._consumer.seek(partition, max(begins[partition], end - _BACK))

    async def stop(self) -> None:
        """Leaves."""
        await self._consumer.stop()
        await self._admin.close()

    async def poll(self) -> list[Event]:
        """Counts what has come; this run's events, at most a second's wait."""
        fetched = await self._consumer.getmany(timeout_ms=500, max_records=2000)
        events: list[Event] = []
        for partition, records in fetched.items():
            self._last[partition] = records[-1].offset
            for record in records:
                if record.offset < self._counted_from[partition]:
                    continue
                decoded = self._decoder.decode(record.key, record.value, record.headers)
                event = None if isinstance(decoded, Undecodable) else decoded
                self.tally.count(partition.topic, event)
                if event is not None:
                    events.append(event)
        return events

    async def behind(self, reading: Sequence[tuple[str, TopicPartition]]) -> list[str]:
        """Which groups have not committed past the last record of a partition that they read."""
        found: list[str] = []
        for group in sorted({group for group, _ in reading}):
            try:
                committed = await self._admin.list_consumer_group_offsets(group)
            except KafkaError as error:  # a broker that is new, or back, has no coordinator yet
                found.append(f"{group}: its positions are not told yet ({type(error).__name__})")
                continue
            for _, partition in (r for r in reading if r[0] == group):
                last = self._last.get(partition)
                if last is None:
                    continue
                done = committed[partition].offset if partition in committed else 0
                if done <= last:
                    found.append(f"{group} is at {done} of {last + 1} in {partition.topic}")
        return found

    async def at_end(self) -> bool:
        """Whether everything that is committed has been counted."""
        partitions = list(self._counted_from)
        try:
            ends = await self._consumer.end_offsets(partitions)
            positions = [await self._consumer.position(partition) for partition in partitions]
        except KafkaError:
            return False
        return all(at >= ends[p] for p, at in zip(partitions, positions, strict=True))
