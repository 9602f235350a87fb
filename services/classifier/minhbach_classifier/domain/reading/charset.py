"""The characters of a page: what it says of its charset is a hint, its bytes decide.

Old Vietnamese pages declare anything. UTF-8 is tried first because nothing else passes as it;
then the charsets from before Unicode (``legacy``), each by how many words it makes Vietnamese;
then what the page declares, and Windows-1252 where that is nothing.
"""

import codecs
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from minhbach_classifier.compiled.library import library
from minhbach_classifier.domain.reading import legacy

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.IGNORECASE
)
_HEADER: Final = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
_WINDOWS: Final = "windows-1252"
_SHARE_OF_BAD_BYTES: Final = 0.05


class Characters(NamedTuple):
    """A body's characters."""

    charset: str
    """With which they were read."""
    source: str | bytes
    """The body itself where it is whole UTF-8: the parser reads it so, and few else ask."""

    @property
    def text(self) -> str:
        """The characters."""
        return self.source if isinstance(self.source, str) else self.source.decode()


def characters(body: bytes, content_type: str | None) -> Characters:
    """The body's characters and the charset they were read with; no byte makes it fail."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Characters(name, body[len(bom) :].decode(name, "replace"))
    whole = _is_whole(body)
    text_or_none = None if whole else _utf8(body)
    if not whole and text_or_none is None:
        reading = _legacy(body, _labels(body, content_type))
    elif (mended := legacy.mended(body)) is not None:
        reading = mended
    else:
        return Characters("utf-8", body if text_or_none is None else text_or_none)
    return Characters(reading.charset, reading.text)


def _is_whole(body: bytes) -> bool:
    """Whether a body is UTF-8 without any sign for a letter that could not be read."""
    if (compiled := library()) is not None:
        return compiled.is_whole(body)
    try:
        return "\ufffd" not in body.decode()
    except UnicodeDecodeError:
        return False


def _legacy(body: bytes, labels: Sequence[str]) -> legacy.Reading:
    seen = legacy.windows_1252(body)
    if (reading := legacy.reread(seen, labels)) is not None:
        return reading
    name = next((known for label in labels if (known := _known(label))), _WINDOWS)
    return legacy.Reading(seen if name == _WINDOWS else body.decode(name, "replace"), name)


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # A page that was cut in the middle of a letter, or has one stray byte, is UTF-8 all the same.
    bad = text.count("\ufffd")
    beyond_ascii = sum(1 for c in text if c > "\x7f")
    return text if beyond_ascii > 3 and bad <= max(1, beyond_ascii * _SHARE_OF_BAD_BYTES) else None


def _labels(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """What the header says, then what the page says; lower case."""
    header = _HEADER.search((content_type or "")[:_HEAD_BYTES])
    meta = _META.search(body[:_HEAD_BYTES])
    names = (header.group(1) if header else "", meta.group(1).decode("ascii") if meta else "")
    return tuple(name.lower() for name in names if name)


def _known(label: str) -> str | None:
    # Browsers read the Latin-1 label as Windows-1252; a false UTF-8 label was ruled out before.
    try:
        found = codecs.lookup(label).name
    except LookupError:
        return None
    if found == "utf-8" or not _is_text(found):
        return None
    return _WINDOWS if found in ("iso8859-1", "ascii", "cp1252") else found


def _is_text(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name, "replace"), str)
    except (LookupError, ValueError, AssertionError):
        return False
