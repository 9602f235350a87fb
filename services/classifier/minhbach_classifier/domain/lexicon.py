"""Term lists made ready for search, and their hits in a page, each with its place."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import ahocorasick_rs

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.terms import Kind, Listed, LoadedLists, TermList
from minhbach_classifier.domain.text import Folded, collapsed, lowered, plain, squeezed, unmarked

_LONG: Final = 7
"""Letters from which a term is no accident inside a run of joined words."""
_JOINED: Final = 6
"""Letters from which a term may be written without its spaces; four for strong ones."""
_UNMISTAKEN: Final = 10
"""Letters from which a term of three words without its marks is no accident beside marks."""
_MOST: Final = 200_000
"""Matches that are looked at: what is not found in so many is not found in more."""
_MARKED: Final = re.compile(r"[^\W\d_a-z]")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Chinese and Korean letters, between which no word ends in sight."""
_VIETNAMESE_LETTERS: Final = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_VIETNAMESE: Final = re.compile(f"[{_VIETNAMESE_LETTERS}]")
_UNMARKED: Final = re.compile(rf"[^{_VIETNAMESE_LETTERS}\n]{{40,}}")
"""So long a stretch without marks is written without them, whatever labels stand in its block."""
_MIXED: Final = re.compile(r"[0-9](?:(?=[a-z])|(?<=[a-z][0-9]))")
"""Where letters and digits meet: only there a brand's shape is looked for."""
_NOT_ASCII: Final = b"\x80"
"""From this on, a byte is part of a letter of several."""

Match = tuple[int, int, int]
"""Which writing; its first and last byte in the folded text, the last excluded."""


class Hit(NamedTuple):
    """A term or sign in a page."""

    kind: Kind
    term: str
    """What is counted once: a listed term's letters, a sign's words."""
    place: Range


class _Writing(NamedTuple):
    """One way in which a listed term is written."""

    owner: TermList
    text: str
    kind: Listed
    letters: str
    bare: bool
    """Without its marks: then it stands only where nothing around it has any."""
    anywhere: bool
    """It is no accident inside a longer run of letters."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A page's text in lower case, and where each list's words stand in it."""

    folded: Folded
    encoded: bytes
    matches: Mapping[TermList, Sequence[Match]]
    """In order; of a list without its marks also what marks beside it may rule out."""
    counted: Mapping[TermList, Mapping[Kind, int]]
    """How many distinct terms there may be at most."""


class Lexicon:
    """The automata of all term lists: as words are written on pages, and disguised."""

    def __init__(self, lists: Iterable[TermList]) -> None:
        lists = tuple(lists)
        self._written = [w for one in lists for w in _all_writings(one)]
        self._words = ahocorasick_rs.BytesAhoCorasick([w.text.encode() for w in self._written])
        self._joined = [j for one in lists for j in _all_joined(one)]
        self._letters = ahocorasick_rs.AhoCorasick([text for text, *_ in self._joined])
        self._shapes = {one: re.compile("|".join(one.shapes)) for one in lists if one.shapes}

    def search(self, text: str) -> Searched:
        """One pass over a text for the words of all lists."""
        folded = lowered(text)
        encoded = folded.text.encode("utf-8", "replace")
        found = self._words.find_matches_as_indexes(encoded, overlapping=True)[:_MOST]
        matches: defaultdict[TermList, list[Match]] = defaultdict(list)
        written = self._written
        for match in found:
            one = written[match[0]]
            if one.anywhere or _stands(encoded, match):
                matches[one.owner].append(match)
        counted = {owner: self._counted(those) for owner, those in matches.items()}
        return Searched(folded, encoded, matches, counted)

    def _counted(self, matches: Iterable[Match]) -> Mapping[Kind, int]:
        written = (self._written[which] for which in {which for which, _, _ in matches})
        return Counter(kind for kind, _ in {(one.kind, one.letters) for one in written})

    def hits(self, searched: Searched, owner: TermList) -> Iterator[Hit]:
        """The words of a list; a place may be hit twice."""
        folded, marks = searched.folded, _Marks(searched.folded.text)
        for which, last in _placed(searched, owner):
            written = self._written[which]
            first = last - len(written.text)
            if not (written.bare and marks.beside(first)):
                yield Hit(written.kind, written.letters, folded.place(first, last))

    def shapes(self, searched: Searched, owner: TermList, places: Iterable[Range]) -> Iterator[Hit]:
        """Words in some places that are shaped like a brand and not listed themselves."""
        shape = self._shapes.get(owner)
        if shape is None:
            return
        brands, text, seen = frozenset(owner.words.get("brand", ())), searched.folded.text, 0
        for place in places:
            for found in _MIXED.finditer(text, *place):
                if found.start() < seen:
                    continue
                first, seen = _word_around(text, found.start())
                word = text[first:seen]
                if word not in brands and shape.fullmatch(word):
                    yield Hit("shape", word, searched.folded.place(first, seen))

    def disguised(self, text: str, block: Range) -> Iterator[tuple[TermList, Hit]]:
        """Hits over the joined letters of a block that is written to evade."""
        folded = _joined(text[block.start : block.end])
        for which, first, last in self._letters.find_matches_as_indexes(
            folded.text, overlapping=True
        ):
            _, owner, term, kind = self._joined[which]
            found = folded.place(first, last)
            if found.end - found.start <= 3 * len(term) + 6:
                place = Range(found.start + block.start, found.end + block.start)
                yield owner, Hit(kind, plain(term).text, place)


