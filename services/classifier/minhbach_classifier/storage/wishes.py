"""Wishes to have addresses visited: an outbox, so that a crash loses none."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.wishes import Wish
from minhbach_shared.store import Collection, Document, guarded

KEPT_DAYS: Final = 90
"""So long a wish is remembered, and not said again."""
_KNOWN: Final = 20_000


class Wishes:
    """The wishes; ``_id`` is the id of the request that each becomes."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._known: set[UUID] = set()

    async def ensure_indexes(self) -> None:
        """Makes the index by which due ones are found; the store drops what is too old."""
        with guarded("making indexes"):
            await self._collection.create_index([("said", 1), ("not_before", 1)])
            await self._collection.create_index("not_before", expireAfterSeconds=KEPT_DAYS * 86_400)

    async def keep(self, wishes: Iterable[Wish]) -> int:
        """Keeps those that were never kept before; how many they are."""
        fresh = {wish.id: wish for wish in wishes if wish.id not in self._known}
        kept = 0
        for wish in fresh.values():
            kept += await self._kept(wish)
        if len(self._known) > _KNOWN:
            self._known.clear()
        self._known |= fresh.keys()
        return kept

    async def due(self, now: datetime, limit: int) -> Sequence[Wish]:
        """Those to be said now, the oldest first."""
        query = {"said": False, "not_before": {"$lte": now}}
        with guarded("looking for wishes"):
            found = self._collection.find(query).sort([("not_before", 1), ("_id", 1)])
            return [_wish(document) async for document in found.limit(limit)]

    async def said(self, wishes: Iterable[UUID]) -> None:
        """Marks that they were."""
        with guarded("marking wishes"):
            await self._collection.update_many(
                {"_id": {"$in": list(wishes)}}, {"$set": {"said": True}}
            )

    async def _kept(self, wish: Wish) -> bool:
        with guarded("keeping a wish"):
            try:
                await self._collection.insert_one(_document(wish))
            except DuplicateKeyError:
                return False
        return True


def _document(wish: Wish) -> Document:
    return {
        "_id": wish.id,
        "site": wish.site_id,
        "address": wish.address,
        "reason": wish.reason,
        "cause": wish.cause,
        "not_before": wish.not_before,
        "said": False,
    }


def _wish(document: Document) -> Wish:
    return Wish(
        document["_id"],
        document["site"],
        document["address"],
        document["reason"],
        document["cause"],
        document["not_before"],
    )
