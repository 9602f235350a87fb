"""Signs of promotion that are no words: sums of money, links, and writing that evades search."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from minhbach_classifier.domain.lexicon import Hit, Sign
from minhbach_classifier.domain.model import Range

SHORT_BLOCK: Final = 400
"""Characters beyond which nobody writes disguised; articles are longer."""
_ENDINGS: Final = (
    "cc|vip|tech|win|bet|club|me|fun|top|xyz|space|de|sh|live|pro|icu|life|tn|ly|link|gy|casino|gg|bz"
    "|lol|bid|vin|cx|ws|cam|games|one|cyou|cfd|sbs|cash"
)
"""Of domain names that cost next to nothing, or that shorten; they speak only beside offers."""
_DOT: Final = re.compile(rf"\.(?:{_ENDINGS}|com|net|app|org|info|id|in)(?![^\W_])", re.IGNORECASE)
_HOST: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\Z")
_SHORTENER: Final = re.compile(
    r"(?:.*\.)?(?:bit\.ly|t\.ly|tinyurl\.com|by\.tn|s\.id|cutt\.ly|rb\.gy|is\.gd|shorturl\.at)",
    re.IGNORECASE,
)
_OF_TALK: Final = frozenset({"zalo.me", "m.me", "t.me", "fb.me", "wa.me", "about.me"})
_CHEAP: Final = re.compile(rf".*[A-Za-z0-9-]\.(?:{_ENDINGS})", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?:www\.)?(?:[a-z-]{1,12}\d{2,8}[a-z-]{0,4}|\d[a-z]{3,10}\d*)\.(?:com|net|app|org|info|in)",
    re.IGNORECASE,
)
_SEARCH: Final = re.compile(r"google\.\w{2,3}(?:\.\w\w)?/search\?q=\w+\d{3,}\.\w+", re.IGNORECASE)
_MONEY: Final = re.compile(
    r"(?:nhận|nhan|tặng|tang|tag|nạp|nap|thưởng|thuong|hoàn|hoan|ngay|luôn|luon|code|free|trả|tra)"
    r"[^\d\n]{0,12}\d[\do.,\s-]{0,10}(?:k(?!\w)|tr(?!\w)|tr\d|triệu|nghìn|%|ptram|vnđ|vnd|đồng)",
    re.IGNORECASE,
)
_MONEY_DISGUISED: Final = re.compile(
    r"[\do](?:[\W_]{0,3}[\do]){1,5}[\W_]{0,4}(?:k|ng[\W_]?h?[\W_]?[iìl][\W_]?n|%|tr)", re.IGNORECASE
)
_INSIDE: Final = re.compile(r"""[.,;:'"*~!^_)(}{`/|@$öüäåøñßœń¡-]{1,2}(?=[^\W\d_])""")
"""Begins with its rare characters, so that whole pages are scanned quickly."""
_SIGN_INSIDE: Final = re.compile(
    r"""[^\W\d_][.,;:'"*~!^_)(}{`|-]{1,2}[^\W\d_]|[^\W\d_][0-9@$][^\W\d_]"""
)
_BROKEN: Final = re.compile(r"""[^\W\d_][/,:;'"*~!^)(}{`]{1,2}(?=[^\W\d_])""")
_FOREIGN: Final = re.compile(r"[öüäåøñßœń¡]", re.IGNORECASE)
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ._/-]{1,4}){3,}[^\W\d_](?![^\W_])")
_INITIALS: Final = re.compile(r"(?:[^\W\d_a-z][.-]\s?)+[^\W\d_a-z]")
_APART: Final = re.compile(r" [^\W\d_](?: [^\W\d_]){3}(?= )")
_CODE: Final = re.compile(r"\{\{|\{%|->|=>|==|\(\);")
"""Of templates and programs, which are no writing."""
_TOKEN: Final = re.compile(r"\S+")
_ADDRESS: Final = re.compile(r"\w\.(?:com|vn|net|org|info|gov|edu)|://|@\w|www\.", re.IGNORECASE)


def links(text: str) -> Iterator[Hit]:
    """Shortened links, cheap and numbered domain names, and links to a search for one."""
    for dot in _DOT.finditer(text):
        host = _HOST.search(text, max(0, dot.start() - 60), dot.end())
        if host is not None and (kind := _kind_of(host.group())) is not None:
            yield Hit(kind, kind, Range(*host.span()))
            before = max(0, host.start() - 40)
            if (search := _SEARCH.search(text, before, host.end())) is not None:
                yield Hit("search", "search", Range(*search.span()))


def _kind_of(host: str) -> Sign | None:
    if _NUMBERED.fullmatch(host):
        return "site"
    if host.lower().removeprefix("www.") in _OF_TALK:
        return None
    return "link" if _SHORTENER.fullmatch(host) or _CHEAP.fullmatch(host) else None


def money(text: str, block: Range, *, disguised: bool) -> Iterator[Hit]:
    """Sums that are given, won or paid in; in disguised writing any sum."""
    pattern = _MONEY_DISGUISED if disguised else _MONEY
    for found in pattern.finditer(text, *block):
        yield Hit("money", found.group().lower(), Range(*found.span()))


def odd_places(text: str) -> Iterator[int]:
    """Where a sign precedes a letter, or letters stand apart: a cheap reason to look closer."""
    for run in _APART.finditer(text):
        yield from run.span()
    for found in _INSIDE.finditer(text):
        if found.start() and text[found.start() - 1].isalnum():
            yield found.start()


def is_disguised(text: str) -> bool:
    """Whether many of a block's words are written to evade: signs inside words, foreign marks."""
    if len(text) > SHORT_BLOCK or _CODE.search(text):
        return False
    tokens = _TOKEN.findall(text)
    odd = sum(_oddness(t) for t in tokens)
    return (odd >= 3 and odd >= 0.2 * len(tokens)) or _is_spaced(text)


def _is_spaced(text: str) -> bool:
    """Whether a word's letters stand apart; the initials of a person, as news give them, do too."""
    return any(not _INITIALS.fullmatch(found.group()) for found in _SPACED.finditer(text))


def _oddness(token: str) -> int:
    """How often a word is broken; an address that is not broken by other signs counts nothing."""
    broken = len(_BROKEN.findall(token))
    if broken >= 2:
        return broken
    return int(_ADDRESS.search(token) is None and _is_odd(token))


def _is_odd(token: str) -> bool:
    if _SIGN_INSIDE.search(token) or _FOREIGN.search(token):
        return True
    return any(a.islower() and b.isupper() for a, b in pairwise(token))