@lru_cache(maxsize=16)
def lexicon(loaded: LoadedLists) -> Lexicon:
    """The lexicon of term lists, made once."""
    return Lexicon(loaded.lists)


class _Marks:
    """Whether Vietnamese letters stand around a place; each block is asked once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._block = Range(0, -1)
        self._found = False
        self._bare: Sequence[tuple[int, int]] = ()

    def beside(self, at: int) -> bool:
        """Whether the block that holds ``at`` does, but for a long stretch without them."""
        if not self._block.start <= at <= self._block.end:
            end = self._text.find("\n", at)
            self._block = Range(
                self._text.rfind("\n", 0, at) + 1, len(self._text) if end < 0 else end
            )
            self._found = _VIETNAMESE.search(self._text, *self._block) is not None
            long = _UNMARKED.finditer(self._text, *self._block) if self._found else ()
            self._bare = [found.span() for found in long]
        return self._found and not any(first <= at < last for first, last in self._bare)


def outermost(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Without those that are part of a longer term of their kind."""
    ends: dict[Kind, int] = {}
    for hit in sorted(hits, key=lambda h: (h.place.start, -h.place.end)):
        if hit.place.end > ends.get(hit.kind, 0):
            ends[hit.kind] = hit.place.end
            yield hit


def is_bare(text: str) -> bool:
    """Whether a text, or a long stretch of it, holds no Vietnamese letter with a mark."""
    lower = text.lower()
    return _VIETNAMESE.search(lower) is None or _UNMARKED.search(lower) is not None


def _all_writings(terms: TermList) -> Iterator[_Writing]:
    for kind, words in terms.words.items():
        for word in words:
            yield from _writings(terms, word.lower(), kind)


def _all_joined(terms: TermList) -> Iterator[tuple[str, TermList, str, Listed]]:
    for kinds in (terms.words, terms.disguised):
        for kind, words in kinds.items():
            for word in map(str.lower, words):
                joined = _joined(word).text
                if _tells_joined(joined, word, kind):
                    yield joined, terms, word, kind


def _writings(owner: TermList, term: str, kind: Listed) -> Iterator[_Writing]:
    letters = plain(term).text
    long = len(letters) >= _LONG or (" " in term and _MARKED.search(term) is not None)
    unspaced = _UNSPACED.search(term) is not None
    yield _Writing(owner, term, kind, letters, False, long or unspaced)
    bare = unmarked(term)
    if bare != term:
        unmistaken = term.count(" ") >= 2 and len(letters) >= _UNMISTAKEN
        yield _Writing(owner, bare, kind, letters, not unmistaken, False)
    if " " in term and len(letters) >= (4 if kind == "strong" else _JOINED):
        yield _Writing(owner, letters, kind, letters, True, False)


def _joined(text: str) -> Folded:
    return collapsed(squeezed(text))


def _tells_joined(joined: str, term: str, kind: Listed) -> bool:
    """Whether a term's joined letters are no accident in a disguised block."""
    spoken = len(joined) == 4 and " " in term and kind != "brand"
    return len(joined) >= 5 or spoken


def _placed(searched: Searched, owner: TermList) -> Iterator[tuple[int, int]]:
    """Which writings of a list match, and the character behind each, in order."""
    seen = at = 0
    for which, _, last in searched.matches.get(owner, ()):
        at += len(searched.encoded[seen:last].decode("utf-8", "replace"))
        seen = last
        yield which, at


def _stands(encoded: bytes, match: Match) -> bool:
    """Short terms must be words; long ones may stand in titles that join words."""
    _, first, last = match
    before, behind = encoded[first - 1 : first], encoded[last : last + 1]
    if before.isalnum() or behind.isalnum():
        return False
    if before < _NOT_ASCII and behind < _NOT_ASCII:
        return True
    # A letter has four bytes at most; of one that is cut nothing is read.
    before, behind = encoded[max(0, first - 4) : first], encoded[last : last + 4]
    return not (
        before.decode("utf-8", "ignore")[-1:].isalnum()
        or behind.decode("utf-8", "ignore")[:1].isalnum()
    )


def _word_around(text: str, at: int) -> Range:
    first, last = at, at + 1
    while first > 0 and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    return Range(first, last)


def is_foreign(term: str) -> bool:
    """Whether a term is written in Thai, Chinese or Korean letters."""
    return _UNSPACED.search(term) is not None
