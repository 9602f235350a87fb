"""A page's text put together piece by piece, beside the way that the page wrote it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, overload

from minhbach_classifier.domain.model import Original
from minhbach_classifier.domain.text import Folded, canonical

_INSIDE: Final = " "
_ESCAPED: Final = (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
"""All that the parser escapes in a text; ``&`` last, as it stands in the others."""


class Respelt(NamedTuple):
    """Words whose letters were composed: as written, and the places of the letters in that."""

    written: str
    starts: Sequence[int]
    ends: Sequence[int]


class Words(NamedTuple):
    """A text node's words without the white space around them, their letters composed."""

    text: str
    before: bool
    """Whether white space stood before them; of a text without words, whether it is any."""
    behind: bool
    respelt: Respelt | None
    """None where the page wrote them so."""


NOTHING: Final = Words("", before=False, behind=False, respelt=None)
BLANK: Final = Words("", before=True, behind=True, respelt=None)


def words_of(escaped: str) -> Words:
    """The words of a text as the parser writes it."""
    raw = escaped
    if "&" in raw:
        for sign, letter in _ESCAPED:
            raw = raw.replace(sign, letter)
    return words_in(raw)


def words_in(raw: str) -> Words:
    """The words of a text, which is not empty."""
    before, behind = raw[0].isspace(), raw[-1].isspace()
    text = _INSIDE.join(raw.split())
    spelt = None if text.isascii() else canonical(text)
    if spelt is None:
        return Words(text, before or (behind and not text), behind, None)
    return _respelt(text, spelt, before=before, behind=behind)


def _respelt(text: str, spelt: Folded, *, before: bool, behind: bool) -> Words:
    shown = spelt.text.strip(_INSIDE)
    if not shown:
        return Words("", before or _INSIDE in text, behind, None)
    first = len(spelt.text) - len(spelt.text.lstrip(_INSIDE))
    end = first + len(shown)
    base = spelt.starts[first]
    starts = [at - base for at in spelt.starts[first:end]]
    ends = [at - base for at in spelt.ends[first:end]]
    # Behind a character that nobody sees a space may stand at the words' edge.
    before, behind = before or first > 0, behind or end < len(spelt.text)
    return Words(shown, before, behind, Respelt(text[base : spelt.ends[end - 1]], starts, ends))


def spelt(text: str) -> str:
    """The text with its letters composed and without what nobody sees."""
    folded = None if text.isascii() else canonical(text)
    return text if folded is None else folded.text


def original(text: str, respelt: Mapping[int, Respelt]) -> Original | None:
    """A text as the page wrote it; None where that is the same.

    Args:
        text: the composed one.
        respelt: what was written otherwise, by its place in the text, ascending.
    """
    if not respelt:
        return None
    written: list[str] = []
    stretches: list[tuple[int, int, Respelt | None]] = []
    done = size = 0
    for at, piece in respelt.items():
        stretches.append((done, size, None))
        stretches.append((at, size + at - done, piece))
        written += text[done:at], piece.written
        size += at - done + len(piece.written)
        done = at + len(piece.starts)
    stretches.append((done, size, None))
    written.append(text[done:])
    begins = [begin for begin, _, _ in stretches]
    starts = _Places(len(text), begins, [(s, p and p.starts, 0) for _, s, p in stretches])
    ends = _Places(len(text), begins, [(s, p and p.ends, 1) for _, s, p in stretches])
    return Original("".join(written), starts, ends)


@dataclass(frozen=True, slots=True)
class _Places(Sequence[int]):
    """Places in the text as written, by stretches: few are asked for of the many there are."""

    size: int
    begins: list[int]
    """Where the stretches begin in the composed text."""
    stretches: list[tuple[int, Sequence[int] | None, int]]
    """Where each begins as written, and its letters' places in it; None where one is like one."""

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[at] for at in range(self.size)[index]]
        index = range(self.size)[index]
        stretch = bisect_right(self.begins, index) - 1
        base, places, beyond = self.stretches[stretch]
        inside = index - self.begins[stretch]
        return base + (inside + beyond if places is None else places[inside])
