"""A text as comparable syllables, each with its place in the text as it stands.

Two writings of one word are one syllable here: normal form, letter case, tone placement (hòa,
hoà), zero-width characters, typography and punctuation do not tell texts apart. Figures do:
``1.200`` and ``1,200`` differ.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.model import Range

_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
)
_SYLLABLE: Final = re.compile(
    # Figures with the dots and commas inside them, letters with their marks, or a unit sign:
    # "40kg" is "40 kg".
    rf"(?:\d|[{_ZERO_WIDTH}]|(?<=\d)[.,](?=\d))+"
    rf"|(?:[^\W\d_]|[\u0300-\u036f]|[{_ZERO_WIDTH}])+|[%‰°$€£¥₫]"
)
_PLAIN: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[%‰°$€£¥₫]")
"""The same, where no mark or invisible character stands by itself: twice as fast."""
_APART: Final = re.compile(rf"[\u0300-\u036f{_ZERO_WIDTH}]")
_LONGEST_KNOWN: Final = 40
"""Characters; longer ones are no words of a language and are not kept in memory."""
_INVISIBLE: Final = re.compile(rf"[{_ZERO_WIDTH}]")
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_LOOK_ALIKES: Final = str.maketrans("ð", "đ")


@dataclass(frozen=True, slots=True)
class Syllables:
    """A text's syllables in order; ``words[i]`` stands at ``[starts[i], ends[i])``."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def place(self, first: int, end: int) -> Range:
        """Where the syllables ``[first, end)`` stand; at least one syllable."""
        return Range(self.starts[first], self.ends[end - 1])


def normal(word: str) -> str:
    """The normal form of one syllable; empty for one made of invisible characters only."""
    if len(word) <= _LONGEST_KNOWN:
        return _known(word)
    # Piece by piece: to bring a flood of marks into order takes time quadratic in its length.
    pieces = range(0, len(word), _LONGEST_KNOWN)
    return "".join(_normal(word[at : at + _LONGEST_KNOWN]) for at in pieces)


@lru_cache(maxsize=65536)
def _known(word: str) -> str:
    return _normal(word)


def _normal(word: str) -> str:
    visible = _INVISIBLE.sub("", word)
    spread = unicodedata.normalize("NFKD", visible.casefold()).translate(_LOOK_ALIKES)
    # A Vietnamese syllable has one tone at most: said at its end, its place is no difference.
    tones = "".join(_TONES.findall(spread))
    return unicodedata.normalize("NFC", _TONES.sub("", spread)) + tones


def syllables(text: str, places: Sequence[Range] | None = None) -> Syllables:
    """The syllables of a text, or of the given places of it; offsets are the text's own."""
    pattern = _PLAIN if _APART.search(text) is None else _SYLLABLE
    found = [
        (word, match.start(), match.end())
        for start, end in (places if places is not None else (Range(0, len(text)),))
        for match in pattern.finditer(text, start, end)
        if (word := normal(match.group()))
    ]
    words, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    return Syllables(tuple(words), tuple(starts), tuple(ends))
