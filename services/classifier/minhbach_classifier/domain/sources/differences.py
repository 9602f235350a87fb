"""What a republished text changed of its source, sentence by sentence, on both sides.

Decree 72/2013 Art 20(2): *trích dẫn nguyên văn, chính xác*. A contiguous excerpt and an omission
that the copy marks change nothing; nor do typography, captions, credits and related links.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.alignment import Piece, align, play
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.captions import are_captions
from minhbach_classifier.domain.sources.gravity import (
    GRAVITIES,
    KINDS,
    gravity_of,
    kind_of,
    rank,
)
from minhbach_classifier.domain.sources.sentences import quotations, sentences
from minhbach_classifier.domain.sources.syllables import Syllables
from minhbach_classifier.domain.sources.touching import (
    Holding,
    Touched,
    by_sentence,
    host,
    whole_sentences,
)
from minhbach_shared.events import ChangeKind, Gravity

LONGEST: Final = 12_000
"""Syllables of a text that are compared; a longer pair is not judged."""

_OMISSION: Final = re.compile(r"\[\s?(?:…|\.{2,9})\s?\]|\(\s?(?:…|\.{2,9})\s?\)|…|\.{3}")
_MOVED: Final = 6
"""A run of so many words is not met by chance: where the other page has it, it was moved."""

_PLAY: Final = 20
"""So many words a repeated run is tried further left and right."""

_Pair = tuple[Touched | None, Touched | None]


@dataclass(frozen=True, slots=True)
class Side:
    """One sentence with the places of its changed words; all are offsets of its page."""

    sentence: Range
    marks: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; the copied side is missing where words were dropped, the other where added."""

    kind: ChangeKind
    gravity: Gravity
    copied: Side | None
    source: Side | None


@dataclass
class _Unit:
    copied: Range | None
    source: Range | None
    kind: ChangeKind
    gravity: Gravity
    copied_marks: list[Range] = field(default_factory=list)
    source_marks: list[Range] = field(default_factory=list)

    def difference(self) -> Difference:
        copied = Side(self.copied, tuple(self.copied_marks)) if self.copied else None
        source = Side(self.source, tuple(self.source_marks)) if self.source else None
        return Difference(self.kind, self.gravity, copied, source)


def too_long(copy: Body, source: Body) -> bool:
    """Whether a pair is past what is compared (its alignment would take too long)."""
    return max(copy.length, source.length) > LONGEST


def differences(copy: Body, source: Body) -> tuple[Difference, ...]:
    """What the copy changed, gravest first; empty where it is faithful."""
    found = [*_headline(copy, source), *_Comparison(copy, source).differences()]
    return tuple(sorted(found, key=lambda change: rank(change.gravity, change.kind)))


def longest_common(copy: Body, source: Body) -> tuple[Range, Range] | None:
    """The longest run of words that both texts hold: its place in each page."""
    pieces = [p for p in align(copy.words.words, source.words.words) if p.equal]
    if not pieces:
        return None
    best = max(pieces, key=lambda piece: (piece.copied, -piece.copy_start))
    return (
        copy.words.place(best.copy_start, best.copy_end),
        source.words.place(best.source_start, best.source_end),
    )


def _headline(copy: Body, source: Body) -> Iterator[Difference]:
    mine, theirs = copy.headline.words, source.headline.words
    if copy.page.title is None or not mine or not theirs or mine == theirs:
        return
    cut_short = _OMISSION.search(copy.page.words(copy.page.title)[-4:]) is not None
    if (cut_short and theirs[: len(mine)] == mine) or source.holds(mine):
        return
    if source.page.title is None:
        return  # A headline known from metadata only may carry the outlet's own additions.
    pieces = [p for p in align(mine, theirs) if not p.equal]
    changed = (_changed(mine, pieces, copied=True), _changed(theirs, pieces, copied=False))
    yield Difference(
        "headline",
        gravity_of("headline", *changed),
        Side(copy.page.title, tuple(_marks(copy.headline, pieces, copied=True))),
        Side(source.page.title, tuple(_marks(source.headline, pieces, copied=False))),
    )


