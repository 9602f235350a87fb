"""One line of a page as a credit: ``Theo Vũ Hoàng/Vnexpress``, ``Nguồn: Báo X (16/11/2026)``.

What only looks like one is none: a picture's credit, ``(Tổng hợp)``, ``Theo đó, …``,
``Theo ông … cho biết``, ``Theo quy định …``. Persons named beside the outlet are not kept.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.times import StatedTime, read_time

_LEAD: Final = (
    r"(?P<lead>(?:(?:Dẫn|Trích)(?: dẫn)?(?: lại)? )?Theo"
    r"|(?:Dẫn |Trích )?Nguồn(?: tin| bài(?: viết)?| dẫn| gốc)?"
    r"|(?:Bài(?: viết)?|Bản|Link|Xem bài(?: viết)?) gốc(?: tại)?|Link (?:nguồn|bài)|Nguồn link)"
)
_LINE: Final = re.compile(
    rf"^(?P<open>[\s\"“*>(\[–-]*){_LEAD}(?P<colon>\s?:)?\s+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_COLON_LINE: Final = re.compile(
    rf"^(?P<open>[\s\"“*>(\[–-]*){_LEAD}(?P<colon>\s?:)(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL
)
_PAREN: Final = re.compile(
    rf"[(\[]\s*{_LEAD}(?P<colon>\s?:)?\s+(?P<rest>[^()\[\]]{{1,120}}(?:\([^()]{{0,80}}\)[^()\[\]]{{0,40}})?)[)\]]",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"[.!?…”\"]\s+(?P<lead>Theo|Nguồn)(?P<colon>\s?:)?\s+(?P<rest>[^.!?]{2,60})$"
)
_INFIX: Final = re.compile(r"^[^\s.]\S*(?: \S+){0,4} theo (?P<rest>[A-ZĐ]\S*(?: \S+){0,5})$")

_PICTURE: Final = re.compile(
    r"^(?:ảnh|video|clip|hình|đồ họa|infographic|audio|nhạc)\b", re.IGNORECASE
)
_NOBODY: Final = re.compile(
    r"^(?:tổng hợp|internet|sưu tầm|mạng(?: xã hội)?|st|nhiều nguồn|các báo)\b", re.IGNORECASE
)
_PROSE: Final = re.compile(
    # Lower-case words that open a sentence after "Theo"; a name has a capital there.
    r"^(?:đó|đây|này|như|ông|bà|anh|chị|cô|em|tôi|dõi|đuổi|các|những|nhiều|một|mỗi|từng|lời|lệnh"
    r"|thông tin|nguồn tin|tin|số|kết|phản ánh|tìm hiểu|ghi nhận|chia sẻ|đánh giá|ước|dự|cáo trạng"
    r"|hồ sơ|yêu cầu|chỉ đạo|đề|nghiên cứu|khảo sát|thời|lịch|cách|hướng|đúng|quan|tiêu chuẩn"
    r"|hợp|truyền|phong|giáo sư|tiến sĩ|bác sĩ|luật sư|thạc sĩ|chuyên gia|lãnh đạo|đại diện"
    r"|[Qq]uy định|[Qq]uyết định|[Kk]hoản|[Đđ]iều \d|[Ll]uật|[Nn]ghị (?:định|quyết)|[Tt]hông tư"
    r"|[Bb]áo cáo|[Kk]ế hoạch|[Tt]hống kê|[Cc]hỉ thị|(?:PGS|GS|TS|BS|ThS)(?=[. ]+\w)"
    r"|lương y|[Đđ]ại tá|[Tt]hượng tá|[Tt](?:hiếu|rung) tướng)(?!\w)"
    r"|,\s(?:ông|bà|anh|chị|các|những|một|hiện|trong|khi|tại|ở|với|từ|số|có|người|cả|nhiều|vụ|việc"
    r"|đến|sau|trước|tính|mỗi|theo|giá|tỷ|hơn|gần)\s"
    r"|\b(?:cho biết|cho hay|khẳng định|nhận định|thông tin rằng|cảnh báo|nhấn mạnh|phải|được"
    r"|sẽ|đã|đang|không|bị)\b"
)
_UNDATED: Final = re.compile(
    r"[\s,|(\[–-]*(?:(?:(?:thời gian|thời điểm|ngày|giờ)\s+)?(?:đã\s+)?"
    r"(?:đăng|xuất bản|phát|cập nhật)(?:\s+(?:tải|hành|sóng))?"
    r"(?:\s+(?:tin|bài)(?:\s+viết)?)?(?:\s+gốc)?)?"
    r"\s*(?:lúc|ngày|vào)?\s*(?:ngày\s*)?:?\s*$",
    re.IGNORECASE,
)
_NO_DAY: Final = re.compile(r"[\s,–-]+(?:tháng\s)?(?:\d{1,2}[/.-])?\d{1,2}[/.-](?:19|20)\d\d$")
_ASIDE: Final = re.compile(
    r"\((?:lược )?(?:theo|dịch|tổng hợp|ảnh|nguồn|ghi)\b[^)]*\)", re.IGNORECASE
)
_PARTS: Final = re.compile(
    r"\s*(?:[/,;()&|–—]|\s-\s?|\s?-\s|\s(?:và|theo|dịch từ|dịch theo|qua)\s)\s*"
)
_SIGNED: Final = re.compile(r"(?P<outlet>\S+ .*\S)(?: [^\W\d_a-zà-ỹ][^\W\d_]+){2}$")
_LISTED: Final = re.compile(r"\s*(?:[/,;()|]|\s[–—-]\s)\s*")
_INNER: Final = re.compile(r"\(([^()]+)\)\s*$")
_AGAIN: Final = re.compile(r"[\s.;,–-]*[(\[]?(?:theo|nguồn)\b", re.IGNORECASE)
_HOST_FIRST: Final = re.compile(
    r"(?P<host>[A-Za-z][\w-]*(?:\.[\w-]+)*\.(?:vn|com|net|org|info|tv))"
    r"(?: [^\W\d_a-zà-ỹ][^\W\d_]*){2,4}(?: \([^()]*\))?$"
)
_DOCUMENT: Final = re.compile(r"nghị quyết|báo cáo|thống kê|quyết định|nghị định", re.IGNORECASE)
_OFFICE: Final = re.compile(r"(?:báo|tạp chí|đài|cổng|hãng|trang|kênh)\s+[A-ZĐ]")
_LINK: Final = "nk"
"""Of ``link``, of whose other letters the patterns take more than one for an i."""
_LONGEST_LINE: Final = 300
_LONGEST: Final = 12
"""Words of a credit's name; more is a sentence."""


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A credit within one line; places are offsets in that line."""

    name: str
    """The outlet's name as written, without the person named beside it."""
    names: tuple[str, ...]
    """Every name that the line gives, for comparison only."""
    time: StatedTime | None
    place: Range


