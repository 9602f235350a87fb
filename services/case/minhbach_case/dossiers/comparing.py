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

AROUND: Final = 400
"""Characters shown behind the last change of an altered copy."""
MOST: Final = 4_000
"""Words of each side: comparing takes time by their product."""
_WORD: Final = re.compile(r"\s+|[^\s]+")
Code = tuple[str, int, int, int, int]
"""As ``difflib`` tells a stretch: how it differs, and its place in both."""


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
    (copy_start, copy_end), (start, end) = (_range(spans) for spans in places)
    around = AROUND if isinstance(evidence, AlteredEvidence) else 0
    length = max(copy_end - copy_start, end - start) + around if around else 0
    left = _WORD.findall(source[start : start + length if around else end])
    right = _WORD.findall(copy[copy_start : copy_start + length if around else copy_end])
    cut = max(len(left), len(right)) > MOST
    codes = _opcodes(left[:MOST], right[:MOST], ragged=bool(around))
    return Compared(
        _pieces(left, [(tag, a, b) for tag, a, b, _, _ in codes]),
        _pieces(right, [(tag, c, d) for tag, _, _, c, d in codes]),
        cut,
    )


def _places(evidence: Evidence) -> tuple[list[Span], list[Span]] | None:
    match evidence:
        case UncreditedEvidence(copied=copied, original=original):
            return [copied], [original]
        case AlteredEvidence(changes=changes):
            # Headlines stand above menus and dates, which differ on every site.
            below = [change for change in changes if change.kind != "headline"]
            both = [(c.copied.span, c.source.span) for c in below if c.copied and c.source]
            if not both:
                return None
            # Both begin at the same words; each goes on to the last that was added or left out.
            copies = [c.copied.span for c in below if c.copied]
            sources = [c.source.span for c in below if c.source]
            first, other = min(one.start for one, _ in both), min(two.start for _, two in both)
            return (
                [span for span in copies if span.start >= first],
                [span for span in sources if span.start >= other],
            )
        case _:
            return None


def _range(spans: list[Span]) -> tuple[int, int]:
    return min(span.start for span in spans), max(span.end for span in spans)


def _stands(text: str, spans: list[Span]) -> bool:
    return all(_same(text[span.start :][: len(span.text)], span.text) for span in spans)


def _same(have: str, quoted: str) -> bool:
    pairs = zip(have, quoted, strict=False)
    return len(have) == len(quoted) and all(b in {a, "█"} or a == "*" for a, b in pairs)


def _opcodes(source: list[str], copied: list[str], *, ragged: bool) -> list[Code]:
    """Where the words are the same and where not; ragged: both end somewhere in what follows."""
    matcher = SequenceMatcher(None, source, copied, autojunk=False)
    codes: list[Code] = [*matcher.get_opcodes()]
    while ragged and len(codes) > 1 and codes[-1][0] != "equal":
        codes.pop()
    return codes


def _pieces(words: list[str], cuts: list[tuple[str, int, int]]) -> tuple[Piece, ...]:
    parts = ((tag, "".join(words[start:end])) for tag, start, end in cuts)
    return tuple(Piece(part, marked=tag != "equal") for tag, part in parts if part)
