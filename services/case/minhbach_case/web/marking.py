"""Words with their marks: how a passage is cut into marked and plain pieces (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minhbach_shared.events import Passage, Span


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