def may_credit(words: str) -> bool:
    """Whether a lead, or a label, could stand in these words: told from lower case alone."""
    lower = words.lower()
    return "theo" in lower or "nguồn" in lower or "gốc" in lower or _LINK in lower


def read_credit_line(line: str) -> tuple[CreditLine, ...]:
    """The credits that a line gives; empty where it names no source.

    Of a line that is too long to be a credit only the end is read.
    """
    if len(line) <= _LONGEST_LINE:
        whole = _LINE.match(line) or _COLON_LINE.match(line)
        if whole is not None and (credit := _credit(whole, line, strict=not whole["colon"])):
            more = _behind(line, credit.place.end)
            return (credit, *(other for other in more if other.name != credit.name))
        return _within(line)
    cut = len(line) - _LONGEST_LINE
    return tuple(_moved(credit, cut) for credit in _within(line[cut:]))


def _behind(line: str, end: int) -> tuple[CreditLine, ...]:
    """A second credit on the line, such as the outlet that translated the first."""
    if _AGAIN.match(line, end) is None:
        return ()
    return tuple(_moved(credit, end) for credit in read_credit_line(line[end:]))


def _within(line: str) -> tuple[CreditLine, ...]:
    parens = (_credit(found, line, strict=False) for found in _PAREN.finditer(line))
    within = tuple(credit for credit in parens if credit)
    if within:
        return within
    last = _TAIL.search(line) or _INFIX.match(line)
    credit = _credit(last, line, strict=True) if last else None
    return (credit,) if credit else ()


