"""The footer: by element, by name, or by the lead-ins that such details have."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

import ahocorasick_rs

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import beginnings, begins
from minhbach_classifier.domain.reading.walk import Document

_LEAD_INS: Final = (
    *("giấy phép", "cơ quan chủ quản", "cơ quan ngôn luận", "chịu trách nhiệm", "chịu rách nhiệm"),
    *("bản quyền", "copyright", "©", "đơn vị chủ quản", "đơn vị quản lý", "đơn vị thiết lập"),
    *("tổng biên tập", "trưởng ban biên tập", "ghi rõ nguồn"),
)
_BEFORE_COLONS: Final = (
    *("trụ sở", "tòa soạn", "toà soạn", "địa chỉ", "điện thoại", "đt", "email", "e-mail"),
    "thư điện tử",
)
_LEAD_IN: Final = re.compile("|".join((*_LEAD_INS, *(rf"{word}\s*:" for word in _BEFORE_COLONS))))
_TAIL: Final = 0.4
_ABOVE: Final = 3
_MOST_ABOVE: Final = 8
_QUESTION: Final = re.compile(
    r"\W{0,3}(?:người (?:gửi|hỏi)|họ (?:và )?tên|câu hỏi|hỏi|trả lời|mã xác nhận|tiêu đề)\s?[:*]",
    re.IGNORECASE,
)
_QUESTION_BEGINS: Final = beginnings(
    *("người", "họ và tên", "câu hỏi", "hỏi", "trả lời", "mã xác nhận", "tiêu đề")
)
_DETAIL: Final = re.compile(
    r"^\W{0,4}(?:trụ sở|tòa soạn|toà soạn|văn phòng|chi nhánh|tầng \d|số \d|lô [a-z]?\d|công ty|cty"
    r"|điện thoại|đt|tel|fax|hotline|đường dây nóng|email|e-mail|liên hệ|đc|đ/c)(?!\w)"
    r"|(?:phường|quận|p\.|q\.)\s?\S{1,30},.{0,40}(?:hà nội|hồ chí minh|tp|hcm|tỉnh)",
    re.IGNORECASE,
)
_SHORT: Final = 120
_ENDS: Final = (".", "…", "!", "?", ":")


def footer(document: Document, footings: Sequence[int], main_end: int) -> tuple[Range, ...]:
    """The footer's places in order, not overlapping.

    Args:
        footings: elements that are footers, by tag or by name.
        main_end: where the main text ends, 0 without one.
    """
    places = _named(document, footings)
    if (tail := _tail(document, main_end)) is not None:
        places.append(tail)
    return tuple(_merged(places))


def _named(document: Document, footings: Sequence[int]) -> list[Range]:
    places: list[Range] = []
    for index in footings:
        # Most of them stand in another one.
        inside = places and places[-1].start <= document.starts[index]
        if inside and document.ends[index] <= places[-1].end:
            continue
        if _is_footer(document, index):
            places.append(_place(document, index))
    return places


def _place(document: Document, index: int) -> Range:
    text, start, end = document.body.text, document.starts[index], document.ends[index]
    # An element begins before the line break that parts it from what stands above.
    while start < end and text[start].isspace():
        start += 1
    return Range(start, end)


def _is_footer(document: Document, index: int) -> bool:
    start, whole = document.starts[index], len(document.body.text)
    if not 0 < document.ends[index] - start <= max(4000, 0.4 * whole):
        return False
    tag = _name(document, index)
    if tag == "footer":
        placed = _name(document, document.parents[index]) != "article"
    else:
        placed = start >= 0.3 * whole and tag not in ("body", "html")
    return placed and not _is_unseen(document, index)


def _name(document: Document, index: int) -> str:
    return document.kinds[document.keys[index]].name


def _is_unseen(document: Document, index: int) -> bool:
    # The outermost hidden elements are noted as they close, so in order.
    at = bisect_right(document.unseen, index, key=lambda unseen: unseen.start) - 1
    return at >= 0 and index in document.unseen[at]


def _tail(document: Document, main_end: int) -> Range | None:
    """From the first lead-in in the page's last part to its end."""
    lines, size = document.lines, len(document.body.text)
    start = max(main_end, int((1 - _TAIL) * size))
    for index in _led(document, bisect_left(lines.starts, start)):
        led = lines.seen[index] and _leads_in(lines.words[index])
        if led and not _is_asked(document, index):
            return Range(lines.starts[_first_of(document, index)], size)
    return None


def _led(document: Document, first: int) -> Iterator[int]:
    """From a line on all that hold the words of a lead-in, and some others, in order."""
    starts, text = document.lines.starts, document.body.text
    if first == len(starts):
        return
    # Only the plain letters are made small, which takes a tenth of the time.
    raw = text[starts[first] :].encode(errors="surrogatepass").lower()
    line, at, last = first, 0, -1
    for _, found, _ in _lead_ins().find_matches_as_indexes(raw):
        line, at = line + raw.count(b"\n", at, found), found
        if line > last:
            yield line
        last = line


@lru_cache(maxsize=1)
def _lead_ins() -> ahocorasick_rs.BytesAhoCorasick:
    """Finds lead-ins in UTF-8 of which the plain letters are small, the others in any case."""
    spelt = (_in_any_case(words) for words in (*_LEAD_INS, *_BEFORE_COLONS))
    return ahocorasick_rs.BytesAhoCorasick(
        sorted({written.encode() for words in spelt for written in words}),
        implementation=ahocorasick_rs.Implementation.DFA,
    )


def _in_any_case(words: str) -> Iterator[str]:
    cases = (letter if letter.isascii() else letter + letter.upper() for letter in words)
    return map("".join, product(*cases))


def _is_asked(document: Document, index: int) -> bool:
    """Whether it is a line of a question box: its names and addresses are its readers'."""
    return any(map(_asks, document.lines.words[max(0, index - _ABOVE) : index + _ABOVE]))


def _asks(line: str) -> bool:
    return begins(line, _QUESTION_BEGINS) and _QUESTION.match(line) is not None


@lru_cache(maxsize=20_000)
def _details(line: str) -> bool:
    """Whether a line shows a detail of an imprint without any of the lead-ins."""
    return len(line) < 200 and _DETAIL.search(line) is not None


def _leads_in(line: str) -> bool:
    return len(line) < 600 and _LEAD_IN.search(line.lower()) is not None


def _first_of(document: Document, index: int) -> int:
    """The owner's name often stands above the first lead-in."""
    lines, first = document.lines, index
    while first and index - first < _MOST_ABOVE:
        words = lines.words[first - 1]
        if not lines.seen[first - 1] or lines.linked[first - 1] or _asks(words):
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
