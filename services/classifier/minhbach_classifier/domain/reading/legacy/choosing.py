"""Which charset a page is in, when its bytes or its fonts say that it is no plain Unicode.

A page is read as a legacy charset only where that makes its marked words Vietnamese syllables:
text in French, German or English has none to speak of in any of them, and stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import ahocorasick_rs

from minhbach_classifier.domain.reading.legacy.charsets import Charset, charsets
from minhbach_classifier.domain.reading.legacy.syllables import Score, score

_NO_WORDS: Final = re.compile(
    r"<(script|style)\b[^<>]{0,500}>[^<]*+(?:<(?!/\1)[^<]*+)*+|<[^<>]*+>", re.IGNORECASE
)
_MARKUP: Final = 600_000
"""Characters of markup in which words are sought."""
_SAMPLE: Final = 60_000
"""Characters of words that are looked at, so that a large page costs no more."""
_SURE: Final = 0.75
_TOLD: Final = 0.6
_FEWEST: Final = 5
_DISTINCT: Final = 3
_GAIN: Final = 0.2
_FONTS: Final = (b".Vn", b".VN", b".vnt", b".vna", b"VNI-", b"Vni-", b"vni-")
_NAMES: Final = (
    (b".vn", re.compile(rb"\.vn[a-z]")),
    (b"vni-", re.compile(rb"vni-[a-z]")),
    (b"vps ", re.compile(rb"vps [thl]")),
    (b"heo may", re.compile(rb"heo may")),
    (b"minh qu", re.compile(rb"minh qu")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's characters and the charset that they were read with."""

    text: str
    charset: str


def reread(seen: str, labels: Sequence[str]) -> Reading | None:
    """A page that is no UTF-8, seen as Windows-1252; None where no charset here fits.

    Args:
        labels: the charsets that it declares, lower case.
    """
    sample, lowered = _words(seen), seen[:_MARKUP].lower()
    before = score(sample)
    fitting = [
        (after.spoken, charset)
        for charset in charsets()
        if _fits(
            before, after := score(charset.meant(sample)), told=_is_told(charset, labels, lowered)
        )
    ]
    if not fitting:
        return None
    _, charset = max(fitting, key=lambda one: one[0])
    return Reading(charset.meant(seen), charset.name)


def mended(body: bytes) -> Reading | None:
    """A page in Unicode that shows letters of an old charset by a font; None without such.

    Editors that moved to Unicode carried such texts along, byte by byte, or pasted them in.
    """
    if not _fonts().find_matches_as_indexes(body) or not _may_name_fonts(body):
        return None
    text = body.decode("utf-8", "replace")
    shown = text[:_MARKUP].lower()
    named = [c for c in charsets() if re.search(c.fonts, shown)]
    for charset in named:
        sample = _words(text)
        before = score(sample)
        if before.share < _TOLD and _fits(before, score(charset.meant(sample)), told=True):
            return Reading(charset.meant(text), charset.name)
        pieces = list(_piecewise(text, charset))
        if any(changed for _, changed in pieces):
            return Reading("".join(piece for piece, _ in pieces), "utf-8")
    return None


def _may_name_fonts(body: bytes) -> bool:
    """A look at bytes, ten times as fast as the expressions: brands end in ``.VN`` too."""
    lowered = body.lower()
    return any(sign in lowered and pattern.search(lowered) for sign, pattern in _NAMES)


def _piecewise(text: str, charset: Charset) -> Iterator[tuple[str, bool]]:
    """Text by text, for a page where some are in an old charset."""
    for start, end in _texts(text):
        piece = text[start:end]
        if "&" not in piece and piece.isascii():
            yield piece, False
            continue
        meant = charset.meant(piece)
        before, after = score(piece), score(meant)
        better = after.spoken > before.spoken and after.share >= _TOLD
        yield (meant, True) if better and meant != piece else (piece, False)


def _texts(markup: str) -> Iterator[tuple[int, int]]:
    """Markup cut before every ``>`` and ``<``: texts and tags by turns."""
    at = 0
    while at < len(markup):
        sign = ">" if markup[at] == "<" else "<"
        end = markup.find(sign, at)
        end = len(markup) if end < 0 else end + (sign == ">")
        yield at, end
        at = end


@lru_cache(maxsize=1)
def _fonts() -> ahocorasick_rs.BytesAhoCorasick:
    return ahocorasick_rs.BytesAhoCorasick(_FONTS)


def _is_told(charset: Charset, labels: Sequence[str], seen: str) -> bool:
    if any(label.startswith(charset.labels) for label in labels):
        return True
    return re.search(charset.fonts, seen) is not None


def _fits(before: Score, after: Score, *, told: bool) -> bool:
    if told:
        return after.spoken > before.spoken and after.share >= _TOLD
    if after.spoken < max(_FEWEST, before.spoken + _DISTINCT) or after.distinct < _DISTINCT:
        return False
    return after.share >= max(_SURE, before.share + _GAIN)


def _words(markup: str) -> str:
    """What readers see of a page's beginning, roughly."""
    return _NO_WORDS.sub(" ", markup[:_MARKUP])[:_SAMPLE]
