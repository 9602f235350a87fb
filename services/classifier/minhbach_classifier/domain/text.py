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
_SWAPPED: Final = str.maketrans("0134578@$€|!¡lj", "oieastbaseiiiii")
_LETTERS: Final = 8192
"""Of which is remembered what they are."""
_LAST_PLAIN: Final = "\xac"
"""Up to this no letter is invisible, nor a mark."""
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


@lru_cache(maxsize=_LETTERS)
def bare(letter: str) -> str:
    """A letter without case and marks, look-alikes as the Latin letter; empty for a bare mark."""
    folded = unicodedata.normalize("NFKD", letter).casefold()
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c.isprintable())
    return kept.translate(_OTHER_LETTERS)


class _Unmarked(dict[int, str]):
    """Letters without their marks, for ``str.translate``; filled as they are met."""

    def __missing__(self, letter: int) -> str:
        told = bare(chr(letter)) or chr(letter)
        if len(self) < _LETTERS:
            self[letter] = told
        return told


_UNMARKED: Final = _Unmarked()


@lru_cache(maxsize=_LETTERS)
def _letters_only(letter: str) -> str:
    return "".join(c for c in bare(letter) if c.isalnum())


@lru_cache(maxsize=_LETTERS)
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


def collapsed(folded: Folded) -> Folded:
    """A letter that is repeated counts once, as disguised writing stretches words."""
    text = folded.text
    kept = [at for at, letter in enumerate(text) if at == 0 or text[at - 1] != letter]
    return Folded(
        "".join(text[at] for at in kept),
        [folded.starts[at] for at in kept],
        [folded.ends[at] for at in kept],
    )


def unmarked(text: str) -> str:
    """Lower case without marks; spaces and signs stay (``nổ hũ`` to ``no hu``)."""
    return text.translate(_UNMARKED)


def canonical(text: str) -> Folded | None:
    """Letters composed (NFC) and invisible characters dropped; None where that changes nothing."""
    # No invisible character is printable, which is told ten times as fast.
    shown = text.isprintable() or not _INVISIBLE.search(text)
    if shown and unicodedata.is_normalized("NFC", text):
        return None
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        if character > _LAST_PLAIN:
            if unicodedata.combining(character):
                joined = unicodedata.normalize("NFC", letters[-1] + character) if letters else ""
                if len(joined) == 1:
                    letters[-1] = joined
                    ends[-1] = at + 1
                    continue
            elif _INVISIBLE.match(character):
                continue
        letters.append(character)
        starts.append(at)
        ends.append(at + 1)
    return Folded("".join(letters), starts, ends)


def composed(text: str) -> Folded:
    """Canonically composed and lower case, letter by letter; invisible characters dropped.

    A base letter with its combining marks becomes one character, so both spellings of a
    Vietnamese word are alike; words keep their spaces and marks.
    """
    spelt = canonical(text)
    if spelt is None:
        return lowered(text)
    return _lowered(spelt.text, spelt.starts, spelt.ends)


@lru_cache(maxsize=8)
def small(text: str) -> str:
    """A text in small letters; kept for a moment, as many ask it of one page."""
    return text.lower()


def lowered(text: str) -> Folded:
    """Lower case alone, for a text whose letters are composed."""
    return _lowered(text, range(len(text)), range(1, len(text) + 1))


def _lowered(text: str, starts: Sequence[int], ends: Sequence[int]) -> Folded:
    lower = small(text)
    if len(lower) == len(text):
        return Folded(lower, starts, ends)
    parts = [(part, at) for at, c in enumerate(text) for part in c.lower()]
    return Folded(
        "".join(part for part, _ in parts),
        [starts[at] for _, at in parts],
        [ends[at] for _, at in parts],
    )
