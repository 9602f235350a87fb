"""When has the work settled: two readings alike, with nothing left to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
        scraped = [await self._scrape(address) for address in self._metrics]
        to_do += [f"{s.address} does not answer" for s in scraped if not s.answered]
        in_hand = sum(s.in_hand for s in scraped)
        if in_hand:
            to_do.append(f"{in_hand} sites are being visited")
        unannounced = [await outbox.unannounced() for outbox in self._outboxes]
        if any(unannounced):
            to_do.append(f"{sum(unannounced)} events are not announced")
        to_do += await self._watcher.behind([place for s in scraped for place in s.reading])
        if not await self._watcher.at_end():
            to_do.append("records are still to be counted")
        return Reading(tuple(sorted(tally.records.items())), tuple(to_do))

    async def _scrape(self, address: str) -> "_Scraped":
        try:
            answer = await self._client.get(address, timeout=10)
        except httpx.HTTPError:
            return _Scraped(address, answered=False)
        found = _Scraped(address, answered=True)
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                if sample.name == _IN_HAND:
                    found.in_hand += int(sample.value)
                elif sample.name == _LAG:
                    labels = sample.labels
                    place = TopicPartition(labels["topic"], int(labels["partition"]))
                    found.reading.append((labels["group"], place))
        return found


@dataclass(slots=True)
class _Scraped:
    """What one service's metrics say: what it reads, and how many sites it is visiting."""

    address: str
    answered: bool
    in_hand: int = 0
    reading: list[tuple[str, TopicPartition]] = field(default_factory=list)