def _moved(credit: CreditLine, by: int) -> CreditLine:
    time = credit.time
    moved = StatedTime(time.value, _shifted(time.place, by)) if time else None
    return replace(credit, time=moved, place=_shifted(credit.place, by))


def _credit(found: re.Match[str], line: str, *, strict: bool) -> CreditLine | None:
    rest, start = _enclosed(found), found.start("rest")
    time = read_time(found["rest"])
    said = _said(rest, time)
    if not said or not _names_somebody(said, strict=strict):
        return None
    said = _without_byline(said)
    names = tuple(part for part in _PARTS.split(said) if len(part.strip(" .")) > 1)
    if not names:
        return None
    # "Đời sống & Pháp luật" is one outlet's name as well as two.
    names += tuple(w for part in _LISTED.split(said) if (w := part.strip()) and w not in names)
    if found["rest"].rstrip().endswith(" -") and (signed := _SIGNED.match(said)):
        names += (signed["outlet"],)
    end = max(start + len(said), start + time.place.end if time else 0)
    shifted = StatedTime(time.value, _shifted(time.place, start)) if time else None
    lead = found.start("lead") if "lead" in found.groupdict() else 0
    return CreditLine(_outlet(said, names), names, shifted, Range(lead, _closed(line, end)))


def _enclosed(found: re.Match[str]) -> str:
    """What stands behind the lead; of a bracket that opened before it only what it holds."""
    rest = found["rest"]
    opened = found.groupdict().get("open") or ""
    if "(" not in opened and "[" not in opened:
        return rest
    depth = 1
    for at, letter in enumerate(rest):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0:
            return rest[:at]
    return rest


def _said(rest: str, time: StatedTime | None) -> str:
    dated = time is not None and 0 < time.place.start <= len(rest)
    head = _UNDATED.sub("", rest[: time.place.start]) if time and dated else rest
    head = re.split(
        r"\s*\||(?<!\.\w)\.\s{1,2}(?=\S)|\)\.|\s+Theo\s|\s\*\s|,\s*$", head, maxsplit=1
    )[0]
    head = head.strip(' \t\n"”“*…:;,-–—·•')
    if head.count(")") > head.count("("):
        head = head.rstrip(") ")
    head = _NO_DAY.sub("", head)
    return head.rstrip(".] ").strip()


def _names_somebody(said: str, *, strict: bool) -> bool:
    if _PICTURE.match(said) or _NOBODY.match(said):
        return False
    named = not strict and _DOCUMENT.match(said)
    if not named and _PROSE.search(_ASIDE.sub("", said)):
        return False
    bracketed = _INNER.search(said)
    if len((bracketed[1] if bracketed else said).split()) > _LONGEST:
        return False
    first = next((c for c in said if c.isalnum()), "")
    if not strict or not first.islower() or _OFFICE.match(said):
        return True
    return "." in said or len(said.split()) <= 2


def _without_byline(said: str) -> str:
    """A host's letters end where they end: who wrote for it may stand behind."""
    host = _HOST_FIRST.match(said)
    return host["host"] if host else said


def _outlet(said: str, names: tuple[str, ...]) -> str:
    aside = _ASIDE.search(said)
    plain = _ASIDE.sub("", said).strip()
    if aside and aside.start() and said[aside.end() :].lstrip()[:1].isalpha():
        plain = said[: aside.start()].strip()
    inner = _INNER.search(plain)
    if inner:
        return inner[1].strip()
    if " theo " in plain:
        return plain.rsplit(" theo ", 1)[1].strip()
    if "/" in plain and "//" not in plain and "," not in plain:
        return plain.rsplit("/", 1)[1].strip()
    return plain or names[-1]


def _shifted(place: Range, by: int) -> Range:
    return Range(place.start + by, place.end + by)


def _closed(line: str, end: int) -> int:
    while end < len(line) and line[end] in ")].":
        end += 1
    return min(end, len(line))
