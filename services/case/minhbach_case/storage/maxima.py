"""Documents that only ever rise: maxima, and inserts of what is not there.

A write may come again, and in any order: what stands in the end is the same. A batch is one bulk
a collection, with one update a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from minhbach_case.storage.folds import DUPLICATE
from minhbach_shared.store import Collection, Document, guarded


@dataclass(frozen=True, slots=True)
class Entry:
    """A document: what names it, and the maxima that it must come up to, by their paths."""

    identity: object
    named: Document
    maxima: Document

    @property
    def document(self) -> Document:
        """It as it is inserted."""
        whole: Document = {"_id": self.identity, **self.named}
        for path, value in self.maxima.items():
            *parents, name = path.split(".")
            place = whole
            for parent in parents:
                place = place.setdefault(parent, {})
            place[name] = value
        return whole

    @property
    def update(self) -> UpdateOne:
        """It onto what stands."""
        return UpdateOne({"_id": self.identity}, {"$max": self.maxima})


async def keep_maxima(collection: Collection, entries: Sequence[Entry]) -> None:
    """Inserts what is new (most of a first visit) and raises the rest, each in one bulk."""
    known = await _known(collection, [entry.identity for entry in entries])
    new = [entry for entry in entries if entry.identity not in known]
    met = await insert_new(collection, [entry.document for entry in new])
    stands = [e.update for e in entries if e.identity in known or e.identity in met]
    if stands:
        with guarded("keeping verdicts"):
            await collection.bulk_write(stands, ordered=False)


async def insert_new(collection: Collection, documents: Sequence[Document]) -> set[object]:
    """Inserts documents; the ids of those that stood already are given back."""
    if not documents:
        return set()
    with guarded("keeping verdicts"):
        try:
            await collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            errors = error.details["writeErrors"]
            if not errors or any(e.get("code") != DUPLICATE for e in errors):
                raise
            return {documents[e["index"]]["_id"] for e in errors}
    return set()


async def _known(collection: Collection, identities: Sequence[object]) -> set[object]:
    with guarded("reading which verdicts are kept"):
        cursor = collection.find({"_id": {"$in": list(identities)}}, {"_id": 1})
        return {found["_id"] async for found in cursor}
