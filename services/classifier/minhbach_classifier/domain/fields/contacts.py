"""Postal addresses, e-mails and phones as footers write them."""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import Final

from minhbach_classifier.domain.fields.sought import holds, lines_with, sought
from minhbach_classifier.domain.model import Range
from minhbach_shared.personal import EMAIL

_PROTECTED: Final = sought(r"\[\s?email\s?protected\s?\]", "[", re.IGNORECASE)
_NUMBER: Final = re.compile(
    # It begins with a set, to which the search skips, and looks back from there.
    r"[(+081](?<![\w/].)(?<!\d[.,-].)"
    r"(?:(?<=\()\s?\+?\s?\d{1,4}(?:[ .-]\d{1,3})?\s?\)(?:\s?\(0?\d{1,3}\))?"
    r"|(?<=\+)\s?84(?:\s?\(0?\d{0,3}\))?|(?<=8)4(?=[\s.-])|(?<=0)\d|(?<=1)[89]00)"
    r"(?:[.\-–]? ?\d){4,10}(?!\d)(?!/\d{3})"
)
_SHORT_NUMBER: Final = re.compile(r"[2-9](?<![\w/.-].)\d?(?:[. -]?\d){5,7}(?![\d/@])")
_AND: Final = re.compile(r"\s{0,2}(?:[,/;–-]|và|hoặc|&)\s{0,2}(?=\d)")
_MORE: Final = re.compile(r"\d(?:[. ]?\d){5,9}(?![\d/@])")
_SEPARATED: Final = re.compile(r"[\s,;/|–&-]*(?:và|hoặc)?\s*")
_LABELLED_SHORT: Final = re.compile(
    r"(?:điện thoại|đt|tel|đường dây nóng|hotline|phone|sđt)"
    r"(?: (?:liên hệ|cố định|bàn))?\s?[:.]\s?$",
)
_SHORT_LABELS: Final = ("điện thoại", "đt", "tel", "đường dây nóng", "hotline", "phone")
_PHONED: Final = re.compile(
    r"điện\s?thoại|ðiện thoại|(?<!\w)(?:đ\.?t|sđt|đtdđ|tel|phone|hotline|mobile|zalo|call|t)(?!\w)|"
    r"đường dây nóng|di động|tổng đài|liên hệ|hỗ trợ|cskh",
)
_NOT_PHONED: Final = re.compile(
    r"(?<!\w)(?:fax|f|mst|mã số|đkkd|msdn|gcn|số tài khoản|tài khoản|stk|giấy chứng nhận"
    r"|đăng ký|giấy phép|gp|issn)(?!\w)",
)
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_LABEL: Final = sought(
    r"(?:(?<=[\n|;.•*–-])|^)[ \t•*–-]{0,4}"
    r"(?P<label>(?:địa chỉ|địa điểm|trụ sở|tòa soạn|toà soạn|đ/c|đc|address|add|văn phòng|"
    r"vp\w{0,3}|dia chi|headquarters|office)"
    r"(?:[^\n:：\d@|;,.–-]{0,45}(?=[:：])|[^\S\n]*(?:(?:liên hệ|liên lạc|giao dịch|trụ sở|chính"
    r"|tòa soạn|toà soạn|và trị sự|hà nội|đại diện|phía bắc|cơ quan|tại)[^\S\n]*){0,3}))"
    r"(?P<mark>[:：\n-]|(?=\s{1,2}(?:số\s)?\d|\s{1,2}tầng))",
    "địa ;trụ sở;soạn;đ/c;đc;add;phòng;vp;dia chi;headquarters;office",
)
_END: Final = re.compile(
    r"\s{0,3}[-–|;*,./(•]{0,5}\s{0,3}(?<!\w)(?:(?:số\s)?điện thoại|ðiện thoại|đường dây nóng|"
    r"liên hệ|mail|đt|sđt|tel|phone|hotline|fax|e-?mail|"
    r"thư điện tử|"
    r"website|mst|giấy phép|chịu trách nhiệm|người chịu|t\s?:|f\s?:|e\s?:)(?!\w)"
    r"|\s{0,3}\|\s*|\s{1,3}[•*]\s+|\s[-–]\s(?=[+(]?\d{2,4}[\s).-]?\d|\S+@)|[\s,(–-]{1,4}[^\s@]{1,64}@"
    r"|(?<=[^\W\d_]{3})\.\s(?=[^\W\d_])(?!(?:phường|quận|huyện|xã|"
    r"tỉnh|thành phố|tp|tầng|số|đường|việt|khu|lô|tòa|toà|p\.|q\.))"
    r"|\s\((?=đt|tel|điện)|\s(?=©|copyright|bản quyền)",
)
_PHONE_AT_END: Final = re.compile(
    r"[\s,;–-]{0,4}\(?(?:\(\+?84\)|\+84|\(0\d{1,3}\)|0\d{2,3})\)?(?:[. -]?\d){7,8}\W{0,9}$"
)
_OFFICE: Final = re.compile(r"ủy ban|uỷ ban|ubnd|công ty|cty|sở\s|bộ\s|trung tâm|hội đồng|bản tin")
_TELLS: Final = re.compile(
    r"(?<!\w)(?:ở|về|việc|đã|sẽ|với|làm|bị|được|khi|sau|trước|không|vì|để|cho|là|có)(?!\w)",
)
_SHORTEST_LINE: Final = 12
_JOINED: Final = re.compile(r" [-–] ")
_MOST_PARTS: Final = 40
"""Of one line that joins several details."""
_PART: Final = re.compile(r"(?:(?! [-–] ).)+")
_LONGEST_LINE: Final = 600
_LONGEST: Final = 180
_SECOND_LINE: Final = 90
_TOWN: Final = re.compile(r"[^\n:\d]{2,40}:\s*|văn phòng phía \w+\s+", re.IGNORECASE)
_OWNER: Final = re.compile(
    r"©|copyright|\(c\)|bản quyền|công ty|cty|báo |tạp chí|trung tâm|ubnd|ủy ban|uỷ ban|chuyên mục",
)
_NUMBERED_PLACE: Final = re.compile(
    r"[\s,.–-]+(?=(?:tầng|số|lô|tòa nhà|toà nhà|căn|phòng|p\.)\s?[\da-z])"
)
_NUMBERED: Final = re.compile(r"(?:[Ss]ố\s)?\d{1,4}[A-Z]?(?:[-/]\d+)?[A-Z]?\s[^\W\da-zà-ỹ]")
_FIGURE: Final = re.compile(r"\d")
_BEGINS: Final = re.compile(
    r"(?:số\s|tầng|tòa nhà|toà nhà|lô\s|khu\s|ấp\s|thôn|tổ\s|đường|p\.|căn|biệt thự|phòng \d"
    r"|\d{1,4}[a-z]?[\s,/-])",
)
_GOES_ON: Final = re.compile(r"\s*(?:phường|quận|huyện|xã|thị trấn|tp|thành phố|tỉnh|p\.|q\.)")
_NO_ADDRESS: Final = re.compile(
    r"giấy phép|gp-|địa chỉ|bản quyền|©|đkkd|giấy chứng nhận|(?<!\w)mst(?!\w)|mã số|ttđt|cấp ngày"
    r"|(?<!\w)gp(?!\w)",
)
_NUMBERED_BY: Final = re.compile(
    r"giấy phép|(?<!\w)(?:gp|mst|msdn)(?!\w)|đkkd|mã số|giấy chứng nhận"
)
_PLACE: Final = re.compile(
    # Behind what is no letter, to which the search skips: so a blank is put before what is asked.
    r"\W(số \d|số nhà|đường|phố|phường|quận|huyện|tp|thành phố|tỉnh|tầng|tòa nhà|toà nhà|"
    r"toà|tòa|lô|khu|ngõ|ngách|hẻm|xã|thị trấn|thị xã|thôn|hà nội|hồ chí minh|tphcm|hcm|p|q|"
    r"biệt thự|căn|đà nẵng|km|ấp|tổ|quốc lộ|hương lộ|tỉnh lộ|lk\d{1,3})(?!\w)",
)


