"""The register: a stream a site, an event a version; salts and the list kept beside."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pymongo.errors import BulkWriteError

from minhbach_case.domain.register import (
    ERASED_EVENT,
    RECORD_EVENT,
    Known,
    Personal,
    Version,
)
from minhbach_case.domain.searching import phrases_of
from minhbach_case.storage.folds import DUPLICATE, Folds
from minhbach_case.storage.streaming import LongList
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent, follow
from minhbach_shared.events import SiteRecord
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import SiteClass

SITE_EVENTS: Final = "site_events"
SITES: Final = "sites"
SALTS: Final = "salts"
SALT_BYTES: Final = 32
CATCH_UP: Final = 500
ALIKE: Final = 50
_OF_VERSION: Final = frozenset({"id", "version", "recorded_at", "reports"})


class Salts:
    """One random salt a site; erasing it makes every keyed digest of that site meaningless."""

    def __init__(self, collection: Collection, random: Callable[[int], bytes]) -> None:
        self._collection = collection
        self._random = random

    async def of(self, sites: Iterable[UUID]) -> dict[UUID, bytes]:
        """The salts of these sites; a site that has none gets one."""
        wanted = set(sites)
        found = await self._read(wanted)
        if missing := wanted - found.keys():
            await self._create(missing)
            found |= await self._read(missing)
        return found

    async def renew(self, site: UUID) -> None:
        """Destroys a site's salt: another one stands in its place."""
        salt = {"$set": {"salt": self._random(SALT_BYTES)}}
        with guarded("destroying a salt"):
            await self._collection.update_one({"_id": str(site)}, salt, upsert=True)

    async def _read(self, sites: set[UUID]) -> dict[UUID, bytes]:
        query = {"_id": {"$in": [str(site) for site in sites]}}
        with guarded("reading salts"):
            cursor = self._collection.find(query)
            return {UUID(found["_id"]): bytes(found["salt"]) async for found in cursor}

    async def _create(self, sites: set[UUID]) -> None:
        new = [{"_id": str(site), "salt": self._random(SALT_BYTES)} for site in sites]
        with guarded("making salts"):
            try:
                await self._collection.insert_many(new, ordered=False)
            except BulkWriteError as error:
                # Another import met the site first: its salt is the one.
                if any(e.get("code") != DUPLICATE for e in error.details["writeErrors"]):
                    raise


