"""The characters of a page: what it says of its charset is a hint, its bytes decide.

Old Vietnamese pages declare anything. UTF-8 is tried first because nothing else passes as it;
Windows-1258 is told by its combining tone marks, each behind a vowel. TCVN3, VNI and VISCII
join ``_LEGACY`` with a table and a test of their own.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE
)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
_SHARE_OF_BAD_BYTES: Final = 0.01
_TONE_BYTES: Final = re.compile(rb"[\xcc\xec\xde\xd2\xf2]")
_TONED: Final = re.compile(
    rb"[aeiouyAEIOUY\xc2\xe2\xc3\xe3\xca\xea\xd4\xf4\xd5\xf5\xdd\xfd]"
    rb"[\xcc\xec\xde\xd2\xf2]"
)


def characters(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The body's characters and the charset they were read with."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    if (utf8 := _utf8(body)) is not None:
        return utf8, "utf-8"
    for name, recognises in _LEGACY:
        if recognises(body):
            return unicodedata.normalize("NFC", body.decode(name, "replace")), name
    name = _declared(body, content_type) or "windows-1252"
    return body.decode(name, "replace"), name


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # A page that was cut in the middle of a letter, or has one stray byte, is UTF-8 all the same.
    bad = text.count("\ufffd")
    beyond_ascii = sum(1 for c in text if c > "\x7f")
    return text if beyond_ascii > 3 and bad <= max(1, beyond_ascii * _SHARE_OF_BAD_BYTES) else None


def _windows_1258(body: bytes) -> bool:
    tones = len(_TONE_BYTES.findall(body))
    return tones >= 3 and len(_TONED.findall(body)) >= 0.9 * tones


_LEGACY: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (("cp1258", _windows_1258),)


def _declared(body: bytes, content_type: str | None) -> str | None:
    header = _HEADER.search(content_type or "")
    meta = _META.search(body[:_HEAD_BYTES])
    names = [header.group(1) if header else "", meta.group(1).decode("ascii") if meta else ""]
    return next((known for name in names if (known := _known(name))), None)


def _known(name: str) -> str | None:
    # Browsers read the Latin-1 label as Windows-1252; a false UTF-8 label was ruled out before.
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return None
    if found in ("", "utf-8") or not _is_text(found):
        return None
    return "windows-1252" if found in ("iso8859-1", "ascii") else found


def _is_text(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name, "replace"), str)
    except (LookupError, ValueError, AssertionError):
        return False
