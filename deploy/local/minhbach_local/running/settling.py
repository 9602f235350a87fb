"""When has the work settled: two readings alike, with nothing left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import httpx
from aiokafka import TopicPartition
from prometheus_client.parser import text_string_to_metric_families

from minhbach_local.running.watching import Watcher
from minhbach_shared.eventlog import EventLog

_LAG = "minhbach_consumer_lag_records"
_IN_HAND = "minhbach_sites_in_hand"


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the whole: what has passed, and what is still to do."""

    records: tuple[tuple[str, int], ...]
    to_do: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Nothing is left."""
        return not self.to_do


class Settling:
    """Looks at positions, outboxes and visits.

    Args:
        metrics: each service's metrics address.
        outboxes: event logs whose events must all be announced.
        requested: sites whose visit must end within this run.
    """

    def __init__(
        self,
        watcher: Watcher,
        client: httpx.AsyncClient,
        metrics: Sequence[str],
        outboxes: Sequence[EventLog],
        requested: set[UUID],
    ) -> None:
        self._watcher = watcher
        self._client = client
        self._metrics = metrics
        self._outboxes = outboxes
        self._requested = requested

    async def read(self) -> Reading:
        """Takes a reading."""
        tally = self._watcher.tally
        to_do: list[str] = []
        waiting = self._requested - tally.visited_for(self._requested)
        if waiting:
            to_do.append(f"{len(waiting)} sites are still to be visited")
        reading, in_hand = await self._scrape()
        if in_hand:
            to_do.append(f"{in_hand} sites are being visited")
        unannounced = [await outbox.unannounced() for outbox in self._outboxes]
        if any(unannounced):
            to_do.append(f"{sum(unannounced)} events are not announced")
        to_do += await self._watcher.behind(reading)
        if not await self._watcher.at_end():
            to_do.append("records are still to be counted")
        return Reading(tuple(sorted(tally.records.items())), tuple(to_do))

    async def _scrape(self) -> tuple[list[tuple[str, TopicPartition]], int]:
        reading: list[tuple[str, TopicPartition]] = []
        in_hand = 0
        for address in self._metrics:
            answer = await self._client.get(address, timeout=10)
            for family in text_string_to_metric_families(answer.text):
                for sample in family.samples:
                    if sample.name == _IN_HAND:
                        in_hand += int(sample.value)
                    elif sample.name == _LAG:
                        labels = sample.labels
                        place = TopicPartition(labels["topic"], int(labels["partition"]))
                        reading.append((labels["group"], place))
        return reading, in_hand
