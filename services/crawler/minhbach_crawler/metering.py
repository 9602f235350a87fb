"""The crawler's metrics, in one commented place."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from minhbach_crawler.domain.visits import ClosedVisit

_BUCKETS = (1, 2, 5, 10, 20, 40, 80, 160, 320, 640)


class Meters:
    """Counts visits, captures and failures, once each when they are announced."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._visits = Counter("minhbach_visits", "Visits announced", registry=registry)
        self._captures = Counter("minhbach_captures", "Addresses captured", registry=registry)
        self._failures = Counter(
            "minhbach_capture_failures",
            "Addresses that could not be had",
            ["reason"],
            registry=registry,
        )
        self._seconds = Histogram(
            "minhbach_visit_seconds",
            "From a visit's beginning to its end",
            buckets=_BUCKETS,
            registry=registry,
        )
        self._in_hand = Gauge("minhbach_sites_in_hand", "Sites being visited", registry=registry)

    def visited(self, visit: ClosedVisit) -> None:
        """Counts one visit and what came of it."""
        completed = visit.record.completed
        self._visits.inc()
        self._captures.inc(completed.captured)
        for failure in completed.failures:
            self._failures.labels(failure.reason).inc(failure.count)
        self._seconds.observe((completed.ended_at - completed.started_at).total_seconds())

    def in_hand(self, sites: int) -> None:
        """Says how many sites are being visited."""
        self._in_hand.set(sites)
