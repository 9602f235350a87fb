"""Licence number, day and authority, and what a page says instead of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from minhbach_classifier.domain.fields.sought import (
    begun,
    caseless,
    holds,
    lowered,
    places,
    sought,
)
from minhbach_classifier.domain.model import Range

_NUMBER: Final = sought(
    # It begins with a figure, to which the search skips, and looks back from there.
    r"(?P<n>\d(?<![\w/.]\d)(?:(?<=số \d)\d{0,4}\s?|\d{0,4}[^\S\n]?)"
    r"[/_\-–]{0,2}[^\S\n]?(?:GP|GXN|GCN|QĐ)(?![a-zà-ỹ])"
    r"(?:\s?[-–_/&]\s?(?!UBND|SỞ|BỘ|CỤC|CẤP|NGÀY)[A-ZĐ]{2,12}\d?)*)",
    "GP;GXN;GCN;QĐ",
)
_PLAIN: Final = begun(
    r"giấy phép(?![^\n]{0,40}(?:kinh doanh|"
    r"đăng ký))[^\d\n]{0,90}?số\s?:?\s{0,2}(?P<n>\d{1,5})(?![\d/.,])",
    "giấy phép",
    re.IGNORECASE,
)
_OLD: Final = re.compile(
    r"(?:thay thế|thay cho|bổ sung|sửa đổi|gia hạn)(?:\s(?:cho|"
    r"của))?(?:\sgiấy phép)?(?:\s?số)?\s?:?\s?$",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"giấy phép|(?<!\w)gp(?!\w)", re.IGNORECASE)
_DAY: Final = re.compile(
    r"(?P<d>\d{1,2})\s?(?:[./-]|tháng)\s?(?P<m>\d{1,2})\s?(?:[./-]|,?\s?năm)\s?(?P<y>\d{4})(?!\d)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    # "Sở Văn hóa, Thể thao và Du lịch", "Cục Phát thanh, truyền hình và …": one name each.
    r"(?<!\w)(?P<o>(?:Sở|Bộ|Cục|UBND|Ủy ban|Uỷ ban|SỞ|BỘ|CỤC|sở|bộ|cục)\s(?!hữu)"
    r"(?:[^\n.;|(,\d]|(?<=\bTP)\.|"
    r",(?=\s?(?:truyền hình|thể thao|xuất bản|phát thanh|in\s)))+?)"
    r"(?=\s*(?:(?<!\w)(?:cấp|ngày|thay thế|ký)(?!\w)|cấpngày|[;|(\n\d]|(?<!\bTP)\."
    r"|,(?!\s?(?:truyền hình|thể thao|xuất bản|phát thanh|in\s))"
    r"|[-–]\s(?:\D{0,12}ngày|cấp|[^\n:–-]{2,40}:)|$))",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    # From where a run of dots begins, and none of it twice: endless dots would take for ever.
    r"(?:(?:giấy phép|gp|số)[^\n]{0,60}?)?(?:(?<![.…_])(?:[.…_]{2,}+|…)|(?<!x)x{2,}+)"
    r"[\s.…_]{0,60}+/\s?GP[^\n]{0,60}"
    r"|(?:giấy phép|số gp|số giấy phép)[^\n\d]{0,60}?(?:[.…_]{3,}|đang cập nhật|x{3,})[^\n]{0,40}",
    re.IGNORECASE,
)
_AWAITING: Final = re.compile(
    r"(?:đang\s)?(?:chờ|đợi)\s(?:xin\s|được\s)?(?:cấp\s)?giấy phép[^\n.]{0,60}|"
    r"(?:chờ|đang) xin (?:cấp )?(?:giấy )?phép[^\n.]{0,60}|"
    r"(?:chờ|đợi)\s(?:được\s)?cấp (?:giấy )?phép[^\n.]{0,60}|"
    r"thử nghiệm\s?,?\s?chờ[^\n.]{0,20}phép[^\n.]{0,40}",
    re.IGNORECASE,
)
_NOT_ITS_OWN: Final = re.compile(
    # What others await: a building, a medicine, a driver.
    r"xây dựng|kinh doanh|đầu tư|lưu hành|lái|khai thác|nhập khẩu|xuất khẩu|lao động|hành nghề|bay",
    re.IGNORECASE,
)
_ITSELF: Final = re.compile(
    r"thử nghiệm|website|web|trang (?:tin|thông tin|này)|cổng thông tin", re.IGNORECASE
)
_EXPIRY: Final = re.compile(
    r"(?:có giá trị|hiệu lực|thời hạn|hết hạn)[^\n\d]{0,30}(?:đến|tới|vào|"
    r"hết)\s?(?:hết\s)?(?:ngày\s)?:?\s?(?=\d)",
    re.IGNORECASE,
)
_EXPIRY_LINE: Final = re.compile(
    r"\n\W{0,3}(?:giấy phép|gp)\s(?:(?:này|trên)\s)?(?:còn\s)?(?:có\s(?=hiệu))?", re.IGNORECASE
)
"""A line that tells of the licence shown above it until when it holds."""
_GOES_ON: Final = re.compile(
    r"\n\W{0,3}(?:do|bởi|của|nơi cấp|cơ quan cấp|ngày|cấp|sở|bộ|cục|ubnd|ủy ban|GP|có giá trị"
    r"|có hiệu lực|hiệu lực|thời hạn|hết hạn|đến ngày)(?!\w)|\n\s?\d{1,2}\s?(?:[./-]|tháng)\s?\d",
    re.IGNORECASE,
)
_BUSINESS: Final = re.compile(
    r"giấy chứng nhận|(?<!\w)(?:gcn\s?)?đkkd|đăng ký (?:kinh doanh|doanh nghiệp)|(?<!\w)gpkd"
    r"|(?<!\w)(?:mst|msdn|mã số)(?!\w)",
    re.IGNORECASE,
)
_UNNUMBERED: Final = begun(
    r"giấy phép\s(?:thiết lập|hoạt động|trang|ttđt|mạng|xuất bản|cung cấp|icp)[^\n]{0,220}",
    "giấy phép",
    re.IGNORECASE,
)
_OF_SITES: Final = re.compile(r"TT?ĐT|TTTT|BTTT|ICP|VHTTDL|BC|PTTH")
_BLANKS: Final = ("…", "..", "__", "xx", "XX", "cập nhật", "CẬP NHẬT", "Cập nhật", "Đang")
_WAITS: Final = ("chờ", "đợi", "xin", "Chờ", "Đợi", "CHỜ", "ĐỢI", "XIN", "Xin")
"""Words without which the patterns that look for what a page awaits need not be asked."""
_PERMIT: Final = "phép"
"""Of every licence that is told in words."""
_LEADING: Final = 100
_TRAILING: Final = 200
"""Characters that such a pattern matches at most before and behind the last of these words."""
_NEAR: Final = 260
_FURTHER: Final = 600
_LINES: Final = 7
"""A table has label and value of number, day and authority on lines of their own."""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence as a page shows it."""

    number: Range
    day: Range | None
    issued_on: date | None
    """The day that ``day`` gives."""
    authority: Range | None
    expires_on: date | None
    expiry: Range | None