def emails(text: str) -> Iterator[Range]:
    """Every e-mail address, also one that the page protects from robots."""
    for line in lines_with(text, "@"):
        yield from (Range(*found.span()) for found in EMAIL.finditer(text, *line))
    yield from (Range(*found.span()) for found in _PROTECTED.finditer(text))


def phones(text: str, lower: str, *, labelled: bool = False) -> Iterator[Range]:
    """Every phone number; fax numbers, tax codes and accounts are none.

    Numbers listed behind one are of its kind, with or without the area code.

    Args:
        labelled: only numbers behind a word for phone.
    """
    before, counts = 0, False
    for found in _numbers(text, lower):
        if found.start < before:
            continue
        if before and _SEPARATED.fullmatch(text, before, found.start):
            counts = counts and _is_number(text[found.start : found.end])
        else:
            lead = _lead(text, before, found.start).lower()
            words = text[found.start : found.end]
            counts = _is_phone(words, lead, labelled=labelled)
            if not counts and not _NOT_PHONED.search(lead):
                continue
        before = found.end
        if counts:
            yield found
        for more in _listed(text, found.end):
            before = more.end
            if counts:
                yield more


def _numbers(text: str, lower: str) -> list[Range]:
    """Numbers that have an area code, or stand without one right behind a label."""
    whole = [Range(*m.span()) for m in _NUMBER.finditer(text)]
    if not holds(lower, _SHORT_LABELS):
        return whole
    short = [
        Range(*m.span())
        for m in _SHORT_NUMBER.finditer(text)
        if _LABELLED_SHORT.search(lower, max(0, m.start() - 30), m.start())
    ]
    return sorted((*whole, *short)) if short else whole


