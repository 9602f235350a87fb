"""What a worker holds of the index: segments in files, and in memory what came after them."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from minhbach_classifier.domain.sources.index import Question, candidates
from minhbach_classifier.domain.sources.parts import Entry, Part, due, grown, part_of
from minhbach_classifier.storage.index.files import Stopped
from minhbach_classifier.storage.index.segments import Folder, Mark, Segment
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

GROWTH: Final = 8
"""A segment is at least so many times as large as all segments after it, or they are merged."""


class Holding:
    """The parts, asked as one. One task at a time adds; any may ask meanwhile.

    Files are written and merged in threads: the event loop goes on, and questions are answered
    from the parts as they were.

    Args:
        seal_at: so many articles in memory become a segment.
    """

    def __init__(self, folder: Folder, seal_at: int) -> None:
        self._folder = folder
        self._seal_at = seal_at
        self._next_seal = seal_at
        self._segments: tuple[Segment, ...] = ()
        self._recent: tuple[Part, ...] = ()
        self._last: Mark | None = None
        self._merging: asyncio.Task[None] | None = None
        self._stopping = False
        self._manifest = asyncio.Lock()

    @property
    def last(self) -> Mark | None:
        """The last document that is held; none while nothing is."""
        return self._last

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that is held, oldest first."""
        return (*(segment.part for segment in self._segments), *self._recent)

    async def load(self) -> None:
        """Takes the segments that the folder has."""
        self._segments = await asyncio.to_thread(self._folder.load)
        self._last = self._segments[-1].last if self._segments else None

    async def forget(self) -> None:
        """Drops everything, on disk too."""
        self._segments, self._recent, self._last = (), (), None
        await self._hold()

    def find(self, question: Question) -> list[UUID]:
        """The articles that share enough keys with a text or have its digest, weightiest first."""
        return candidates(self.parts, question)

    async def add(self, entries: Sequence[Entry], last: Mark, since: int) -> None:
        """Takes articles in, in the order of the store's documents.

        Args:
            last: the last document that was read.
            since: articles captured before (seconds since 1970) may be dropped.
        """
        if entries:
            self._recent = grown(self._recent, part_of(entries))
        self._last = last
        if sum(len(part) for part in self._recent) >= self._next_seal:
            await self._seal(last, since)
        if self._merging is None and self._due() < len(self._segments) - 1:
            self._merging = asyncio.create_task(self._merge(since))
            self._merging.add_done_callback(self._merged)

    async def close(self) -> None:
        """Ends the work on files and gives the folder up."""
        self._stopping = True
        if self._merging is not None:
            await asyncio.wait([self._merging])
        self._folder.close()

    async def settled(self) -> None:
        """Waits until nothing is being merged."""
        if self._merging is not None:
            await asyncio.wait([self._merging])

    async def _seal(self, last: Mark, since: int) -> None:
        recent = self._recent
        name = self._folder.next_name()
        try:
            sealed = await asyncio.to_thread(self._folder.write, name, recent, last, since)
            self._segments, self._recent = (*self._segments, sealed), ()
            await self._hold()
        except OSError as error:
            # A cache that cannot be written is none: what is in memory still answers.
            log.warning("index_not_sealed", reason=str(error))
        self._next_seal = sum(len(part) for part in self._recent) + self._seal_at

    async def _merge(self, since: int) -> None:
        while (first := self._due()) < len(self._segments) - 1:
            old = self._segments[first:]
            parts = [segment.part for segment in old]
            name, last = self._folder.next_name(), old[-1].last
            new = await asyncio.to_thread(
                self._folder.write, name, parts, last, since, lambda: self._stopping
            )
            after = self._segments[first + len(old) :]
            self._segments = (*self._segments[:first], new, *after)
            await self._hold()

    def _due(self) -> int:
        sizes = [len(segment.part) for segment in self._segments]
        return due(sizes, GROWTH) if sizes else 0

    def _merged(self, merging: asyncio.Task[None]) -> None:
        self._merging = None
        if merging.cancelled():
            return
        match merging.exception():
            case None | Stopped():
                pass
            case error:
                log.warning("index_not_merged", reason=str(error))

    async def _hold(self) -> None:
        async with self._manifest:
            await asyncio.to_thread(self._folder.hold, self._segments)
