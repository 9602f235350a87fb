"""The headline: the visible line that agrees best with what the page calls itself."""

from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import words_of
from minhbach_classifier.domain.reading.walk import Block, Document

_LONGEST: Final = 300
_SHORTEST: Final = 7
"""Characters of a line with four words, the fewest that are a headline without its element."""
_FEWEST: Final = 4
"""Words of such a line."""
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
    score, index = 0.0, 0
    for at, block in enumerate(document.blocks):
        if (own := _score(document, block, words, score)) > score:
            score, index = own, at
    if score >= 0.5:
        place = _place(document, document.blocks[index])
        return Headline(document.body.text[place.start : place.end], place, index)
    return Headline(wanted, None, None)


def _called(document: Document) -> str:
    titled = (b.words for b in document.blocks if document.tags[b.inner].name == "title")
    return " ".join(document.metas.get("og:title", "").split()) or next(titled, "")


def _score(document: Document, block: Block, wanted: frozenset[str], beaten: float) -> float:
    """How well a block is the headline; 0 where it cannot be better than what it has to beat."""
    _, _, owner, inside, _, seen, line = block
    size = len(line)
    if not seen or size > _LONGEST:
        return 0.0
    element, inner = document.tags[owner], document.tags[inside]
    if inner.name == "title":
        return 0.0
    rank = _RANK.get(element.name, 0.0)
    if not rank and (inner if inner.hint else element).hints.titled:
        rank = 0.1
    # A line in no heading is worth 1 at most.
    if not rank and (size < _SHORTEST or beaten >= 1.0):
        return 0.0
    own = words_of(line)
    if not rank:
        # Most lines end here.
        return _score_of_any(own, wanted) if len(own) >= _FEWEST else 0.0
    if not own or not wanted:
        return rank + 0.1 if own and element.name == "h1" else 0.0
    common = len(own & wanted)
    if not common:
        return rank + 0.1 if element.name == "h1" and len(own) >= 3 else rank / 2
    return 2 * common / (len(own) + len(wanted)) + rank


def _score_of_any(own: frozenset[str], wanted: frozenset[str]) -> float:
    """Of a line in no heading; a line such as a credit shares words with the site's name."""
    common = len(own & wanted)
    return 2 * common / (len(own) + len(wanted)) if common >= 0.8 * len(own) else 0.0


def _place(document: Document, block: Block) -> Range:
    """The whole heading, where a line break splits it."""
    owner = block.owner
    start, end = document.starts[owner], document.ends[owner]
    if document.tags[owner].name in _RANK and end - start <= _LONGEST:
        blocks = [b for b in document.blocks if start <= b.start and b.end <= end]
        if blocks:
            return Range(blocks[0].start, blocks[-1].end)
    return block.place
