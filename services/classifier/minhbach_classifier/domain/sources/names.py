"""Whether a credit's words name a registered site: by its name, its host, or a known short name."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from minhbach_classifier.domain.model import RegisterRecord

_OFFICE: Final = re.compile(
    r"^(?:trang (?:thông tin|tin) điện tử|cổng thông tin điện tử|cổng ttđt|báo điện tử"
    r"|tạp chí điện tử|nhật báo|tuần báo|thời báo|tạp chí|báo|đài|hãng tin|kênh)\s+(?=\S)",
    re.IGNORECASE,
)
_EDITION: Final = re.compile(r"\s+(?:online|điện tử|news|newspaper)$", re.IGNORECASE)
_SUFFIX: Final = re.compile(
    r"(?:\.(?:com|net|org|gov|edu|info))?\.(?:vn|com|net|org|info|tv)$", re.IGNORECASE
)
_CHANNEL: Final = re.compile(r"([A-ZĐ]{3,6})(?:\d|-(?=[A-ZĐ]))")
"""``VTV1``, ``VOV-Trung tâm Tin``: part of a house that is known by its initials."""
_HOST: Final = re.compile(r"^(?:https?://)?(?P<host>[\w-]+(?:\.[\w-]+)+(?::\d+)?)(?:/\S*)?$")

_SIGNS: Final = bytes(at for at in range(128) if not chr(at).isalnum())
_LEAST_INITIALS: Final = 3
_OUTLET_WORDS: Final = 2
_OUTLETS_WORDS: Final = """
thủ đô online điện tử việt nam tp hcm tphcm hà nội sài gòn đời sống pháp luật xã hội cuối tuần
chủ nhật news tv plus mobile công lý thể thao văn hóa kinh tế giải trí thời đại hôm nay
thế giới đất nước
"""
_OF_OUTLETS: Final = frozenset(_OUTLETS_WORDS.split())
"""Words of outlets' names: ``Tuổi Trẻ Thủ Đô`` is another paper than ``Tuổi Trẻ``."""

# Short names that readers know an outlet by; each row is one outlet.
_KNOWN_ROWS: Final = """
vnexpress vne
dantri dantricomvn
tuoitre tto tuoitreonline
thanhnien tno
nguoilaodong nld nldo
vietnamnet vnn
vietnamplus vietnamplusvn
thongtanxavietnam ttxvn ttxvietnam vna
tienphong tpo
laodong ldo
saigongiaiphong sggp
phapluattphcm phapluatthanhphohochiminh pltphcm plo
congannhandan cand
quandoinhandan qdnd
nhandan nhandanonline
anninhthudo antd
zing zingnews znews
giaoducvietnam gdvn
giadinhxahoi giadinhvaxahoi gdxh giadinhnet giadinh
suckhoedoisong suckhoevadoisong skds
baochinhphu chinhphu vgp congthongtindientuchinhphu congttdtchinhphu
tiengnoivietnam vov daitiengnoivietnam
truyenhinhvietnam vtv daitruyenhinhvietnam
kienthuc kienthucnet
nguoiduatin nguoiduatinvn
doisongphapluat doisongvaphapluat dspl
trithuctre ttvn
khampha khamphavn
baotintuc tintuc
kinhtedothi kinhtevadothi ktdt
conganthanhphohochiminh congantphcm congantp cao
danviet danvietvn
hanoimoi hnm
tuoitrethudo tttd
giaothong baogiaothong
"""
_NAMES: Final = {row.split()[0]: row.split() for row in _KNOWN_ROWS.strip().splitlines()}
_KNOWN: Final = {name: outlet for outlet, names in _NAMES.items() for name in names}


def fold(name: str) -> str:
    """A name without case, diacritics, spaces and punctuation; ``+`` is plus, ``&`` is và."""
    return "".join(filter(str.isalnum, _spread(name)))


def _spread(name: str) -> str:
    spoken = name.replace("+", " plus ").replace("&", " va ")
    return unicodedata.normalize("NFKD", spoken.casefold()).replace("đ", "d")


def names_site(name: str, site: RegisterRecord) -> bool:
    """Whether one name of a credit is the site's: its name, its owner's, its host, or known so.

    A name may be followed by the reporter's (``TTXVN Hoàng Trọng``, ``Trí thức trẻ Ngọc Minh``)
    and by nothing else, since ``Tuổi Trẻ Thủ Đô`` is not ``Tuổi Trẻ``.
    """
    known = forms_of(site)
    said = set(_forms(name))
    if first := _first_word(name):
        said |= {f for f in _forms(first) if f in _single_words(site)}
    return not known.isdisjoint(said) or _before_reporter(name) in known


