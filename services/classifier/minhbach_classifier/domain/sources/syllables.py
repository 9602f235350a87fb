"""A text as comparable syllables, each with its place in the text as it stands.

Two writings of one word are one syllable here: normal form, letter case, tone placement (hòa,
hoà), zero-width characters, typography and punctuation do not tell texts apart. Figures do:
``1.200`` and ``1,200`` differ.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from minhbach_classifier.domain.model import Range

_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
)
_SYLLABLE: Final = re.compile(
    # Figures with the dots and commas inside them, letters with their marks, or a unit sign:
    # "40kg" is "40 kg".
    rf"(?:\d|[{_ZERO_WIDTH}])(?:\d|[{_ZERO_WIDTH}]|(?<=\d)[.,](?=\d))*"
    rf"|(?:[^\W\d_]|[\u0300-\u036f]|[{_ZERO_WIDTH}])+|[%‰°$€£¥₫]"
)
_PLAIN: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[%‰°$€£¥₫]")
"""The same, where no mark or invisible character stands by itself: twice as fast."""
_APART: Final = re.compile(rf"[\u0300-\u036f{_ZERO_WIDTH}]")
LONGEST_KNOWN: Final = 40
"""Characters; longer ones are no words of a language and are not kept in memory."""
_INVISIBLE: Final = re.compile(rf"[{_ZERO_WIDTH}]")
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_LOOK_ALIKES: Final = str.maketrans("ð", "đ")


@dataclass(frozen=True)
class Syllables:
    """A text's syllables in order; ``words[i]`` stands at ``[starts[i], ends[i])``."""

    text: str
    places: tuple[Range, ...]
    """Of the text, which alone are read."""
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each begins in the text."""
        return tuple(start for start, _ in self._spans)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each ends."""
        return tuple(end for _, end in self._spans)

    @cached_property
    def _spans(self) -> Sequence[tuple[int, int]]:
        # Asked for where texts are laid side by side only: few are.
        pattern = _pattern(self.text)
        found = (match for place in self.places for match in pattern.finditer(self.text, *place))
        return [match.span() for match in found if pattern is _PLAIN or normal(match.group())]

    def place(self, first: int, end: int) -> Range:
        """Where the syllables ``[first, end)`` stand; at least one syllable."""
        return Range(self.starts[first], self.ends[end - 1])


def normal(word: str) -> str:
    """The normal form of one syllable; empty for one made of invisible characters only."""
    if len(word) <= LONGEST_KNOWN:
        return _known(word)
    # Piece by piece: to bring a flood of marks into order takes time quadratic in its length.
    pieces = range(0, len(word), LONGEST_KNOWN)
    return "".join(_normal(word[at : at + LONGEST_KNOWN]) for at in pieces)


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
    read = tuple(places) if places is not None else (Range(0, len(text)),)
    pattern = _pattern(text)
    found = [word for start, end in read for word in pattern.findall(text, start, end)]
    short = max(map(len, found), default=0) <= LONGEST_KNOWN
    words = map(_known if short else normal, found)
    # Only an invisible character that stands by itself has an empty normal form.
    return Syllables(text, read, tuple(words if pattern is _PLAIN else filter(None, words)))


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN if _APART.search(text) is None else _SYLLABLE


Kind = Literal["apart", "letter", "digit", "point", "sign", "odd"]


def kind(letter: str) -> Kind:
    """What one letter is to the pattern of a text without marks that stand by themselves."""
    if _APART.match(letter):
        return "odd"
    if letter in ".,":
        return "point"
    if _PLAIN.fullmatch(letter) is None:
        return "apart"
    return "digit" if letter.isdecimal() else "letter" if letter.isalnum() else "sign"


def parts(letter: str) -> tuple[str, str]:
    """A letter's normal form without its tones, and those.

    The normal form of a word without marks that stand by themselves is that of its letters one
    behind the other, then their tones: none of them joins the one before it.
    """
    form = normal(letter)
    return _TONES.sub("", form), "".join(_TONES.findall(form))
