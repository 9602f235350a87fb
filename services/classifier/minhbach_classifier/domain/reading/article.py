"""The main text: the container with the most and the densest good text, block by block.

A block is good when it reads like prose: long, few links, in no navigation. A container's
score is its good text times the share that good text has of it, so a page of ``div`` soup, a
layout table and one ASP.NET form around everything are read alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from minhbach_classifier.domain.reading.edges import is_credit_line
from minhbach_classifier.domain.reading.lines import (
    PROSE,
    ends_sentence,
    heads_list,
    is_caption,
    is_prose,
    is_related,
    opens_imprint,
)
from minhbach_classifier.domain.reading.listing import openings
from minhbach_classifier.domain.reading.walk import Block, Document

_LINKED: Final = 0.4
_LINKED_IN_SENTENCE: Final = 0.75
_FORMED: Final = frozenset(["p", "li"])
_LIST: Final = 4
_IMPRINT: Final = 0.25
"""Below a sentence, more prose than this share of what stands above is no imprint."""
_LEAD_BLOCKS: Final = 8
"""So many blocks below the headline the text has begun: its lead, time and tools in between."""
_START: Final = itemgetter(0)
_END: Final = itemgetter(1)
"""Of a block, for searching."""


@dataclass(frozen=True, slots=True)
class MainText:
    """Indices of the main text's blocks, and of its container's element."""

    blocks: tuple[int, ...]
    container: int


def main_text(document: Document, headline: int | None) -> MainText:
    """The blocks of the main text; none where the page has no prose.

    Args:
        headline: index of the block that is the page's headline, which is no main text.
    """
    good, container = _good_text(document)
    if container is None:
        return MainText((), 0)
    inside = _inside(document, container)
    kept = [i for i in good if i in inside and i != headline and _belongs(document.blocks[i])]
    text = _trimmed(document, kept)
    return MainText((*_lead(document, headline, text, good), *text), container)


def _lead(
    document: Document, headline: int | None, text: Sequence[int], good: Mapping[int, float]
) -> list[int]:
    """The paragraphs that open the article between its headline and the text's own container."""
    if headline is None or not text or not headline < text[0] <= headline + _LEAD_BLOCKS:
        return []
    blocks = document.blocks
    between = range(headline + 1, text[0])
    return [i for i in between if i in good and _belongs(blocks[i]) and is_prose(blocks[i].words)]


def _good_text(document: Document) -> tuple[dict[int, float], int | None]:
    """What each good block is worth, boilerplate left out; the container of most of it."""
    worths = _worths(document)
    elements = _around(document, worths)
    sums = _sums(document, worths, elements)
    doubted = _doubted(document, sums, elements)
    if doubted:
        blocks = document.blocks
        worths = {i: w for i, w in worths.items() if blocks[i].inner not in doubted}
        sums = _sums(document, worths, elements)
    return worths, _container(document, sums)


def _worths(document: Document) -> dict[int, float]:
    """The blocks that are worth something as text."""
    worths: dict[int, float] = {}
    tags = document.tags
    # Most blocks are links and end at once.
    for index, (_, _, owner, _, linked, seen, words) in enumerate(document.blocks):
        size = len(words)
        if not seen or (linked > _LINKED * size and not _tells(words, linked)):
            continue
        weight = 0.1
        if size >= PROSE:
            weight = 1.0 if size >= 3 * PROSE or ends_sentence(words) else 0.25
        worth = (size - linked) * weight * (1.2 if tags[owner].name == "p" else 1.0)
        if worth > 0:
            worths[index] = worth
    return worths


def _tells(words: str, linked: int) -> bool:
    """Whether a line full of links is a sentence all the same, as in a digest of the news."""
    size = len(words)
    own = size - linked
    return own >= PROSE and linked <= _LINKED_IN_SENTENCE * size and ends_sentence(words)


