"""A page's text put together piece by piece, beside the way that the page wrote it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

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
    folded = canonical(text)
    return text if folded is None else folded.text


def original(pieces: Sequence[str], respelt: Mapping[int, Respelt]) -> Original | None:
    """A text as the page wrote it; None where that is the same.

    Args:
        pieces: the composed text's.
        respelt: by the index of the piece that was written otherwise.
    """
    if not respelt:
        return None
    starts: list[int] = []
    ends: list[int] = []
    written: list[str] = []
    at = 0
    for index, text in enumerate(pieces):
        piece = respelt.get(index) or Respelt(text, range(len(text)), range(1, len(text) + 1))
        starts += [at + place for place in piece.starts]
        ends += [at + place for place in piece.ends]
        written.append(piece.written)
        at += len(piece.written)
    return Original("".join(written), starts, ends)
