"""The fingerprint index: an article's keys and where it can be read again; none of its words."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from bson.int64 import Int64
from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.sources.matching import SHARED_KEYS, Article, Sighting
from minhbach_classifier.domain.sources.winnowing import SCHEME
from minhbach_shared.events import CaptureRef
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import SiteClass

_LOOKED_AT: Final = 2000
"""At most so many articles that share a key are counted for one text."""


class Articles:
    """Articles by id (one an address and version); the first capture of a version stays."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the indexes that the queries below use."""
        with guarded("making indexes"):
            await self._collection.create_index([("keys", 1), ("class", 1)])
            await self._collection.create_index([("digest", 1), ("class", 1)])

    async def put(self, article: Article) -> None:
        """Keeps an article's fingerprint, by majority: who asks after this sees it."""
        with guarded("keeping a fingerprint"):
            try:
                await self._collection.insert_one(_document(article))
            except DuplicateKeyError:
                return  # this version was captured before

    async def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The articles of a class that share enough keys with one, or have its very text."""
        keys = [Int64(key) for key in article.keys]
        alike: list[Document] = [{"keys": {"$in": keys}}, {"digest": article.text_digest}]
        found: dict[UUID, Sighting] = {}
        with guarded("asking the fingerprint index"):
            for clause in alike:
                query = {**clause, "class": site_class, "_id": {"$ne": article.id}}
                async for document in self._collection.find(query).limit(_LOOKED_AT):
                    sighting = _sighting(document, article)
                    found[sighting.article.id] = sighting
        return [s for s in found.values() if _is_near(s, article)]

    async def is_settled(self, article: Article) -> bool:
        """Whether the copies that were there before this article were judged again."""
        with guarded("reading a fingerprint"):
            query = {"_id": article.id, "settled": True}
            return await self._collection.find_one(query, {"_id": 1}) is not None

    async def settle(self, article: Article) -> None:
        """Marks that they were; copies that come later ask for themselves."""
        with guarded("marking a fingerprint"):
            await self._collection.update_one({"_id": article.id}, {"$set": {"settled": True}})


def _is_near(sighting: Sighting, article: Article) -> bool:
    same = sighting.article.text_digest == article.text_digest
    return same or sighting.shared >= SHARED_KEYS


def _document(article: Article) -> Document:
    return {
        "_id": article.id,
        "scheme": SCHEME,
        "site": article.site_id,
        "site_version": article.site_version,
        "class": article.site_class,
        "address": article.address,
        "published_at": article.published_at,
        "digest": article.text_digest,
        "version": article.version,
        "keys": [Int64(key) for key in article.keys],
        "shingles": article.shingles,
        "capture": article.capture.model_dump_json(),
        "settled": False,
    }


def _sighting(document: Document, other: Article) -> Sighting:
    article = _article(document)
    return Sighting(article, len(set(article.keys).intersection(other.keys)))


def _article(document: Document) -> Article:
    keys: Sequence[int] = document["keys"]
    return Article(
        capture=CaptureRef.model_validate_json(document["capture"]),
        site_id=document["site"],
        site_version=document["site_version"],
        site_class=document["class"],
        address=document["address"],
        published_at=document["published_at"],
        text_digest=document["digest"],
        version=document["version"],
        keys=tuple(int(key) for key in keys),
        shingles=document["shingles"],
    )
