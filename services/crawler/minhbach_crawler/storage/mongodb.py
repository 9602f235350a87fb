"""The crawler's collections: ``sites``, ``requests``, ``visits`` (leases have their own)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pymongo.errors import DuplicateKeyError

from minhbach_crawler.domain.ports import KnownSite
from minhbach_crawler.domain.visits import ClosedVisit
from minhbach_crawler.storage.documents import (
    closed_visit,
    known_site,
    request_document,
    site_fields,
    visit_document,
)
from minhbach_shared.events import SiteRecord, VisitRequest
from minhbach_shared.store import Collection, Database, guarded


async def ensure_indexes(database: Database) -> None:
    """Makes the indexes that the queries below use; those that are there stay."""
    with guarded("making indexes"):
        await database["sites"].create_index([("active", 1), ("scheduled_at", 1)])
        await database["requests"].create_index([("answered", 1), ("requested_at", 1)])
        await database["requests"].create_index([("site_id", 1), ("answered", 1)])
        await database["visits"].create_index([("site_id", 1), ("announced", 1)])


class MongoSites:
    """The register as the crawler knows it; ``_id`` is the site's id."""

    def __init__(self, collection: Collection) -> None:
        self._sites = collection

    async def put(self, record: SiteRecord) -> None:
        """Keeps a record; an older version never takes the place of a newer."""
        fields = site_fields(record)
        with guarded("keeping a site"):
            if await self._updated(record, fields):
                return
            try:
                await self._sites.insert_one(
                    {"_id": record.site_id, "scheduled_at": record.recorded_at, **fields}
                )
            except DuplicateKeyError:  # known: as new or newer, or another worker was first
                await self._updated(record, fields)

    async def get(self, site_id: UUID) -> KnownSite | None:
        """A site, or None if the register has not named it yet."""
        with guarded("reading a site"):
            document = await self._sites.find_one({"_id": site_id})
        return known_site(document) if document is not None else None

    async def due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Active sites whose time has come, the longest due first."""
        due = {"active": True, "scheduled_at": {"$lte": now}}
        with guarded("looking for due sites"):
            found = self._sites.find(due, {"_id": 1}).sort("scheduled_at", 1).limit(limit)
            return [document["_id"] async for document in found]

    async def active(self, site_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Those of the sites that are known and active, in the order given."""
        if not site_ids:
            return []
        wanted = {"_id": {"$in": list(site_ids)}, "active": True}
        with guarded("looking for active sites"):
            found = {document["_id"] async for document in self._sites.find(wanted, {"_id": 1})}
        return [site_id for site_id in site_ids if site_id in found]

    async def schedule(self, site_id: UUID, at: datetime) -> None:
        """Says when a site is due next."""
        with guarded("scheduling a site"):
            await self._sites.update_one({"_id": site_id}, {"$set": {"scheduled_at": at}})

    async def _updated(self, record: SiteRecord, fields: dict[str, object]) -> bool:
        older = {"_id": record.site_id, "version": {"$lt": record.version}}
        result = await self._sites.update_one(older, {"$set": fields})
        return result.matched_count == 1


class MongoRequests:
    """Wishes to look at a site now; ``_id`` is the request's id, so each counts once."""

    def __init__(self, collection: Collection) -> None:
        self._requests = collection

    async def put(self, request: VisitRequest) -> None:
        """Keeps a request; one that is there already, answered or not, changes nothing."""
        with guarded("keeping a request"):
            try:
                await self._requests.insert_one(request_document(request))
            except DuplicateKeyError:
                return

    async def pending_sites(self, limit: int) -> Sequence[UUID]:
        """Sites of requests that are not answered, each once, the oldest request first."""
        with guarded("looking for requests"):
            found = self._requests.find({"answered": False}, {"site_id": 1})
            sites = [doc["site_id"] async for doc in found.sort("requested_at", 1).limit(limit)]
        return list(dict.fromkeys(sites))

    async def pending(self, site_id: UUID) -> Sequence[VisitRequest]:
        """A site's requests that are not answered."""
        with guarded("reading requests"):
            found = self._requests.find({"site_id": site_id, "answered": False})
            return [VisitRequest.model_validate(doc["request"]) async for doc in found]

    async def answer(self, request_ids: Sequence[UUID]) -> None:
        """Says that a visit answered them."""
        with guarded("answering requests"):
            for request_id in request_ids:
                await self._requests.update_one({"_id": request_id}, {"$set": {"answered": True}})


class MongoVisits:
    """Visits whose WARC is closed; ``_id`` is the visit's id, and its content is fixed."""

    def __init__(self, collection: Collection) -> None:
        self._visits = collection

    async def keep(self, visit: ClosedVisit) -> ClosedVisit:
        """Keeps a visit in one insert; returns it, or the one that was kept under its id before."""
        with guarded("keeping a visit"):
            try:
                await self._visits.insert_one(visit_document(visit))
            except DuplicateKeyError:
                kept = await self._visits.find_one({"_id": visit.record.completed.id})
                return closed_visit(kept) if kept is not None else visit
        return visit

    async def get(self, visit_id: UUID) -> ClosedVisit | None:
        """A visit that is kept."""
        with guarded("reading a visit"):
            document = await self._visits.find_one({"_id": visit_id})
        return closed_visit(document) if document is not None else None

    async def unannounced(self, site_id: UUID) -> Sequence[ClosedVisit]:
        """A site's visits that a crash cut off before all of them was announced."""
        with guarded("looking for visits to announce"):
            found = self._visits.find({"site_id": site_id, "announced": False})
            return [closed_visit(document) async for document in found]

    async def mark_announced(self, visit_id: UUID) -> None:
        """Says that the visit needs no more attention."""
        with guarded("marking a visit"):
            await self._visits.update_one({"_id": visit_id}, {"$set": {"announced": True}})
