"""The main text: the container with the most and the densest good text, block by block.

A block is good when it reads like prose: long, few links, in no navigation. A container's
score is its good text times the share that good text has of it, so a page of ``div`` soup, a
layout table and one ASP.NET form around everything are read alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
    good = _good_text(document)
    container = _container(document, good)
    if container is None:
        return MainText((), 0)
    inside = _inside(document, container)
    kept = [i for i in inside if i != headline and _belongs(document.blocks[i], good[i])]
    text = _trimmed(document, kept)
    return MainText((*_lead(document, headline, text, good), *text), container)


def _lead(
    document: Document, headline: int | None, text: Sequence[int], good: Sequence[float]
) -> list[int]:
    """The paragraphs that open the article between its headline and the text's own container."""
    if headline is None or not text or not headline < text[0] <= headline + _LEAD_BLOCKS:
        return []
    blocks = document.blocks
    between = range(headline + 1, text[0])
    return [i for i in between if _belongs(blocks[i], good[i]) and is_prose(blocks[i].words)]


def _good_text(document: Document) -> list[float]:
    """What each block is worth as text; below zero in boilerplate."""
    worths = [_worth(document, block) for block in document.blocks]
    doubted = _doubted_elements(document, _sums(document, worths))
    blocks = zip(document.blocks, worths, strict=True)
    return [-1.0 if doubted[block.inner] else worth for block, worth in blocks]


def _worth(document: Document, block: Block) -> float:
    words, linked = block.words, block.linked
    size = len(words)
    if not block.seen or (linked > _LINKED * size and not _tells(block)):
        return 0.0
    weight = 1.0 if size >= 3 * PROSE or ends_sentence(words) else 0.25
    weight = weight if size >= PROSE else 0.1
    return (size - linked) * weight * (1.2 if document.tags[block.owner].name == "p" else 1.0)


def _tells(block: Block) -> bool:
    """Whether a line full of links is a sentence all the same, as in a digest of the news."""
    words, linked = block.words, block.linked
    own = len(words) - linked
    return own >= PROSE and linked <= _LINKED_IN_SENTENCE * len(words) and ends_sentence(words)


def _sums(document: Document, worths: Sequence[float]) -> list[float]:
    """The worth of all blocks inside each element."""
    sums = [0.0] * len(document.tags)
    for block, worth in zip(document.blocks, worths, strict=True):
        if worth > 0:
            sums[block.owner] += worth
    parents = document.parents
    for index in range(len(sums) - 1, 0, -1):
        if worth := sums[index]:
            sums[parents[index]] += worth
    return sums


def _doubted_elements(document: Document, prose: Sequence[float]) -> list[bool]:
    """Elements that are boilerplate by tag or name, unless they hold most of the prose."""
    most = 0.5 * prose[0] if prose else 0.0
    doubted: list[bool] = []
    for tag, parent, worth in zip(document.tags, document.parents, prose, strict=True):
        if parent >= 0 and doubted[parent]:
            doubted.append(True)
            continue
        never, doubtful, _, _ = tag.hints
        doubted.append(never or (doubtful and worth < most))
    return doubted


def _container(document: Document, good: Sequence[float]) -> int | None:
    best, most = None, 0.0
    starts, ends, sums = document.starts, document.ends, _sums(document, good)
    for index in [index for index, worth in enumerate(sums) if worth >= PROSE]:
        worth = sums[index]
        if (score := worth * min(1.0, worth / (ends[index] - starts[index]))) > most:
            best, most = index, score
    return best


def _inside(document: Document, container: int) -> list[int]:
    start, end = document.starts[container], document.ends[container]
    return [i for i, b in enumerate(document.blocks) if start <= b.start and b.end <= end]


def _belongs(block: Block, good: float) -> bool:
    words = block.words
    if good <= 0 or is_caption(words):
        return False
    return len(words) >= 60 or not is_related(words)


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
