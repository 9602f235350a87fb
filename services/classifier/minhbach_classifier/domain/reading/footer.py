"""The footer: by element, by name, or by the lead-ins that such details have."""

import re
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.walk import Document, Element

_NAMED: Final = re.compile(
    r"foot(?:er)?(?![a-z])|footer|chan-?trang|(?<![a-z])bottom|copy-?right|ban-?quyen|site-?info"
)
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
    places = [_place(document, e) for e in document.elements if _is_footer(document, e)]
    if (tail := _tail(document, main_end)) is not None:
        places.append(tail)
    return tuple(_merged(places))


def _place(document: Document, element: Element) -> Range:
    # An element begins before the line break that parts it from what stands above.
    words = document.body.text[element.start : element.end]
    return Range(element.end - len(words.lstrip()), element.end)


def _is_footer(document: Document, element: Element) -> bool:
    size = element.end - element.start
    if not size or element.hidden or element.tag in ("body", "html"):
        return False
    if size > max(4000, 0.4 * len(document.body.text)):
        return False
    if element.tag == "footer":
        return document.elements[element.parent].tag != "article"
    named = bool(element.hint and _NAMED.search(element.hint))
    return named and element.start >= 0.3 * len(document.body.text)


def _tail(document: Document, main_end: int) -> Range | None:
    """From the first lead-in in the page's last part to its end."""
    size = len(document.body.text)
    start = max(main_end, int((1 - _TAIL) * size))
    for index, block in enumerate(document.blocks):
        words = document.body.text[block.start : block.end]
        if block.start >= start and block.seen and len(words) < 600 and LEAD_IN.search(words):
            return Range(document.blocks[_first_of(document, index)].start, size)
    return None


def _first_of(document: Document, index: int) -> int:
    """The owner's name often stands above the first lead-in."""
    first = index
    while first and index - first < _ABOVE:
        above = document.blocks[first - 1]
        words = document.body.text[above.start : above.end]
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
