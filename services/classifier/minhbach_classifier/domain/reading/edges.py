"""Where a credit may stand: beside the article's head and its tail."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import (
    ASIDE_BEGINS,
    beginnings,
    begins,
    heads_list,
    is_related,
)
from minhbach_classifier.domain.reading.walk import Document

_LINE: Final = 200
_HEAD_BLOCKS: Final = 14
_TAIL_BLOCKS: Final = 10
_ABOVE_TITLE: Final = 2
_CREDIT: Final = re.compile(
    r"\W{0,4}(?:(?:(?:link\s|bài\s|tin\s)?(?:dẫn\s|trích\s)?nguồn(?:\s(?:tin|bài|trích dẫn|dẫn))?|"
    r"(?:link|bài|bản)\s(?:viết\s)?gốc|source)\s*[:\-–—]"
    r"|(?:(?:dẫn|trích)(?:\sdẫn)?(?:\slại)?\s)?theo\s*:?\s+(?!đó\b))",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(
    r"[(\[]\s*(?:theo|nguồn)\b[^()\[\]]{1,80}[)\]]?[)\]]\s*\.?\s*$", re.IGNORECASE
)
_OWN_TIME: Final = re.compile(
    r"\W{0,3}(?:(?:thứ\s\w{1,4}|chủ nhật)\W{1,3})?(?:\d{1,2}\s?[:hg]\s?\d{2}\W{1,5}(?:ngày\s)?)?"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\s,|–:()+\d-]{0,20}(?:(?:GMT|UTC|SA|CH|AM|PM)[\s+\d:)|-]{0,9})?",
    re.IGNORECASE,
)
_CREDIT_BEGINS: Final = beginnings(
    "link", "bài", "tin", "dẫn", "trích", "nguồn", "bản", "source", "theo"
)
_TIME_BEGINS: Final = beginnings("thứ", "chủ nhật")
_ASIDE_BEGINS: Final = ASIDE_BEGINS | _CREDIT_BEGINS | _TIME_BEGINS
_SENTENCE: Final = re.compile(r"[\w\s”\"][.!?…]\s*$")
_DOMAIN: Final = re.compile(r"\w\.\w{2,4}\W{0,3}$")


def is_credit_line(words: str) -> bool:
    """Whether a line looks like a credit and not like a sentence of the article."""
    words = words.strip()
    if len(words) > _LINE:
        return False
    if (ending := credit_ending(words)) is not None and ending < 40:
        return True
    if not begins(words, _CREDIT_BEGINS) or not (lead := _CREDIT.match(words)):
        return False
    if "heo" in lead.group().lower():
        return len(words) <= 120 and not _is_sentence(words)
    return True


def is_timed_credit(words: str) -> bool:
    """Whether a line is the page's own time with a credit behind it, as stands under headlines."""
    if not words[:1].isdecimal() and not begins(words, _TIME_BEGINS):
        return False
    timed = _OWN_TIME.match(words)
    return timed is not None and is_credit_line(words[timed.end() :])


def asides(words: Sequence[str], first: int, end: int) -> set[int]:
    """Which of some lines may be no text: captions, credits, imprints and headings of lists are.

    Most are none of these by their first letters, length and signs.
    """
    return {
        index
        for index, line in enumerate(words[first:end], first)
        if line[:3] in _ASIDE_BEGINS
        or not line[:1].isalpha()
        or (len(line.rstrip()) <= _LINE and (":" in line or "(" in line or "[" in line))
    }


def _is_sentence(words: str) -> bool:
    return bool(_SENTENCE.search(words)) and not _DOMAIN.search(words.rstrip("."))


def credit_ending(words: str) -> int | None:
    """Where a closing ``(Theo …)`` begins within a paragraph; ``None`` without one."""
    if "(" not in words and "[" not in words:
        return None
    found = _ENDING.search(words)
    return found.start() if found else None


def credit_area(
    document: Document, headline: int | None, main: Sequence[int], lines: Sequence[int]
) -> list[int]:
    """Blocks where a credit may stand, in order.

    Args:
        headline: the headline's block.
        main: blocks of the main text, credit lines left out.
        lines: credit lines among the main text's blocks.
    """
    if not main:
        return []
    taken = set(main) | ({headline} if headline is not None else set())
    near = {*_head(headline, main[0]), *lines, *_tail(document, main[-1])}
    return sorted(i for i in near if i not in taken and _may_hold(document, i))


def _head(headline: int | None, first: int) -> range:
    if headline is None or headline >= first:
        return range(max(0, first - 6), first)
    return range(max(0, headline - _ABOVE_TITLE), min(first, headline + 1 + _HEAD_BLOCKS))


def _tail(document: Document, last: int) -> Iterator[int]:
    lines = document.lines
    for index in range(last + 1, min(len(lines.words), last + 1 + _TAIL_BLOCKS)):
        words = lines.words[index]
        listed = lines.linked[index] > 0.8 * len(words) and len(words) > 40
        if heads_list(words) or (listed and not is_credit_line(words) and "://" not in words):
            return
        if not is_related(words):
            yield index


def _may_hold(document: Document, index: int) -> bool:
    lines = document.lines
    if not lines.seen[index] or len(lines.words[index]) > _LINE:
        return False
    return document.kinds[document.keys[lines.inners[index]]].name != "title"


def visible(document: Document, line: int) -> list[Range]:
    """The visible stretches of a line."""
    lines = document.lines
    start, end = lines.starts[line], lines.ends[line]
    if lines.seen[line] == end - start:
        return [Range(start, end)]
    stretches: list[Range] = []
    segments = document.body.segments
    first = bisect_right(segments, start, key=lambda s: s.end)
    last = bisect_left(segments, end, key=lambda s: s.start)
    for segment in map(segments.__getitem__, range(first, last)):
        if segment.hidden:
            continue
        if stretches and stretches[-1].end == segment.start:
            stretches[-1] = Range(stretches[-1].start, segment.end)
        else:
            stretches.append(Range(segment.start, segment.end))
    return stretches
