"""Openings of other articles, each under its linked headline: on listings, and below a text."""

from collections.abc import Callable, Sequence
from typing import Final

from minhbach_classifier.domain.reading.lines import PROSE, is_prose
from minhbach_classifier.domain.reading.walk import Block, Document

_LINKED_HEADLINE: Final = 20
_HEADING: Final = 8
"""Characters of a linked headline in a heading's own element."""
_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_PARAGRAPHS: Final = frozenset(["p", "li"])
_OPENINGS: Final = 3


def openings(document: Document, prose: Sequence[int]) -> frozenset[int]:
    """Blocks that open other articles, each under its linked headline, beside the page's own."""
    headed = [i for i in prose if _is_headed(document, i, _opens)]
    return frozenset(headed) if _OPENINGS <= len(headed) < len(prose) else frozenset()


def _opens(document: Document, block: Block) -> bool:
    """Whether a linked line is another article's headline; in a paragraph it is this one's link."""
    tag, size = document.tags[block.owner].name, len(block.words)
    return size >= (_HEADING if tag in _HEADINGS else _LINKED_HEADLINE) and tag not in _PARAGRAPHS


def lists_others(document: Document, main: Sequence[int]) -> bool:
    """Whether the main text is openings of other articles, each under its linked headline."""
    prose = [i for i in main if is_prose(document.blocks[i].words)]
    headed = sum(_is_headed(document, i, _is_headline) for i in prose)
    return headed >= min(3, max(2, len(prose))) and 2 * headed >= len(prose)


def _is_headed(
    document: Document, index: int, is_headline: Callable[[Document, Block], bool]
) -> bool:
    for above in range(index - 1, max(-1, index - 4), -1):
        block = document.blocks[above]
        size = len(block.words)
        if block.linked > 0.6 * size and is_headline(document, block):
            return True
        if size > PROSE:
            return False
    return False


def _is_headline(_: Document, block: Block) -> bool:
    return len(block.words) >= _LINKED_HEADLINE
