"""Figures of the classifier beside those of delivery, in one commented place."""

from prometheus_client import CollectorRegistry, Gauge

from minhbach_classifier.compiled.library import library
from minhbach_shared.logs import get_logger

log = get_logger(__name__)


def meter_reading(registry: CollectorRegistry) -> None:
    """Shows whether pages are read by the compiled walk, or in Python alone at half the speed."""
    Gauge(
        "minhbach_reading_compiled",
        "1 where reading's compiled part runs, 0 where pages are read in Python alone",
        registry=registry,
    ).set(library() is not None)


async def tell_reading() -> None:
    """Says so in the log as well, as the service starts."""
    log.info("reading", compiled=library() is not None)
