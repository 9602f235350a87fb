"""A term list made ready for search, and its hits in a page, each with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import ahocorasick_rs

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.terms import TermList
from minhbach_classifier.domain.text import Folded, collapsed, composed, plain, squeezed, unmarked

Listed = Literal["strong", "brand", "shape", "offer", "weak", "reporting", "lure"]
Sign = Literal["money", "link", "site", "search", "disguise", "bare"]
Kind = Listed | Sign

_LONG: Final = 7
"""Letters from which a term is no accident inside a run of joined words."""
_JOINED: Final = 6
"""Letters from which a term may be written without its spaces; four for strong ones."""
_MARKED: Final = re.compile(r"[^\W\d_a-z]")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Chinese and Korean letters, between which no word ends in sight."""
_VIETNAMESE: Final = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]"
)
_LURES: Final = """
may mắn;vui vẻ;chiến thắng;giành;giải thưởng;nhận thưởng;nhận quà;quà tặng;lì xì;lixi;hồng bao
đăng ký;miễn phí;ưu đãi;khuyến mại;tặng riêng;gửi tặng;tặng ngay;nhận ngay;truy cập
hội viên;trải nghiệm;tham gia;chương trình;lần đầu tiên;tạo tài khoản;thành viên
"""
"""Words of any advertisement, which speak only where a block is written to evade."""
_TRADES: Final = "công việc;việc làm;tuyển dụng;làm tại nhà;lương;vay vốn;khoản vay;giải ngân"
"""Words of other trades that write so: beside them more is asked, as beside reporting."""
_MIXED: Final = re.compile(r"[0-9](?:(?=[a-z])|(?<=[a-z][0-9]))")
"""Where letters and digits meet: only there a brand's shape is looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term or sign in a page."""

    kind: Kind
    term: str
    """What is counted once: a listed term's letters, a sign's words."""
    place: Range


class _Writing(NamedTuple):
    """One way in which a listed term is written."""

    text: str
    kind: Listed
    letters: str
    bare: bool
    """Without its marks: then it stands only where nothing around it has any."""
    anywhere: bool
    """It is no accident inside a longer run of letters."""


class Lexicon:
    """The automata of a term list: as it is written on pages, and for disguised writing."""

    def __init__(self, terms: TermList) -> None:
        listed = _listed(terms)
        self._written = [w for term, kind in listed for w in _writings(term, kind)]
        self._words = ahocorasick_rs.AhoCorasick([w.text for w in self._written])
        joined = [(_joined(term).text, term, kind) for term, kind in (*listed, *_advertising())]
        self._joined = [j for j in joined if _tells_joined(*j)]
        self._letters = ahocorasick_rs.AhoCorasick([text for text, _, _ in self._joined])
        self._brands = frozenset(word.lower() for word in terms.brands)
        self._shape = re.compile("|".join(terms.brand_patterns) or "(?!)")

    def hits(self, text: str) -> list[Hit]:
        """Hits in a page's text, blocks apart by newlines; a place may be hit twice."""
        folded = composed(text)
        return [*_outermost(self._terms(folded)), *self._shapes(folded)]

    def disguised(self, text: str, block: Range) -> Iterator[Hit]:
        """Hits over the joined letters of a block that is written to evade."""
        folded = _joined(text[block.start : block.end])
        for which, first, last in self._letters.find_matches_as_indexes(
            folded.text, overlapping=True
        ):
            _, term, kind = self._joined[which]
            found = folded.place(first, last)
            if found.end - found.start <= 3 * len(term) + 6:
                place = Range(found.start + block.start, found.end + block.start)
                yield Hit(kind, plain(term).text, place)

    def _terms(self, folded: Folded) -> Iterator[Hit]:
        marks = _Marks(folded.text)
        for which, first, last in self._words.find_matches_as_indexes(
            folded.text, overlapping=True
        ):
            written = self._written[which]
            if _stands(written, folded.text, first, last) and not (
                written.bare and marks.beside(first)
            ):
                yield Hit(written.kind, written.letters, folded.place(first, last))

    def _shapes(self, folded: Folded) -> Iterator[Hit]:
        seen = 0
        for found in _MIXED.finditer(folded.text):
            if found.start() < seen:
                continue
            first, seen = _word_around(folded.text, found.start())
            word = folded.text[first:seen]
            if word not in self._brands and self._shape.fullmatch(word):
                yield Hit("shape", word, folded.place(first, seen))


@lru_cache(maxsize=16)
def lexicon(terms: TermList) -> Lexicon:
    """The lexicon of a term list, made once."""
    return Lexicon(terms)


class _Marks:
    """Whether the block around a place holds Vietnamese letters; each block is asked once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._block = Range(0, -1)
        self._found = False

    def beside(self, at: int) -> bool:
        """Whether the block that holds ``at`` does."""
        if not self._block.start <= at <= self._block.end:
            end = self._text.find("\n", at)
            self._block = Range(
                self._text.rfind("\n", 0, at) + 1, len(self._text) if end < 0 else end
            )
            self._found = _VIETNAMESE.search(self._text, *self._block) is not None
        return self._found


def _outermost(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Without those that are part of a longer term of their kind."""
    ends: dict[Kind, int] = {}
    for hit in sorted(hits, key=lambda h: (h.place.start, -h.place.end)):
        if hit.place.end > ends.get(hit.kind, 0):
            ends[hit.kind] = hit.place.end
            yield hit


def is_bare(text: str) -> bool:
    """Whether a text holds no Vietnamese letter with a mark."""
    return _VIETNAMESE.search(text.lower()) is None


def _listed(terms: TermList) -> Sequence[tuple[str, Listed]]:
    groups: tuple[tuple[Listed, tuple[str, ...]], ...] = (
        ("strong", terms.strong),
        ("brand", terms.brands),
        ("offer", terms.offers),
        ("weak", terms.weak),
        ("reporting", terms.reporting),
    )
    return [(word.lower(), kind) for kind, words in groups for word in words]


def _advertising() -> Iterator[tuple[str, Listed]]:
    """Words that tell only in disguised writing, whatever the term list."""
    yield from ((word, "lure") for word in re.split(r"[;\n]", _LURES.strip()))
    yield from ((word, "reporting") for word in _TRADES.split(";"))


def _writings(term: str, kind: Listed) -> Iterator[_Writing]:
    letters = plain(term).text
    long = len(letters) >= _LONG or (" " in term and _MARKED.search(term) is not None)
    yield _Writing(term, kind, letters, False, long or _UNSPACED.search(term) is not None)
    bare = unmarked(term)
    if bare != term:
        yield _Writing(bare, kind, letters, True, False)
    if " " in term and len(letters) >= (4 if kind == "strong" else _JOINED):
        yield _Writing(letters, kind, letters, True, False)


def _joined(text: str) -> Folded:
    return collapsed(squeezed(text))


def _tells_joined(joined: str, term: str, kind: Listed) -> bool:
    """Whether a term's joined letters are no accident in a disguised block."""
    spoken = len(joined) == 4 and " " in term and kind != "brand"
    return len(joined) >= 5 or spoken


def _stands(written: _Writing, text: str, first: int, last: int) -> bool:
    """Short terms must be words; long ones may stand in titles that join words."""
    if written.anywhere:
        return True
    return not text[first - 1 : first].isalnum() and not text[last : last + 1].isalnum()


def _word_around(text: str, at: int) -> Range:
    first, last = at, at + 1
    while first > 0 and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    return Range(first, last)
