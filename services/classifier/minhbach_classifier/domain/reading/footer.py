"""The footer: by element, by name, or by the lead-ins that such details have."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.walk import Document

_LEAD_IN: Final = re.compile(
    # Each begins with a letter of its own, not with a class: thus the search skips to these.
    r"giấy phép|cơ quan (?:chủ quản|ngôn luận)|chịu t?rách nhiệm|bản quyền|copyright|©|"
    r"đơn vị (?:chủ quản|quản lý|thiết lập)|tổng biên tập|trưởng ban biên tập|ghi rõ nguồn|"
    r"(?:trụ sở|tòa soạn|toà soạn|địa chỉ|điện thoại|đt|email|e-mail|thư điện tử)\s*:"
)
_TAIL: Final = 0.4
_ABOVE: Final = 3
_MOST_ABOVE: Final = 8
_QUESTION: Final = re.compile(
    r"\W{0,3}(?:người (?:gửi|hỏi)|họ (?:và )?tên|câu hỏi|hỏi|trả lời|mã xác nhận|tiêu đề)\s?[:*]",
    re.IGNORECASE,
)
_DETAIL: Final = re.compile(
    r"^\W{0,4}(?:trụ sở|tòa soạn|toà soạn|văn phòng|chi nhánh|tầng \d|số \d|lô [a-z]?\d|công ty|cty"
    r"|điện thoại|đt|tel|fax|hotline|đường dây nóng|email|e-mail|liên hệ|đc|đ/c)(?!\w)"
    r"|(?:phường|quận|p\.|q\.)\s?\S{1,30},.{0,40}(?:hà nội|hồ chí minh|tp|hcm|tỉnh)",
    re.IGNORECASE,
)
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
        led = block.start >= start and block.seen and _leads_in(block.words)
        if led and not _is_asked(document, index):
            return Range(document.blocks[_first_of(document, index)].start, size)
    return None


def _is_asked(document: Document, index: int) -> bool:
    """Whether it is a line of a question box: its names and addresses are its readers'."""
    near = document.blocks[max(0, index - _ABOVE) : index + _ABOVE]
    return any(_asks(block.words) for block in near)


@lru_cache(maxsize=20_000)
def _asks(line: str) -> bool:
    return _QUESTION.match(line) is not None


@lru_cache(maxsize=20_000)
def _details(line: str) -> bool:
    """Whether a line shows a detail of an imprint without any of the lead-ins."""
    return len(line) < 200 and _DETAIL.search(line) is not None


@lru_cache(maxsize=20_000)
def _leads_in(line: str) -> bool:
    return len(line) < 600 and _LEAD_IN.search(line.lower()) is not None


def _first_of(document: Document, index: int) -> int:
    """The owner's name often stands above the first lead-in."""
    first = index
    while first and index - first < _MOST_ABOVE:
        above = document.blocks[first - 1]
        words = above.words
        if not above.seen or above.linked or _asks(words):
            break
        named = index - first < _ABOVE and len(words) <= _SHORT and not words.endswith(_ENDS)
        if not named and not _details(words):
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
