"""Who stands for a site: its organisation, the body above it, the person responsible."""

import re
from collections.abc import Iterator
from typing import Final

from minhbach_classifier.domain.model import Range

_RESPONSIBLE: Final = re.compile(
    r"(?:người\s)?chịu\s+t?rách\s+nhiệm(?:\s+(?:chính|quản lý|quản lí|về|xuất bản|nội dung|chung|"
    r"thông tin|trang|website|biên tập|trước pháp luật|tin bài|và|các|bởi))*",
    re.IGNORECASE,
)
_EDITOR: Final = re.compile(
    r"(?<!phó )(?:tổng biên tập|trưởng ban (?:ban )?biên tập|phụ trách(?: nội dung| trang|"
    r" website)?)"
    r"(?:\s(?:phụ trách|báo|tạp chí|nội dung))*",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"\s{0,3}(?:[:：\-–]\s{0,2}|\n)\s{0,3}")
_HONOUR: Final = re.compile(
    r"(?:(?:ông|bà|mr|mrs|ms|anh|chị|nhà báo|luật sư|đồng chí|đ/c|thạc sĩ|tiến sĩ|ths|ts|pgs|gs|bs|"
    r"cn|ks|đại tá|thượng tá|trung tá|thiếu tướng|trung tướng|nhà văn)(?:\.\s?|:\s?|\s+))+",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[ ]{1,2}[^\W\d_]+){1,6}")
