"""How personal data of people is written in Vietnamese texts: names, phones, e-mails, numbers.

Patterns over text as ``alike`` makes it: one letter for what looks the same, one kind of space.
"""

import re
from collections.abc import Iterator
from typing import Final

from minhbach_shared.personal import EMAIL, PHONE

# Surnames that are hardly ever another word; then those that begin places and common words too.
_SURNAMES: Final = (
    "Nguyễn|Trần|Phạm|Huỳnh|Hoàng|Phan|Võ|Đặng|Bùi|Đỗ|Ngô|Đinh|Đoàn|Trịnh|Trương|Phùng|Quách|"
    "Nghiêm|Tạ|Lê|Vũ|Dương|Lương|Thạch|Tôn|Đàm|Giáp|Doãn|Khuất|Bành|Nông|Giàng|Sùng|Thào|Quàng|"
    "Niê|Ksor|Rmah|Kpă|Nguyen|Huynh|Pham|Trinh|Phung|Nghiem|Quach"
)
_AMBIGUOUS: Final = (
    "Hồ|Lý|Mai|Lâm|Cao|Hà|Lưu|Chu|Châu|Tô|Thái|Vương|Kiều|Tăng|Đào|Triệu|Từ|Văn|Hứa|La|Mạc|"
    "Kim|Sơn|Danh|Thân|Viên|Diệp|Ninh|Bạch|Cù|Lại|Lục|Mã|Phó|Quan|Uông|Vi|Âu|Đồng|Khổng|Tiêu|"
    "Lò|Siu|Tran|Hoang|Phan|Dang|Bui|Truong|Duong|Luong|Dinh|Doan|Le|Vo|Vu|Ngo|Ho|Ly"
)
# Of peoples who put the name of the clan last.
_CLANS: Final = "Niê|Kđăm|Êban|Mlô|Ayun|Kbuôr|Byă|Êñuôl"
_TITLES: Final = (
    "ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ|thầy|mr|mrs|ms|bs|ts|ths|gs|pgs|ls|bác sĩ|tiến sĩ|"
    "thạc sĩ|giáo sư|luật sư|nhà báo|phóng viên|nhà văn|nghệ sĩ|ca sĩ|kỹ sư|giám đốc|chủ tịch|"
    "bí thư|trưởng phòng|hiệu trưởng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|"
    "trung úy|bị cáo|bị can|nạn nhân|nghi phạm"
)
_LABELS: Final = (
    "tác giả|biên tập|biên tập viên|tổng biên tập|ảnh|bài|clip|video|bút danh|thực hiện"
)
_ALIASES: Final = (
    "nghệ danh|biệt danh|bút danh|tên thật|tên khai sinh|tên thường gọi|còn gọi là|biệt hiệu"
)
_NUMBERED: Final = (
    "cmnd|cccd|cmt|căn cước|căn cước công dân|chứng minh nhân dân|hộ chiếu|stk|số tài khoản"
)
_UPPER: Final = (
    "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸÄÅÆÇËÎÏÑÖØÛÜĆČĐŁŠŽ"
)
_LETTER: Final = r"[^\W\d_]"
_TAIL: Final = rf"(?:'{_LETTER}{{1,8}})?(?!{_LETTER})"
_WORD: Final = rf"[{_UPPER}]{_LETTER}{{0,6}}{_TAIL}"
# Behind a title a foreigner's name is known as one, too.
_LONG_WORD: Final = rf"[{_UPPER}]{_LETTER}{{0,15}}{_TAIL}"
_GAP: Final = r"(?:[ \t]{1,80}|-)"
# An office, not its holder: what these begin is no name.
_NO_NAME: Final = (
    r"(?!(?:Báo|Đài|Tạp|Nhật|Cổng|Trang|Ban|Sở|Bộ|Công|UBND|HĐND|HĐTV|HĐQT|Ủy|Uỷ|Hội|Đảng|Đoàn|"
    r"Quận|Huyện|Tỉnh|Thành|Phó|Tổng|Văn phòng|Trung tâm|Viện|Trường|Cục|Chi)\b)"
)
_QUOTED: Final = rf"{_NO_NAME}(?P<name>[{_UPPER}][^\"'<>\\\n]{{0,40}}[ ][^\"'<>\\\n]{{1,40}})"
_BYLINE: Final = r"(?i:author|byline|creator|article:author|dc\.creator)"

