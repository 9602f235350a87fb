"""The headline: the visible line that agrees best with what the page calls itself."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import words_of
from minhbach_classifier.domain.reading.walk import Block, Document

_LONGEST: Final = 300
_FEWEST: Final = 4
"""Words of a line that is a headline without its element."""
_MOST_OF_A_LINE: Final = 1.0
"""What such a line scores at most. The heading of most pages scores more."""
_LEAST: Final = 0.5
"""What a headline has to score."""
_RANK: Final = {"h1": 0.4, "h2": 0.2, "h3": 0.1}


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's words, their place, and the block it is, where it stands in the page."""

    words: str
    place: Range | None
    block: int | None


def headline(document: Document) -> Headline:
    """The page's headline; without a visible one, what the page calls itself."""
    wanted = _called(document)
    words = words_of(wanted)
    found = _best_heading(document, words)
    if found.score <= _MOST_OF_A_LINE:
        found = _best_line(document, words, found)
    if found.block is not None:
        place = _place(document, document.blocks[found.block])
        return Headline(document.body.text[place.start : place.end], place, found.block)
    return Headline(wanted, None, None)


def _called(document: Document) -> str:
    titled = (b.words for b in document.blocks if document.tags[b.inner].name == "title")
    return " ".join(document.metas.get("og:title", "").split()) or next(titled, "")


class _Best(NamedTuple):
    """The best score, and the first block that has it."""

    score: float
    block: int | None

    def or_if_better(self, score: float, block: int) -> "_Best":
        first = self.block is None or block < self.block
        better = score > self.score or (score == self.score and first)
        return _Best(score, block) if better else self


def _best_heading(document: Document, wanted: frozenset[str]) -> _Best:
    """The best line in a heading."""
    best, tags = _Best(_LEAST, None), document.tags
    for at, (_, _, owner, inside, _, seen, line) in enumerate(document.blocks):
        element, inner = tags[owner], tags[inside]
        rank = _RANK.get(element.name, 0.0)
        if not rank and (inner if inner.hint else element).hints.titled:
            rank = 0.1
        if rank and seen and len(line) <= _LONGEST and inner.name != "title":
            score = _score(words_of(line), wanted, rank, element.name == "h1")
            best = best.or_if_better(score, at)
    return best


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
    shortest = _shortest(document, wanted, best.score)
    for at, (_, _, _, inside, _, seen, line) in enumerate(document.blocks):
        if shortest <= len(line) <= _LONGEST and seen:
            score = _score_of_any(words_of(line), wanted)
            if score >= best.score and document.tags[inside].name != "title":
                best = best.or_if_better(score, at)
    return best


def _shortest(document: Document, wanted: frozenset[str], score: float) -> int:
    """Characters of the shortest line in no heading that reaches a score."""
    least = score * len(wanted) / (2 - score)
    common = max(0.8 * _FEWEST, 0.8 * least, score * (least + len(wanted)) / 2)
    if common > len(wanted):
        return _LONGEST + 1
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


def _place(document: Document, block: Block) -> Range:
    """The whole heading, where a line break splits it."""
    owner = block.owner
    start, end = document.starts[owner], document.ends[owner]
    if document.tags[owner].name in _RANK and end - start <= _LONGEST:
        blocks = [b for b in document.blocks if start <= b.start and b.end <= end]
        if blocks:
            return Range(blocks[0].start, blocks[-1].end)
    return block.place
