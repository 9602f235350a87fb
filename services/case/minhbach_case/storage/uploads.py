"""Files that operators send with a reply or an appeal: own documents, found by their content.

A step holds the digest, kind and size of each; name and content stand here alone, never on a
topic, and go when the people's words of the case are erased.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bson import Binary

from minhbach_case.domain.commands import MediaType, Upload
from minhbach_shared.store import Collection, guarded

UPLOADS: Final = "uploads"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent; ``name`` is the sender's own."""

    upload: Upload
    name: str
    content: bytes


class Uploads:
    """Keeps the files of cases; one of the same content in the same case is kept once."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """By case, to erase what belongs to one."""
        with guarded("indexes of uploads"):
            await self._collection.create_index("case_id")

    async def keep(self, case: UUID, files: Iterable[SentFile]) -> tuple[str, ...]:
        """Keeps these files; the digests of those that were not there before."""
        new = []
        for file in files:
            with guarded("keeping an upload"):
                written = await self._collection.update_one(
                    {"_id": _id(case, file.upload.sha256)},
                    {"$setOnInsert": _document(case, file)},
                    upsert=True,
                )
            if written.upserted_id is not None:
                new.append(file.upload.sha256)
        return tuple(new)

    async def get(self, case: UUID, sha256: str) -> SentFile | None:
        """A file of a case; None where there is none (any more)."""
        with guarded("reading an upload"):
            found = await self._collection.find_one({"_id": _id(case, sha256)})
        if found is None:
            return None
        kind: MediaType = found["media_type"]
        upload = Upload(sha256=sha256, media_type=kind, size=found["size"])
        return SentFile(upload, found["name"], bytes(found["content"]))

    async def drop(self, case: UUID, digests: Iterable[str]) -> None:
        """Takes files back that came with an act that was refused."""
        ids = [_id(case, digest) for digest in digests]
        if ids:
            with guarded("dropping uploads"):
                await self._collection.delete_many({"_id": {"$in": ids}})

    async def erase(self, case: UUID) -> None:
        """Destroys every file of a case; idempotent."""
        with guarded("erasing uploads"):
            await self._collection.delete_many({"case_id": case})


def _id(case: UUID, sha256: str) -> str:
    return f"{case}:{sha256}"


def _document(case: UUID, file: SentFile) -> dict[str, object]:
    return {
        "case_id": case,
        "name": file.name,
        "media_type": file.upload.media_type,
        "size": file.upload.size,
        "content": Binary(file.content),
    }
