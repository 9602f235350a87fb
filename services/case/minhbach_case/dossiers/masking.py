"""Personal data of people in free text: phones, e-mails, names (pure).

It errs towards masking: what is no person's name and looks like one is masked too. A party's own
name, phones and e-mails, as the register knows them, stay.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from minhbach_shared.personal import EMAIL, PHONE, PersonalKind, normal_value

Place = tuple[int, int]
# Surnames that are hardly ever another word; then those that begin places and common words too.
_SURNAMES: Final = (
    "Nguyễn|Trần|Phạm|Huỳnh|Hoàng|Phan|Võ|Đặng|Bùi|Đỗ|Ngô|Đinh|Đoàn|Trịnh|Trương|Phùng|Quách|"
    "Nghiêm|Tạ|Lê|Vũ|Dương|Lương|Thạch|Tôn|Đàm|Giáp|Doãn|Khuất|Bành|Nông"
)
_AMBIGUOUS: Final = (
    "Hồ|Lý|Mai|Lâm|Cao|Hà|Lưu|Chu|Châu|Tô|Thái|Vương|Kiều|Tăng|Đào|Triệu|Từ|Văn|Hứa|La|Mạc|"
    "Kim|Sơn|Danh|Thân|Viên|Diệp|Ninh|Bạch|Cù|Lại|Lục|Mã|Phó|Quan|Uông|Vi|Âu|Đồng|Khổng|Tiêu"
)
_TITLES: Final = (
    "ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ|thầy|mr|mrs|ms|bs|ts|ths|gs|pgs|ls|bác sĩ|tiến sĩ|"
    "thạc sĩ|giáo sư|luật sư|nhà báo|phóng viên|nhà văn|nghệ sĩ|ca sĩ|kỹ sư|giám đốc|chủ tịch|"
    "bí thư|trưởng phòng|hiệu trưởng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|"
    "trung úy|bị cáo|bị can|nạn nhân|nghi phạm"
)
_LABELS: Final = (
    "tác giả|biên tập|biên tập viên|tổng biên tập|ảnh|bài|clip|video|bút danh|thực hiện"
)
_UPPER: Final = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LETTER: Final = r"[^\W\d_]"
_WORD: Final = rf"[{_UPPER}]{_LETTER}{{0,6}}(?!{_LETTER})"
_GAP: Final = r"[ \u00a0\t]{1,3}"
# An office, not its holder: what these begin is no name.
_NO_NAME: Final = (
    r"(?!(?:Báo|Đài|Tạp|Nhật|Cổng|Trang|Ban|Sở|Bộ|Công|UBND|HĐND|HĐTV|HĐQT|Ủy|Uỷ|Hội|Đảng|Đoàn|"
    r"Quận|Huyện|Tỉnh|Thành|Phó|Tổng|Văn phòng|Trung tâm|Viện|Trường|Cục|Chi)\b)"
)
_TITLED: Final = re.compile(
    rf"(?<!{_LETTER})(?i:{_TITLES})\.?:?{_GAP}{_NO_NAME}(?P<name>{_WORD}(?:{_GAP}{_WORD}){{0,4}})"
)
_LABELLED: Final = re.compile(
    rf"(?<!{_LETTER})(?i:{_LABELS}):{_GAP}{_NO_NAME}(?P<name>{_WORD}(?:{_GAP}{_WORD}){{1,4}})"
)
_NAMED: Final = re.compile(rf"(?<!{_LETTER})(?:{_SURNAMES})(?:{_GAP}{_WORD}){{1,4}}")
_LONG: Final = re.compile(rf"(?<!{_LETTER})(?:{_AMBIGUOUS})(?:{_GAP}{_WORD}){{2,4}}")
_CAPITALS: Final = re.compile(
    rf"(?<!{_LETTER})(?:{_SURNAMES.upper()})(?:{_GAP}[{_UPPER}]{{1,7}}(?!{_LETTER})){{1,4}}"
)
# What stands behind these words is a place or an institution that bears somebody's name.
_NO_PERSON: Final = re.compile(
    r"(?:đường|phố|trường|thpt|thcs|tiểu học|quận|phường|xã|huyện|thị xã|thành phố|tỉnh|cầu|chợ|"
    r"bệnh viện|công viên|quảng trường|đại lộ|tượng đài|giải thưởng|cúp|tp\.?|q\.|p\.|"
    r"công ty|tập đoàn|ngân hàng)\s{0,3}$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE: Final = re.compile(rf"(?<!{_LETTER})[{_UPPER}]{_LETTER}*{_GAP}$")
# Credits and times of publishing are what cases are about: a date is no phone.
_DATE: Final = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)"
)
_BEFORE: Final = 24
_PLACES: Final = frozenset(
    ("Hồ Chí Minh", "Thái Bình Dương", "Bạch Long Vĩ", "Đồng Tháp Mười", "Lâm Đồng", "Hà Nội")
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose data stays: values as the register knows them, in their normal form."""

    values: frozenset[tuple[PersonalKind, str]] = field(default=frozenset(), repr=False)

    @classmethod
    def of(
        cls, names: Iterable[str], emails: Iterable[str] = (), phones: Iterable[str] = ()
    ) -> "Parties":
        """Of names, e-mails and phones as they are written."""
        given: dict[PersonalKind, Iterable[str]] = {"name": names, "email": emails, "phone": phones}
        return cls(
            frozenset(
                (kind, normal_value(kind, value))
                for kind, all_of in given.items()
                for value in all_of
            )
        )

    def have(self, kind: PersonalKind, value: str) -> bool:
        """Whether a value is a party's own."""
        return (kind, normal_value(kind, value)) in self.values


def personal_places(text: str, parties: Parties) -> list[Place]:
    """Where personal data of others stands, ascending, without overlaps.

    Args:
        text: composed (NFC).
    """
    found = [
        *(m.span() for m in EMAIL.finditer(text) if not parties.have("email", m.group())),
        *(m.span() for m in PHONE.finditer(text) if _is_phone(m.group(), parties)),
    ]
    for pattern in (_TITLED, _LABELLED, _NAMED, _LONG, _CAPITALS):
        for match in pattern.finditer(text):
            start, end = match.span("name" if "name" in match.groupdict() else 0)
            if _is_person(text, match.start(), start, end) and not parties.have(
                "name", text[start:end]
            ):
                found.append((start, end))
    return _joined(found)


def masked(text: str, parties: Parties, mark: str) -> str:
    """The text with a mark in place of each character of others' personal data."""
    composed = unicodedata.normalize("NFC", text)
    parts, at = [], 0
    for start, end in personal_places(composed, parties):
        parts += [composed[at:start], mark * (end - start)]
        at = end
    return "".join((*parts, composed[at:])) if parts else text


def _is_phone(written: str, parties: Parties) -> bool:
    return not _DATE.match(written) and not parties.have("phone", written)


def _is_person(text: str, begin: int, start: int, end: int) -> bool:
    if " ".join(text[start:end].split()) in _PLACES:
        return False
    before = text[max(0, begin - _BEFORE) : begin]
    # A capital title behind a capital word belongs to a name of a place: Rạch Ông Cả.
    if begin < start and text[begin].isupper() and _CAPITAL_BEFORE.search(before):
        return False
    return _NO_PERSON.search(before) is None


def _joined(found: Iterable[Place]) -> list[Place]:
    places: list[Place] = []
    for start, end in sorted(found):
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
