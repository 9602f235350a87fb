"""The audit trail: who read or changed what; one chain of entries that are only ever added.

``_id`` is the entry's number, so that two writers cannot take the same one and none can go
missing unseen; ``previous`` is the digest of the entry before. Names and network addresses stand
in ``private``, which is not in the digest: they can be erased with the chain left valid.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from pymongo.errors import BulkWriteError

from minhbach_case.audit_views import TrailAct, TrailEntry, TrailFilters
from minhbach_case.errors import Contended
from minhbach_case.storage.folds import DUPLICATE
from minhbach_case.views import Page, PageRequest
from minhbach_shared.clock import Clock, to_milliseconds
from minhbach_shared.errors import Unavailable
from minhbach_shared.ids import digest_of, iso
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import Role

AUDIT: Final = "audit"
_ATTEMPTS: Final = 20
_AT_ONCE: Final = 500
_VIET_NAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that somebody did.

    Attributes:
        account: the account's id; sealed before it is kept.
        details: words of the program's own, never what a person typed.
        name, address: kept apart, so that they can be erased.
    """

    act: TrailAct
    place: str
    status: int | None = None
    account: str | None = None
    role: Role | None = None
    case_id: UUID | None = None
    site_id: UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Every entry follows the one before; ``digest`` is the last one's."""

    entries: int
    digest: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first number at which an entry is missing, or is not what was written."""

    sequence: int


@dataclass(slots=True)
class _Waiting:
    entry: Entry
    at: datetime
    written: bool = False
    failure: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    sequence: int
    digest: str | None
    at: datetime


class AuditTrail:
    """Writes and reads the trail.

    Args:
        seal: an account's id as it stands in the cases' steps too.
    """

    def __init__(self, collection: Collection, seal: Callable[[str], str], clock: Clock) -> None:
        self._collection = collection
        self.seal = seal
        self._clock = clock
        self._lock = asyncio.Lock()
        self._waiting: list[_Waiting] = []
        self._head: _Head | None = None

    async def ensure_indexes(self) -> None:
        """Makes the indexes of the filters; harmless when they are there."""
        with guarded("indexes of the audit trail"):
            await self._collection.create_index([("who", 1), ("_id", -1)])
            await self._collection.create_index([("case_id", 1), ("_id", -1)])
            await self._collection.create_index([("day", 1), ("_id", -1)])

    async def record(self, entry: Entry) -> None:
        """Adds an entry; it stands when this returns. Those that come together go in together.

        Raises:
            Unavailable: the store does not answer; the entry may stand or not.
            Contended: other replicas keep taking the next number.
        """
        mine = _Waiting(entry, to_milliseconds(self._clock()))
        self._waiting.append(mine)
        async with self._lock:
            # Whoever held the lock before may have written this one along with its own.
            if not mine.written and mine.failure is None:
                await self._write(self._take())
        if mine.failure is not None:
            raise mine.failure

    async def page(self, filters: TrailFilters, page: PageRequest) -> Page[TrailEntry]:
        """Entries, newest first."""
        query = self._query(filters)
        if page.after_number is not None:
            query["_id"] = {"$lt": page.after_number}
        with guarded("reading the audit trail"):
            cursor = self._collection.find(query).sort("_id", -1).limit(page.limit + 1)
            found = [document async for document in cursor]
        kept = found[: page.limit]
        following = str(kept[-1]["_id"]) if len(found) > page.limit else None
        return Page(items=tuple(map(_entry, kept)), next=following)

    async def count(self, filters: TrailFilters, limit: int) -> int:
        """How many entries there are, counted up to a limit."""
        with guarded("counting the audit trail"):
            return await self._collection.count_documents(self._query(filters), limit=limit)

    async def verify(self) -> Whole | Broken:
        """Reads the whole trail and says where it first is not as it was written."""
        sequence, digest = 0, None
        with guarded("verifying the audit trail"):
            async for found in self._collection.find({}).sort("_id", 1):
                sequence += 1
                linked = found["_id"] == sequence and found["previous"] == digest
                if not linked or not as_written(found):
                    return Broken(sequence)
                digest = found["digest"]
        return Whole(sequence, digest)

    async def erase(self, account: str) -> int:
        """Forgets an account's name and addresses; how many entries held them."""
        query = {"who": self.seal(account), "private": {"$ne": None}}
        with guarded("erasing names from the audit trail"):
            erased = await self._collection.update_many(query, {"$set": {"private": None}})
        return erased.modified_count

    def _take(self) -> list[_Waiting]:
        taken, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        return taken

    async def _write(self, batch: list[_Waiting]) -> None:
        try:
            with guarded("writing the audit trail"):
                await self._append(batch)
        except BaseException as error:
            # What was stored is unknown: the end is read again, and nobody is told it stands.
            self._head = None
            failure = error if isinstance(error, Exception) else Unavailable("cut short")
            for waiting in batch:
                waiting.failure = None if waiting.written else failure
            if not isinstance(error, Exception):
                raise

    async def _append(self, batch: list[_Waiting]) -> None:
        for _ in range(_ATTEMPTS):
            left = [waiting for waiting in batch if not waiting.written]
            if not left:
                return
            head = self._head or await self._end()
            documents = self._documents(left, head)
            stored = await self._insert(documents)
            for waiting in left[:stored]:
                waiting.written = True
            last = documents[stored - 1] if stored else None
            whole = stored == len(documents)
            self._head = _head_of(last) if whole and last else None
        if any(not waiting.written for waiting in batch):
            raise Contended("others keep writing the audit trail; try again")

    async def _insert(self, documents: list[Document]) -> int:
        try:
            await self._collection.insert_many(documents, ordered=True)
        except BulkWriteError as error:
            refusals = error.details.get("writeErrors") or []
            if not refusals or refusals[0].get("code") != DUPLICATE:
                raise
            # Another replica took the number: what comes before it stands.
            return int(error.details["nInserted"])
        return len(documents)

    async def _end(self) -> _Head:
        last = await self._collection.find_one({}, sort=[("_id", -1)])
        return _head_of(last) if last else _Head(0, None, datetime.min.replace(tzinfo=UTC))

    def _documents(self, batch: list[_Waiting], head: _Head) -> list[Document]:
        documents = []
        for waiting in batch:
            document = self._document(waiting, head)
            head = _head_of(document)
            documents.append(document)
        return documents

    def _document(self, waiting: _Waiting, head: _Head) -> Document:
        entry = waiting.entry
        # Replicas' clocks differ a little: times rise along the chain all the same.
        at = max(waiting.at, head.at)
        body: Document = {
            "_id": head.sequence + 1,
            "at": at,
            "act": entry.act,
            "place": entry.place,
            "status": entry.status,
            "who": self.seal(entry.account) if entry.account else None,
            "role": entry.role,
            "case_id": entry.case_id,
            "site_id": entry.site_id,
            "details": dict(entry.details),
            "previous": head.digest,
        }
        private = {k: v for k, v in (("name", entry.name), ("address", entry.address)) if v}
        kept = {"day": _day(at), "digest": digest_of(_said(body)), "private": private or None}
        return body | kept

    def _query(self, filters: TrailFilters) -> Document:
        query: Document = {}
        if filters.account is not None:
            query["who"] = self.seal(filters.account)
        if filters.case_id is not None:
            query["case_id"] = filters.case_id
        if filters.day is not None:
            query["day"] = filters.day.isoformat()
        return query


_CHAINED: Final = frozenset(
    {
        *("_id", "at", "act", "place", "status", "who", "role"),
        *("case_id", "site_id", "details", "previous"),
    }
)


def as_written(found: Document) -> bool:
    """Whether an entry as it is stored has its own digest, and stands under its own day.

    Raises:
        KeyError, TypeError, AttributeError: it is no entry.
    """
    body = {key: value for key, value in found.items() if key in _CHAINED}
    return bool(digest_of(_said(body)) == found["digest"] and found["day"] == _day(found["at"]))


def _said(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "at": iso(body["at"])}


def _day(at: datetime) -> str:
    day: date = at.astimezone(_VIET_NAM).date()
    return day.isoformat()


def _head_of(document: Document) -> _Head:
    return _Head(document["_id"], document["digest"], document["at"])


def _entry(found: Document) -> TrailEntry:
    private = found.get("private") or {}
    return TrailEntry(
        sequence=found["_id"],
        at=found["at"],
        act=found["act"],
        place=found["place"],
        status=found["status"],
        who=found["who"],
        name=private.get("name"),
        role=found["role"],
        case_id=found["case_id"],
        site_id=found["site_id"],
        details=found["details"],
        previous=found["previous"],
        digest=found["digest"],
    )