def _marks(words: Syllables, pieces: Sequence[Piece], *, copied: bool) -> Iterator[Range]:
    for piece in pieces:
        start, end = _words(piece, copied=copied)
        if start < end:
            yield words.place(start, end)


def _changed(words: Sequence[str], pieces: Sequence[Piece], *, copied: bool) -> list[str]:
    spans = (_words(piece, copied=copied) for piece in pieces)
    return [word for start, end in spans for word in words[start:end]]


def _words(piece: Piece, *, copied: bool) -> tuple[int, int]:
    if copied:
        return piece.copy_start, piece.copy_end
    return piece.source_start, piece.source_end


class _Comparison:
    def __init__(self, copy: Body, source: Body) -> None:
        self.copy, self.source = copy, source
        self.copy_sentences = sentences(copy.page.text, copy.places)
        self.source_sentences = sentences(source.page.text, source.places)
        self.copy_quotes = quotations(copy.page.text, copy.places)
        self.source_quotes = quotations(source.page.text, source.places)
        self.copy_holds = Holding(copy, self.copy_sentences, _MOVED)
        self.source_holds = Holding(source, self.source_sentences, _MOVED)

    def differences(self) -> Iterator[Difference]:
        units: dict[tuple[Range | None, Range | None], _Unit] = {}
        for piece in self._changes():
            for unit in self._units(piece):
                held = units.setdefault((unit.copied, unit.source), unit)
                if held is not unit:
                    _merge(held, unit)
        for unit in units.values():
            yield unit.difference()

    def _changes(self) -> Iterator[Piece]:
        pieces = align(self.copy.words.words, self.source.words.words)
        for at, piece in enumerate(pieces):
            if piece.equal or (at in (0, len(pieces) - 1) and not piece.copied):
                continue  # A contiguous excerpt leaves out what stands before and after it.
            at_edge = at in (0, len(pieces) - 1)
            if (left := self._left_over(piece, at_edge=at_edge)) is not None:
                yield left

    def _left_over(self, piece: Piece, *, at_edge: bool) -> Piece | None:
        """The part of a changed piece that is a change; none where nothing is."""
        added = piece.copied and not self._was_moved(piece, copied=True)
        dropped = piece.sourced and not self._was_moved(piece, copied=False)
        if at_edge and piece.sourced > 2 * piece.copied:
            dropped = False
        if dropped and (self._is_marked(piece) or self._are_captions(piece)):
            dropped = False
        if not added and not dropped:
            return None
        return Piece(
            False,
            piece.copy_start,
            piece.copy_end if added else piece.copy_start,
            piece.source_start,
            piece.source_end if dropped else piece.source_start,
        )

    def _was_moved(self, piece: Piece, *, copied: bool) -> bool:
        """Whether the other page has the words as well: each sentence, or outside its text.

        A part of a sentence that stands elsewhere in the text makes another sentence there.
        """
        mine = self.copy if copied else self.source
        own, other = (
            (self.copy_sentences, self.source_holds)
            if copied
            else (self.source_sentences, self.copy_holds)
        )
        for start, end in _lies(piece, mine.words.words, copied=copied):
            if end - start >= _MOVED and other.beside(mine.words.words[start:end]):
                return True
            whole = whole_sentences(mine.words, own, start, end)
            if whole and all(map(other.sentence, whole)):
                return True
        return False

    def _are_captions(self, piece: Piece) -> bool:
        return not piece.copied and are_captions(self.source, *_words(piece, copied=False))

    def _is_marked(self, piece: Piece) -> bool:
        """Whether the copy says, where the words are missing, that it left some out."""
        at, source = (piece.copy_start, piece.copy_end), piece.source_start
        if piece.copied:
            return any(self._says_omitted((gap, gap), (source, source)) for gap in at)
        left, right = play(source, piece.source_end, self.source.words.words)
        left = min(left, piece.copy_start)
        return self._says_omitted((at[0] - left, at[1] + right), (source - left, source + right))

    def _says_omitted(self, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
        found = _omissions(self.copy, *mine)
        # Dots that the source has there too are its own.
        own = _omissions(self.source, *theirs)
        return any(mark[0] in "[(" for mark in found) or len(found) > len(own)

    def _units(self, piece: Piece) -> Iterator[_Unit]:
        changed = (
            self.copy.words.words[piece.copy_start : piece.copy_end],
            self.source.words.words[piece.source_start : piece.source_end],
        )
        kind = kind_of(*changed, quoted=self._in_quotes(piece))
        mine = by_sentence(self.copy.words, self.copy_sentences, *_words(piece, copied=True))
        theirs = by_sentence(self.source.words, self.source_sentences, *_words(piece, copied=False))
        if not mine and len(theirs) == 1:
            mine = host(self.copy.words, self.copy_sentences, piece.copy_start)
        if not theirs and len(mine) == 1:
            theirs = host(self.source.words, self.source_sentences, piece.source_start)
        for copied, source in _paired(mine, theirs):
            yield _Unit(
                copied[0] if copied else None,
                source[0] if source else None,
                kind if copied and source else "added" if copied else "dropped",
                gravity_of(kind, *changed),
                list(copied[1]) if copied else [],
                list(source[1]) if source else [],
            )

    def _in_quotes(self, piece: Piece) -> bool:
        mine, theirs = self.copy.words, self.source.words
        in_copy = piece.copied and self.copy_quotes.at(mine.starts[piece.copy_start]) is not None
        in_source = (
            piece.sourced and self.source_quotes.at(theirs.starts[piece.source_start]) is not None
        )
        return bool(in_copy or in_source)


def _lies(piece: Piece, words: Sequence[str], *, copied: bool) -> Iterator[tuple[int, int]]:
    """Where a piece's words may be said to stand; more than one place where they repeat."""
    start, end = _words(piece, copied=copied)
    yield start, end
    if start < end and not (piece.copied and piece.sourced):
        left, right = play(start, end, words)
        for by in (*range(-min(left, _PLAY), 0), *range(1, min(right, _PLAY) + 1)):
            yield start + by, end + by


def _omissions(body: Body, first: int, last: int) -> list[str]:
    """The marks of omission between the word before ``first`` and the word ``last``."""
    words = body.words
    start = words.ends[first - 1] if first else 0
    end = words.starts[last] if last < len(words) else len(body.page.text)
    return [found.group() for found in _OMISSION.finditer(body.page.text, start, end)]


def _paired(mine: list[Touched], theirs: list[Touched]) -> Iterator[_Pair]:
    for copied, source in zip_longest(mine, theirs):
        if copied and source and _is_whole(copied) and _is_whole(source):
            yield copied, None  # one sentence for another is an addition and an omission
            yield None, source
        else:
            yield copied, source


def _is_whole(touched: Touched) -> bool:
    sentence, marks = touched
    return sum(m.end - m.start for m in marks) > 0.8 * (sentence.end - sentence.start)


def _merge(held: _Unit, more: _Unit) -> None:
    held.copied_marks += more.copied_marks
    held.source_marks += more.source_marks
    held.kind = min(held.kind, more.kind, key=KINDS.index)
    held.gravity = min(held.gravity, more.gravity, key=GRAVITIES.index)


def excerpt(place: Range, marks: Sequence[Range], limit: int) -> Range:
    """At most ``limit`` characters of a sentence, around its first changed word."""
    if place.end - place.start <= limit or not marks:
        return Range(place.start, min(place.end, place.start + limit))
    start = max(place.start, min(marks[0].start - limit // 3, place.end - limit))
    return Range(start, min(place.end, start + limit))


def ascending(marks: Sequence[Range]) -> bool:
    """Whether marks follow one another without overlap."""
    return all(one.end <= other.start for one, other in pairwise(marks))
