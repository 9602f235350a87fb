"""The fingerprint index: an article's keys and where it can be read again; none of its words.

MongoDB holds the truth, one document an article and scheme. Every document has a number, one more
than the one before: a unique key, so a writer that was overtaken takes the next, after it has
seen, by majority, all that came before. Hence whoever read up to a number misses nothing below
it, and what is newer is all that has to be read before a question is answered: no clock, no
window. Questions are answered from what this worker holds (``storage/index``).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from collections.abc import Collection as Some
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.sources.index import question_of, sighted
from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.parts import Entry, place_of_digest
from minhbach_classifier.domain.sources.postings import places
from minhbach_classifier.domain.sources.winnowing import SCHEME
from minhbach_classifier.storage.index.holding import Holding
from minhbach_classifier.storage.index.segments import Folder, Mark
from minhbach_shared.clock import Clock, sleep, utc_now
from minhbach_shared.errors import Unavailable
from minhbach_shared.events import CaptureRef
from minhbach_shared.ids import derived_id
from minhbach_shared.logs import get_logger
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import SiteClass

log = get_logger(__name__)

_KEYS: Final = "<i8"
_READ: Final = 500
_ATTEMPTS: Final = 200
_LONGEST_WAIT: Final = 0.05
_NEEDED: Final = (
    "number", "scheme", "class", "captured_at", "shingles", "keys", "digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a worker keeps the index.

    Attributes:
        folder: of its segments; none: a temporary one.
        seal_at: so many new articles become a segment.
        kept: articles captured longer ago are forgotten.
        stop_keys: keys (signed) that are no sign of copying.
    """

    folder: Path | None = None
    seal_at: int = 2000
    kept: timedelta = timedelta(days=730)
    stop_keys: Some[int] = ()


