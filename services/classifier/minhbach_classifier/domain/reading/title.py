"""The headline: the visible line that agrees best with what the page calls itself."""

import re
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.walk import Block, Document

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 300
_RANK: Final = {"h1": 0.4, "h2": 0.2, "h3": 0.1}
_NAMED: Final = re.compile(r"title|tieu-?de|headline|ten-?bai|post-?name")


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's words, their place, and the block it is, where it stands in the page."""

    words: str
    place: Range | None
    block: int | None


def headline(document: Document) -> Headline:
    """The page's headline; without a visible one, what the page calls itself."""
    wanted = _called(document)
    words = set(_WORD.findall(wanted.lower()))
    scored = [
        (_score(document, b, words), -i, i)
        for i, b in enumerate(document.blocks)
        if b.seen and b.end - b.start <= _LONGEST and not _in_head(document, b)
    ]
    score, _, index = max(scored, default=(0.0, 0, 0))
    if score >= 0.5:
        place = _place(document, document.blocks[index])
        return Headline(document.body.text[place.start : place.end], place, index)
    return Headline(wanted, None, None)


def _called(document: Document) -> str:
    place = _title_place(document)
    titled = document.body.text[place.start : place.end] if place else ""
    return " ".join(document.metas.get("og:title", "").split()) or titled


def _title_place(document: Document) -> Range | None:
    found = (b.place for b in document.blocks if document.elements[b.inner].tag == "title")
    return next(found, None)


def _in_head(document: Document, block: Block) -> bool:
    return document.elements[block.inner].tag == "title"


def _score(document: Document, block: Block, wanted: set[str]) -> float:
    element = document.elements[block.owner]
    rank = _RANK.get(element.tag, 0.0)
    if not rank and _NAMED.search(document.elements[block.inner].hint or element.hint):
        rank = 0.1
    own = set(_WORD.findall(document.body.text[block.start : block.end].lower()))
    if not own or not wanted:
        return rank + 0.1 if own and element.tag == "h1" else 0.0
    common = len(own & wanted)
    if not common:
        return rank + 0.1 if element.tag == "h1" and len(own) >= 3 else rank / 2
    if not rank and (len(own) < 4 or common < 0.8 * len(own)):
        return 0.0  # a line such as a credit shares words with the site's name
    return 2 * common / (len(own) + len(wanted)) + rank


def _place(document: Document, block: Block) -> Range:
    """The whole heading, where a line break splits it."""
    element = document.elements[block.owner]
    if element.tag in _RANK and element.end - element.start <= _LONGEST:
        blocks = [b for b in document.blocks if element.start <= b.start and b.end <= element.end]
        if blocks:
            return Range(blocks[0].start, blocks[-1].end)
    return block.place
