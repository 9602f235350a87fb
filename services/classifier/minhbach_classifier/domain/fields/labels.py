"""The labels of an imprint: where its details begin, and so where the one before each ends.

Footers come as paragraphs, cells or one long line; a label tells a detail from the next in each.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import ahocorasick_rs

from minhbach_classifier.domain.fields.sought import holds, lowered, sought

Kind = Literal[
    "person", "other", "governing", "owner", "address", "phone", "email", "licence", "rest"
]

_WORDS: Final[dict[Kind, str]] = {
    "person": "người chịu trách nhiệm;chịu trách nhiệm;chịu rách nhiệm;người chịu rách nhiệm"
    ";tổng biên tập;trưởng ban biên tập;phụ trách nội dung;phụ trách trang;phụ trách website"
    ";trưởng ban ban biên tập;người phụ trách;tổng biên tập phụ trách;quyền tổng biên tập",
    "other": "phó tổng biên tập;tổng thư ký tòa soạn;thư ký tòa soạn;ủy viên ban biên tập"
    ";phó trưởng ban;phó ban biên tập;trưởng ban;phó tổng thư ký;liên hệ quảng cáo"
    ";phòng quảng cáo;hợp tác truyền thông;hợp tác nội dung;liên hệ hợp tác"
    ";đại diện thương mại;phó giám đốc;liên hệ;hỗ trợ;cskh;bạn đọc;hợp tác quảng cáo"
    ";phụ trách điện tử;phụ trách kỹ thuật;đại diện pháp luật;người đại diện;kế toán"
    ";chánh văn phòng",
    "governing": "cơ quan chủ quản;đơn vị chủ quản;cơ quan ngôn luận;cơ quan của;trực thuộc"
    ";tiếng nói của;cơ quan trung ương của",
    "owner": "đơn vị thiết lập;tổ chức thiết lập;cơ quan thiết lập;đơn vị quản lý"
    ";cơ quan quản lý;tổ chức quản lý;đơn vị vận hành;đơn vị sở hữu;chủ sở hữu;tên tổ chức"
    ";tên doanh nghiệp;tên công ty;tên đơn vị;tên cơ quan;bản quyền;copyright;©;đơn vị chủ sở hữu"
    ";toàn bộ bản quyền",
    "address": "địa chỉ;trụ sở;tòa soạn;văn phòng;đ/c;đc;address;add;vpđd;vpgd;chi nhánh"
    ";địa điểm;cơ quan đại diện;văn phòng đại diện;trụ sở chính;tòa soạn và trị sự",
    "phone": "điện thoại;đt;sđt;đtdđ;tel;hotline;đường dây nóng;tổng đài;phone;di động;mobile"
    ";số điện thoại;số đt;điện thoại liên hệ;điện thoại/fax;đt/fax;tel/fax;fax;số fax;t;f;hot line"
    ";telephone;cell;zalo",
    "email": "email;e-mail;thư điện tử;mail;hộp thư;hòm thư;e;địa chỉ email;email liên hệ"
    ";hộp thư điện tử;địa chỉ thư điện tử;hòm thư điện tử;địa chỉ e-mail",
    "licence": "giấy phép;số giấy phép;gp;gpttđt;giấy xác nhận;gp số;giấy phép số",
    "rest": "mã số thuế;mst;đkkd;msdn;mã số doanh nghiệp;giấy chứng nhận;số tài khoản;website;web"
    ";facebook;fanpage;skype;all rights reserved;ghi rõ nguồn;điều khoản;chính sách"
    ";thiết kế bởi;thiết kế và phát triển;designed by;powered by;mọi tin bài;lượt truy cập"
    ";đang truy cập;đang online;tổng truy cập;theo dõi chúng tôi;kết nối với;giấy cnđkdn;gpkd"
    ";gcn đkkd;giấy đkkd;issn;số đkkd;đăng ký kinh doanh;thông tin tòa soạn;rss;máy chủ;vui lòng"
    ";không sao chép;mọi quyền;giữ bản quyền;nghiêm cấm;tuyệt đối không;cấm sao chép;xin ghi rõ",
}
_SHORT: Final = 3
"""Letters up to which a label must stand before a colon."""
_PLAIN_WORDS: Final = frozenset(
    # Words of names and sentences too: labels only before a colon, or alone on their line.
    (
        "liên hệ",
        "hỗ trợ",
        "văn phòng",
        "chi nhánh",
        "trụ sở",
        "tòa soạn",
        "trưởng ban",
        "bạn đọc",
        "phó giám đốc",
        "kế toán",
        "phụ trách trang",
        "mail",
        "web",
        "zalo",
        "cell",
        "người phụ trách",
        "trực thuộc",
        "facebook",
        "rss",
        "add",
        "máy chủ",
        "địa điểm",
        "đăng ký kinh doanh",
        "address",
        "phone",
        "mobile",
        "di động",
        "cơ quan đại diện",
        "skype",
        "chính sách",
        "điều khoản",
        "phụ trách nội dung",
        "người đại diện",
        "tổng đài",
    )
)
_HEAD: Final = re.compile(r"[^\n:：\d@|;]{0,45}[:：]")
_LINE_END: Final = re.compile(r"[^\S\n]{0,2}(?:\n|$)")
_VALUE_ENDS: Final = re.compile(
    # An e-mail, a phone, a licence's day: what goes on with a capital is something else. It begins
    # with a set of letters, to which the search skips, and looks back from there.
    r"[@\d](?:(?<=@)[\w.-]{1,40}\.[a-z]{2,6}"
    r"|(?<=\d)(?<![\d.]\d)\d{1,3}\)?[ .-]?\d(?:[ .-]?\d){6,8}"
    r"|(?<=\d)[/.-]\d{4}|(?<=năm \d)\d{3})(?: [-–]|\.)?"
    r"(?= (?!(?:Sở|Bộ|Cục|UBND|Do|SỞ|BỘ|CỤC)\b)[A-ZĐÀ-Ỹ©][^\s:@]*\s)"
)
_OWNER_BEGINS: Final = sought(
    # A firm's name behind a place's or a person's, with no word between that would join them.
    r" (?!(?:CỦA|BỞI|THUỘC|VỀ|DO|VÀ|TỔNG|VỚI|GIỮA|Tổng|Của|Thuộc|Bởi|By|BY|QUYỀN|Copyright)\b)"
    r"[A-ZĐÀ-Ỹ][^\W\d_]*(?= (?:Công ty|CÔNG TY|Tổng công ty|TỔNG CÔNG TY|Cty|Tạp chí điện tử"
    r"|Báo điện tử) \S)",
    "ông ty ;ÔNG TY ;Cty ;điện tử ",
)
_BAR: Final = sought(r"[|•](?= )", "| ;• ")
_LONG_LINE: Final = 80
"""Characters from which a line may join several details."""
_LETTERS: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
"""Bytes."""
_JOINED: Final = re.compile(r"[\s/&,\-–(]{0,4}(?:và\s|hoặc\s)?")


class Label(NamedTuple):
    """A label in a text: ``[start, end)`` are its words, ``head`` is where its value begins."""

    kind: Kind
    start: int
    end: int
    head: int
    marked: bool
    """Whether a colon or a line's end follows."""