def _listed(text: str, end: int) -> Iterator[Range]:
    """``3930.3270`` behind ``84-8-3930.6262 /``."""
    while (joint := _AND.match(text, end)) is not None:
        more = _MORE.match(text, joint.end())
        if more is None or _NUMBER.match(text, joint.end()):
            return
        end = more.end()
        yield Range(*more.span())


def _lead(text: str, before: int, start: int) -> str:
    """What labels a number: the words before it on its line, else the line above."""
    line = text.rfind("\n", 0, start) + 1
    lead = text[max(before, line, start - 60) : start]
    if lead.strip(" :.-") or before >= line:
        return lead
    above = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return text[max(above, before, start - 60) : start]


def _is_number(number: str) -> bool:
    digits = sum(c.isdigit() for c in number)
    return 6 <= digits <= 13 and _DATE.fullmatch(number.strip()) is None


def _is_phone(number: str, lead: str, *, labelled: bool) -> bool:
    digits = re.sub(r"\D", "", number)
    short = 7 <= len(digits) <= 8 and _LABELLED_SHORT.search(lead) is not None
    if not _is_number(number) or not (short or 8 <= len(digits) <= 13):
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
    return bool(re.search(r"(?:[/&,+(–-]|và|kiêm)\s?$", lead[: fax.start()]))


def addresses(text: str, lower: str, others: Container[int] = ()) -> Iterator[Range]:
    """Postal addresses, first to last: labelled ones, and lines that read like one.

    Args:
        others: where lines begin that another label opens.
    """
    values = (_value(text, lower, m.end()) for m in _LABEL.finditer(lower))
    labelled = [place for place in values if place is not None]
    lines = _placed(lower)
    free = [s for s in lines if s[0] not in others and not (labelled and _meets(s, labelled))]
    bare = [p for s in free if (p := _bare(text, lower, *s)) is not None]
    if not labelled and not bare:
        joined = [s for s in lines if _JOINED.search(lower, *s)]
        parts = [m.span() for s in joined for m in islice(_PART.finditer(text, *s), _MOST_PARTS)]
        bare = [p for part in parts if (p := _bare(text, lower, *part)) is not None]
    # Of a line that only reads like one, and another that says that it is one, the latter is.
    sure = [p for p in bare if _BEGINS.match(lower, p.start)]
    yield from sorted((*labelled, *sure)) or bare


