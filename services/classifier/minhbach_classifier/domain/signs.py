"""Signs of promotion that are no words: sums, links, numbers."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from minhbach_classifier.domain.lexicon import Hit, is_bare
from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.terms import Lookalike, Sign

_ENDINGS: Final = (
    "cc|vip|tech|win|bet|club|me|fun|top|xyz|space|de|sh|live|pro|icu|life|tn|ly|link|gy|casino|gg|bz"
    "|lol|bid|vin|cx|ws|cam|games|one|cyou|cfd|sbs|cash|icy|site|online|shop|store|monster|buzz|rest|quest"
    "|click|best|mobi|pw"
)
"""Of domain names that cost next to nothing, or that shorten; they speak only beside offers."""
_COMMON: Final = "com|net|org|app|info|id|in|vn|apk|io|biz|asia|gl|at|su|ids"
_DOT: Final = re.compile(
    rf"\.(?=[A-Za-z])(?:{_ENDINGS}|{_COMMON})(?![^\W_]|-[^\W_]|\.(?:{_ENDINGS}|{_COMMON}|uk|au)(?![^\W_]))",
    re.IGNORECASE,
)
"""The ending of a whole host, or of a file to install."""
_ENDED: Final = re.compile(r"\.[^\W\d_][^\W_]*")
_ALL_ENDINGS: Final = frozenset(f".{_ENDINGS}|{_COMMON}".replace("|", "|.").split("|"))
_HOST: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\Z")
_SHORTENERS: Final = (
    "bit.ly", "t.ly", "tinyurl.com", "by.tn", "s.id", "cutt.ly", "rb.gy", "is.gd", "shorturl.at",
    "yip.su", "goo.gl", "tny.im", "shorte.st", "ouo.io",
)  # fmt: skip
_SHORTENER: Final = re.compile(
    rf"(?:.*\.)?(?:{'|'.join(map(re.escape, _SHORTENERS))})", re.IGNORECASE
)
_OF_TALK: Final = frozenset(
    (
        "zalo.me", "m.me", "t.me", "fb.me", "wa.me", "about.me",
        "google.com", "chinhphu.vn", "google.com.vn", "facebook.com", "youtube.com",
    )
)  # fmt: skip
_OFFICIAL: Final = (".gov.vn", ".edu.vn", ".mil.vn")
_NO_SIGN: Final = (*_OFFICIAL, ".page.link")
_PARTS: Final = re.compile(r"[.-]")
_CHEAP_LABELS: Final = frozenset(_ENDINGS.split("|"))
"""With which cheap hosts end: of others the pattern is not asked."""
_CHEAP: Final = re.compile(rf".*[A-Za-z0-9-]\.(?:{_ENDINGS})", re.IGNORECASE)
_NUMBERED_LABELS: Final = frozenset(("com", "net", "app", "org", "info", "in"))
_CHEAPEST: Final = (
    "cc|vip|win|bet|club|fun|top|xyz|life|icu|casino|lol|bid|vin|cx|cam|cyou|cfd|sbs|cash|icy|site"
    "|online|shop|store|monster|buzz|rest|quest|live|click|space|ws|best|mobi"
)
"""Of hosts that no bank, carrier or state body has."""
_THROWN_AWAY: Final = frozenset(_CHEAPEST.split("|"))
_NUMBERED: Final = re.compile(
    r"(?:www\.)?(?:[a-z-]{1,12}\d{2,8}[a-z-]{0,4}|\d[a-z]{3,10}\d*)\.(?:com|net|app|org|info|in)",
    re.IGNORECASE,
)
_SEARCH: Final = re.compile(r"google\.\w{2,3}(?:\.\w\w)?/search\?q=\w+\d{3,}\.\w+", re.IGNORECASE)
_MONEY: Final = re.compile(
    r"(?:nhận|nhan|tặng|tang|tag|nạp|nap|thưởng|thuong|hoàn|hoan|ngay|luôn|luon|code|free|trả|tra"
    r"|trúng|trung|cộng|cong|kiếm|kiem)"
    r"[^\d\n]{0,12}\d[\do.,\s-]{0,10}(?:k(?!\w)|tr(?!\w)|tr\d|triệu|nghìn|%|ptram|vnđ|vnd|đồng)",
    re.IGNORECASE,
)
_MONEY_DISGUISED: Final = re.compile(
    r"[\do](?:[\W_]{0,3}[\do]){1,5}[\W_]{0,4}(?:k|ng[\W_]?h?[\W_]?[iìl][\W_]?n|%|tr)", re.IGNORECASE
)
_WAGE: Final = re.compile(
    r"\d[\d.,]*\s?(?:k(?!m)|tr|triệu|trieu|nghìn|nghin|ngàn|ngan|đ|d|đồng|dong|vnd|vnđ|củ)\w{0,3}\s?"
    r"(?:/|một|mot|mỗi|moi|1|trong|hàng|hang)\s?"
    r"(?:1\s?)?(?:ngày|ngay|tháng|thang|giờ|gio|buổi|buoi|tuần|tuan|đơn|don|lượt|luot|h\b"
    r"|nhiệm vụ|nhiem vu|video|clip|kênh|kenh|bài|bai|trang)"
    r"|\d\s?%\s?(?:/|một|mot|mỗi|moi|1)\s?(?:ngày|ngay|phiên|phien|lệnh|lenh|giờ|gio)"
    r"|(?:mỗi|moi|một|mot|1|hàng|hang|trong)\s?(?:ngày|ngay|giờ|gio|buổi|buoi|tuần|tuan|tháng|thang)"
    r"[^\d\n]{0,30}\d[\d.,]*(?:\s?[-–~]\s?\d[\d.,]*)?\s?"
    r"(?:k(?!\w)|tr(?!\w)|tr\d|triệu|trieu|nghìn|nghin|ngàn|đồng|dong|vnd)"
    r"|(?:lương|luong|thu nhập|thu nhap|kiếm|kiem)[^\d\n]{0,25}\d[\d.,]*\s?(?:k|tr|triệu|trieu)?"
    r"\s?(?:-|~|–|đến|den|tới|toi)\s?\d[\d.,]*\s?(?:k(?!\w)|tr(?!\w)|triệu|trieu|đồng|dong|vnd)",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w.,])(?:\+?84|0)[ .()-]{0,2}[3-9x](?:[ .()-]{0,2}[\dx*]){6,9}(?!\w)",
    re.IGNORECASE,
)
_NUMBERS: Final[tuple[tuple[Sign, re.Pattern[str]], ...]] = (("wage", _WAGE), ("phone", _PHONE))


def hosts(text: str) -> Iterator[tuple[str, Range]]:
    """Every host that stands in a text, with its place; names of files to install too."""
    for dot in _dots(text):
        host = _HOST.search(text, max(0, dot.start() - 60), dot.end())
        if host is not None:
            yield host.group(), Range(*host.span())


def _dots(text: str) -> Iterator[re.Match[str]]:
    """Matches of ``_DOT``, whose ending is a word: what is none of them is told at once."""
    for ended in _ENDED.finditer(text):
        word = ended.group()
        # Some letters beyond ASCII are to a pattern what their likes in it are.
        if not word.isascii() or word.lower() in _ALL_ENDINGS:
            dot = _DOT.match(text, ended.start())
            if dot is not None:
                yield dot


def links(text: str) -> Iterator[Hit]:
    """Shortened links, cheap and numbered domain names, other addresses, searches for one."""
    for host, place in hosts(text):
        if (kind := kind_of(host)) is not None:
            yield Hit(kind, kind, place)
            if host.rpartition(".")[2].lower() in _THROWN_AWAY:
                yield Hit("cheap", "cheap", place)
            before = max(0, place.start - 40)
            if (search := _SEARCH.search(text, before, place.end)) is not None:
                yield Hit("search", "search", Range(*search.span()))


def kind_of(host: str) -> Sign | None:
    """What a host tells; None for those of state bodies, schools and of mere talk."""
    lower = host.lower().removeprefix("www.")
    if lower.endswith(".apk"):
        return "apk"
    if lower in _OF_TALK or lower.endswith(_NO_SIGN):
        return None
    last = lower.rpartition(".")[2]
    # Some letters beyond ASCII are to a pattern what their likes in it are.
    strange = not lower.isascii()
    if (strange or last in _NUMBERED_LABELS) and _NUMBERED.fullmatch(host):
        return "site"
    if (strange or last in _CHEAP_LABELS) and _CHEAP.fullmatch(host):
        return "link"
    short = (strange or lower.endswith(_SHORTENERS)) and _SHORTENER.fullmatch(host)
    return "link" if short else "address"


def lookalikes(hosts: Collection[str], known: Lookalike) -> set[str]:
    """Those of some hosts that carry an organisation's name and are none of its own."""
    letters = "\n".join(hosts).lower().replace("-", "").replace(".", "")
    if not any(name in letters for name in known.names):
        return set()
    return {host for host in hosts if is_lookalike(host, known)}