class _Told(NamedTuple):
    """What a label's writing tells, where that stands in a text."""

    word: str
    kind: Kind
    bare: bool
    length: int
    """With the colon that it is sought with."""
    own: int
    """Letters, without the colon."""


class _Labels:
    """The automaton of all labels; the shortest are sought with their colon."""

    def __init__(self) -> None:
        told: dict[str, _Told] = {}
        for kind, words in _WORDS.items():
            for word in words.split(";"):
                for spelt in _spellings(word):
                    bare = spelt != word and spelt.isascii()
                    for tail in (":", " :", ".:") if len(word) <= _SHORT else ("",):
                        sought_as = spelt + tail
                        sizes = len(sought_as), len(sought_as.rstrip(" .:"))
                        told.setdefault(sought_as, _Told(word, kind, bare, *sizes))
        self._told = list(told.values())
        # Of bytes: the one of letters makes a table of every letter's place, for few matches.
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [words.encode() for words in told],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def of(self, text: str, lower: str) -> Iterator[Label]:
        for told, start in self._words(lower):
            word, kind, bare, length, own = told
            end = start + length
            short = len(word) <= _SHORT and word != "©"
            head = None if short else _HEAD.match(text, end)
            marked = short or head is not None or _LINE_END.match(text, end) is not None
            if marked or not (bare or word in _PLAIN_WORDS):
                yield Label(kind, start, start + own, head.end() if head else end, marked)

    def _words(self, lower: str) -> Iterator[tuple[_Told, int]]:
        """Where labels stand as words, in letters."""
        encoded = lower.encode("utf-8", "replace")
        padded = encoded + b" "  # of which the last byte stands before the first, too
        seen = at = 0
        for which, first, last in self._automaton.find_matches_as_indexes(encoded):
            if padded[first - 1] in _LETTERS or padded[last] in _LETTERS:
                continue
            told = self._told[which]
            start = at + len(encoded[seen:first].decode())
            seen, at = last, start + told.length
            if not (lower[at : at + 1].isalnum() or (start and lower[start - 1].isalnum())):
                yield told, start