_NO_PERSON: Final = re.compile(
    r"(?:công ty|ban|sở|trung tâm|phòng|ubnd|ủy ban|uỷ ban|văn phòng|tòa|toà|báo|tạp chí|cơ quan|"
    r"chi nhánh|bộ|hội|viện|trường|điện thoại|email|địa chỉ|giấy phép|nội dung|thông tin|chánh|"
    r"trưởng|phó|chủ tịch|giám đốc|liên hệ|hotline|website|trang)(?!\w)",
    re.IGNORECASE,
)
_GOVERNING: Final = re.compile(
    r"(?:cơ quan|đơn vị)\s+chủ\s+quản(?:\s(?:trang|website|báo))?\s{0,2}[:：\-–]?\s{0,2}\n?"
    r"|^\W{0,3}cơ quan (?:ngôn luận )?(?:của|trung ương của)\s|(?<!\w)trực thuộc\s?:\s",
    re.IGNORECASE | re.MULTILINE,
)
_UNIT: Final = re.compile(r"đơn vị\s+chủ\s+quản\s{0,2}[:：\-–]?\s{0,2}\n?", re.IGNORECASE)
_OWNER: Final = re.compile(
    r"(?:đơn vị|cơ quan|tổ chức)\s+(?:thiết lập|quản lý|quản trị|vận hành|chủ sở hữu|sở hữu)"
    r"(?:\s(?:trang|website|nội dung|trang thông tin điện tử))*\s{0,2}[:：\-–]?\s{0,2}\n?"
    r"|(?:tên\s)?(?:tổ chức|cơ quan|đơn vị|công ty|chủ sở hữu)\s?:\s?"
    r"|(?:toàn bộ\s)?bản quyền(?:\s\d{4})?(?:\s(?:và phát triển|nội dung|"
    r"này))?\s(?:thuộc(?:\svề)?|của|bởi)\s?:?\s"
    r"|(?<!phép )(?<!lập )(?:trang|chuyên trang|cổng|website)(?:(?!giấy phép)[^\n.:;\d]){0,60}?\s"
    r"(?:của|thuộc)\s(?=(?:công ty|cty|tạp chí|báo|ubnd|ủy ban|sở|bộ|hội|hiệp hội|viện|liên hiệp|"
    r"liên đoàn|trung tâm|tỉnh đoàn|học viện|trường|tập đoàn)(?!\w))"
    r"|(?:©|copyright|"
    r"\(c\))[\s©]*(?:\d{4})?(?:\s?[-–]\s?\d{4})?\s?[.:,-–]?\s?(?:bản quyền (?:thuộc về|thuộc|"
    r"của)\s)?"
    r"(?=(?:công ty|cty|báo|tạp chí|ubnd|sở|trung tâm|hội|hiệp hội|viện|liên hiệp|liên đoàn|"
    r"tỉnh đoàn|học viện|trường|tập đoàn)(?!\w))"
    r"|(?:quản lý|phát triển|vận hành|sở hữu)\sbởi\s?:?\s(?=công ty|ubnd|sở|trung tâm)",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r"(?<!\w)(?:CÔNG TY|Công ty|Công Ty|CTY|Cty|TỔNG CÔNG TY|Tổng công ty|Tập đoàn|TẬP ĐOÀN|"
    r"UBND|Ủy ban nhân dân|Uỷ ban nhân dân|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|Trung tâm|TRUNG TÂM|"
    r"Trường|Hội đồng nhân dân|Ban quản lý|HỢP TÁC XÃ|Doanh nghiệp tư nhân)\s[^\n|;:©(]{2,120}"
)
_BODY: Final = re.compile(
    # Associations and institutes, on a line that begins with their name.
    r"^\W{0,4}(?P<o>(?:hội|hiệp hội|viện|liên hiệp|liên minh|liên đoàn|tỉnh đoàn|thành đoàn"
    r"|học viện|câu lạc bộ|tổng hội)\s[^\n|;:©(.,]{4,100})",
    re.IGNORECASE | re.MULTILINE,
)
_FIRM: Final = re.compile(
    r"công ty|cty|tổng công ty|tập đoàn|doanh nghiệp|hợp tác xã", re.IGNORECASE
)
_LICENSING: Final = re.compile(r"giấy phép|cấp(?!\w)|do\s?$|của\s?$", re.IGNORECASE)
_GRANTS: Final = re.compile(r"(?<!\w)cấp(?: ngày|\s*$)", re.IGNORECASE)
_STATE: Final = re.compile(
    r"(?<!\w)(?:cổng|trang) (?:thông tin điện tử|ttđt|tin điện tử)(?!\s+tổng hợp)\s[^\n|"
    r";:©(.]{2,100}"
    r"|(?<!\w)(?:SỞ|Sở|BỘ|Bộ)\s(?=\w)[^\n|;:©(.,]{5,80}",
    re.IGNORECASE,
)
_PRESS: Final = re.compile(
    r"(?<!\w)(?:BÁO|TẠP CHÍ|Báo|Tạp chí|báo điện tử|tạp chí điện tử|tạp chí)\s[^\n|;:©(.,]{2,80}"
)
_STOP: Final = re.compile(
    r"\s*(?:[\n|;:]|[.](?=\s|$|\n)|\s[-–]\s(?=chịu|giấy|điện|địa|email|tel|đt)|,\s(?=theo|giấy|"
    r"địa chỉ|điện|phụ san)"
    r"|(?<!\w)(?:giấy phép|điện thoại|địa chỉ|email|tel|hotline|chịu trách nhiệm|người chịu|mst|©|"
    r"giữ bản quyền|khi có sự|được thành lập|thuộc nhóm|all rights|mọi tin bài|ghi rõ nguồn|"
    r"\(c\))(?!\w))",
    re.IGNORECASE,
)


_NEWS: Final = re.compile(
    # Words of headlines, of which an organisation's name holds none.
    r"(?<!\w)(?:bị|tăng|giảm|lỗ|lãi|nợ|phạt|đình công|lừa|khởi|trong|không|được|đã|sẽ|sau|khi|từ|vì"
    r"|vào|ra|nói|báo cáo|tổ chức|công bố|làm việc|kiểm tra|yêu cầu|đề nghị|triển khai|thông báo"
    r"|gì|này|cam kết|khắc phục|tham gia|chuẩn bị|cho|đến)"
    r"(?!\w)",
    re.IGNORECASE,
)


