"""A first look at a page: its headings, its footers, and which element holds most of its prose.

It asks of each line no more than its length, how much of it is linked and seen, how it ends and in
which elements it stands. There are hundreds of lines and elements, and few of them are anything:
so the compiled look goes over all of them (compiled/prose.c), and Python over what it finds. The
look in Python, which runs where nothing is compiled, is the reference.

A line is good when it reads like prose: long, few links, in no navigation. A container's score is
its good text times the share that good text has of it, so a page of ``div`` soup, a layout table
and one ASP.NET form around everything are read alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from minhbach_classifier.compiled.library import library
from minhbach_classifier.compiled.prose import outline
from minhbach_classifier.domain.reading.hints import (
    DOUBTED,
    FOOTING,
    HEADING,
    NAMED,
    NEVER,
    PARAGRAPH,
    TITLE,
    TITLED,
)
from minhbach_classifier.domain.reading.lines import PROSE, ends_sentence
from minhbach_classifier.domain.reading.walk import Document

LONGEST_HEADLINE: Final = 300
_LINKED: Final = 0.4
_LINKED_IN_SENTENCE: Final = 0.75
_HINTS: Final = attrgetter("hints")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a first look finds; indices ascend."""

    headings: Sequence[int]
    """Visible lines in an element that is a heading, or named like one."""
    footings: Sequence[int]
    """Elements that are footers, by tag or by name."""
    good: Sequence[int]
    """Lines that read like prose, boilerplate left out."""
    container: int | None
    """The element with the most and the densest of them."""


def outlined(document: Document) -> Outline:
    """The outline of a document."""
    kinds = bytes(map(_HINTS, document.kinds))
    compiled = library()
    if compiled is not None:
        lines = document.lines
        elements = document.keys, document.parents, document.starts, document.ends
        rows = lines.starts, lines.ends, lines.owners, lines.inners, lines.linked, lines.seen
        if (found := outline(compiled, kinds, document.body.text, elements, rows)) is not None:
            return Outline(*found[:3], None if found.container < 0 else found.container)
    return look(document, [kinds[key] for key in document.keys])


def lines_in(document: Document, element: int) -> range:
    """The lines of an element."""
    lines = document.lines
    first = bisect_left(lines.starts, document.starts[element])
    return range(first, bisect_right(lines.ends, document.ends[element]))


def look(document: Document, hints: Sequence[int]) -> Outline:
    """The outline of a document by Python alone; ``hints`` are what each element is."""
    footings = [index for index, what in enumerate(hints) if what & FOOTING]
    return Outline(_headings(document, hints), footings, *_good_text(document, hints))


def _headings(document: Document, hints: Sequence[int]) -> list[int]:
    lines = document.lines
    rows = zip(lines.owners, lines.inners, lines.seen, lines.words, strict=True)
    return [
        index
        for index, (owner, inner, seen, words) in enumerate(rows)
        if _is_heading(hints[owner], hints[inner]) and seen and len(words) <= LONGEST_HEADLINE
    ]


def _is_heading(owner: int, inner: int) -> bool:
    named = owner & HEADING or (inner if inner & NAMED else owner) & TITLED
    return bool(named) and not inner & TITLE


def _good_text(document: Document, hints: Sequence[int]) -> tuple[list[int], int | None]:
    """The good lines, and the container of most of them."""
    worths = _worths(document, hints)
    elements = _around(document, worths)
    sums = _sums(document, worths, elements)
    if doubted := _doubted(document, hints, sums, elements):
        inners = document.lines.inners
        worths = {i: worth for i, worth in worths.items() if inners[i] not in doubted}
        sums = _sums(document, worths, elements)
    return list(worths), _container(document, sums)


def _worths(document: Document, hints: Sequence[int]) -> dict[int, float]:
    """The lines that are worth something as text."""
    lines = document.lines
    rows = zip(lines.owners, lines.linked, lines.seen, lines.words, strict=True)
    worths: dict[int, float] = {}
    for index, (owner, linked, seen, words) in enumerate(rows):
        size = len(words)
        # Most lines are links and end here.
        if not seen or (linked > _LINKED * size and not _tells(words, linked)):
            continue
        weight = 0.1
        if size >= PROSE:
            weight = 1.0 if size >= 3 * PROSE or ends_sentence(words) else 0.25
        worth = (size - linked) * weight * (1.2 if hints[owner] & PARAGRAPH else 1.0)
        if worth > 0:
            worths[index] = worth
    return worths


def _tells(words: str, linked: int) -> bool:
    """Whether a line full of links is a sentence all the same, as in a digest of the news."""
    size = len(words)
    own = size - linked
    return own >= PROSE and linked <= _LINKED_IN_SENTENCE * size and ends_sentence(words)


def _around(document: Document, indices: Iterable[int]) -> list[int]:
    """The elements around some lines, in order: a third of all."""
    inners, parents = document.lines.inners, document.parents
    found: set[int] = set()
    for index in indices:
        element = inners[index]
        while element >= 0 and element not in found:
            found.add(element)
            element = parents[element]
    return sorted(found)


def _sums(
    document: Document, worths: Mapping[int, float], elements: Sequence[int]
) -> dict[int, float]:
    """The worth of all lines inside each element that holds any."""
    owners, parents = document.lines.owners, document.parents
    sums: dict[int, float] = {}
    for index, worth in worths.items():
        owner = owners[index]
        sums[owner] = sums.get(owner, 0.0) + worth
    # From the last on, so that an element is whole before its parent takes it.
    for element in reversed(elements):
        if element > 0 and (worth := sums.get(element, 0.0)):
            parent = parents[element]
            sums[parent] = sums.get(parent, 0.0) + worth
    return sums


def _doubted(
    document: Document, hints: Sequence[int], prose: Mapping[int, float], elements: Iterable[int]
) -> set[int]:
    """Elements that are boilerplate by tag or name, unless they hold most of the prose."""
    most = 0.5 * prose.get(0, 0.0)
    doubted: set[int] = set()
    for element in elements:
        what = hints[element]
        doubtful = what & DOUBTED and prose.get(element, 0.0) < most
        if what & NEVER or doubtful or document.parents[element] in doubted:
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
