"""What an import would do, kept for a while: a head document, and parts that are read singly.

A preview holds personal values of the file: it ends by itself, and its parts end when it is
applied.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import ReplaceOne

from minhbach_shared.store import Collection, Document, guarded

PREVIEWS: Final = "register_previews"
PREVIEW_PARTS: Final = "register_preview_parts"
PART: Final = 100


class PreviewStore:
    """Previews by digest; a part is named by what it lists and its number, from 0."""

    def __init__(self, heads: Collection, parts: Collection) -> None:
        self._heads = heads
        self._parts = parts

    async def ensure_indexes(self) -> None:
        """Makes the store drop what has ended."""
        with guarded("indexes of the previews"):
            for collection in (self._heads, self._parts):
                await collection.create_index("expires_at", expireAfterSeconds=0)
            await self._parts.create_index("preview")

    async def keep(
        self,
        digest: str,
        head: Mapping[str, Any],
        lists: Mapping[str, Sequence[Any]],
        expires_at: datetime,
    ) -> None:
        """Keeps a preview; the same one again lives longer, and is no other one."""
        documents = [
            {
                "_id": _key(digest, name, number),
                "preview": digest,
                "expires_at": expires_at,
                "items": list(items),
            }
            for name, whole in lists.items()
            for number, items in enumerate(_parts_of(whole))
        ]
        with guarded("keeping a preview"):
            for few in _parts_of(documents, 20):
                await self._parts.bulk_write(
                    [ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in few], ordered=False
                )
            document = dict(head) | {"expires_at": expires_at}
            await self._heads.replace_one({"_id": digest}, document, upsert=True)

    async def head(self, digest: str) -> Document | None:
        """The head of a preview that has not ended."""
        with guarded("reading a preview"):
            return await self._heads.find_one({"_id": digest})

    async def part(self, digest: str, name: str, number: int) -> list[Any]:
        """One part of a list; empty behind its end."""
        with guarded("reading a preview"):
            found = await self._parts.find_one({"_id": _key(digest, name, number)})
        return list(found["items"]) if found else []

    async def begin(self, digest: str, begun: Mapping[str, Any]) -> None:
        """Notes that a preview is being applied."""
        with guarded("beginning a preview"):
            await self._heads.update_one({"_id": digest}, {"$set": {"begun": dict(begun)}})

    async def finish(self, digest: str, report: Mapping[str, Any], work: str) -> None:
        """Notes that a preview was applied, and drops the list of its work."""
        with guarded("finishing a preview"):
            await self._heads.update_one({"_id": digest}, {"$set": {"applied": dict(report)}})
            number = 0
            while (await self._parts.delete_one({"_id": _key(digest, work, number)})).deleted_count:
                number += 1

    async def forget(self, site: str) -> None:
        """Drops every preview that names a site: it holds what the register says of people."""
        with guarded("dropping previews"):
            named = await self._parts.distinct("preview", {"items.site_id": site})
            for digest in named:
                await self._heads.delete_one({"_id": digest})
                await self._parts.delete_many({"preview": digest})


def _key(digest: str, name: str, number: int) -> str:
    return f"{digest}:{name}:{number:05d}"


def _parts_of(items: Sequence[Any], size: int = PART) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
