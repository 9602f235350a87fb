"""How two texts lie beside each other: runs that are equal, and what stands between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

ISLAND: Final = 3
"""Equal runs up to this long between two larger changes are chance, not agreement."""

TIDYINGS: Final = 200
"""So often changes are gathered; texts that differ more are shown as they fall."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words ``[copy_start, copy_end)`` of the copy beside ``[source_start, source_end)``."""

    equal: bool
    copy_start: int
    copy_end: int
    source_start: int
    source_end: int

    @property
    def copied(self) -> int:
        """How many of the copy's words it holds."""
        return self.copy_end - self.copy_start

    @property
    def sourced(self) -> int:
        """How many of the source's words it holds."""
        return self.source_end - self.source_start


def align(copy: Sequence[str], source: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces, in order, of which both texts are made; equal and changed ones alternate.

    Every word of either text is in exactly one piece; an equal piece holds the same words of
    both. Least number of changed words, gathered so that one change is one piece.
    """
    if (excerpt := _excerpt(copy, source)) is not None:
        return excerpt
    numbers: dict[str, int] = {}
    mine = [numbers.setdefault(word, len(numbers)) for word in copy]
    theirs = [numbers.setdefault(word, len(numbers)) for word in source]
    pieces = list(_joined(_opcodes(mine, theirs)))
    for _ in range(TIDYINGS):
        if (slid := _slide(pieces, mine, theirs)) is None:
            break
        pieces = list(_joined(slid))
    for _ in range(TIDYINGS):
        if (island := _island(pieces)) is None:
            break
        sunk = _changed(pieces[island])
        pieces = list(_joined((*pieces[:island], sunk, *pieces[island + 1 :])))
    return tuple(pieces)


def _excerpt(copy: Sequence[str], source: Sequence[str]) -> tuple[Piece, ...] | None:
    """The pieces of a copy that stands in the source as it is, where it stands first."""
    if not copy:
        return None
    at = f" {' '.join(source)} ".find(f" {' '.join(copy)} ")
    if at < 0:
        return None
    start = len(" ".join(source)[:at].split())
    end, words = start + len(copy), len(copy)
    before, after = Piece(False, 0, 0, 0, start), Piece(False, words, words, end, len(source))
    equal = Piece(True, 0, words, start, end)
    return tuple(piece for piece in (before, equal, after) if piece.copied or piece.sourced)


def _opcodes(mine: Sequence[int], theirs: Sequence[int]) -> Iterator[Piece]:
    for op in Indel.opcodes(theirs, mine):
        yield Piece(op.tag == "equal", op.dest_start, op.dest_end, op.src_start, op.src_end)


def _joined(pieces: Sequence[Piece] | Iterator[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.equal == piece.equal:
            last = _span(last, piece)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _span(first: Piece, last: Piece) -> Piece:
    return Piece(first.equal, first.copy_start, last.copy_end, first.source_start, last.source_end)


def _changed(piece: Piece) -> Piece:
    return Piece(False, piece.copy_start, piece.copy_end, piece.source_start, piece.source_end)


def _slide(
    pieces: Sequence[Piece], mine: Sequence[int], theirs: Sequence[int]
) -> list[Piece] | None:
    """Moves one pure gap over the equal run beside it, where that makes two gaps one.

    ``a [b c a] b`` and ``[a b c] a b`` drop the same words: of such the one that leaves no
    stray word on the far side of the gap is meant.
    """
    for at in range(1, len(pieces) - 1):
        gap, before, after = pieces[at], pieces[at - 1], pieces[at + 1]
        if gap.equal or (gap.copied and gap.sourced):
            continue
        if _slides_left(gap, before.copied, mine, theirs):
            moved = _shifted(gap, -before.copied)
            return [*pieces[: at - 1], moved, _equal_after(moved, before.copied), *pieces[at + 1 :]]
        if _slides_right(gap, after.copied, mine, theirs):
            moved = _shifted(gap, after.copied)
            return [*pieces[:at], _equal_before(gap, after.copied), moved, *pieces[at + 2 :]]
    return None


def _shifted(gap: Piece, by: int) -> Piece:
    return Piece(
        False,
        gap.copy_start + by,
        gap.copy_end + by,
        gap.source_start + by,
        gap.source_end + by,
    )


def _equal_after(gap: Piece, words: int) -> Piece:
    return Piece(True, gap.copy_end, gap.copy_end + words, gap.source_end, gap.source_end + words)


def _equal_before(gap: Piece, words: int) -> Piece:
    return Piece(
        True, gap.copy_start, gap.copy_start + words, gap.source_start, gap.source_start + words
    )


def _slides_left(gap: Piece, words: int, mine: Sequence[int], theirs: Sequence[int]) -> bool:
    text, start, end = _side(gap, mine, theirs)
    return all(text[start - k] == text[end - k] for k in range(1, words + 1))


def _slides_right(gap: Piece, words: int, mine: Sequence[int], theirs: Sequence[int]) -> bool:
    text, start, end = _side(gap, mine, theirs)
    return all(text[start + k] == text[end + k] for k in range(words))


def _side(gap: Piece, mine: Sequence[int], theirs: Sequence[int]) -> tuple[Sequence[int], int, int]:
    if gap.copied:
        return mine, gap.copy_start, gap.copy_end
    return theirs, gap.source_start, gap.source_end


def _island(pieces: Sequence[Piece]) -> int | None:
    for at in range(1, len(pieces) - 1):
        run, before, after = pieces[at], pieces[at - 1], pieces[at + 1]
        if run.equal and run.copied <= ISLAND and _drowned(run, before, after):
            return at
    return None


def _drowned(run: Piece, before: Piece, after: Piece) -> bool:
    # Between two omissions a short run is all the copy has there: an excerpt, not chance.
    own_words = before.copied + after.copied
    return own_words > run.copied and run.copied < min(_size(before), _size(after))


def _size(piece: Piece) -> int:
    return max(piece.copied, piece.sourced)


def play(start: int, end: int, words: Sequence[str]) -> tuple[int, int]:
    """How many words a run that only one text has may lie further left or right and be the same.

    ``Nếu [… Nếu] đây`` and ``[Nếu …] Nếu đây`` are one omission.
    """
    left = right = 0
    while left < start and words[start - 1 - left] == words[end - 1 - left]:
        left += 1
    while end + right < len(words) and words[start + right] == words[end + right]:
        right += 1
    return left, right
