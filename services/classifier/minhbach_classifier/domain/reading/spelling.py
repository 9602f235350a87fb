"""A page's text put together piece by piece, beside the way that the page wrote it."""

from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.model import Original
from minhbach_classifier.domain.text import Folded, canonical

_INSIDE: Final = " "


@dataclass(frozen=True, slots=True)
class Words:
    """A text node's words without the white space around them, their letters composed."""

    text: str
    written: str
    spelt: Folded | None
    """Places in ``written``; None where it is ``text``."""

    @classmethod
    def of(cls, collapsed: str) -> tuple["Words", bool, bool]:
        """The words, and whether white space stood before and behind them."""
        spelt = canonical(collapsed)
        shown = collapsed if spelt is None else spelt.text
        text = shown.strip(_INSIDE)
        first = len(shown) - len(shown.lstrip(_INSIDE))
        around = shown.startswith(_INSIDE), shown.endswith(_INSIDE)
        if spelt is None or not text:
            return cls(text, text, None), *around
        return cls(text, *_cut(collapsed, spelt, first, first + len(text))), *around


def _cut(collapsed: str, spelt: Folded, first: int, end: int) -> tuple[str, Folded]:
    base = spelt.starts[first]
    starts = [at - base for at in spelt.starts[first:end]]
    ends = [at - base for at in spelt.ends[first:end]]
    return collapsed[base : spelt.ends[end - 1]], Folded(spelt.text[first:end], starts, ends)


def spelt(text: str) -> str:
    """The text with its letters composed and without what nobody sees."""
    folded = canonical(text)
    return text if folded is None else folded.text


class Pieces:
    """The text so far."""

    def __init__(self) -> None:
        self._pieces: list[Words] = []
        self._respelt = False

    def add(self, words: Words) -> None:
        """The next words."""
        self._pieces.append(words)
        self._respelt = self._respelt or words.spelt is not None

    def between(self, sign: str) -> None:
        """A space or line break that the page does not have as such."""
        self._pieces.append(Words(sign, sign, None))

    def text(self) -> str:
        """All of it, composed."""
        return "".join(piece.text for piece in self._pieces)

    def original(self) -> Original | None:
        """As the page wrote it; None where that is the same."""
        if not self._respelt:
            return None
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for piece in self._pieces:
            size = len(piece.text)
            spelt = piece.spelt or Folded(piece.text, range(size), range(1, size + 1))
            starts += [at + place for place in spelt.starts]
            ends += [at + place for place in spelt.ends]
            at += len(piece.written)
        return Original("".join(piece.written for piece in self._pieces), starts, ends)
