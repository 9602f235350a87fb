"""Openings of other articles, each under its linked headline: on listings, and below a text."""

from collections.abc import Sequence
from itertools import compress, count
from typing import Final

from minhbach_classifier.domain.reading.lines import PROSE, is_prose
from minhbach_classifier.domain.reading.walk import Document

_LINKED_HEADLINE: Final = 20
_HEADING: Final = 8
"""Characters of a linked headline in a heading's own element."""
_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_PARAGRAPHS: Final = frozenset(["p", "li"])
_OPENINGS: Final = 3
_ABOVE: Final = 3
"""So far above its opening a headline stands."""


def openings(document: Document, prose: Sequence[int]) -> frozenset[int]:
    """Lines that open other articles, each under its linked headline, beside the page's own."""
    headed = _headed(document, prose, apart=True)
    return frozenset(headed) if _OPENINGS <= len(headed) < len(prose) else frozenset()


def lists_others(document: Document, main: Sequence[int]) -> bool:
    """Whether the main text is openings of other articles, each under its linked headline."""
    words = document.lines.words
    prose = [i for i in main if is_prose(words[i])]
    headed = len(_headed(document, prose, apart=False))
    return headed >= min(3, max(2, len(prose))) and 2 * headed >= len(prose)


def _headed(document: Document, prose: Sequence[int], *, apart: bool) -> list[int]:
    """The lines under a linked headline; ``apart`` where it may be in no paragraph."""
    if not prose:
        return []
    first = max(0, prose[0] - _ABOVE)
    linked = document.lines.linked[first : prose[-1]]
    # In most articles few lines hold any link.
    near = {below for at in compress(count(first + 1), linked) for below in range(at, at + _ABOVE)}
    return [i for i in prose if i in near and _is_headed(document, i, apart=apart)]


def _is_headed(document: Document, index: int, *, apart: bool) -> bool:
    lines = document.lines
    for above in range(index - 1, max(-1, index - 1 - _ABOVE), -1):
        size, linked = len(lines.words[above]), lines.linked[above]
        if linked > 0.6 * size and _is_headline(document, lines.owners[above], size, apart):
            return True
        if size > PROSE:
            return False
    return False


def _is_headline(document: Document, owner: int, size: int, apart: bool) -> bool:
    """Whether a linked line is another article's headline; in a paragraph it is this one's link."""
    if not apart:
        return size >= _LINKED_HEADLINE
    tag = document.kinds[document.keys[owner]].name
    return size >= (_HEADING if tag in _HEADINGS else _LINKED_HEADLINE) and tag not in _PARAGRAPHS