def may_name(text: str, site: RegisterRecord) -> bool:
    """Whether any piece of a text could name the site: if not, ``names_site`` is false of all.

    Whatever a piece is cut to before it is folded is a stretch of it, so what it folds to is a
    stretch of the folded text. Letters that are not ASCII are left out on both sides.
    """
    squeezed = _squeezed(text)
    return any(form in squeezed for form in _telling(forms_of(site)))


@lru_cache(maxsize=4096)
def _telling(forms: frozenset[str]) -> tuple[str, ...]:
    """What the folded writings of a name hold, known short names among them, without marks."""
    known = (name for form in forms for name in _NAMES.get(form, ()))
    every = {*forms, *known}
    return tuple(form if form.isascii() else _squeezed(form) for form in every)


def _squeezed(text: str) -> str:
    """The folded text's ASCII letters and figures: a fraction of the time that folding takes."""
    return _spread(text).encode("ascii", "ignore").translate(None, _SIGNS).decode()


def forms_of(site: RegisterRecord) -> frozenset[str]:
    """The folded writings under which a site may be named."""
    return _forms_of_site(site.name, site.organisation or "", site.address)


def _before_reporter(name: str) -> str:
    """The folded outlet of ``Trí thức trẻ Ngọc Minh``; empty where what follows is no person."""
    words = _OFFICE.sub("", name.strip()).split()
    for cut in (len(words) - 2, len(words) - 3):
        behind = words[cut:] if cut >= _OUTLET_WORDS else []
        if behind and all(w[0].isupper() and w.lower() not in _OF_OUTLETS for w in behind):
            return fold(" ".join(words[:cut]))
    return ""


def forms_said(name: str) -> frozenset[str]:
    """The folded writings that a credit's name may be; a site of none of them is not named."""
    return frozenset((*_forms(name), *_forms(_first_word(name)), _before_reporter(name)))


def _first_word(name: str) -> str:
    """The outlet's short name before a reporter's; empty where there is none."""
    words = name.split()
    if len(words) < 2 or words[0] == words[0].casefold() or len(fold(words[0])) < 3:
        return ""
    return words[0]


def _single_words(site: RegisterRecord) -> set[str]:
    stripped = _EDITION.sub("", _OFFICE.sub("", site.name.strip()))
    own = {fold(stripped)} if len(stripped.split()) == 1 else set()
    return own | {_KNOWN.get(f, f) for f in own}


@lru_cache(maxsize=4096)
def _forms_of_site(name: str, organisation: str, address: str) -> frozenset[str]:
    host = urlsplit(address).netloc
    forms = {*_forms(name), *_forms(host), *_initials(name)}
    if organisation:
        forms |= set(_forms(organisation))
    return frozenset(forms)


def _initials(name: str) -> Iterator[str]:
    """``PNVN`` of Phụ nữ Việt Nam, ``ĐS&PL`` of Đời sống & Pháp luật; of three words at least."""
    words = _OFFICE.sub("", name.strip()).replace("&", " và ").split()
    if sum(word.lower() != "và" for word in words) >= _LEAST_INITIALS:
        yield fold("".join("va" if word.lower() == "và" else word[0] for word in words))
        yield fold("".join(word[0] for word in words if word.lower() != "và"))


def _forms(name: str) -> Iterator[str]:
    """The folded writings under which a name may be met, its known outlet among them."""
    for form in dict.fromkeys((name, *_shortened(name))):
        folded = fold(form)
        if len(folded) > 1:
            yield folded
            yield _KNOWN.get(folded, folded)


def _shortened(name: str) -> Iterator[str]:
    plain = name.strip(" \t\"“”'.:")
    host = _HOST.match(plain)
    if host:
        bare = host["host"].removeprefix("www.")
        yield bare
        if not bare.replace(".", "").replace(":", "").isdigit():
            yield _SUFFIX.sub("", bare.split(":")[0])
    without = _OFFICE.sub("", plain)
    yield without
    yield _EDITION.sub("", without)
    yield _EDITION.sub("", plain)
    if channel := _CHANNEL.match(plain):
        yield channel[1]
