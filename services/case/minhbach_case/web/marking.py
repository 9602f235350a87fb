"""Words with their marks: how a passage is cut into marked and plain pieces (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_shared.events import Passage, Span

# Characters that turn the reading order or the terminal: a quote must read as it was written.
_TURNING: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_CONTROLS: Final = (*range(9), 11, 12, *range(14, 32), *range(127, 160))
_PLAIN: Final = dict.fromkeys((*_TURNING, *_CONTROLS), "\ufffd")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or plain."""

    text: str
    marked: bool = False


def pieces_of(passage: Passage) -> tuple[Piece, ...]:
    """The passage's words cut at its marks (offsets within ``span.text``)."""
    return cut(passage.span.text, passage.marks)


def cut(text: str, marks: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cuts a text at its marks; marks that overlap join, marks that leave the text are bounded.

    The pieces joined are the text, whatever the marks say: evidence shows every word once.
    """
    pieces: list[Piece] = []
    at = 0
    for start, end in _joined(marks, len(text)):
        pieces += (Piece(text[at:start]), Piece(text[start:end], marked=True))
        at = end
    pieces.append(Piece(text[at:]))
    return tuple(p for p in pieces if p.text)


def _joined(marks: Iterable[tuple[int, int]], length: int) -> Sequence[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(length, e)) for s, e in marks):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def is_cut(span: Span) -> bool:
    """Whether a span holds only the head of its words (quotes are bounded)."""
    return span.end - span.start > len(span.text)


def plain(text: str) -> str:
    """The text with a sign in place of every character that would change how the rest reads."""
    return text.translate(_PLAIN)
