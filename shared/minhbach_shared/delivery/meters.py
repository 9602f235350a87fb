"""Metrics of delivery, in one commented place; names end in their unit."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Meters:
    """Counts what passes through the consuming loops of a process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._records = Counter(
            "minhbach_consumed_records",
            "Records handled, dead-lettered ones included",
            ["group"],
            registry=registry,
        )
        self._dead = Counter(
            "minhbach_dead_letters",
            "Records written to the dead-letter topic",
            ["group", "reason"],
            registry=registry,
        )
        self._given_back = Counter(
            "minhbach_batches_given_back",
            "Batches read again because a dependency did not answer",
            ["group"],
            registry=registry,
        )
        self._seconds = Histogram(
            "minhbach_batch_seconds",
            "From a batch in hand to its offsets committed",
            ["group"],
            registry=registry,
        )
        self._halted = Gauge(
            "minhbach_consumption_halted",
            "1 where dead letters passed their share and consumption stopped",
            ["group"],
            registry=registry,
        )

    @contextmanager
    def batch(self, group: str) -> Iterator[None]:
        """Times a batch."""
        began = time.perf_counter()
        yield
        self._seconds.labels(group).observe(time.perf_counter() - began)

    def handled(self, group: str, records: int) -> None:
        """Counts records that are done with, dead-lettered ones included."""
        self._records.labels(group).inc(records)

    def dead_letter(self, group: str, reason: str) -> None:
        """Counts one dead letter."""
        self._dead.labels(group, reason).inc()

    def given_back(self, group: str) -> None:
        """Counts one batch given back."""
        self._given_back.labels(group).inc()

    def halted(self, group: str) -> None:
        """Says that a group stands still."""
        self._halted.labels(group).set(1)
