"""Foldings of a text, each with a map back to the page's own characters."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.model import Range

_OTHER_LETTERS: Final = str.maketrans(
    "đðøæœłħıабвгдезикмнопрстухуѕіјһԁԛԝɡɑοαερτυνικμηχωßþ",
    "ddoaolhiabbrdeзukmhonpctyxysijhdqwgaoaeptuvikmnxwsp",
)
# Letters that writers swap for one another become one: l, j, 1, | and ! are all i.
_SWAPPED: Final = str.maketrans("0134578@$€|!lj", "oieastbaseiiii")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; its i-th character came from ``[starts[i], ends[i])`` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> Range:
        """The original's range of a folded range that is not empty."""
        return Range(self.starts[start], self.ends[end - 1])


@lru_cache(maxsize=8192)
def bare(letter: str) -> str:
    """A letter without case and marks, look-alikes as the Latin letter; empty for a bare mark."""
    folded = unicodedata.normalize("NFKD", letter).casefold()
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c.isprintable())
    return kept.translate(_OTHER_LETTERS)


@lru_cache(maxsize=8192)
def _letters_only(letter: str) -> str:
    return "".join(c for c in bare(letter) if c.isalnum())


@lru_cache(maxsize=8192)
def _disguised(letter: str) -> str:
    return "".join(c for c in bare(letter).translate(_SWAPPED) if c.isalnum())


def fold(text: str, letter: Callable[[str], str]) -> Folded:
    """Fold letter by letter."""
    parts = [(folded, at) for at, c in enumerate(text) for folded in letter(c)]
    starts = tuple(at for _, at in parts)
    return Folded("".join(p for p, _ in parts), starts, tuple(at + 1 for at in starts))


def plain(text: str) -> Folded:
    """Letters and digits alone, without case, marks and spaces: for comparing names."""
    return fold(text, _letters_only)


def squeezed(text: str) -> Folded:
    """As ``plain``, with digits and signs that stand for letters read as those letters."""
    return fold(text, _disguised)


def composed(text: str) -> Folded:
    """Canonically composed and lower case, letter by letter; invisible characters dropped.

    A base letter with its combining marks becomes one character, so both spellings of a
    Vietnamese word are alike; words keep their spaces and marks.
    """
    lower = text.lower()
    one_to_one = len(lower) == len(text) and unicodedata.is_normalized("NFC", text)
    if one_to_one and not _INVISIBLE.search(text):
        return Folded(lower, range(len(text)), range(1, len(text) + 1))
    return _composed(text)


def _composed(text: str) -> Folded:
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        joined = unicodedata.normalize("NFC", letters[-1] + character) if letters else ""
        if len(joined) == 1 and unicodedata.combining(character):
            letters[-1] = joined.lower()
            ends[-1] = at + 1
        elif not _INVISIBLE.match(character):
            lower = unicodedata.normalize("NFC", character).lower()
            letters.extend(lower)
            starts.extend([at] * len(lower))
            ends.extend([at + 1] * len(lower))
    return Folded("".join(letters), starts, ends)