def is_lookalike(host: str, known: Lookalike) -> bool:
    """Whether a host carries an organisation's name and is none of its own."""
    lower = host.lower().removeprefix("www.")
    if lower.endswith(_OFFICIAL) or is_own(lower, known):
        return False
    joined = lower.replace("-", "").replace(".", "")
    return known.anywhere.search(joined) is not None or not known.apart.isdisjoint(
        _PARTS.split(lower)
    )


def is_own(host: str, known: Lookalike) -> bool:
    """Whether a host is one of the organisations' own."""
    if "." not in host:
        return False
    labels = host.lower().split(".")
    return any(".".join(labels[at:]) in known.domains for at in range(len(labels) - 1))


def beside(text: str, block: Range, *, disguised: bool) -> Iterator[Hit]:
    """The signs of a block that are worth a look only beside words."""
    yield from money(text, block, disguised=disguised)
    for kind, pattern in _NUMBERS:
        for found in pattern.finditer(text, *block):
            yield Hit(kind, found.group().lower(), Range(*found.span()))
    if is_bare(text[block.start : block.end]):
        yield Hit("bare", "bare", block)


def money(text: str, block: Range, *, disguised: bool) -> Iterator[Hit]:
    """Sums that are given, won or paid in; in disguised writing any sum."""
    pattern = _MONEY_DISGUISED if disguised else _MONEY
    for found in pattern.finditer(text, *block):
        yield Hit("money", found.group().lower(), Range(*found.span()))
