"""A copy beside its source, word by word, as the dossier's pages show them (pure)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from minhbach_case.web.marking import Piece
from minhbach_shared.events import (
    AlteredEvidence,
    Evidence,
    Span,
    UncreditedEvidence,
)

AROUND: Final = 200
"""Characters shown before and behind what an altered copy changed."""
MOST: Final = 4_000
"""Words of each side: comparing takes time by their product."""
_WORD: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """Both texts, cut where they differ."""

    source: tuple[Piece, ...]
    copied: tuple[Piece, ...]
    cut: bool
    """Whether they are longer than what is shown."""


def compared(evidence: Evidence, copy: str | None, source: str | None) -> Compared | None:
    """The texts of both captures where the evidence says that they stand.

    None where the evidence compares nothing, or where a text is not read as the offsets count it.
    """
    if copy is None or source is None:
        return None
    places = _places(evidence)
    if places is None or not (_stands(copy, places[0]) and _stands(source, places[1])):
        return None
    left, right = source[slice(*_range(places[1]))], copy[slice(*_range(places[0]))]
    words = (_WORD.findall(left), _WORD.findall(right))
    cut = any(len(side) > MOST for side in words)
    return Compared(*_differences(words[0][:MOST], words[1][:MOST]), cut)


def _places(evidence: Evidence) -> tuple[list[Span], list[Span]] | None:
    match evidence:
        case UncreditedEvidence(copied=copied, original=original):
            return [copied], [original]
        case AlteredEvidence(changes=changes):
            copy = [change.copied.span for change in changes if change.copied]
            source = [change.source.span for change in changes if change.source]
            return (copy, source) if copy and source else None
        case _:
            return None


def _range(spans: list[Span]) -> tuple[int, int]:
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    # A whole copy is shown as it is; single changes with what stands around them.
    around = AROUND if len(spans) > 1 else 0
    return max(0, start - around), end + around


def _stands(text: str, spans: list[Span]) -> bool:
    return all(_same(text[span.start :][: len(span.text)], span.text) for span in spans)


def _same(have: str, quoted: str) -> bool:
    pairs = zip(have, quoted, strict=False)
    return len(have) == len(quoted) and all(b in {a, "█"} or a == "*" for a, b in pairs)


def _differences(
    source: list[str], copied: list[str]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, source, copied, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        for side, words in ((left, source[a:b]), (right, copied[c:d])):
            if words:
                side.append(Piece("".join(words), marked=tag != "equal"))
    return tuple(left), tuple(right)
