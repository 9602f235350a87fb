"""What tests of the crawler share: a register's record, a request, quick settings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.events import SiteRecord, VisitRequest
from minhbach_shared.ids import derived_id, site_id
from tests.support.stack import RunningStack

NOON: Final = datetime(2026, 11, 2, 5, tzinfo=UTC)


def record_of(address: str, version: int = 1, *, active: bool = True) -> SiteRecord:
    """The register's record of a site."""
    return SiteRecord(
        id=derived_id("test record", address, version),
        site_id=site_id(address),
        version=version,
        recorded_at=NOON,
        active=active,
        name=f"Trang thử {version}",
        address=address,
        site_class="aggregator",
    )


def request_for(site: str, at: datetime, address: str | None = None) -> VisitRequest:
    """A request to look at a site, or at one address of it, now."""
    return VisitRequest(
        id=derived_id("test request", site, at, address),
        site_id=site_id(site),
        requested_at=at,
        reason="test",
        address=address,
    )


def settings_for(stack: RunningStack, name: str, folder: Path, **own: object) -> CrawlerSettings:
    """Quick settings with a database and a capture store of the test's own."""
    values: dict[str, object] = {
        "kafka_servers": stack.kafka,
        "mongodb_uri": SecretStr(stack.mongodb),
        "mongodb_database": name,
        "captures_url": f"file://{folder}/captures",
        "secret": SecretStr("for tests only, not secret"),
        "allow_private": "127.0.0.0/8",
        "least_delay_seconds": 0.0,
        "instance": "crawler-test",  # static membership: the next process need not wait
        "lease_seconds": 2.0,
        "poll_seconds": 0.1,
        "stop_within_seconds": 5.0,
        "visit_by_schedule": False,
    }
    return CrawlerSettings.model_validate(values | own)