def _around(document: Document, indices: Iterable[int]) -> list[int]:
    """The elements around some blocks, in order: a third of all."""
    blocks, parents = document.blocks, document.parents
    found: set[int] = set()
    for index in indices:
        element = blocks[index].inner
        while element >= 0 and element not in found:
            found.add(element)
            element = parents[element]
    return sorted(found)


def _sums(
    document: Document, worths: Mapping[int, float], elements: Sequence[int]
) -> dict[int, float]:
    """The worth of all blocks inside each element that holds any."""
    blocks, parents = document.blocks, document.parents
    sums: dict[int, float] = {}
    for index, worth in worths.items():
        owner = blocks[index].owner
        sums[owner] = sums.get(owner, 0.0) + worth
    # From the last on, so that an element is whole before its parent takes it.
    for element in reversed(elements):
        if element > 0 and (worth := sums.get(element, 0.0)):
            parent = parents[element]
            sums[parent] = sums.get(parent, 0.0) + worth
    return sums


def _doubted(document: Document, prose: Mapping[int, float], elements: Iterable[int]) -> set[int]:
    """Elements that are boilerplate by tag or name, unless they hold most of the prose."""
    most = 0.5 * prose.get(0, 0.0)
    tags, parents = document.tags, document.parents
    doubted: set[int] = set()
    for element in elements:
        never, doubtful, _, _ = tags[element].hints
        if parents[element] in doubted or never or (doubtful and prose.get(element, 0.0) < most):
            doubted.add(element)
    return doubted


def _container(document: Document, sums: Mapping[int, float]) -> int | None:
    best, most = None, 0.0
    starts, ends = document.starts, document.ends
    for index in sorted(index for index, worth in sums.items() if worth >= PROSE):
        worth = sums[index]
        if (score := worth * min(1.0, worth / (ends[index] - starts[index]))) > most:
            best, most = index, score
    return best


def _inside(document: Document, container: int) -> range:
    """The blocks of an element."""
    blocks = document.blocks
    first = bisect_left(blocks, document.starts[container], key=_START)
    last = bisect_right(blocks, document.ends[container], key=_END)
    return range(first, last)


def _belongs(block: Block) -> bool:
    words = block.words
    return not is_caption(words) and (len(words) >= 60 or not is_related(words))


def _trimmed(document: Document, kept: Sequence[int]) -> list[int]:
    """Without the short lines before the first and after the last prose block."""
    prose = [i for i in kept if is_prose(document.blocks[i].words)]
    if not prose:
        return []
    last = _listed(document, kept, _end(document, prose))
    others = openings(document, prose)
    return [i for i in kept if prose[0] <= i <= last and i not in others]


def _listed(document: Document, kept: Sequence[int], last: int) -> int:
    """The end of a list of short lines that follows the last sentence; of credits it is none."""
    end = last
    for index in (i for i in kept if i > last):
        block = document.blocks[index]
        plain = not block.linked and document.tags[block.owner].name in _FORMED
        if index != end + 1 or not plain or heads_list(block.words):
            break
        if is_credit_line(block.words):
            return last
        end = index
    return end if end - last >= _LIST else last


def _end(document: Document, prose: Sequence[int]) -> int:
    """The last prose block before the related lists, the comments or an imprint begin."""
    first, last = prose[0], prose[-1]
    for index in range(first + 1, last + 1):
        if _is_over(document, prose, index):
            return max(i for i in prose if i < index)
    return last


def _is_over(document: Document, prose: Sequence[int], index: int) -> bool:
    words = document.blocks[index].words
    if opens_imprint(words):
        most = _IMPRINT if ends_sentence(words) else 1.0
        return _share_from(document, prose, index) < most
    heads = index < prose[-1] and len(words) < PROSE and heads_list(words)
    return heads and _share_from(document, prose, index + 1) < 0.5


def _share_from(document: Document, prose: Sequence[int], index: int) -> float:
    """How much prose stands from a block on, measured by what stands above it."""
    sizes = [(i, len(document.blocks[i].words)) for i in prose]
    above = sum(size for i, size in sizes if i < index)
    return sum(size for i, size in sizes if i >= index) / above
