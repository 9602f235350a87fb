"""Long work and what came of it: one document a job, its file in pieces beside it (GridFS).

A job belongs to whoever asked for it and ends by itself: its file is a copy of what the store
holds, made for one reader.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final
from uuid import UUID

from gridfs import AsyncGridFSBucket, AsyncGridOut, NoFile

from minhbach_shared.store import Collection, Database, Document, guarded

JOBS: Final = "jobs"
FILES: Final = "job_files"


class JobStore:
    """Jobs by id; a file bears the id of its job."""

    def __init__(self, store: Database) -> None:
        self._jobs: Collection = store[JOBS]
        self._files = AsyncGridFSBucket(store, FILES)

    async def ensure_indexes(self) -> None:
        """By their end, to drop what has ended."""
        with guarded("indexes of the jobs"):
            await self._jobs.create_index("expires_at")

    async def add(self, job: UUID, document: Mapping[str, Any]) -> None:
        """Keeps a new job."""
        with guarded("keeping a job"):
            await self._jobs.insert_one({"_id": job, **document})

    async def change(self, job: UUID, changes: Mapping[str, Any]) -> None:
        """Sets some fields of a job."""
        with guarded("keeping a job"):
            await self._jobs.update_one({"_id": job}, {"$set": dict(changes)})

    async def get(self, job: UUID) -> Document | None:
        """A job; None where there is none (any more)."""
        with guarded("reading a job"):
            return await self._jobs.find_one({"_id": job})

    async def keep_file(self, job: UUID, name: str, content: bytes | BinaryIO) -> int:
        """Keeps what a job made; its size in bytes."""
        with guarded("keeping a job's file"):
            async with self._files.open_upload_stream_with_id(job, name) as kept:
                await kept.write(content)
        return int(kept.length)

    async def file(self, job: UUID) -> AsyncIterator[bytes] | None:
        """What a job made, in pieces; None where there is nothing (any more)."""
        with guarded("reading a job's file"):
            try:
                kept = await self._files.open_download_stream(job)
            except NoFile:
                return None
        return _pieces(kept)

    async def drop_ended(self, now: datetime) -> int:
        """Drops the jobs that have ended, their files first; how many."""
        with guarded("dropping jobs"):
            ended = await self._jobs.find({"expires_at": {"$lte": now}}, {"_id": 1}).to_list()
            for job in ended:
                await self._drop_file(job["_id"])
                await self._jobs.delete_one({"_id": job["_id"]})
        return len(ended)

    async def _drop_file(self, job: UUID) -> None:
        try:
            await self._files.delete(job)
        except NoFile:
            return


async def _pieces(kept: AsyncGridOut) -> AsyncIterator[bytes]:
    with guarded("reading a job's file"):
        while piece := await kept.readchunk():
            yield piece