class SiteStore:
    """The versions of sites' records."""

    def __init__(self, log: EventLog, sites: Collection) -> None:
        self._log = log
        self._folds = Folds(sites, newest_first=False)

    async def ensure_indexes(self) -> None:
        """Makes the event log's indexes and those of the list."""
        await self._log.ensure_indexes()
        await self._folds.ensure_indexes("site_class")

    async def known(self, sites: Iterable[UUID]) -> dict[UUID, tuple[Head, Known]]:
        """The latest version of each of these sites that is in the register."""
        query = {"stream": {"$in": list(set(sites))}}
        events = await self._log.find(query, [("stream", 1), ("sequence", 1)])
        return {event.stream: (event.head, _known(event)) for event in events}

    async def history(self, site: UUID, limit: int) -> list[Known]:
        """The last versions of a site's record, newest first."""
        events = await self._log.find({"stream": site}, [("sequence", -1)], limit)
        return [_known(event) for event in events]

    async def append(self, versions: Sequence[Version], heads: dict[UUID, Head]) -> None:
        """Writes versions in one insert, each behind its site's head.

        Raises:
            StreamMoved: another import was first.
            AlreadyCaused: the same version stands already.
            Unavailable: the store does not answer; any part may be written.
        """
        await self._log.append(
            [_event(version, heads.get(version.record.site_id)) for version in versions]
        )

    async def destroy(self, sites: Iterable[UUID]) -> dict[UUID, datetime]:
        """Destroys what was kept apart before these sites' last erasures; idempotent.

        Returns:
            When the erased ones of these sites were last erased.
        """
        query = {"stream": {"$in": list(set(sites))}, "type": ERASED_EVENT}
        erasures = await self._log.find(query, [("stream", 1), ("sequence", 1)])
        last = {event.stream: event.sequence for event in erasures}
        for site, sequence in last.items():
            await self._log.erase_private(site, sequence)
        return {event.stream: event.at for event in erasures}

    async def alike(self, site: UUID, version: int) -> frozenset[int]:
        """The versions that say what this one says but for the reports received; at most 100."""
        near = {"$gt": version - ALIKE, "$lt": version + ALIKE}
        events = await self._log.find({"stream": site, "sequence": near}, [("sequence", 1)])
        said = {event.sequence: _said_beside_reports(event) for event in events}
        return frozenset(n for n, words in said.items() if words == said.get(version)) | {version}

    async def all_sites(self) -> frozenset[UUID]:
        """Every site that was ever in the register, those that left included."""
        return await self._log.streams()

    async def ever_of(self, site_class: SiteClass) -> frozenset[UUID]:
        """Every site that was ever of a class, whatever it is now. It reads all versions."""
        return await self._log.streams({"body.site_class": site_class})

    async def fold(self, sites: Iterable[UUID]) -> None:
        """Keeps the latest records of these sites for the list; what the relay calls."""
        known = await self.known(sites)
        await self._folds.write([_document(head, found.record) for head, found in known.values()])

    async def page(
        self, filters: SiteFilters, page: PageRequest
    ) -> tuple[list[SiteRecord], str | None]:
        """A page of sites by name, with what was not yet announced caught up."""
        await self._catch_up()
        documents, following = await self._folds.page(_of(filters), page)
        return list(map(_record, documents)), following

    async def whole(self, filters: SiteFilters, limit: int) -> LongList[SiteRecord]:
        """At most ``limit`` sites by name, to be read to the end."""
        await self._catch_up()
        return await self._folds.whole(_of(filters), limit, _record)

    async def count(self, filters: SiteFilters) -> int:
        """How many sites the list has, those not yet announced aside."""
        return await self._folds.count(_of(filters))

    async def _catch_up(self) -> None:
        pending = await self._log.pending(CATCH_UP)
        if pending:
            await self.fold({event.stream for event in pending})

    async def addresses(self, sites: Iterable[UUID]) -> dict[UUID, str]:
        """The home pages of these sites, as far as the list has them."""
        found = await self._folds.read(sites)
        return {document["_id"]: document["record"]["address"] for document in found}


def _of(filters: SiteFilters) -> Document:
    return {"site_class": filters.site_class} if filters.site_class else {}


def _record(document: Document) -> SiteRecord:
    return SiteRecord.model_validate(document["record"])


def _known(event: LoggedEvent) -> Known:
    kept = event.private if event.type == RECORD_EVENT else None
    personal = Personal.model_validate(kept) if kept is not None else None
    return Known(SiteRecord.model_validate(event.body), personal)


def _said_beside_reports(event: LoggedEvent) -> dict[str, Any]:
    return {name: value for name, value in event.body.items() if name not in _OF_VERSION}


def _event(version: Version, head: Head | None) -> LoggedEvent:
    record = version.record
    at: datetime = record.recorded_at
    apart = version.erasure or version.personal
    private: dict[str, Any] | None = apart.model_dump(mode="json") if apart else None
    return follow(
        head,
        record.site_id,
        cause=version.cause,
        at=at,
        type=ERASED_EVENT if version.erasure else RECORD_EVENT,
        body=record.model_dump(mode="json"),
        private=private,
    )


def _document(head: Head, record: SiteRecord) -> Document:
    return {
        "_id": record.site_id,
        "sequence": head.sequence,
        "order": f"{record.name.casefold()[:60]} {record.site_id}",
        "site_class": record.site_class,
        "phrases": phrases_of(record.name, record.address),
        "record": record.model_dump(mode="json"),
    }
