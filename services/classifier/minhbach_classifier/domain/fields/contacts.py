"""Postal addresses, e-mails and phones as footers write them."""

import re
from collections.abc import Iterator
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_shared.personal import EMAIL

_PROTECTED: Final = re.compile(r"\[\s?email\s?protected\s?\]", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?<![\w/])(?<!\d[.,-])(?:\(\s?\+?\s?\d{1,4}(?:[ .-]\d{1,3})?\s?\)|\+\s?84|84(?=[\s.-])|0\d|"
    r"1[89]00)"
    r"(?:[.\-–]? ?\d){4,10}(?![\d/])"
)
_PHONED: Final = re.compile(
    r"điện\s?thoại|ðiện thoại|(?<!\w)(?:đ\.?t|sđt|đtdđ|tel|phone|hotline|mobile|zalo|call|t)(?!\w)|"
    r"đường dây nóng|di động|tổng đài|liên hệ|hỗ trợ|cskh",
    re.IGNORECASE,
)
_NOT_PHONED: Final = re.compile(
    r"(?<!\w)(?:fax|f|mst|mã số|đkkd|msdn|gcn|số tài khoản|tài khoản|stk|giấy phép|gp|issn)(?!\w)",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_LABEL: Final = re.compile(
    r"(?:(?<=[\n|;.•*–-])|^)[ \t•*–-]{0,4}"
    r"(?P<label>(?:địa chỉ|địa điểm|trụ sở|tòa soạn|toà soạn|đ/c|đc|address|add|văn phòng|"
    r"vp\w{0,3})"
    r"[^\S\n]*(?:(?:liên hệ|liên lạc|giao dịch|trụ sở|chính|tòa soạn|toà soạn|và trị sự|hà nội|"
    r"đại diện|phía bắc|cơ quan|tại)[^\S\n]*){0,3})(?P<mark>[:：\n-]|(?=\s{1,2}(?:số\s)?\d|"
    r"\s{1,2}tầng))",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r"\s*[-–|;*,./(•]*\s*(?<!\w)(?:(?:số\s)?điện thoại|ðiện thoại|đường dây nóng|"
    r"liên hệ|mail|đt|sđt|tel|phone|hotline|fax|e-?mail|"
    r"thư điện tử|"
    r"website|mst|giấy phép|chịu trách nhiệm|người chịu|t\s?:|f\s?:|e\s?:)(?!\w)"
    r"|\s*\|\s*|\s+•\s+|\s[-–]\s(?=[+(]?\d{2,4}[\s).-]?\d|\S+@)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"ủy ban|uỷ ban|ubnd|công ty|cty|sở\s|bộ\s|trung tâm|hội đồng|bản tin", re.IGNORECASE
)
_TELLS: Final = re.compile(
    r"(?<!\w)(?:ở|về|việc|đã|sẽ|với|làm|bị|được|khi|sau|trước|không|vì|để|cho|là|có)(?!\w)",
    re.IGNORECASE,
)
_LINE: Final = re.compile(r"[^\n]{12,}")
_JOINED: Final = re.compile(r" [-–] ")
_PART: Final = re.compile(r"(?:(?! [-–] ).)+")
_LONGEST_LINE: Final = 600
_BEGINS: Final = re.compile(
    r"(?:số\s|tầng|tòa nhà|toà nhà|lô\s|khu\s|ấp\s|thôn|tổ\s|đường|p\.|\d{1,4}[A-Z]?[\s,/-])",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"(?<!\w)(?:số \d|số nhà|đường|phố|phường|quận|huyện|tp|thành phố|tỉnh|tầng|tòa nhà|toà nhà|"
    r"toà|tòa|lô|khu|ngõ|ngách|hẻm|xã|thị trấn|thị xã|thôn|hà nội|hồ chí minh|tphcm|hcm|p|q|"
    r"biệt thự|căn|đà nẵng|km|ấp|tổ|quốc lộ|hương lộ|tỉnh lộ|lk\d{1,3})(?!\w)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Range]:
    """Every e-mail address, also one that the page protects from robots."""
    for pattern in (EMAIL, _PROTECTED):
        yield from (Range(*found.span()) for found in pattern.finditer(text))


def phones(text: str, *, labelled: bool = False) -> Iterator[Range]:
    """Every phone number; fax numbers, tax codes and accounts are none.

    Args:
        labelled: only numbers behind a word for phone.
    """
    before = 0
    for found in _NUMBER.finditer(text):
        lead = _lead(text, before, found.start())
        if _is_phone(found.group(), lead, labelled=labelled):
            before = found.end()
            yield Range(found.start(), found.end())
        elif _NOT_PHONED.search(lead):
            before = found.end()


def _lead(text: str, before: int, start: int) -> str:
    """What labels a number: the words before it on its line, else the line above."""
    line = text.rfind("\n", 0, start) + 1
    lead = text[max(before, line, start - 60) : start]
    if lead.strip(" :.-") or before >= line:
        return lead
    above = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return text[max(above, before, start - 60) : start]


def _is_phone(number: str, lead: str, *, labelled: bool) -> bool:
    digits = re.sub(r"\D", "", number)
    if _DATE.fullmatch(number.strip()) or not 8 <= len(digits) <= 12:
        return False
    yes, no = list(_PHONED.finditer(lead)), list(_NOT_PHONED.finditer(lead))
    if no and (not yes or not _combined(lead, no[-1])):
        return bool(yes) and yes[-1].start() > no[-1].start()
    if yes:
        return True
    bare = (len(digits) >= 9 and digits[0] in "08") or digits.startswith(("1900", "1800"))
    return bare and not labelled


def _combined(lead: str, fax: re.Match[str]) -> bool:
    """``Điện thoại/Fax:`` labels a phone as well."""
    return bool(re.search(r"[/&,]\s?$", lead[: fax.start()]))


def addresses(text: str, *, prose: bool = False) -> Iterator[Range]:
    """Postal addresses, first to last: labelled ones, and lines that read like one.

    Args:
        prose: the text is more than a footer, so a line must begin like an address.
    """
    labelled = [p for m in _LABEL.finditer(text) if (p := _value(text, m.end())) is not None]
    lines = [m.span() for m in _LINE.finditer(text)]
    free = [s for s in lines if not any(p.start < s[1] and s[0] < p.end for p in labelled)]
    bare = [
        p
        for s in free
        if (p := _bare(text, *s)) is not None
        and (not prose or _BEGINS.match(text, p.start) is not None)
    ]
    if not labelled and not bare and not prose:
        joined = [s for s in lines if _JOINED.search(text, *s)]
        parts = [m.span() for s in joined for m in _PART.finditer(text, *s)]
        bare = [p for part in parts if (p := _bare(text, *part)) is not None]
    # Of a line that only reads like one, and another that says that it is one, the latter is.
    yield from labelled or bare


def _value(text: str, start: int) -> Range | None:
    start += len(text[start:]) - len(text[start:].lstrip(" \n:-–."))
    end = _until(text, start)
    words = text[start:end]
    if not (6 <= len(words) <= 250) or not (_PLACE.search(words) or "," in words):
        return None
    return Range(start, _continued(text, end))


def _until(text: str, start: int) -> int:
    newline = text.find("\n", start)
    line = len(text) if newline < 0 else newline
    stop = _END.search(text, start, line)
    end = stop.start() if stop and stop.start() > start else line
    return start + len(text[start:end].rstrip(" .,-–|;"))


def _continued(text: str, end: int) -> int:
    """An address broken over two lines, the second of which only goes on with it."""
    following = text.find("\n", end)
    if following < 0 or text[end:following].strip(" .,-"):
        return end
    last = _until(text, following + 1)
    words = text[following + 1 : last]
    goes_on = re.match(
        r"\s*(?:phường|quận|huyện|xã|thị trấn|tp|thành phố|tỉnh)", words, re.IGNORECASE
    )
    return last if goes_on and len(words) < 90 else end


def _bare(text: str, start: int, end: int) -> Range | None:
    if end - start > _LONGEST_LINE:
        return None
    last = _until(text, start)
    first = start + len(text[start:end]) - len(text[start:end].lstrip(" -•*+"))
    office = re.match(r"[^\n:\d]{2,40}:\s*|văn phòng phía \w+\s+", text[first:last], re.IGNORECASE)
    first += office.end() if office else 0
    words = text[first:last]
    signs = len({m.group().lower() for m in _PLACE.finditer(words)})
    numbered = bool(re.match(r"(?:số\s)?\d{1,4}[A-Z]?(?:[-/]\d+)?[A-Z]?\s[^\W\da-zà-ỹ]", words))
    figures = bool(re.search(r"\d", words)) or (signs >= 3 and len(words) <= 100)
    listed = signs + numbered >= 2 and figures and len(words) <= 180 and not _TELLS.search(words)
    if (
        not listed
        or _OFFICE.match(words)
        or re.search(
            r"giấy phép|GP-|bản quyền|©|đkkd|giấy chứng nhận|(?<!\w)mst(?!\w)|mã số",
            words,
            re.IGNORECASE,
        )
    ):
        return None
    return Range(first, _continued(text, last))
