"""A term list made ready for search, and its hits in a page, each with its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

import ahocorasick_rs

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.rules import TermList
from minhbach_classifier.domain.text import Folded, composed, plain, squeezed

Kind = Literal["strong", "brand", "offer", "weak", "reporting"]
_LONG: Final = 7
"""Letters from which a term is no accident inside a run of joined words."""
_MARKED: Final = re.compile(r"[^\W\d_a-z]")
_VIETNAMESE: Final = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]"
)
_TOKEN: Final = re.compile(r"\S+")
_SIGN_INSIDE: Final = re.compile(
    r"[^\W\d_][.,;:'\"*~!^_)(}{`-]{1,2}[^\W\d_]|[^\W\d_][0-9@$][^\W\d_]"
)
_FOREIGN: Final = re.compile(r"[öüäåøñßœń¡]")
_SHORT_BLOCK: Final = 400
"""Characters beyond which nobody writes disguised; articles are longer."""
_ADDRESS: Final = re.compile(r"\w\.(?:com|vn|net|org|info|gov|edu)|://|@\w|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a page."""

    kind: Kind
    term: str
    place: Range


class Lexicon:
    """The automata of a term list: with marks, without marks, and for disguised writing."""

    def __init__(self, terms: TermList) -> None:
        self._terms = _kinds(terms)
        self._words = [term for term, _ in self._terms]
        self._marked = ahocorasick_rs.AhoCorasick([w.lower() for w in self._words])
        self._bare = ahocorasick_rs.AhoCorasick([plain(w).text for w in self._words])
        self._squeezed = ahocorasick_rs.AhoCorasick([squeezed(w).text for w in self._words])
        self._brand = re.compile(
            rf"(?<![^\W_])(?:{'|'.join(terms.brand_patterns) or '(?!)'})(?![^\W_])"
        )

    def hits(self, text: str, start: int) -> Iterator[Hit]:
        """Hits in one block that begins at ``start``; the same place may be hit twice."""
        whole = composed(text)
        yield from self._found(self._marked, whole, text, start, _whole_words)
        for found in self._brand.finditer(whole.text):
            place = whole.place(*found.span())
            yield Hit("brand", found.group(), _shifted(place, start))
        if is_disguised(text):
            yield from self._found(self._squeezed, squeezed(text), text, start, _anywhere)
        elif not _VIETNAMESE.search(whole.text):
            yield from self._found(self._bare, plain(text), text, start, _whole_words)

    def _found(
        self,
        automaton: ahocorasick_rs.AhoCorasick,
        folded: Folded,
        text: str,
        start: int,
        stands: Callable[[str, Range, str], bool],
    ) -> Iterator[Hit]:
        for which, first, last in automaton.find_matches_as_indexes(folded.text, overlapping=True):
            term, kind = self._terms[which]
            place = folded.place(first, last)
            if stands(text, place, term):
                yield Hit(kind, term, _shifted(place, start))


@lru_cache(maxsize=16)
def lexicon(terms: TermList) -> Lexicon:
    """The lexicon of a term list, made once."""
    return Lexicon(terms)


def is_disguised(text: str) -> bool:
    """Whether many of a block's words are written to evade: signs inside words, foreign marks."""
    if len(text) > _SHORT_BLOCK:
        return False
    tokens = [t for t in _TOKEN.findall(text) if not _ADDRESS.search(t)]
    odd = sum(1 for t in tokens if _is_odd(t))
    return odd >= 3 and odd >= 0.2 * len(tokens)


def _is_odd(token: str) -> bool:
    if _SIGN_INSIDE.search(token) or _FOREIGN.search(token):
        return True
    return any(a.islower() and b.isupper() for a, b in pairwise(token))


def _kinds(terms: TermList) -> list[tuple[str, Kind]]:
    groups: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("strong", terms.strong),
        ("brand", terms.brands),
        ("offer", terms.offers),
        ("weak", terms.weak),
        ("reporting", terms.reporting),
    )
    return [(word, kind) for kind, words in groups for word in words]


def _shifted(place: Range, by: int) -> Range:
    return Range(place.start + by, place.end + by)


def _whole_words(text: str, place: Range, term: str) -> bool:
    """Short terms must be words; long ones may stand in titles that join words."""
    if len(plain(term).text) >= _LONG or (" " in term and _MARKED.search(term)):
        return True
    before, after = text[place.start - 1 : place.start], text[place.end : place.end + 1]
    return not before.isalnum() and not after.isalnum()


def _anywhere(_text: str, place: Range, term: str) -> bool:
    return place.end - place.start <= 3 * len(term) + 6
