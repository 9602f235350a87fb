"""What a portal's page is an item of, and the day on which the thing happened that it tells.

Decree 43/2011/ND-CP Article 17 counts for each kind from another day: a document's issue, a plan's
approval, a question's receipt, a topic's acceptance, a statistic's publication.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from minhbach_classifier.domain.model import Page, Range
from minhbach_shared.events import ItemKind

_DAY: Final = (
    r"(?P<d>\d{1,2})\s?(?:[/.-]\s?|\s?tháng\s{1,2})(?P<m>\d{1,2})"
    r"\s?(?:[/.-]\s?|,?\s?năm\s{1,2})(?P<y>\d{4})(?!\d)"
)
_NUMBER: Final = re.compile(
    r"(?<![\w/])\d{1,5}\s?/\s?(?:\d{4}\s?/\s?)?(?:[A-ZĐ]{1,8})(?:\s?-\s?[A-ZĐa-z&]{1,12}){0,4}(?!\w)"
)
_TYPE: Final = re.compile(
    r"quyết định|nghị quyết|chỉ thị|thông tư|nghị định|công văn|thông báo|kế hoạch|hướng dẫn|luật",
    re.IGNORECASE,
)
_LABELS: Final[Sequence[tuple[ItemKind, re.Pattern[str], re.Pattern[str]]]] = (
    (
        "question_answered",
        re.compile(r"hỏi|trả lời|giải đáp|kiến nghị|phản ánh", re.IGNORECASE),
        re.compile(
            r"(?:ngày\s(?:hỏi|gửi(?:\scâu hỏi)?|tiếp nhận|nhận|đặt câu hỏi)"
            r"|(?:câu hỏi|hỏi|gửi|tiếp nhận|nhận)\s(?:\w+\s){0,2}ngày)\s?:?\s{0,3}" + _DAY,
            re.IGNORECASE,
        ),
    ),
    (
        "plan_project_tender",
        re.compile(
            r"quy hoạch|dự án|đấu thầu|nhà thầu|mời thầu|gói thầu|chiến lược", re.IGNORECASE
        ),
        re.compile(
            r"(?:ngày\s(?:phê duyệt|được duyệt|ký|ban hành)|phê duyệt\s(?:\w+\s){0,3}ngày)"
            r"\s?:?\s{0,3}" + _DAY,
            re.IGNORECASE,
        ),
    ),
    (
        "science_topic",
        re.compile(r"đề tài|nhiệm vụ khoa học|công trình nghiên cứu", re.IGNORECASE),
        re.compile(
            r"(?:ngày\s(?:nghiệm thu|phê duyệt)|(?:nghiệm thu|phê duyệt)\s(?:\w+\s){0,3}ngày)"
            r"\s?:?\s{0,3}" + _DAY,
            re.IGNORECASE,
        ),
    ),
    (
        "statistics",
        re.compile(r"thống kê|niên giám|tình hình kinh tế", re.IGNORECASE),
        re.compile(
            r"(?:ngày\s(?:công bố|quyết định công bố|ký|ban hành)|công bố ngày)\s?:?\s{0,3}" + _DAY,
            re.IGNORECASE,
        ),
    ),
)
_ISSUED: Final = re.compile(
    r"(?:ngày\s(?:ban hành|ký|văn bản)|ban hành\sngày|ngày)\s?:?\s{0,3}" + _DAY, re.IGNORECASE
)
_LABELLED: Final = re.compile(
    r"(?:ngày\s(?:ban hành|ký|văn bản)|(?:ban hành|ký) ngày)\s?:?\s{0,3}" + _DAY, re.IGNORECASE
)
_EXPLAINS: Final = re.compile(
    r"tuyên truyền|phổ biến|những điểm mới|điểm mới của|tìm hiểu|hướng dẫn thực hiện",
    re.IGNORECASE,
)
_HEAD: Final = 1500
"""Characters of the page's own text in which an item tells its day."""
_BEHIND: Final = 80
"""Characters behind a document's number within which its day stands."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a portal, with the day from which its time is counted."""

    kind: ItemKind
    title: Range
    happened_on: date


def item_of(page: Page) -> Item | None:
    """What the page is an item of; none where it does not say so, or not since when."""
    title = page.title
    if title is None or not page.main:
        return None
    words = page.words(title)
    own = page.text[title.start : title.start + _HEAD]
    for kind, about, told in _LABELS:
        if about.search(words) and (day := _day(told.search(own))) is not None:
            return Item(kind, title, day)
    issued = _issued(words, own)
    if issued is None:
        return None
    return Item(
        "policy_explanation" if _EXPLAINS.search(words) else "legal_document", title, issued
    )


def _issued(title: str, own: str) -> date | None:
    """The issue day of the document that the page presents; one that it only mentions is none."""
    if not _TYPE.search(title):
        return None
    number = _NUMBER.search(title)
    if number is not None:
        near = title[number.end() : number.end() + _BEHIND]
        return _day(_ISSUED.search(near)) or _day(_LABELLED.search(own))
    return _day(_LABELLED.search(own)) if _NUMBER.search(own) else None


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
