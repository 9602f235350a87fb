"""Chains held against their digests, entry by entry, in bounded memory."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from uuid import UUID

from minhbach_case.verifying.answer import BrokenEntry, ChainAnswer, ChainName, Head, Why
from minhbach_shared.eventlog import LoggedEvent, chain_digest
from minhbach_shared.ids import digest_of

BROKEN_TOLD: Final = 10
NO_DIGEST: Final = "-" * 64
# A number that somebody made up fills no memory.
GAP_FILLED: Final = 100_000
Beside = Callable[[LoggedEvent], Why | None]
"""Holds what stands beside an event against it."""
Known = Mapping[str, tuple[int, str | None]]
"""Where streams ended before: number, and digest where it is known."""
Wrong = tuple[int, Why]
"""An entry's number, and what is wrong with it."""


class Tally:
    """What is known of one kind of chain so far."""

    def __init__(self, chain: ChainName) -> None:
        self.chain: ChainName = chain
        self.entries = 0
        self.heads: list[Head] = []
        self.passed: dict[str, list[str]] = {}
        self._broken: list[BrokenEntry] = []
        self._count = 0

    def wrong(self, stream: str, found: Wrong) -> None:
        """Notes an entry that is not as it was written."""
        self._count += 1
        if len(self._broken) < BROKEN_TOLD:
            entry, why = found
            known = _as_id(stream)
            self._broken.append(BrokenEntry(chain=self.chain, stream=known, entry=entry, why=why))

    def passes(self, stream: str, entry: int, digest: str) -> None:
        """Notes an entry's digest at its place; one that is missing has none."""
        digests = self.passed.setdefault(stream, [])
        digests += [NO_DIGEST] * min(entry - 1 - len(digests), GAP_FILLED)
        digests.append(digest)

    def answer(self) -> ChainAnswer:
        """What it comes to."""
        return ChainAnswer(
            chain=self.chain,
            streams=len(self.heads),
            entries=self.entries,
            head=digest_of([list(head) for head in self.heads]),
            verdict="broken" if self._count else "whole",
            broken=self._count,
            first=tuple(self._broken),
        )


class Ends:
    """Holds streams against where they ended before."""

    def __init__(self, known: Known) -> None:
        self._known = dict(known)

    def at(self, stream: str, entry: int, digest: str) -> Iterator[Wrong]:
        """An entry of a stream."""
        place, before = self._known.get(stream, (0, None))
        if place == entry and before not in (None, digest):
            yield entry, "rewritten"

    def over(self, stream: str, last: int) -> Iterator[Wrong]:
        """The end of a stream."""
        place, _ = self._known.pop(stream, (0, None))
        if place > last:
            yield place, "cut"

    def left(self) -> Iterator[tuple[str, int]]:
        """Streams that were known and are not there: each with where it ended."""
        for stream, (place, _) in sorted(self._known.items()):
            if place:
                yield stream, place


class Streams:
    """Takes the events of one collection in the order of their streams and numbers.

    Args:
        listed: where streams end by the lists beside them.
        words: the field of a body that holds the digest of what was written, where only a step
            ``erased`` may destroy what was.
    """

    def __init__(
        self, tally: Tally, beside: Beside, listed: Known, *, words: str | None = None
    ) -> None:
        self._tally = tally
        self._beside = beside
        self._ends = Ends(listed)
        self._words = words
        self._last: LoggedEvent | None = None
        self._silent: list[int] = []
        self.unannounced = 0

    def take(self, event: LoggedEvent, place: str) -> None:
        """The next event, and under which id it stands."""
        if self._last and self._last.stream != event.stream:
            self._over()
        before, stream = self._last, str(event.stream)
        found: dict[int, Why] = {}
        for entry, why in self._wrong(event, before, place):
            found.setdefault(entry, why)
        for wrong in found.items():
            self._tally.wrong(stream, wrong)
        self._tally.entries += 1
        self._tally.passes(stream, event.sequence, event.digest)
        self.unannounced += not event.announced
        self._last = event
        self._keep_silent(event)

    def end(self) -> None:
        """There are no more."""
        self._over()
        for stream, place in self._ends.left():
            self._tally.wrong(stream, (place, "gone"))

    def unread(self, stream: str, entry: int) -> None:
        """Something that cannot be read as an event."""
        self._tally.wrong(stream, (entry, "unread"))

    def _wrong(self, event: LoggedEvent, before: LoggedEvent | None, place: str) -> Iterator[Wrong]:
        number, due = event.sequence, before.sequence + 1 if before else 1
        if number > due:
            yield due, "missing"
        elif place != f"{event.stream}:{number:08d}" or number < due:
            yield number, "misplaced"
        elif event.previous != (before.digest if before else None):
            yield number, "unlinked"
        if chain_digest(event) != event.digest:
            yield number, "altered"
        elif why := self._beside(event):
            yield number, why
        yield from self._ends.at(str(event.stream), number, event.digest)

    def _keep_silent(self, event: LoggedEvent) -> None:
        if self._words is None:
            return
        if event.type == "erased":
            self._silent = []
        written = event.body.get(self._words) is not None
        if written and "text" not in (event.private or {}):
            self._silent.append(event.sequence)

    def _over(self) -> None:
        last, self._last = self._last, None
        if last is None:
            return
        stream = str(last.stream)
        self._tally.heads.append((stream, last.sequence, last.digest))
        for number in self._silent:
            self._tally.wrong(stream, (number, "words_gone"))
        self._silent = []
        for wrong in self._ends.over(stream, last.sequence):
            self._tally.wrong(stream, wrong)


def _as_id(stream: str) -> UUID | None:
    # Whoever put something into the store may have named it as they liked.
    try:
        return UUID(stream)
    except ValueError:
        return None