class Articles:
    """Articles by id (one an address and version); the first capture of a version stays."""

    def __init__(
        self, collection: Collection, keeping: Keeping | None = None, clock: Clock = utc_now
    ) -> None:
        self._collection = collection
        self._keeping = keeping or Keeping()
        self._clock = clock
        self._holding: Holding | None = None
        self._reading = asyncio.Lock()

    async def ensure_indexes(self) -> None:
        """Makes the indexes that the queries below use; the store drops what is too old."""
        with guarded("making indexes"):
            await self._collection.create_index([("number", 1)], unique=True, sparse=True)
            await self._collection.create_index([("expires_at", 1)], expireAfterSeconds=0)

    async def open(self) -> None:
        """Takes up the worker's files and reads what they lack; does so once.

        Raises:
            Misconfigured: another process uses the folder, or it cannot be used.
            Unavailable: the store does not answer; call again.
        """
        await self._caught_up()

    async def close(self) -> None:
        """Gives the worker's folder up."""
        if self._holding is not None:
            await self._holding.close()
            self._holding = None

    async def put(self, article: Article) -> None:
        """Keeps an article's fingerprint, by majority: who asks after this sees it."""
        document = self._document(article)
        for attempt in range(_ATTEMPTS):
            if await self._has(document["_id"]):
                return  # this version was captured before
            last = (await self._caught_up()).last
            document["number"] = last.number + 1 if last else self._first_number()
            with guarded("keeping a fingerprint"):
                try:
                    await self._collection.insert_one(document)
                except DuplicateKeyError:
                    pass  # another worker took the number, or put the very article
                else:
                    return
            await sleep(min(0.002 * attempt, _LONGEST_WAIT))
        raise Unavailable("keeping a fingerprint: other workers were faster all the time")

    async def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The articles of a class that share enough keys with one, or have its very text.

        None is missed whose ``put`` returned before, in whatever worker. Those that share most
        come first, then the oldest captures, then by id.
        """
        since = _seconds(article.capture.captured_at - self._keeping.kept)
        asked = question_of(article, site_class, self._keeping.stop_keys, since, _entry_id(article))
        found = (await self._caught_up()).find(asked)
        documents = await self._documents(found)
        others = [_article(documents[one]) for one in found if one in documents]
        sightings = (sighted(article, other, self._keeping.stop_keys) for other in others)
        return [sighting for sighting in sightings if sighting is not None]

    async def is_settled(self, article: Article) -> bool:
        """Whether the copies that were there before this article were judged again."""
        with guarded("reading a fingerprint"):
            query = {"_id": _entry_id(article), "settled": True}
            return await self._collection.find_one(query, {"_id": 1}) is not None

    async def settle(self, article: Article) -> None:
        """Marks that they were; copies that come later ask for themselves."""
        query = {"_id": _entry_id(article)}
        with guarded("marking a fingerprint"):
            await self._collection.update_one(query, {"$set": {"settled": True}})

    async def _has(self, identity: UUID) -> bool:
        with guarded("reading a fingerprint"):
            return await self._collection.find_one({"_id": identity}, {"_id": 1}) is not None

    def _first_number(self) -> int:
        # Above all numbers that were ever given, should everything have been forgotten.
        return _seconds(self._clock()) * 1000

    async def _documents(self, identities: Sequence[UUID]) -> dict[UUID, Document]:
        if not identities:
            return {}
        with guarded("reading fingerprints"):
            cursor = self._collection.find({"_id": {"$in": list(identities)}})
            return {document["_id"]: document async for document in cursor}

    async def _caught_up(self) -> Holding:
        """What is held, with every document that was there when this began."""
        async with self._reading:
            holding = self._holding or await self._opened()
            since = _seconds(self._clock() - self._keeping.kept)
            async for batch in self._after(holding.last):
                entries = [_entry(document) for document in batch if document["scheme"] == SCHEME]
                await holding.add(entries, _mark(batch[-1]), since)
            return holding

    async def _after(self, last: Mark | None) -> AsyncIterator[list[Document]]:
        query = {"number": {"$gt": last.number if last else 0}}
        batch: list[Document] = []
        with guarded("reading the newest fingerprints"):
            cursor = self._collection.find(query, dict.fromkeys(_NEEDED, 1)).sort("number", 1)
            async for document in cursor:
                batch.append(document)
                if len(batch) == _READ:
                    yield batch
                    batch = []
        if batch:
            yield batch

    async def _opened(self) -> Holding:
        folder = Folder(self._keeping.folder, f"{self._collection.full_name} {SCHEME}")
        holding = Holding(folder, self._keeping.seal_at)
        try:
            await holding.load()
            if holding.last is not None and not await self._is_known(holding.last):
                log.warning("segments_of_another_store", last=holding.last.number)
                await holding.forget()
        except BaseException:
            await holding.close()
            raise
        self._holding = holding
        return holding

    async def _is_known(self, last: Mark) -> bool:
        """Whether the store's documents are those that the files were made of."""
        query = {"_id": last.id, "number": last.number}
        with guarded("reading a fingerprint"):
            return await self._collection.find_one(query, {"_id": 1}) is not None

    def _document(self, article: Article) -> Document:
        return {
            "_id": _entry_id(article),
            "scheme": SCHEME,
            "site": article.site_id,
            "site_version": article.site_version,
            "class": article.site_class,
            "address": article.address,
            "published_at": article.published_at,
            "captured_at": article.capture.captured_at,
            "expires_at": article.capture.captured_at + self._keeping.kept,
            "digest": article.text_digest,
            "version": article.version,
            "keys": Binary(np.array(article.keys, dtype=_KEYS).tobytes()),
            "shingles": article.shingles,
            "capture": article.capture.model_dump_json(),
            "settled": False,
        }


def _entry_id(article: Article) -> UUID:
    """Another scheme's fingerprint of an article is another document."""
    return derived_id("fingerprint", article.id, SCHEME)


def _seconds(moment: datetime) -> int:
    return max(0, int(moment.timestamp()))


def _mark(document: Document) -> Mark:
    return Mark(number=document["number"], id=document["_id"])


def _entry(document: Document) -> Entry:
    return Entry(
        document["_id"],
        document["class"],
        document["captured_at"],
        document["shingles"],
        places((*_keys(document), place_of_digest(document["digest"]))),
    )


def _keys(document: Document) -> tuple[int, ...]:
    return tuple(np.frombuffer(document["keys"], dtype=_KEYS).tolist())


def _article(document: Document) -> Article:
    return Article(
        capture=CaptureRef.model_validate_json(document["capture"]),
        site_id=document["site"],
        site_version=document["site_version"],
        site_class=document["class"],
        address=document["address"],
        published_at=document["published_at"],
        text_digest=document["digest"],
        version=document["version"],
        keys=_keys(document),
        shingles=document["shingles"],
    )