def licence_lines(text: str) -> Iterator[LicenceLine]:
    """Every licence that a text shows, those that were replaced left out."""
    found = [m.span("n") for m in _NUMBER.finditer(text) if _led(text, m.start("n"))]
    found = found or [m.span("n") for m in _PLAIN.finditer(text, caseless(lowered(text)))]
    for index, (start, end) in enumerate(found):
        if _OLD.search(text[max(0, start - 40) : start]):
            continue
        bound = found[index + 1][0] if index + 1 < len(found) else len(text)
        yield _line(text, Range(start, end), min(bound, end + _NEAR))


def is_site_licence(text: str, number: Range) -> bool:
    """Whether a number's letters are of those that license sites and the press."""
    return _OF_SITES.search(text, number.start, number.end) is not None


def unnumbered(text: str) -> tuple[Range | None, Range | None]:
    """Day and authority of a licence line that shows no number, and is no template to fill in."""
    for found in _UNNUMBERED.finditer(text, caseless(lowered(text))):
        line = Range(
            found.start(), _paragraph(text, found.end(), min(len(text), found.end() + _NEAR))
        )
        if _PLACEHOLDER.search(found.group()) or _AWAITING.search(found.group()):
            continue
        day = _DAY.search(text, line.start, line.end)
        office = _OFFICE.search(text, line.start, line.end)
        if day or office:
            return (
                Range(*day.span()) if day and day_of(day) else None,
                _trimmed(text, Range(*office.span("o"))) if office else None,
            )
    return None, None


