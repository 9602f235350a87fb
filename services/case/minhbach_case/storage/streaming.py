"""A long list read to its end: first its ids in their order, then the documents, some at a time.

No query then spans more than it has to: the embedded store reads all of that before it answers.
A document that moves meanwhile stands in the list once, as it is when its turn comes.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from minhbach_shared.store import Collection, Document, guarded

_AT_ONCE: Final = 200


async def in_order(
    collection: Collection, query: Mapping[str, Any], order: str, direction: int, limit: int
) -> AsyncIterator[Document]:
    """At most ``limit`` documents that a query finds, sorted by a field that an index carries."""
    with guarded("reading the ids of a list"):
        cursor = collection.find(query, {"_id": 1}).sort(order, direction).limit(limit)
        ids = [document["_id"] async for document in cursor]
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        with guarded("reading a part of a list"):
            found = {one["_id"]: one async for one in collection.find({"_id": {"$in": part}})}
        for one in part:
            if one in found:
                yield found[one]
