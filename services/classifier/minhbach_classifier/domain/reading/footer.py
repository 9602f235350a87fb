"""The footer: by element, by name, or by the lead-ins that such details have."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.walk import Document

LEAD_IN: Final = re.compile(
    r"giấy phép|cơ quan (?:chủ quản|ngôn luận)|chịu t?rách nhiệm|bản quyền|copyright|©|"
    r"đơn vị (?:chủ quản|quản lý|thiết lập)|tổng biên tập|trưởng ban biên tập|ghi rõ nguồn|"
    r"(?:trụ sở|tòa soạn|toà soạn|địa chỉ|điện thoại|đt|email|e-mail|thư điện tử)\s*:",
    re.IGNORECASE,
)
_TAIL: Final = 0.4
_ABOVE: Final = 3
_SHORT: Final = 120
_ENDS: Final = (".", "…", "!", "?", ":")


def footer(document: Document, main_end: int) -> tuple[Range, ...]:
    """The footer's places in order, not overlapping.

    Args:
        main_end: where the main text ends, 0 without one.
    """
    named = (i for i, t in enumerate(document.tags) if t.name == "footer" or t.hints.footing)
    places = [_place(document, i) for i in named if _is_footer(document, i)]
    if (tail := _tail(document, main_end)) is not None:
        places.append(tail)
    return tuple(_merged(places))


def _place(document: Document, index: int) -> Range:
    # An element begins before the line break that parts it from what stands above.
    end = document.ends[index]
    words = document.body.text[document.starts[index] : end]
    return Range(end - len(words.lstrip()), end)


def _is_footer(document: Document, index: int) -> bool:
    start, tag = document.starts[index], document.tags[index]
    size = document.ends[index] - start
    if not size or _is_unseen(document, index) or tag.name in ("body", "html"):
        return False
    if size > max(4000, 0.4 * len(document.body.text)):
        return False
    if tag.name == "footer":
        return document.tags[document.parents[index]].name != "article"
    return start >= 0.3 * len(document.body.text)


def _is_unseen(document: Document, index: int) -> bool:
    # The outermost hidden elements are noted as they close, so in order.
    at = bisect_right(document.unseen, index, key=lambda unseen: unseen.start) - 1
    return at >= 0 and index in document.unseen[at]


def _tail(document: Document, main_end: int) -> Range | None:
    """From the first lead-in in the page's last part to its end."""
    size = len(document.body.text)
    start = max(main_end, int((1 - _TAIL) * size))
    for index, block in enumerate(document.blocks):
        if block.start >= start and block.seen and _leads_in(block.words):
            return Range(document.blocks[_first_of(document, index)].start, size)
    return None


@lru_cache(maxsize=20_000)
def _leads_in(line: str) -> bool:
    return len(line) < 600 and bool(LEAD_IN.search(line))


def _first_of(document: Document, index: int) -> int:
    """The owner's name often stands above the first lead-in."""
    first = index
    while first and index - first < _ABOVE:
        above = document.blocks[first - 1]
        words = above.words
        if not above.seen or above.linked or len(words) > _SHORT or words.endswith(_ENDS):
            break
        first -= 1
    return first


def _merged(places: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for place in sorted(places):
        if merged and place.start <= merged[-1].end + 1:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, place.end))
        else:
            merged.append(place)
    return merged
