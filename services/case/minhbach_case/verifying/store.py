"""Verifies a case service's database: every chain from end to end, and what hangs on it.

It reads while the service writes: where a chain has to end is read before the chain, and what
hangs on it after it, so nothing that comes meanwhile looks like a fault.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from minhbach_case.storage.audit import AUDIT, as_written
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES
from minhbach_case.storage.filings import FILING_EVENTS
from minhbach_case.storage.letters import LETTER_EVENTS, LETTERS
from minhbach_case.storage.reports import REPORT_EVENTS
from minhbach_case.storage.sites import SITE_EVENTS, SITES
from minhbach_case.storage.uploads import UPLOADS
from minhbach_case.storage.whole_streams import everything, place_of, whole_streams
from minhbach_case.verifying.answer import (
    ChainName,
    Passed,
    Verification,
)
from minhbach_case.verifying.chains import Known, Streams, Tally, Wrong
from minhbach_case.verifying.contents import BESIDE, Referred
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import event_from
from minhbach_shared.store import Database, Document, guarded

Told = Callable[[int, int], Awaitable[None]]
"""Is told how many of how many entries are done."""
COLLECTIONS: Final[Mapping[ChainName, str]] = {
    "cases": CASE_EVENTS,
    "register": SITE_EVENTS,
    "reports": REPORT_EVENTS,
    "filings": FILING_EVENTS,
    "letters": LETTER_EVENTS,
}
# Lists that say how far a stream was folded: the field, and where kept, the digest there.
_LISTS: Final[Mapping[ChainName, tuple[str, str]]] = {
    "cases": (CASES, "sequence"),
    "register": (SITES, "sequence"),
    "letters": (LETTERS, "folded"),
}
_TELL_EVERY: Final = 200
_UNREADABLE: Final = (KeyError, TypeError, ValueError, AttributeError)


async def nobody(done: int, total: int) -> None:
    """Takes progress and says nothing."""
    del done, total


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, how many events wait for the relay by chain, and every entry's digest."""

    found: Verification
    unannounced: Mapping[ChainName, int]
    passed: Passed


async def verify_store(
    store: Database,
    clock: Clock,
    *,
    lists: bool = True,
    files: bool = False,
    told: Told = nobody,
) -> Verified:
    """Verifies everything.

    Args:
        lists: whether a chain is held against how far the lists beside it were folded.
        files: whether kept files are read and held against their digests, which takes longer.

    Raises:
        Unavailable: the store does not answer.
    """
    return await _Verifying(store, clock, files, told).run(lists=lists)


class _Verifying:
    def __init__(
        self,
        store: Database,
        clock: Clock,
        files: bool,
        told: Told,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._told = told
        self._done = 0
        self._total = 0
        self._referred = Referred()
        self._tallies: dict[ChainName, Tally] = {}

    async def run(self, *, lists: bool) -> Verified:
        began, unannounced = self._clock(), {}
        with guarded("counting the chains"):
            for name in (AUDIT, *COLLECTIONS.values()):
                self._total += await self._store[name].estimated_document_count()
        await self._trail()
        for chain in COLLECTIONS:
            unannounced[chain] = await self._chain(chain, lists=lists)
        await self._letters()
        if self._files:
            await self._uploads()
        answers = tuple(tally.answer() for tally in self._tallies.values())
        found = Verification(
            began_at=began,
            ended_at=self._clock(),
            verdict="broken" if any(one.broken for one in answers) else "whole",
            files=self._files,
            chains=answers,
            heads={chain: tuple(tally.heads) for chain, tally in self._tallies.items()},
        )
        passed: Passed = {
            chain: {stream: "".join(digests) for stream, digests in tally.passed.items()}
            for chain, tally in self._tallies.items()
        }
        return Verified(found, unannounced, passed)

    def _tally(self, chain: ChainName) -> Tally:
        self._tallies[chain] = Tally(chain)
        return self._tallies[chain]

    async def _trail(self) -> None:
        tally = self._tally("audit")
        number, digest = 0, None
        async for found in everything(self._store[AUDIT]):
            for wrong in _of_entry(found, number, digest):
                tally.wrong("", wrong)
            number, digest = int(found["_id"]), found.get("digest")
            tally.passes("", number, str(digest))
            tally.entries += 1
            await self._step()
        if number:
            tally.heads.append(("", number, str(digest)))

    async def _chain(self, chain: ChainName, *, lists: bool) -> int:
        listed = await self._listed(chain) if lists else {}
        words = "text_digest" if chain == "cases" else None
        tally = self._tally(chain)
        streams = Streams(tally, BESIDE[chain], listed, words=words)
        async for document in whole_streams(self._store[COLLECTIONS[chain]]):
            try:
                event = event_from(document)
                streams.take(event, document["_id"])
                self._referred.take(chain, event)
            except _UNREADABLE:
                streams.unread(*place_of(document["_id"]))
            await self._step()
        streams.end()
        return streams.unannounced

    async def _step(self) -> None:
        self._done += 1
        if self._done % _TELL_EVERY == 0:
            await self._told(self._done, max(self._done, self._total))

    async def _listed(self, chain: ChainName) -> Known:
        if chain not in _LISTS:
            return {}
        name, field = _LISTS[chain]
        known: dict[str, tuple[int, str | None]] = {}
        with guarded("reading how far the lists are"):
            async for found in self._store[name].find({}, {field: 1, "digest": 1}):
                known[str(found["_id"])] = (int(found.get(field) or 0), found.get("digest"))
        return known

    async def _letters(self) -> None:
        fields = {"pdf_digest": 1} | ({"apart.pdf": 1} if self._files else {})
        queued = dict(self._referred.letters)
        with guarded("reading the letters"):
            async for letter in self._store[LETTERS].find({}, fields, batch_size=50):
                place = queued.pop(letter["_id"], None)
                if place is not None and not _is_its_file(letter, place[1]):
                    self._tallies["letters"].wrong(str(letter["_id"]), (place[0], "file"))
        for gone, (entry, _) in queued.items():
            self._tallies["letters"].wrong(str(gone), (entry, "words_gone"))

    async def _uploads(self) -> None:
        with guarded("reading the files that were sent"):
            async for kept in self._store[UPLOADS].find({}, {"content": 1}, batch_size=10):
                place = self._referred.uploads.get(str(kept["_id"]))
                digest = hashlib.sha256(bytes(kept["content"])).hexdigest()
                if place is not None and not str(kept["_id"]).endswith(f":{digest}"):
                    chain, stream, entry = place
                    self._tallies[chain].wrong(stream, (entry, "file"))


def _of_entry(found: Document, last: int, digest: str | None) -> Iterator[Wrong]:
    """What is wrong with an entry of the audit trail, the first thing alone."""
    number = int(found["_id"])
    if number != last + 1:
        yield last + 1, "missing"
        return
    if found.get("previous") != digest:
        yield number, "unlinked"
        return
    try:
        right = as_written(found)
    except _UNREADABLE:
        yield number, "unread"
        return
    if not right:
        yield number, "altered"


def _is_its_file(letter: Document, chained: str | None) -> bool:
    digest, pdf = letter.get("pdf_digest"), (letter.get("apart") or {}).get("pdf")
    if chained is not None and digest != chained:
        return False
    return pdf is None or hashlib.sha256(bytes(pdf)).hexdigest() == digest