NAMES: Final = (
    re.compile(
        rf"(?<!{_LETTER})(?i:{_TITLES})\.?:?{_GAP}{_NO_NAME}"
        rf"(?P<name>{_LONG_WORD}(?:{_GAP}{_LONG_WORD}){{0,4}})"
    ),
    re.compile(
        rf"(?<!{_LETTER})(?i:{_LABELS}):{_GAP}{_NO_NAME}"
        rf"(?P<name>{_LONG_WORD}(?:{_GAP}{_LONG_WORD}){{1,4}})"
    ),
    re.compile(
        rf"(?<!{_LETTER})(?i:{_ALIASES})(?:{_GAP}là)?:?{_GAP}[\"“‘']?{_NO_NAME}"
        rf"(?P<name>{_LONG_WORD}(?:{_GAP}{_LONG_WORD}){{0,4}})"
    ),
    re.compile(rf"(?<!{_LETTER})(?:{_SURNAMES})(?:{_GAP}{_WORD}){{1,4}}"),
    re.compile(rf"(?<!{_LETTER})(?:{_AMBIGUOUS})(?:{_GAP}{_WORD}){{2,4}}"),
    re.compile(rf"(?<!{_LETTER})(?:{_WORD}{_GAP}){{1,3}}(?:{_CLANS})(?!{_LETTER})"),
    re.compile(rf"(?<!{_LETTER})[HKY]'{_LETTER}{{2,8}}(?:{_GAP}{_WORD}){{0,3}}"),
    re.compile(
        rf"(?<!{_LETTER})(?:{_SURNAMES.upper()})(?:{_GAP}[{_UPPER}]{{1,7}}(?!{_LETTER})){{1,4}}"
    ),
    # Written small: nothing says where the name ends.
    re.compile(rf"(?<!{_LETTER})(?:nguyễn|huỳnh)(?:{_GAP}{_LETTER}{{1,7}}(?!{_LETTER})){{1,3}}"),
    # Who wrote a page, where it says so for machines.
    re.compile(rf"{_BYLINE}[\"']?\s{{0,9}}(?:content\s?=|[:=])\s{{0,9}}[\"']{_QUOTED}[\"']"),
    re.compile(rf"content\s?=\s?[\"']{_QUOTED}[\"']\s{{1,9}}name\s?=\s?[\"']{_BYLINE}[\"']"),
    re.compile(rf"\"Person\"\s?,[^{{}}]{{0,200}}?\"name\"\s?:\s?\"{_QUOTED}\""),
    re.compile(rf"\"name\"\s?:\s?\"{_QUOTED}\"[^{{}}]{{0,200}}?\"@type\"\s?:\s?\"Person\""),
)
"""Names: the group ``name`` where there is one, else the whole."""
_PHONES: Final = (PHONE, re.compile(r"(?<![\d.])\+?84[ .-]?\(0\)(?:[ .-]{0,2}\d){8,10}(?!\d)"))
_AT: Final = r"\s?[\[(]\s?(?:at|a còng|@)\s?[\])]\s?"
_DOT: Final = r"\s?[\[(]\s?(?:dot|chấm)\s?[\])]\s?"
_EMAILS: Final = (
    EMAIL,
    re.compile(rf"[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,5}}"),
)
NUMBERS: Final = re.compile(
    rf"(?<!{_LETTER})(?i:{_NUMBERED})(?!{_LETTER})[^\d\n]{{0,20}}(?P<name>\d(?:[ .]?\d){{5,18}})"
)
"""Numbers of papers and accounts, behind the word that says what they are."""
_SPACES: Final = "\u00a0\u1680\u202f\u205f\u3000\u200b\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("ÐƉ", "Đ"),
        "ð": "đ",
        **dict.fromkeys("’ʼ‘`´", "'"),
        **dict.fromkeys("‐‑", "-"),
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    }
)


def alike(text: str) -> str:
    """The text, as long as it was, with one letter for those that look the same."""
    return text.translate(_ALIKE)


def emails_in(text: str) -> Iterator[re.Match[str]]:
    """E-mails, also such as are written to be kept from machines."""
    for pattern in _EMAILS:
        yield from pattern.finditer(text)


def phones_in(text: str) -> Iterator[re.Match[str]]:
    """Telephone numbers of Viet Nam."""
    for pattern in _PHONES:
        yield from pattern.finditer(text)


def plain_email(written: str) -> str:
    """An e-mail as it is meant."""
    return re.sub(_DOT, ".", re.sub(_AT, "@", written))
