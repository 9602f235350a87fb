"""Which organisation runs a site: what an imprint says of it outweighs what it only mentions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from minhbach_classifier.domain.fields.contacts import is_address
from minhbach_classifier.domain.fields.labels import inside_head
from minhbach_classifier.domain.fields.people import named
from minhbach_classifier.domain.fields.scope import Scope
from minhbach_classifier.domain.fields.sought import Sought, begun, lowered, sought
from minhbach_classifier.domain.model import Range

_FIRM: Final = (
    r"(?:công ty|cty|tổng công ty|tập đoàn|doanh nghiệp tư nhân|hợp tác xã|liên hiệp hợp tác xã"
    r"|hộ kinh doanh|công ti)"
)
_PRESS: Final = (
    r"(?:báo(?! giá| cáo| chí| động| hiệu| tin| hỏng| mất| lỗi| mới| in| đọc)|tạp chí|nhà xuất bản"
    r"|thông tấn xã|đài (?:phát thanh|truyền hình|tiếng nói|pt)|cơ quan báo chí|tòa soạn báo"
    r"|trung tâm truyền thông)"
)
_OFFICE: Final = (
    r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|hđnd|sở(?! hữu| thích| trường)"
    r"|bộ(?! phận| sưu| ảnh| môn| lọc| phim| đội| máy| luật| trưởng| tiêu| câu| đề| tài| công cụ)"
    r"|cục|chi cục|tổng cục|văn phòng (?=ubnd|ủy ban|uỷ ban|đoàn|hđnd|chính phủ|bộ|sở|tỉnh|hội)"
    r"|ban quản lý|ban tuyên giáo|ban dân vận|tỉnh ủy|thành ủy|huyện ủy|tỉnh uỷ|thành uỷ|huyện uỷ)"
)
_BODY: Final = (
    r"(?:hội(?! nghị| thảo| chợ| đồng| viên| nhập| thi| làng| họp)|hiệp hội|viện(?! phí| trưởng)"
    r"|liên hiệp|liên minh|liên đoàn|tỉnh đoàn|thành đoàn|học viện|câu lạc bộ|tổng hội|trung tâm"
    r"|trường(?! hợp| ca)|đại học|bệnh viện|mặt trận|nhà văn hóa)"
)
_ANY: Final = rf"(?:{_FIRM}|{_PRESS}|{_OFFICE}|{_BODY})"

_OWNED: Final = begun(
    r"(?:đơn vị|cơ quan|tổ chức)\s+(?:chủ quản và )?"
    r"(?:thiết lập|quản lý|quản trị|vận hành|chủ sở hữu|sở hữu)"
    r"(?:\s(?:trang|website|nội dung|trang thông tin điện tử|trang tin|tổng hợp|trang ttđt|và"
    r"|vận hành))*\s{0,2}(?:[:：\-–]\s{0,2}\n?|\n|(?=" + _ANY + r"\s))"
    r"|(?:tổ chức|cơ quan|đơn vị|công ty|chủ sở hữu|doanh nghiệp)"
    r"(?:\s(?:thiết lập|quản lý))?\s?:\s{0,2}\n?",
    "đơn vị;cơ quan;tổ chức;công ty;chủ sở hữu;doanh nghiệp",
)
_RIGHTS: Final = begun(
    r"(?:(?:©|copyright|\(c\)|bản quyền)(?:[^\S\n]|©|copyright|bản quyền|\(c\)|"
    r"\d{4}(?:\s?[-–]\s?(?:\d{4}|nay))?|[.:,–-]|năm|by|thuộc|về|của|và phát triển|nội dung|này|bởi"
    r"|tất cả|website|trang)*)(?=\w)",
    "©;copyright;(c);bản quyền",
)
_ABROAD: Final = re.compile(r"\b(?:corp|corporation|jsc|ltd|inc|group|company|co\.)\b")
_MAKERS: Final = re.compile(
    r"powered|vbulletin|jelsoft|phpbb|xenforo|wordpress|joomla|theme|thiết kế"
)
_OF: Final = sought(
    r"(?<!phép )(?<!lập )(?<!\w)(?:trang|chuyên trang|cổng|website|bản tin|kênh|ấn phẩm)"
    r"(?:(?!giấy phép)[^\n.:;\d]){0,80}?"
    rf"\s(?:của|thuộc)\s(?={_ANY}\s)"
    r"|(?<!\w)(?:quản lý|phát triển|vận hành|sở hữu)(?: và (?:vận hành|phát triển|quản lý))?"
    rf"\s(?:bởi|:)\s?:?\s?(?={_ANY}\s)|^\W{{0,3}}(?:thuộc|một sản phẩm của|sản phẩm của)"
    rf"(?:\s(?:về|bản quyền))?\s?:?\s(?={_ANY}\s)",
    "của;thuộc;quản lý;phát triển;vận hành;sở hữu",
    re.MULTILINE,
)
_UNIT: Final = sought(r"đơn vị\s+chủ\s+quản\s{0,2}[:：\-–]?\s{0,2}\n?", "đơn vị")
_LINE: Final = re.compile(
    # Behind a line's end, to which the search skips: so one is put before the text.
    r"\n[^\w\n©]{0,4}(?:trang (?:thông tin|tin) điện tử(?: tổng hợp)?\s[-–]\s)?"
    rf"(?P<o>{_ANY}(?=\s))"
)
_WITHIN: Final = begun(
    r"(?<![\w@.])(?P<o>(?:CÔNG TY|Công ty|Công Ty|CTY|Cty|TỔNG CÔNG TY|Tổng công ty|Tập đoàn"
    r"|TẬP ĐOÀN|UBND|Ủy ban nhân dân|Uỷ ban nhân dân|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN"
    r"|HỢP TÁC XÃ|Doanh nghiệp tư nhân|BÁO|TẠP CHÍ|Báo|Tạp chí|báo điện tử|tạp chí điện tử)\s"
    r"[^\n])",
    "công ty;cty;tổng công ty;tập đoàn;ubnd;ủy ban nhân dân;uỷ ban nhân dân;hợp tác xã"
    ";doanh nghiệp tư nhân;báo;tạp chí",
)
_PORTAL: Final = re.compile(
    r"^\W{0,4}(?P<whole>(?:cổng|trang) (?:thông tin điện tử|ttđt|tin điện tử|thông tin)"
    rf"(?!\s+tổng hợp)\s(?:[-–:]\s)?(?:của\s)?(?P<o>{_ANY}\s)?[^\n|;:©(.]{{2,100}})$",
    re.MULTILINE,
)
_BIG_FIRM: Final = re.compile(_FIRM)
_BIG_OFFICE: Final = re.compile(_OFFICE)
_BIG: Final = re.compile(rf"(?:{_FIRM}|{_OFFICE}|{_BODY}|{_PRESS})\s")
_NO_OWNER: Final = re.compile(
    # On the line before the name: who licenses, advertises, designs or is only spoken of.
    r"giấy phép|(?<!\w)cấp(?!\w)|(?<!\w)do\s?$|(?<!\w)của\s?$|quảng cáo|thương mại|đối tác"
    r"|thiết kế|hợp tác|tài trợ|hosting|máy chủ|phát triển bởi|(?<!\w)cho\s?$|(?<!\w)và\s?$"
    r"|giữa\s|phân phối|tòa nhà|toà nhà|địa chỉ|trụ sở|designed|powered|thành viên",
)
_AGENT: Final = re.compile(
    r"^\W{0,3}(?:đại diện (?:thương mại|quảng cáo|kinh doanh)|liên hệ quảng cáo|đối tác|nhà tài trợ"
    r"|thiết kế|phát hành|đơn vị (?:hợp tác|tài trợ|thiết kế|quảng cáo)|quảng cáo|hợp tác)"
    r"[^\n:\d]{0,20}$",
)
_GRANTS: Final = re.compile(r"(?<!\w)cấp(?: ngày| phép|\s*$)")
_NEWS: Final = re.compile(
    # Words of headlines, of which an organisation's name holds none.
    r"(?<!\w)(?:bị|tăng|giảm|lỗ|lãi|nợ|phạt|đình công|lừa|khởi|trong|không|được|đã|sẽ|sau|khi|từ|vì"
    r"|vào|ra|nói|báo cáo|tổ chức|công bố|làm việc|kiểm tra|yêu cầu|đề nghị|triển khai|thông báo"
    r"|gì|này|cam kết|khắc phục|tham gia|chuẩn bị|cho|đến|giá|hôm nay|hay nhất|mới nhất)"
    r"(?!\w)",
)
_CONTACTS: Final = frozenset(("address", "phone", "email", "licence", "person", "governing"))
_AS_OWNER: Final = (10, 75)
"""Weights of a body above that may be what runs the site."""


class _Candidate(NamedTuple):
    weight: int
    place: Range


def organisations(scope: Scope, bodies: Sequence[Range], *, state: bool) -> Iterator[Range]:
    """Organisations that run the site, best first.

    Args:
        bodies: above the organisation.
        state: a state body's portal, whose own name in a heading tells who runs it.
    """
    above = {place.start for place in bodies}
    found = [
        c
        for c in _candidates(scope, bodies, state=state)
        if _may_own(scope, c) and (c.weight in _AS_OWNER or c.place.start not in above)
    ]
    best = sorted(found, key=lambda c: (-c.weight, c.place.start))
    yield from (candidate.place for candidate in best)


def _candidates(scope: Scope, bodies: Iterable[Range], *, state: bool) -> Iterator[_Candidate]:
    text, lower = scope.text, scope.lower
    yield from _named_behind(scope, _OWNED, 100)
    for start in (m.end() for m in _RIGHTS.finditer(lower)):
        if (place := named(text, lower, start)) is not None:
            yield _Candidate(_weight_of_right(lower, place), place)
    yield from _named_behind(scope, _OF, 70)
    for place in bodies:
        firm = _BIG_FIRM.match(lower, place.start)
        yield _Candidate(75 if firm else 0, place)
    yield from _headed(scope, state=state)
    for found in _WITHIN.finditer(text, lower):
        if (place := named(text, lower, found.start("o"))) is not None:
            yield _Candidate(30, place)
    # Smaller sites call so what runs them, where they name nothing else.
    yield from _named_behind(scope, _UNIT, 10)


def _weight_of_right(text: str, place: Range) -> int:
    """A right's holder counts by a word for an organisation; a site's bare name is none."""
    if _MAKERS.search(text, text.rfind("\n", 0, place.start) + 1, place.end):
        return 0
    if _BIG.match(text, place.start):
        return 80
    return 20 if _ABROAD.search(text, *place) else 0


def _named_behind(scope: Scope, lead: Sought, weight: int) -> Iterator[_Candidate]:
    for found in lead.finditer(scope.lower):
        if (place := named(scope.text, scope.lower, found.end())) is not None:
            yield _Candidate(weight, place)


def _headed(scope: Scope, *, state: bool) -> Iterator[_Candidate]:
    """Lines that begin with an organisation's name; above the contact details they are its head."""
    for found in _LINE.finditer(f"\n{scope.lower}"):
        if (place := named(scope.text, scope.lower, found.start("o") - 1)) is not None:
            above = _above_contacts(scope, place)
            office = _BIG_OFFICE.match(scope.lower, place.start)
            if above or not office:
                yield _Candidate(60 if above else 40, place)
            elif scope.text[place.end : place.end + 1] in ("\n", ""):
                yield _Candidate(25, place)
    if state:
        yield from (_Candidate(55, place) for place in _portals(scope.text, scope.lower))


