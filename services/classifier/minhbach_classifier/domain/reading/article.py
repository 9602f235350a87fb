"""The main text: of the container with the most prose the lines that are the article's."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from minhbach_classifier.domain.reading.edges import asides, is_credit_line, is_timed_credit
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
from minhbach_classifier.domain.reading.outline import Outline, lines_in
from minhbach_classifier.domain.reading.walk import Document

_FORMED: Final = frozenset(["p", "li"])
_LIST: Final = 4
_IMPRINT: Final = 0.25
"""Below a sentence, more prose than this share of what stands above is no imprint."""
_LEAD_BLOCKS: Final = 8
"""So many blocks below the headline the text has begun: its lead, time and tools in between."""


@dataclass(frozen=True, slots=True)
class MainText:
    """Indices of the main text's lines, and of credits among them."""

    lines: Sequence[int]
    credits: Sequence[int]


def main_text(document: Document, outline: Outline, headline: int | None) -> MainText:
    """The lines of the main text; none where the page has no prose.

    Args:
        headline: index of the line that is the page's headline, which is no main text.
    """
    good, container = outline.good, outline.container
    if container is None:
        return MainText((), ())
    words = document.lines.words
    inside = lines_in(document, container)
    first = max(0, inside.start - _LEAD_BLOCKS)
    aside = asides(words, first, inside.stop)
    near = good[bisect_left(good, first) : bisect_left(good, inside.stop)]
    own = [i for i in near if i not in aside or _belongs(words[i])]
    kept = [i for i in own[bisect_left(own, inside.start) :] if i != headline]
    text = _trimmed(document, kept, aside)
    text = [*_lead(document, headline, text, own), *text]
    credits_ = {i for i in text if i in aside and _is_beside(words[i])}
    return MainText([i for i in text if i not in credits_], sorted(credits_))


def _lead(
    document: Document, headline: int | None, text: Sequence[int], own: Sequence[int]
) -> list[int]:
    """The paragraphs that open the article between its headline and the text's own container."""
    if headline is None or not text or not headline < text[0] <= headline + _LEAD_BLOCKS:
        return []
    words = document.lines.words
    between = own[bisect_right(own, headline) : bisect_left(own, text[0])]
    return [i for i in between if is_prose(words[i])]


def _belongs(words: str) -> bool:
    return not is_caption(words) and (len(words) >= 60 or not is_related(words))


def _is_beside(words: str) -> bool:
    return is_credit_line(words) or is_timed_credit(words)


def _trimmed(document: Document, kept: Sequence[int], aside: AbstractSet[int]) -> list[int]:
    """Without the short lines before the first and after the last prose line."""
    words = document.lines.words
    prose = [i for i in kept if is_prose(words[i])]
    if not prose:
        return []
    last = _listed(document, kept, _end(document, prose, aside))
    others = openings(document, prose)
    first, end = bisect_left(kept, prose[0]), bisect_right(kept, last)
    return [i for i in kept[first:end] if i not in others]


def _listed(document: Document, kept: Sequence[int], last: int) -> int:
    """The end of a list of short lines that follows the last sentence; of credits it is none."""
    end, lines = last, document.lines
    for index in kept[bisect_right(kept, last) :]:
        words = lines.words[index]
        formed = document.kinds[document.keys[lines.owners[index]]].name in _FORMED
        if index != end + 1 or lines.linked[index] or not formed or heads_list(words):
            break
        if is_credit_line(words):
            return last
        end = index
    return end if end - last >= _LIST else last


def _end(document: Document, prose: Sequence[int], aside: AbstractSet[int]) -> int:
    """The last prose line before the related lists, the comments or an imprint begin."""
    words, first, last = document.lines.words, prose[0], prose[-1]
    sums = list(accumulate(len(words[i]) for i in prose))
    for index in sorted(i for i in aside if first < i <= last):
        above = bisect_left(prose, index)
        below = above + (prose[above] == index)
        if _is_over(words[index], _share(sums, above), _share(sums, below), index < last):
            return prose[above - 1]
    return last


def _is_over(words: str, from_it: float, behind: float, followed: bool) -> bool:
    """Whether a line ends the text, by how much prose stands from it on, and behind it."""
    if opens_imprint(words):
        return from_it < (_IMPRINT if ends_sentence(words) else 1.0)
    return followed and behind < 0.5 and len(words) < PROSE and heads_list(words)


def _share(sums: Sequence[int], above: int) -> float:
    """How much prose stands behind the first lines of it, measured by what stands in these."""
    return (sums[-1] - sums[above - 1]) / sums[above - 1]
