"""Every event of a collection, stream by stream, while others write: none is passed by."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

from pymongo.asynchronous.collection import AsyncCollection

from minhbach_shared.store import guarded

AT_ONCE: Final = 500
Kept = TypeVar("Kept", bound=Mapping[str, Any])


async def everything(collection: AsyncCollection[Kept]) -> AsyncIterator[Kept]:
    """All documents by their ids."""
    with guarded("reading a collection"):
        async for document in collection.find({}, batch_size=AT_ONCE).sort("_id", 1):
            yield document


async def whole_streams(collection: AsyncCollection[Kept]) -> AsyncIterator[Kept]:
    """Events by stream and number, without a gap that is not in the store.

    A cursor may pass a place just before an event is inserted there, and still meet the one that
    follows it: what it passed stands by then, and is fetched.
    """
    stream, last = "", 0
    async for document in everything(collection):
        of, number = place_of(document["_id"])
        if of != stream:
            stream, last = of, 0
        async for missed in _passed(collection, of, range(last + 1, number)):
            yield missed
        last = number
        yield document


def place_of(key: object) -> tuple[str, int]:
    """Stream and number of an event's id; the number is 0 where it is no such id."""
    stream, _, number = str(key).rpartition(":")
    return stream, int(number) if number.isdecimal() else 0


async def _passed(
    collection: AsyncCollection[Kept], stream: str, numbers: range
) -> AsyncIterator[Kept]:
    # A longer gap is none that a writer makes while a cursor passes.
    keys = [f"{UUID(stream)}:{number:08d}" for number in numbers[-AT_ONCE:]] if numbers else []
    if keys:
        with guarded("reading events"):
            async for document in collection.find({"_id": {"$in": keys}}).sort("_id", 1):
                yield document
