"""A lease in MongoDB on the store's own clock: at most one holder, freed by a crash in time."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from pymongo.errors import DuplicateKeyError

from minhbach_shared.errors import Transient
from minhbach_shared.store import Collection, Document, guarded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """One named lease.

    Args:
        collection: where leases stand; ``_id`` is the name.
        holder: who asks; another process must bring another value.
        seconds: how long it holds unless renewed.
    """

    def __init__(self, collection: Collection, name: str, holder: str, seconds: float) -> None:
        self._collection = collection
        self._name = name
        self._holder = holder
        self._milliseconds = int(seconds * 1000)
        self._asked: asyncio.Task[bool] | None = None

    async def acquire(self) -> bool:
        """Takes or renews it; False while someone else holds it.

        Raises:
            Unavailable: the store does not answer (then nobody may act as the holder).
        """
        # Whoever is stopped while it asks may hold it all the same, a moment later: what was asked
        # goes on, and ``release`` waits for it.
        self._asked = asyncio.ensure_future(self._acquire())
        return await asyncio.shield(self._asked)

    async def _acquire(self) -> bool:
        # As numbers: the embedded store finds a date and $$NOW neither smaller nor greater.
        over = {"$lt": [{"$toLong": "$until"}, {"$toLong": "$$NOW"}]}
        free = {"$or": [{"holder": self._holder}, {"$expr": over}]}
        until = {"$add": ["$$NOW", self._milliseconds]}
        taken = [{"$set": {"holder": self._holder, "until": until}}]
        with guarded(f"lease {self._name}"):
            if await self._updated(free, taken):
                return True
            if await self._collection.find_one({"_id": self._name}) is not None:
                return False
            return await self._created()

    async def release(self) -> None:
        """Gives it up, if it is held; the next one need not wait for its end."""
        if self._asked is not None and not self._asked.done():
            await asyncio.wait([self._asked])
        ended = [{"$set": {"until": {"$subtract": ["$$NOW", 1]}}}]
        with guarded(f"lease {self._name}"):
            await self._updated({"holder": self._holder}, ended)

    async def give_up(self) -> None:
        """The same at a stop: where the store does not answer, it ends by itself."""
        with suppress(Transient):
            await self.release()

    async def _updated(self, guard: Document, change: list[Document]) -> bool:
        result = await self._collection.update_one({"_id": self._name, **guard}, change)
        return result.matched_count == 1

    async def _created(self) -> bool:
        # Born expired: whoever updates it first, by the guard above, holds it.
        try:
            await self._collection.insert_one({"_id": self._name, "holder": "", "until": _EPOCH})
        except DuplicateKeyError:
            return False
        return await self._acquire()