_FIGURES: Final = re.compile(r"[\d!?…,“”\"]")


def responsible(text: str, *, prose: bool = False) -> Iterator[Range]:
    """Names of the person who answers for the content; an editor in chief where none is named.

    Behind ``phụ trách`` alone, as behind any of them in prose, a colon or a new line must stand.

    Args:
        prose: the text is more than a footer.
    """
    for label in (_RESPONSIBLE, _EDITOR):
        for found in label.finditer(text):
            parted = prose or found.group()[0] in "pP"
            if (place := _person(text, found.end(), parted=parted)) is not None:
                yield place


def _person(text: str, start: int, *, parted: bool) -> Range | None:
    after = _AFTER.match(text, start)
    if after is None and parted:
        return None
    at = after.end() if after else _skip_space(text, start)
    honour = _HONOUR.match(text, at)
    at = honour.end() if honour else at
    name = _NAME.match(text, at)
    if name is None or _NO_PERSON.match(text, at):
        return None
    spoken = _spoken(name.group())
    return Range(at, at + len(spoken)) if " " in spoken else None


def _skip_space(text: str, start: int) -> int:
    return start + (len(text[start : start + 4]) - len(text[start : start + 4].lstrip(" \n")))


def _spoken(name: str) -> str:
    """A name's words are capitalised; what goes on in small letters is no part of it."""
    words = re.split(r"( +)", name)
    kept = len(words)
    for index, word in enumerate(words):
        if word.strip() and not word[0].isupper():
            kept = index
            break
    return "".join(words[:kept]).rstrip()


def governing(text: str) -> Iterator[Range]:
    """Bodies above the organisation."""
    return (p for m in _GOVERNING.finditer(text) if (p := _named(text, m.end())) is not None)


def organisations(text: str, *, state: bool, prose: bool = False) -> Iterator[Range]:
    """Organisations that run the site, best first.

    Args:
        state: a state body's portal, whose own name in a heading tells who runs it.
        prose: the text is more than a footer, so what reads like a headline names nobody.
    """
    yield from (p for m in _OWNER.finditer(text) if (p := _named(text, m.end())) is not None)
    yield from (p for p in governing(text) if _FIRM.match(text, p.start))
    patterns = (_COMPANY, _STATE, _PRESS) if state else (_COMPANY, _PRESS)
    if not prose:
        patterns = (*patterns, _BODY)
    for pattern in patterns:
        for found in pattern.finditer(text):
            start = found.start("o") if "o" in pattern.groupindex else found.start()
            place = _named(text, start)
            if place is None or _LICENSING.search(_line_before(text, start)):
                continue
            if _GRANTS.search(text, place.start, place.end):
                continue
            if not _is_news(text, place, prose=prose):
                yield place
    # Smaller sites call so what runs them, where they name nothing else.
    yield from (p for m in _UNIT.finditer(text) if (p := _named(text, m.end())) is not None)


def _is_news(text: str, place: Range, *, prose: bool) -> bool:
    if prose and _FIGURES.search(text, place.start, _line_end(text, place.start)):
        return True
    end = _line_end(text, place.start) if prose else place.end
    return _NEWS.search(text, place.start, end) is not None


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _line_before(text: str, start: int) -> str:
    """What stands before on the line; in a table's second column the cell before."""
    line = text.rfind("\n", 0, start) + 1
    if line == start and text[max(0, line - 2) : line] == ":\n":
        line = text.rfind("\n", 0, line - 1) + 1
    return text[max(line, start - 80) : start]


def _named(text: str, start: int) -> Range | None:
    start += len(text[start : start + 4]) - len(text[start : start + 4].lstrip(" \n:"))
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    words = text[start:end].rstrip(" .,-–")
    if not 4 <= len(words) <= 160 or not words[:1].isalpha():
        return None
    return Range(start, start + len(words))
