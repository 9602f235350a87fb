"""The text of a captured page, as near to the classifier's offsets as a few lines come."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby"),
        *("s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        *("wbr", "input", "svg", "math"),
    )
)
UNSHOWN = frozenset(
    (
        *("script", "style", "template", "noembed", "noframes", "iframe", "svg", "math"),
        *("object", "video", "audio", "canvas"),
    )
)
_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def pieces(html: str) -> Iterator[tuple[str, str, int, int]]:
    """The page in one pass: ``(kind, tag, start, end)``, kind ``text``, ``tag`` or ``unshown``."""
    at, size = 0, len(html)
    while at < size:
        found = _NAME.match(html, at + 1) if html[at] == "<" else None
        name = found.group().lower() if found else ""
        if html[at] == "<" and (name or html[at + 1 : at + 2] in ("!", "?", "/")):
            mark = "-->" if html.startswith("<!--", at) else ">"
            end = html.find(mark, at)
            end = size if end < 0 else end + len(mark)
            yield "tag" if name else "unshown", name, at, end
            if name in UNSHOWN and html[end - 2 : end] != "/>":
                ends = re.compile(f"</{name}", re.IGNORECASE).search(html, end)
                at, end = end, ends.start() if ends else size
                yield "unshown", name, at, end
        else:
            end = html.find("<", at + 1)
            end = size if end < 0 else end
            yield "text", "", at, end
        at = end


def text_of(html: str) -> str:
    """All text nodes in order, blocks on lines of their own; as near as a few lines come to it."""
    written: list[str] = []
    for kind, name, start, end in pieces(html):
        if kind == "text":
            written.append(_UNSEEN.sub("", unescape(html[start:end])).replace("\0", ""))
        elif kind == "tag" and name.lstrip("/") not in INLINE:
            written.append("\0")
    blocks = (" ".join(block.split()) for block in "".join(written).split("\0"))
    return unicodedata.normalize("NFC", "\n".join(block for block in blocks if block))


def characters(body: bytes) -> str | None:
    """The characters of a page; None where it is of an older charset."""
    for bom, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(bom):
            body = body[2:].decode(name, "replace").encode("utf-8")
    with suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    return None


UNPACKED = 64_000_000
"""Bytes; more is not unpacked: a few kilobytes can be packed gigabytes."""


def unpacked(body: bytes, coding: str) -> bytes:
    """A body without the coding that it came in over the wire, cut where it is too large.

    Raises:
        zlib.error: it is not coded so.
    """
    packed = coding.strip().lower() in ("gzip", "x-gzip", "deflate")
    return zlib.decompressobj(wbits=47).decompress(body, UNPACKED) if packed else body