def _placed(lower: str) -> list[tuple[int, int]]:
    """The lines that hold a word for a place, and are long enough for an address."""
    lines: list[tuple[int, int]] = []
    end = -1
    for found in _PLACE.finditer(f" {lower}"):
        if found.start() > end:
            start = lower.rfind("\n", 0, found.start()) + 1
            end = lower.find("\n", start)
            end = len(lower) if end < 0 else end
            if end - start >= _SHORTEST_LINE:
                lines.append((start, end))
    return lines


def _meets(line: tuple[int, int], places: Iterable[Range]) -> bool:
    return any(p.start < line[1] and line[0] < p.end for p in places)


def is_address(text: str, lower: str, line: Range) -> bool:
    """Whether a line reads like a postal address."""
    return _bare(text, lower, *line) is not None


def _value(text: str, lower: str, start: int) -> Range | None:
    start += len(text[start:]) - len(text[start:].lstrip(" \n:-–."))
    end = _until(lower, start)
    words = lower[start:end]
    if (
        not (6 <= len(words) <= 250)
        or not (_PLACE.search(f" {words}") or "," in words)
        or "@" in words
    ):
        return None
    return Range(start, _continued(text, lower, end))


def _until(lower: str, start: int) -> int:
    newline = lower.find("\n", start)
    line = len(lower) if newline < 0 else newline
    stop = _END.search(lower, start, line)
    end = stop.start() if stop and stop.start() > start else line
    last = lower[start:end].rstrip()[-1:]
    ends_in_figure = last.isdigit() or last == ")"
    if ends_in_figure and (number := _PHONE_AT_END.search(lower, start, end)):
        end = number.start() if number.start() > start else end
    return start + len(lower[start:end].rstrip(" .,-–|;*/(•"))


def _continued(text: str, lower: str, end: int) -> int:
    """An address broken over two lines, the second of which only goes on with it."""
    following = text.find("\n", end)
    if following < 0 or text[end:following].strip(" .,-"):
        return end
    last = _until(lower, following + 1)
    words = text[following + 1 : last]
    if len(words) >= _SECOND_LINE or not words:
        return end
    comma = "," in text[end:following] and ":" not in words and words[:1].isupper()
    return last if comma or _GOES_ON.match(lower, following + 1) else end


def _bare(text: str, lower: str, start: int, end: int) -> Range | None:
    if end - start > _LONGEST_LINE or _PLACE.search(f" {lower[start:end]}") is None:
        return None
    line, start = start, _behind_name(lower, start, end)
    last = _until(lower, start)
    words = lower[start:last]
    signs = len(set(_PLACE.findall(f" {words}")))
    figures = _FIGURE.search(words) is not None or (signs >= 3 and len(words) <= 100)
    listed = signs + (_NUMBERED.match(text, start, last) is not None) >= 2 and figures
    if not listed or len(words) > _LONGEST or _TELLS.search(words) or _NUMBER.search(words):
        return None
    if _OFFICE.match(words) or _NO_ADDRESS.search(words) or _NUMBERED_BY.search(lower, line, start):
        return None
    return Range(start, _continued(text, lower, last))


def _behind_name(lower: str, start: int, end: int) -> int:
    """Where an address begins behind a mark, a town's name or the owner's."""
    start += len(lower[start:end]) - len(lower[start:end].lstrip(" -•*+"))
    if (town := _TOWN.match(lower, start, end)) is not None:
        return town.end()
    if (owner := _OWNER.match(lower, start, end)) is not None:
        found = _NUMBERED_PLACE.search(lower, owner.end(), end)
        return found.end() if found else start
    return start
