"""The headline: the visible line that agrees best with what the page calls itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import words_of
from minhbach_classifier.domain.reading.outline import LONGEST_HEADLINE, lines_in
from minhbach_classifier.domain.reading.walk import Document

_FEWEST: Final = 4
"""Words of a line that is a headline without its element."""
_MOST_OF_A_LINE: Final = 1.0
"""What such a line scores at most. The heading of most pages scores more."""
_LEAST: Final = 0.5
"""What a headline has to score."""
_RANK: Final = {"h1": 0.4, "h2": 0.2, "h3": 0.1}
_NAMED_RANK: Final = 0.1
"""Of an element that is named like a headline."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's words, their place, and the block it is, where it stands in the page."""

    words: str
    place: Range | None
    block: int | None


def headline(document: Document, headings: Sequence[int]) -> Headline:
    """The page's headline; without a visible one, what the page calls itself.

    Args:
        headings: visible lines in an element that is a heading, or named like one.
    """
    wanted = _called(document)
    words = words_of(wanted)
    found = _best_heading(document, headings, words)
    if found.score <= _MOST_OF_A_LINE:
        found = _best_line(document, words, found)
    if found.block is not None:
        place = _place(document, found.block)
        return Headline(document.body.text[place.start : place.end], place, found.block)
    return Headline(wanted, None, None)


def _called(document: Document) -> str:
    if told := " ".join(document.metas.get("og:title", "").split()):
        return told
    lines = document.lines
    rows = zip(lines.words, lines.inners, strict=True)
    return next((words for words, inner in rows if _name(document, inner) == "title"), "")


class _Best(NamedTuple):
    """The best score, and the first block that has it."""

    score: float
    block: int | None

    def or_if_better(self, score: float, block: int) -> "_Best":
        first = self.block is None or block < self.block
        better = score > self.score or (score == self.score and first)
        return _Best(score, block) if better else self


def _best_heading(document: Document, headings: Sequence[int], wanted: frozenset[str]) -> _Best:
    best, lines = _Best(_LEAST, None), document.lines
    names = ((at, _name(document, lines.owners[at])) for at in headings)
    ranked = sorted((-_RANK.get(name, _NAMED_RANK), at, name) for at, name in names)
    for negative, at, name in ranked:
        # Words alone score 1 at most: no heading behind this one is better, nor as good and above.
        if best.block is not None and (best.score, at) > (1.0 - negative, best.block):
            break
        score = _score(words_of(lines.words[at]), wanted, -negative, name == "h1")
        best = best.or_if_better(score, at)
    return best


def _name(document: Document, element: int) -> str:
    return document.kinds[document.keys[element]].name


def _score(own: frozenset[str], wanted: frozenset[str], rank: float, first: bool) -> float:
    """How well a heading's words are the headline's; ``first`` where it is an ``h1``."""
    if not own or not wanted:
        return rank + 0.1 if own and first else 0.0
    common = len(own & wanted)
    if not common:
        return rank + 0.1 if first and len(own) >= 3 else rank / 2
    return 2 * common / (len(own) + len(wanted)) + rank


def _best_line(document: Document, wanted: frozenset[str], best: _Best) -> _Best:
    """The best of all lines, where a line in a heading is the best so far."""
    shortest, lines = _shortest(document, wanted, best.score), document.lines
    for at, line in enumerate(lines.words):
        if shortest <= len(line) <= LONGEST_HEADLINE and lines.seen[at]:
            score = _score_of_any(words_of(line), wanted)
            if score >= best.score and _name(document, lines.inners[at]) != "title":
                best = best.or_if_better(score, at)
    return best


def _shortest(document: Document, wanted: frozenset[str], score: float) -> int:
    """Characters of the shortest line in no heading that reaches a score."""
    least = score * len(wanted) / (2 - score)
    common = max(0.8 * _FEWEST, 0.8 * least, score * (least + len(wanted)) / 2)
    if common > len(wanted):
        return LONGEST_HEADLINE + 1
    lengths = sorted(map(len, wanted))[: int(common)]
    # In small letters an İ ends a word that in capitals had none behind it.
    between = 0 if "İ" in document.body.text else len(lengths) - 1
    return sum(lengths) + between


def _score_of_any(own: frozenset[str], wanted: frozenset[str]) -> float:
    """Of a line in no heading; a line such as a credit shares words with the site's name."""
    common = len(own & wanted)
    if len(own) < _FEWEST or common < 0.8 * len(own):
        return 0.0
    return 2 * common / (len(own) + len(wanted))


def _place(document: Document, line: int) -> Range:
    """The whole heading, where a line break splits it."""
    lines = document.lines
    owner = lines.owners[line]
    start, end = document.starts[owner], document.ends[owner]
    short = end - start <= LONGEST_HEADLINE and _name(document, owner) in _RANK
    if short and (inside := lines_in(document, owner)):
        return Range(lines.starts[inside[0]], lines.ends[inside[-1]])
    return Range(lines.starts[line], lines.ends[line])
