"""Folds kept beside their events: written only forward, so that late writers change nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from minhbach_case.storage.streaming import LongList, in_order
from minhbach_case.views import PageRequest
from minhbach_shared.store import Collection, Document, guarded

T = TypeVar("T")
DUPLICATE = 11000


class Folds:
    """One collection of folds; ``_id`` is the stream, ``sequence`` how far it is folded.

    A fold's ``order`` is what its list is sorted by: unique, so that a page can follow it.
    """

    def __init__(self, collection: Collection, newest_first: bool) -> None:
        self._collection = collection
        self._direction = -1 if newest_first else 1

    async def ensure_indexes(self, *filters: str) -> None:
        """Makes an index for the list, and one for each field that it may be filtered by."""
        with guarded("indexes of folds"):
            await self._collection.create_index([("order", self._direction)])
            for field in filters:
                await self._collection.create_index([(field, 1), ("order", self._direction)])

    async def read(self, streams: Iterable[UUID]) -> list[Document]:
        """The folds of these streams, as far as they are kept."""
        with guarded("reading folds"):
            return [f async for f in self._collection.find({"_id": {"$in": list(set(streams))}})]

    async def write(self, folds: Sequence[Document]) -> None:
        """Keeps folds, but for those that are further already."""
        if not folds:
            return
        updates = [
            UpdateOne(
                {"_id": fold["_id"], "sequence": {"$lt": fold["sequence"]}},
                {"$set": {key: value for key, value in fold.items() if key != "_id"}},
                upsert=True,
            )
            for fold in folds
        ]
        with guarded("keeping folds"):
            try:
                await self._collection.bulk_write(updates, ordered=False)
            except BulkWriteError as error:
                # Not found further back, so inserted, and met the one that is further already.
                errors = error.details["writeErrors"]
                if not errors or any(e.get("code") != DUPLICATE for e in errors):
                    raise

    async def whole(
        self, query: Mapping[str, Any], limit: int, read: Callable[[Document], T]
    ) -> LongList[T]:
        """At most ``limit`` folds in their order, to be read to the end."""
        order = ("order", self._direction)
        return await in_order(self._collection, query, order, limit, read)

    async def count(self, query: Mapping[str, Any]) -> int:
        """How many folds a query finds."""
        with guarded("counting folds"):
            return await self._collection.count_documents(query)

    async def page(
        self, query: Mapping[str, Any], page: PageRequest
    ) -> tuple[list[Document], str | None]:
        """A page of folds in their order, and where the next one begins."""
        behind = "$lt" if self._direction < 0 else "$gt"
        bounded = dict(query) | ({"order": {behind: page.after}} if page.after else {})
        with guarded("listing folds"):
            cursor = self._collection.find(bounded).sort("order", self._direction)
            found = [fold async for fold in cursor.limit(page.limit + 1)]
        more = len(found) > page.limit
        kept = found[: page.limit]
        return kept, (kept[-1]["order"] if more else None)