@lru_cache(maxsize=1)
def _labels() -> _Labels:
    return _Labels()


def labels(text: str) -> list[Label]:
    """Every label of a text, first to last."""
    return list(_labels().of(text, lowered(text)))


def broken(text: str, found: Sequence[Label]) -> str:
    """The text with a new line before every detail that goes on a line; every offset stays."""
    cuts = set(_ends(text))
    last = -1
    for label in found:
        if last < label.start - 1 and _begins(text, label, last):
            cuts.add(label.start - 1)
        last = label.end
    return _cut(text, cuts)


def _cut(text: str, cuts: Iterable[int]) -> str:
    """With a new line in place of some letters."""
    ordered = sorted(cuts)
    if not ordered:
        return text
    pieces = map(slice, (0, *(cut + 1 for cut in ordered)), (*ordered, len(text)))
    return "\n".join(map(text.__getitem__, pieces))


def _ends(text: str) -> Iterator[int]:
    """In long lines, the space behind a detail that something else follows."""
    told = [s.pattern for s in (_BAR, _OWNER_BEGINS) if holds(text, s.words)]
    patterns = (_VALUE_ENDS, *told)
    end = -1
    for line in text.split("\n"):
        start, end = end + 1, end + 1 + len(line)
        if len(line) >= _LONG_LINE:
            for pattern in patterns:
                yield from (found.end() for found in pattern.finditer(text, start, end))


def _begins(text: str, label: Label, last: int) -> bool:
    """Whether a label begins a detail: capital, parted from what is before, no label's tail."""
    if text[label.start - 1] != " " or not (
        text[label.start].isupper() or text[label.start] == "©" or _parted(text, label)
    ):
        return False
    return last < 0 or _JOINED.fullmatch(text, last, label.start) is None


def _parted(text: str, label: Label) -> bool:
    """A label in small letters behind a dash, bar or comma."""
    before = text[: label.start].rstrip(" ")[-1:]
    return label.marked and bool(before) and before in "-–|•·*;"


def _spellings(word: str) -> set[str]:
    """Both places of a tone, and the word without its marks."""
    bare = unicodedata.normalize("NFD", word.replace("đ", "d"))
    unmarked = "".join(c for c in bare if not unicodedata.combining(c))
    moved = word.replace("tòa", "toà").replace("ủy", "uỷ")
    eth = word.replace("đ", "ð")
    tidied = word.replace("quản lý", "quản lí")
    return {s for s in (word, moved, eth, tidied, unmarked) if len(s) > 0}


def inside_head(found: Sequence[Label], at: int) -> bool:
    """Whether a place is within a label's own words (``Điện thoại Báo X:``)."""
    index = bisect_right(found, at, key=lambda label: label.start) - 1
    if index < 0:
        return False
    label = found[index]
    named = label.kind in ("phone", "email", "address", "person", "other")
    return named and label.marked and label.start < at < label.head
