"""The charsets themselves: what names them, and how a text seen as Windows-1252 is meant."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.reading.legacy import tables
from minhbach_classifier.domain.reading.legacy.entities import spelt_out

_WORD: Final = re.compile(r"[^\W\d_]+")
_TAG: Final = re.compile(r"<(\w{1,12})\s([^<>]*+)>")
_CAPITAL_FONT: Final = re.compile(r"\.vn[a-z -]{2,30}?h(?![a-z])", re.IGNORECASE)
_OUTSIDE_TAGS: Final = re.compile(r"(?<=>)[^<>]+")
_MOST_CAPITALS: Final = 20_000
"""Characters of one element in a font of capitals; more are a page that closes nothing."""
_TONED: Final = re.compile(
    "[A-Za-z\u00c2\u00ca\u00d4\u00e2\u00ea\u00f4ĂăƠơƯư][\u0300\u0301\u0303\u0309\u0323]"
)


@dataclass(frozen=True, slots=True)
class Charset:
    """One charset."""

    name: str
    labels: tuple[str, ...]
    """Beginnings of the labels that pages give it, lower case."""
    fonts: str
    """Expression for the names of the fonts that show it, lower case."""
    letters: Callable[[str], str]
    """From characters as Windows-1252 shows them to those meant; markup stays as it is."""
    shown: Callable[[str], str] = str
    """What the fonts do beyond that, over whole markup."""

    def meant(self, markup: str) -> str:
        """The markup with the letters that its readers see."""
        return self.shown(self.letters(spelt_out(markup, self.letters)))


def _composed(text: str) -> str:
    """Letter and tone as one; not over the whole at once, which a flood of marks makes slow."""
    return _TONED.sub(lambda pair: unicodedata.normalize("NFC", pair.group()), text)


def _tcvn3(text: str) -> str:
    return _composed(text.translate(tables.tcvn3()))


def _capitals(markup: str) -> str:
    """TCVN3 has no capitals with tones: fonts whose names end in H show small letters as such."""
    pieces: list[str] = []
    done = 0
    for opened in _TAG.finditer(markup):
        if opened.start() < done or not _CAPITAL_FONT.search(opened.group(2)):
            continue
        end = markup.find(f"</{opened.group(1)}", opened.end(), opened.end() + _MOST_CAPITALS)
        if end > 0:
            inner = markup[opened.end() - 1 : end]
            large = _OUTSIDE_TAGS.sub(lambda words: words.group().upper(), inner)
            pieces += (markup[done : opened.end() - 1], large)
            done = end
    return "".join((*pieces, markup[done:]))


def _shouted(text: str) -> str:
    """A word whose plain letters are capitals was shown in capitals altogether."""
    return _WORD.sub(lambda word: _large(word.group()), text)


def _large(word: str) -> str:
    plain = [c for c in word if c.isascii()]
    if len(plain) < 2 or word.isascii() or not all(c.isupper() for c in plain):
        return word
    return word.upper()


@lru_cache(maxsize=1)
def _vni_pairs() -> re.Pattern[str]:
    marked = sorted(tables.vni(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, marked)))


def _vni(text: str) -> str:
    letters = tables.vni()
    return _vni_pairs().sub(lambda found: letters[found.group()], text)


def _windows_1258(text: str) -> str:
    return _composed(text.translate(tables.windows_1258()))


@lru_cache(maxsize=1)
def charsets() -> tuple[Charset, ...]:
    """All of them, the likelier first."""
    return (
        Charset("cp1258", ("windows-1258", "cp1258", "x-cp1258"), r"(?!)", _windows_1258),
        Charset(
            "tcvn3",
            ("tcvn", "x-viet-tcvn", "vscii", "x-vscii"),
            r"\.vn[a-z]",
            _tcvn3,
            lambda markup: _shouted(_capitals(markup)),
        ),
        Charset("vni", ("vni", "x-viet-vni", "x-vni"), r"vni-[a-z]", _vni),
        Charset(
            "viscii",
            ("viscii", "csviscii", "x-viscii"),
            r"heo may|minh quân",
            lambda text: text.translate(tables.viscii()),
        ),
        Charset(
            "vps",
            ("x-viet-vps", "vps"),
            r"vps (?:times|helv|long)",
            lambda text: text.translate(tables.vps()),
        ),
    )
