"""What the crawler needs of its store; each method raises ``Unavailable`` when it is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from minhbach_crawler.domain.visits import ClosedVisit
from minhbach_shared.events import SiteRecord, VisitRequest


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site of the register, and when its schedule says to visit it."""

    record: SiteRecord
    scheduled_at: datetime


class Sites(Protocol):
    """The register as the crawler knows it."""

    async def put(self, record: SiteRecord) -> None:
        """Keeps a record; an older version never takes the place of a newer."""
        ...

    async def get(self, site_id: UUID) -> KnownSite | None:
        """A site, or None if the register has not named it yet."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Active sites whose time has come, the longest due first."""
        ...

    async def active(self, site_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Those of the sites that are known and active, in the order given."""
        ...

    async def schedule(self, site_id: UUID, at: datetime) -> None:
        """Says when a site is due next."""
        ...


class Requests(Protocol):
    """Wishes to look at a site now."""

    async def put(self, request: VisitRequest) -> None:
        """Keeps a request; one that is there already, answered or not, changes nothing."""
        ...

    async def pending_sites(self, limit: int) -> Sequence[UUID]:
        """Sites of requests that are not answered, each once, the oldest request first."""
        ...

    async def pending(self, site_id: UUID) -> Sequence[VisitRequest]:
        """A site's requests that are not answered."""
        ...

    async def answer(self, request_ids: Sequence[UUID]) -> None:
        """Says that a visit answered them."""
        ...


class Visits(Protocol):
    """Visits whose WARC is closed: what is announced of them is fixed here, before it is."""

    async def keep(self, visit: ClosedVisit) -> ClosedVisit:
        """Keeps a visit in one insert; returns it, or the one that was kept under its id before."""
        ...

    async def get(self, visit_id: UUID) -> ClosedVisit | None:
        """A visit that is kept."""
        ...

    async def unannounced(self, site_id: UUID) -> Sequence[ClosedVisit]:
        """A site's visits that a crash cut off before all of them was announced."""
        ...

    async def mark_announced(self, visit_id: UUID) -> None:
        """Says that the visit needs no more attention."""
        ...
