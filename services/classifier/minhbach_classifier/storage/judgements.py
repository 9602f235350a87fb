"""Judgements by capture; who changes one must have read its latest revision."""

from collections.abc import Iterable
from uuid import UUID

from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.judgements import Judgement
from minhbach_shared.events import Assessed, Snapshot, Suspected
from minhbach_shared.store import Collection, Document, guarded


class Judgements:
    """The judgements; ``_id`` is the capture's id."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the indexes by which a source finds its copies."""
        with guarded("making indexes"):
            await self._collection.create_index([("article", 1)])
            await self._collection.create_index([("awaits", 1)])

    async def open(self, judgement: Judgement) -> Judgement:
        """The judgement as it stands; a new one is kept first, before it asks for sources.

        So a source that arrives at the same time finds it, or is found by it.
        """
        with guarded("opening a judgement"):
            try:
                await self._collection.insert_one(_document(judgement))
            except DuplicateKeyError:
                document = await self._collection.find_one({"_id": judgement.id})
                return _judgement(document) if document is not None else judgement
        return judgement

    async def replace(self, before: Judgement, after: Judgement) -> bool:
        """Keeps ``after``, unless another worker changed ``before`` in between."""
        guard = {"_id": before.id, "revision": before.revision}
        change = {"$set": {k: v for k, v in _document(after).items() if k != "_id"}}
        with guarded("keeping a judgement"):
            outcome = await self._collection.update_one(guard, change)
        return outcome.matched_count == 1

    async def of_article(self, article: UUID) -> list[Judgement]:
        """The judgements of every capture of an article."""
        with guarded("reading judgements"):
            return [_judgement(d) async for d in self._collection.find({"article": article})]

    async def awaiting(self, address: UUID) -> list[Judgement]:
        """The judgements that wait for a look at an address."""
        with guarded("reading judgements"):
            return [_judgement(d) async for d in self._collection.find({"awaits": address})]

    async def latest(self, captures: Iterable[UUID]) -> list[Judgement]:
        """The judgements of these captures as they stand."""
        query = {"_id": {"$in": list(captures)}}
        with guarded("reading judgements"):
            return [_judgement(d) async for d in self._collection.find(query)]


def _document(judgement: Judgement) -> Document:
    return {
        "_id": judgement.id,
        "revision": judgement.revision,
        "article": judgement.article,
        "snapshot": judgement.snapshot.model_dump_json(),
        "assessed": judgement.assessed.model_dump_json() if judgement.assessed else None,
        "suspicions": {str(k): s.model_dump_json() for k, s in judgement.suspicions.items()},
        "withdrawn": {str(k): s.model_dump_json() for k, s in judgement.withdrawn.items()},
        "awaits": list(judgement.awaits),
    }


def _judgement(document: Document) -> Judgement:
    assessed = document["assessed"]
    return Judgement(
        Snapshot.model_validate_json(document["snapshot"]),
        document["article"],
        document["revision"],
        Assessed.model_validate_json(assessed) if assessed else None,
        _suspicions(document["suspicions"]),
        _suspicions(document["withdrawn"]),
        tuple(document.get("awaits", ())),
    )


def _suspicions(documents: dict[str, str]) -> dict[UUID, Suspected]:
    return {UUID(k): Suspected.model_validate_json(text) for k, text in documents.items()}