def _led(text: str, start: int) -> bool:
    own = "GP" in text[start : start + 9]
    lead = text[max(text.rfind("\n", 0, start), start - 120, 0) : start]
    return own or bool(_LEAD.search(lead))


def _line(text: str, number: Range, bound: int) -> LicenceLine:
    bound = _paragraph(text, number.end, bound)
    expiry = _EXPIRY.search(text, number.end, bound) or _expiry_below(text, number)
    limit = min(expiry.start(), bound) if expiry else bound
    day = _DAY.search(text, number.end, limit) or _DAY.search(
        text, _before(text, number), number.start
    )
    office = _office(text, number, bound)
    ends = _DAY.match(text, expiry.end()) if expiry else None
    issued_on = day_of(day) if day else None
    return LicenceLine(
        number,
        Range(*day.span()) if day and issued_on else None,
        issued_on,
        _trimmed(text, Range(*office.span("o"))) if office else None,
        day_of(ends) if ends else None,
        Range(expiry.start(), ends.end()) if expiry and ends else None,
    )


def _expiry_below(text: str, number: Range) -> re.Match[str] | None:
    """On a line of its own further down, where the text shows no other licence's number."""
    for line in _EXPIRY_LINE.finditer(text, number.end, number.end + _FURTHER):
        found = _EXPIRY.match(text, line.end())
        if found is not None and sum(1 for _ in _NUMBER.finditer(text)) == 1:
            return found
    return None


def _office(text: str, number: Range, bound: int) -> re.Match[str] | None:
    """On the number's own line, else where the next line goes on with it, else before it."""
    line = text.find("\n", number.end, bound)
    same = _OFFICE.search(text, number.end, line if line >= 0 else bound)
    if same is None and line >= 0 and _GOES_ON.match(text, line):
        same = _OFFICE.search(text, line, bound)
    return same or _OFFICE.search(text, _before(text, number), number.start)


def _paragraph(text: str, start: int, bound: int) -> int:
    """Its line, and more where they go on with it: the rest belongs to something else."""
    if (business := _BUSINESS.search(text, start, bound)) is not None:
        bound = business.start()
    end = start
    for _ in range(_LINES):
        end = text.find("\n", end, bound)
        if end < 0:
            return bound
        if not _GOES_ON.match(text, end):
            return end
        end += 1
    return end


def _before(text: str, number: Range) -> int:
    return max(text.rfind("\n", 0, number.start) + 1, number.start - 120)


def _trimmed(text: str, place: Range) -> Range:
    words = text[place.start : place.end].rstrip(" ,-–")
    return Range(place.start, place.start + len(words))


def day_of(found: re.Match[str]) -> date | None:
    """The day that a match of day, month and year gives; none for a broken one."""
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def placeholders(text: str) -> Iterator[Range]:
    """Templates of a licence line that nobody filled in."""
    if not holds(lowered(text), (_PERMIT, "gp")):
        return
    for near in _around(text, _BLANKS):
        yield from (Range(*found.span()) for found in _PLACEHOLDER.finditer(text, *near))


def awaiting(text: str, *, prose: bool = False) -> Range | None:
    """The page's own word that it awaits a licence.

    Args:
        prose: the text is more than a footer, so the line must speak of the site itself.
    """
    lower = lowered(text)
    if _PERMIT not in lower:
        return None
    waits = [near for near in _around(text, _WAITS) if _PERMIT in lower[near.start : near.end]]
    for found in (m for near in waits for m in _AWAITING.finditer(text, *near)):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.end()]
        if not _NOT_ITS_OWN.search(found.group()) and (not prose or _ITSELF.search(line)):
            return Range(*found.span())
    return None


def _around(text: str, words: Iterable[str]) -> Iterator[Range]:
    """The stretches in which a pattern that holds one of some words may match, in order."""
    near = None
    for at in places(text, words):
        reach = Range(max(0, at - _LEADING), at + _TRAILING)
        if near is None or reach.start > near.end:
            if near is not None:
                yield near
            near = reach
        near = Range(near.start, reach.end)
    if near is not None:
        yield near