def _above_contacts(scope: Scope, place: Range) -> bool:
    end = scope.text.find("\n", place.end)
    following = scope.text.find("\n", end + 1)
    if end < 0:
        return False
    bound = following if following >= 0 else len(scope.text)
    return is_address(scope.text, scope.lower, Range(end + 1, bound)) or any(
        end < label.start <= bound and label.kind in _CONTACTS for label in scope.labels
    )


def _may_own(scope: Scope, candidate: _Candidate) -> bool:
    text, place = scope.lower, candidate.place
    if not candidate.weight or inside_head(scope.labels, place.start):
        return False
    if candidate.weight >= 70 or candidate.weight == 10:
        return True
    if _NO_OWNER.search(_line_before(text, place.start)) or _GRANTS.search(text, *place):
        return False
    line = text.rfind("\n", 0, place.start) + 1
    above = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]
    return not _AGENT.match(above) and _NEWS.search(text, *place) is None


def _line_before(text: str, start: int) -> str:
    """What stands before on the line; in a table's second column the cell before."""
    line = text.rfind("\n", 0, start) + 1
    if line == start and text[max(0, line - 2) : line] == ":\n":
        line = text.rfind("\n", 0, line - 1) + 1
    return text[max(line, start - 80) : start]


def headings(text: str, hidden: Sequence[Range]) -> Iterator[Range]:
    """A state body's portal as its head names it."""
    for place in _portals(text, lowered(text)):
        if not any(h.start < place.end and place.start < h.end for h in hidden):
            yield place


def _portals(text: str, lower: str) -> Iterator[Range]:
    for found in _PORTAL.finditer(lower):
        start = found.start("o") if found["o"] else found.start("whole")
        place = named(text, lower, start)
        if place is not None and not _NEWS.search(lower, *place):
            yield place
