"""What addresses showed over time, one document an address."""

from collections.abc import Collection as Some
from functools import cache
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.sources.states import AddressState, Look, looked
from minhbach_shared.errors import Transient
from minhbach_shared.store import Collection, Document, guarded

KEPT_DAYS: Final = 400
"""An address that nobody looked at for so long is forgotten."""
_ATTEMPTS: Final = 20


class Addresses:
    """The states; ``_id`` is the address's id. Who changes one must have read its revision."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Lets the store drop what is too old."""
        with guarded("making indexes"):
            await self._collection.create_index("seen_at", expireAfterSeconds=KEPT_DAYS * 86_400)

    async def look(self, look: Look) -> AddressState:
        """Keeps a look; the state after it. A look that is not newer than the last changes nothing.

        Raises:
            Transient: others look at the same address all the time.
        """
        for _ in range(_ATTEMPTS):
            with guarded("reading an address"):
                document = await self._collection.find_one({"_id": look.id})
            before = _state(document) if document is not None else None
            after = looked(before, look)
            if after is before or await self._kept(document, after):
                return after
        raise Transient(f"address {look.id} is changed by others all the time")

    async def of(self, addresses: Some[UUID]) -> dict[UUID, AddressState]:
        """The states of those of the addresses that were ever looked at."""
        if not addresses:
            return {}
        query = {"_id": {"$in": sorted(addresses)}}
        with guarded("reading addresses"):
            return {d["_id"]: _state(d) async for d in self._collection.find(query)}

    async def _kept(self, before: Document | None, after: AddressState) -> bool:
        change = {"seen_at": after.seen_at, "state": _states().dump_json(after).decode()}
        with guarded("keeping an address"):
            if before is not None:
                guard = {"_id": after.id, "revision": before["revision"]}
                more = {"$set": change, "$inc": {"revision": 1}}
                return (await self._collection.update_one(guard, more)).matched_count == 1
            try:
                await self._collection.insert_one({"_id": after.id, "revision": 1, **change})
            except DuplicateKeyError:
                return False
        return True


@cache
def _states() -> TypeAdapter[AddressState]:
    return TypeAdapter(AddressState)


def _state(document: Document) -> AddressState:
    return _states().validate_json(document["state"])
