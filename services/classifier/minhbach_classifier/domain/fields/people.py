"""Who stands for a site: the body above its organisation, the person responsible."""

import re
from collections.abc import Iterator
from typing import Final

from minhbach_classifier.domain.fields.sought import begun
from minhbach_classifier.domain.model import Range

_RESPONSIBLE: Final = begun(
    r"(?:người\s)?chịu\s+t?rách\s+nhiệm(?:\s+(?:chính|quản lý|quản lí|về|xuất bản|nội dung|chung|"
    r"thông tin|trang|website|biên tập|trước pháp luật|pháp lý|tin bài|bài viết|trang tin|và|các|"
    r"bởi|điện tử|tổng hợp|cổng|phần|là))*|"
    r"nguoi chiu trach nhiem(?: (?:chinh|quan ly|noi dung|ve))*|chiu trach nhiem(?: (?:chinh|quan "
    r"ly|noi dung|ve))*",
    "người;chịu;nguoi chiu trach nhiem;chiu trach nhiem",
)
_EDITOR: Final = begun(
    r"(?:tổng biên tập|trưởng ban (?:ban )?biên tập"
    r"|người phụ trách|phụ trách(?: nội dung| trang| website)?)"
    r"(?:\s(?:phụ trách|báo|tạp chí|nội dung|trang|website|chịu trách nhiệm))*",
    "tổng biên tập;trưởng ban;người phụ trách;phụ trách",
)
_AFTER: Final = re.compile(r"\s{0,3}(?:\([^()\n]{0,40}\)\s?)?(?:[:：\-–]\s{0,2}|\n)\s{0,3}")
_HONOUR: Final = re.compile(
    r"(?:(?:ông|bà|mr|mrs|ms|miss|anh|chị|cô|nhà báo|nhà văn|nhà thơ|luật sư|đồng chí|đ/c|thạc sĩ|"
    r"thạc sỹ|tiến sĩ|tiến sỹ|ths|ts|pgs|gs|bs|bác sĩ|cn|cử nhân|ks|kỹ sư|kts|kiến trúc sư|ls|nb|"
    r"dược sĩ|ds|giáo sư|phó giáo sư|nhà giáo|nsnd|nsưt|nsut|ckii|cki|đại tá|thượng tá|trung tá|"
    r"thiếu tá|đại úy|thượng úy|thiếu tướng|trung tướng|thượng tướng|(?:phó )?(?:tổng )?giám đốc|"
    r"(?:phó )?tổng biên tập|phó giám đốc|chủ tịch(?: hđqt| ubnd)?|trưởng ban(?: biên tập)?|"
    r"chánh văn phòng|phó chánh văn phòng|(?:phó )?trưởng phòng|bí thư|hiệu trưởng|viện trưởng|"
    r"chủ tịch hội đồng quản trị|ceo|bt|nguoi)"
    r"(?:\s?[.,:：;–-]\s?|\s+))+",
)
_WORD: Final = r"[^\W\d_]+(?:['’-][^\W\d_]+)?"
_NAME: Final = re.compile(rf"{_WORD}(?:[ ]{{1,2}}{_WORD}){{1,6}}")
_NO_NAME: Final = (
    r"(?:công ty|cty|ban|sở|trung tâm|phòng|ubnd|ủy ban|uỷ ban|văn phòng|tòa|toà|báo|tạp chí|"
    r"cơ quan|chi nhánh|bộ|hội đồng|viện|trường|điện thoại|email|địa chỉ|giấy phép|nội dung|"
    r"thông tin|chánh|trưởng|phó|chủ tịch|giám đốc|liên hệ|hotline|website|trang|trụ sở|số đt|"
    r"số điện|tel|sđt|mobile|fax|tầng|copyright|bản quyền|ghi rõ|tổng biên|thư ký|đơn vị|"
    r"chức vụ|người|chịu|mọi|hợp tác|quảng cáo|cổng|chính sách|điều khoản|đang cập|chưa cập|"
    r"đại diện|"
    r"mã số|hà nội|tp|thành phố|vui lòng|bạn đọc|kế toán|theo|tên miền|máy chủ|"
    r"all rights|không|tổng)(?!\w)"
)
_NO_PERSON: Final = re.compile(_NO_NAME)
_ENDS_NAME: Final = re.compile(
    # What follows a name on one line. "Trang", "Trường", "Viện", "Phòng" are given names, too.
    r" (?=(?:công ty|cty|ban biên|ban quản|ban giám|sở thông|sở văn|trung tâm|văn phòng|tòa|toà"
    r"|tạp chí|báo điện|cơ quan|chi nhánh|điện thoại|email|địa chỉ|giấy phép|nội dung|thông tin"
    r"|chánh|phó|chủ tịch|giám đốc|liên hệ|hotline|website|trang (?:thông|tin|web|chủ)|trụ sở"
    r"|số (?:đt|điện|\d|giấy)|tel|sđt|mobile|fax|tầng|copyright|bản quyền|ghi rõ|tổng biên"
    r"|tổng giám"
    r"|thư ký|đơn vị|chức vụ|người|chịu|mọi|hợp tác|quảng cáo|cổng (?:thông|ttđt)|chính sách"
    r"|điều khoản|đang cập|chưa cập|đại diện|mã số|vui lòng|bạn đọc|kế toán|tên miền|máy chủ"
    r"|all rights|không|trưởng (?:ban|phòng)|trường (?:đại|cao|trung)|viện (?:nghiên|trưởng)"
    r"|nhà báo|theo (?:giấy|quyết))(?!\w))"
)
_MOST_WORDS: Final = 6
_GOVERNING: Final = begun(
    r"(?:cơ quan|đơn vị)\s+chủ\s+quản(?:\s(?:trang|website|báo|báo chí|của báo|của trang|"
    r"trang tin|trang thông tin điện tử|cấp trên))?(?:\s?\([^()\n]{0,30}\))?\s{0,2}[:：\-–]?"
    r"\s{0,2}\n?"
    r"|(?P<free>cơ quan (?:ngôn luận )?(?:của|trung ương của)\s|tiếng nói (?:của|chính thức của)\s"
    r"|trực thuộc\s?:?\s(?=\w))|co quan chu quan\s?:\s?",
    "cơ quan;đơn vị;tiếng nói;trực thuộc;co quan chu quan",
)
_STOP: Final = re.compile(
    r"\s*(?:[\n|;:•]|\s\*\s|(?<!\btp)(?<!\b[qpth])[.](?=\s|$|\n)|\s[-–/]\s(?=chịu|giấy|điện"
    r"|địa|email|tel|đt|mst|mã số"
    r"|số |tầng|trụ|gp|hotline|người|\d|cơ quan|tiếng nói|msdn|đkkd|©|copyright|all|website"
    r"|tòa soạn|đơn vị|giữ|ghi)"
    r"|,\s(?=theo|giấy|địa chỉ|điện|phụ san|số \d|tầng|trụ sở|\d|lô [a-z]?\d|cơ quan"
    r"|tiếng nói|tòa nhà"
    r"|toà nhà|ghi rõ|giữ|mst|gp|đt|email|tel)"
    r"|\s(?=(?:tầng|tòa nhà|toà nhà|lô)\s[\dA-Z])"
    r"|\s\((?=mst|msdn|mã|gp|giấy|đkkd|gọi tắt|sau đây|được)"
    r"|\s(?=(?:tầng|số)\s\d)"
    r"|(?<!\w)(?:giấy phép|điện thoại|địa chỉ|email|tel|hotline|chịu trách nhiệm|người chịu|mst|©|"
    r"giữ bản quyền|khi có sự|được thành lập|thuộc nhóm|all rights|mọi tin bài|ghi rõ nguồn|"
    r"số gp|giữ toàn quyền|theo giấy phép|copyright|được cấp|đang hoạt động|hoạt động theo|"
    r"khi phát hành|khi sử dụng|nếu|vui lòng|đã được|\(c\))(?!\w))",
)
_LONGEST: Final = 160


