"""A long list read to its end: first its ids in their order, then the documents, some at a time.

No query then spans more than it has to: the embedded store reads all of that before it answers.
A document that moves meanwhile stands in the list once, as it is when its turn comes.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from minhbach_shared.store import Collection, Document, guarded

T = TypeVar("T")
# The embedded store looks through all ids that a query names for each document.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class LongList(Generic[T]):
    """A list of which the ids are known, and with them how long it is.

    Attributes:
        parts: of each document, that are read; None for all.
        read: what a document is to the reader.
    """

    collection: Collection
    ids: Sequence[Any]
    parts: Mapping[str, int] | None
    read: Callable[[Document], T]

    def __len__(self) -> int:
        """How many there were when the ids were read; what is gone meanwhile is passed over."""
        return len(self.ids)

    async def __aiter__(self) -> AsyncIterator[T]:
        """Each in its turn, read as it is taken."""
        for start in range(0, len(self.ids), _AT_ONCE):
            part = self.ids[start : start + _AT_ONCE]
            with guarded("reading a part of a list"):
                cursor = self.collection.find({"_id": {"$in": part}}, self.parts)
                found = {one["_id"]: one async for one in cursor}
            for one in part:
                if one in found:
                    yield self.read(found[one])


async def in_order(
    collection: Collection,
    query: Mapping[str, Any],
    order: tuple[str, int],
    limit: int,
    read: Callable[[Document], T],
    parts: Mapping[str, int] | None = None,
) -> LongList[T]:
    """At most ``limit`` documents that a query finds.

    Args:
        order: a field that an index carries, and its direction.
    """
    with guarded("reading the ids of a list"):
        cursor = collection.find(query, {"_id": 1}).sort(*order).limit(limit)
        ids = [document["_id"] async for document in cursor]
    return LongList(collection, ids, parts, read)
