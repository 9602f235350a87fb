"""A captured page as text in which personal data is looked for, with the way back to its bytes.

No page is parsed to judge it: it is cut at its tags, once, so that a phone that a tag or an entity
cuts in two is still seen, and so are attributes, scripts and comments (pure).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import unquote

from minhbach_case.dossiers.masking import Parties, Place, personal_places
from minhbach_case.dossiers.verifier.pages import INLINE, pieces

_ESCAPED: Final = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});?"
    r"|\\u[0-9a-fA-F]{4}|\\/|(?:%[0-9A-Fa-f]{2}){1,12}"
)
# Where a line of the source ends no name does: the page shows a space.
_WRAPPED: Final = str.maketrans("\n\r\t", "   ")
_CLUSTER: Final = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of the page that is masked: ``[start, end)`` as written, of so many characters."""

    start: int
    end: int
    characters: int


@dataclass(slots=True)
class View:
    """Text put together of runs: ``(its start here, its start in the page, lengths there)``."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, start: int, written: int) -> None:
        """Adds what stands in the page at ``start``, ``written`` characters long."""
        if text:
            self.starts.append(self.length)
            self.runs.append((start, written, len(text)))
            self.parts.append(text)
            self.length += len(text)

    def apart(self) -> None:
        """What comes next does not belong to what was."""
        self.parts.append("\n")
        self.length += 1

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(self.parts)

    def hidden(self, place: Place) -> Iterator[Hidden]:
        """A place of this text as stretches of the page."""
        number = max(bisect_right(self.starts, place[0]) - 1, 0)
        while number < len(self.runs) and self.starts[number] < place[1]:
            begin, (start, written, length) = self.starts[number], self.runs[number]
            low, high = max(place[0] - begin, 0), min(place[1] - begin, length)
            if low < high and written == length:
                yield Hidden(start + low, start + high, high - low)
            elif low < high:
                yield Hidden(start, start + written, length)
            number += 1


def hidden_in(page: str, parties: Parties, *, markup: bool) -> list[Hidden]:
    """What of a page is masked, ascending, without overlaps.

    Args:
        markup: false where it is no HTML, such as JSON.
    """
    views = _views(page) if markup else [_plain(page)]
    found = (
        stretch
        for view in views
        for place in personal_places(view.text, parties)
        for stretch in view.hidden(place)
    )
    return _merged(found)


def _plain(page: str) -> View:
    view = View()
    _decoded(view, page, 0)
    return view


def _views(page: str) -> list[View]:
    shown, behind = View(), View()
    for kind, name, start, end in pieces(page):
        if kind == "text":
            _decoded(shown, page[start:end].translate(_WRAPPED), start)
            continue
        if name.lstrip("/") not in INLINE:
            shown.apart()
        _decoded(behind, page[start:end], start)
        behind.apart()
    return [shown, behind]


def _decoded(view: View, words: str, start: int) -> None:
    at = 0
    for match in _ESCAPED.finditer(words):
        _composed(view, words[at : match.start()], start + at)
        view.add(_meant(match.group()), start + match.start(), len(match.group()))
        at = match.end()
    _composed(view, words[at:], start + at)


def _composed(view: View, words: str, start: int) -> None:
    if unicodedata.is_normalized("NFC", words):
        view.add(words, start, len(words))
        return
    at = 0
    for match in _CLUSTER.finditer(words):
        view.add(words[at : match.start()], start + at, match.start() - at)
        letter = unicodedata.normalize("NFC", match.group())
        view.add(letter, start + match.start(), len(match.group()))
        at = match.end()
    view.add(words[at:], start + at, len(words) - at)


def _meant(escaped: str) -> str:
    if escaped.startswith("&"):
        return unescape(escaped)
    if escaped.startswith("%"):
        return unquote(escaped)
    return "/" if escaped == "\\/" else chr(int.from_bytes(bytes.fromhex(escaped[2:]), "big"))


def _merged(found: Iterable[Hidden]) -> list[Hidden]:
    kept: list[Hidden] = []
    for one in sorted(found, key=lambda hidden: (hidden.start, -hidden.end)):
        last = kept[-1] if kept else None
        if last is not None and one.start <= last.end:
            # What touches is one stretch; what lies within another is hidden with it.
            if one.end > last.end:
                kept[-1] = Hidden(last.start, one.end, last.characters + one.characters)
        else:
            kept.append(one)
    return kept