def responsible(text: str, lower: str) -> Iterator[Range]:
    """Names of the person who answers for the content; an editor in chief where none is named.

    Behind ``phụ trách``, as behind any of them in the midst of a line, a colon must stand.
    """
    for label in (_RESPONSIBLE, _EDITOR):
        for found in label.finditer(lower):
            before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if lower[: found.start()].endswith("phó "):
                continue
            parted = found.group()[0] == "p" or bool(before.strip(" -–•*+|.,;("))
            if (place := _person(text, lower, found.end(), parted=parted)) is not None:
                yield place


def _person(text: str, lower: str, start: int, *, parted: bool) -> Range | None:
    after = _AFTER.match(lower, start)
    if after is None and parted:
        return None
    at = after.end() if after else _skip_space(text, start)
    honour = _HONOUR.match(lower, at)
    at = honour.end() if honour else at
    name = _NAME.match(text, at)
    if name is None or not name.group()[0].isupper() or _NO_PERSON.match(lower, at):
        return None
    spoken = _spoken(name.group())
    return Range(at, at + len(spoken)) if " " in spoken else None


def _skip_space(text: str, start: int) -> int:
    return start + (len(text[start : start + 4]) - len(text[start : start + 4].lstrip(" \n")))


def _spoken(name: str) -> str:
    """A name's words are capitalised alike; another's begin where that changes."""
    if (end := _ENDS_NAME.search(name.lower())) is not None:
        name = name[: end.start()]
    words = re.split(r"( +)", name)
    loud = all(w.isupper() for w in words[:3:2])
    kept = min(len(words), 2 * _MOST_WORDS - 1)
    for index, word in enumerate(words[:kept]):
        if word.strip() and (not word[0].isupper() or (len(word) > 1 and word.isupper() != loud)):
            kept = index
            break
    return "".join(words[:kept]).rstrip()


def governing(text: str, lower: str) -> Iterator[Range]:
    """Bodies above the organisation."""
    for found in _GOVERNING.finditer(lower):
        if found["free"] and not _is_parted(lower, found.start()):
            continue
        if (place := named(text, lower, found.end())) is not None:
            yield place


def _is_parted(lower: str, start: int) -> bool:
    """Whether a lead-in that prose knows too begins a line, or stands behind a mark."""
    before = lower[lower.rfind("\n", 0, start) + 1 : start].rstrip(" ")
    return not before.strip(" -–•*+") or before[-1] in ",|(•-–"


def named(text: str, lower: str, start: int) -> Range | None:
    """The name that begins at a place, up to what is no part of a name."""
    start += len(text[start : start + 4]) - len(text[start : start + 4].lstrip(" \n:“\"'–-"))
    stop = _STOP.search(lower, start)
    end = stop.start() if stop else len(text)
    words = text[start:end].rstrip(" .,-–/*•”\"'")
    if words.count("(") > words.count(")"):
        words = words[: words.rindex("(")].rstrip()
    if not 4 <= len(words) <= _LONGEST or not words[:1].isalpha():
        return None
    return Range(start, start + len(words))
