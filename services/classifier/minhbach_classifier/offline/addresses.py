"""Which address a saved page says that it was saved from."""

import re
from html import unescape
from typing import Final

NOWHERE: Final = "https://site.invalid/trang"
"""Stands for the address of a page that tells none; a page of a site, not its home page."""

_HEAD: Final = 300_000
_HTTP: Final = r"https?://[^\s\"'<>]{3,2000}"
_SAVED: Final = re.compile(rf"<!--\s*saved from url=\(\d+\)({_HTTP})", re.IGNORECASE)
_MIRRORED: Final = re.compile(
    r"<!--\s*Mirrored from ([^\s\"'<>]{3,2000})\s+by HTTrack", re.IGNORECASE
)
_TAG: Final = re.compile(r"<(?:link|meta)\b[^>]{0,3000}>", re.IGNORECASE)
_CANONICAL: Final = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_OG: Final = re.compile(r"\bproperty\s*=\s*[\"']?og:url\b", re.IGNORECASE)
_VALUE: Final = re.compile(rf"\b(?:href|content)\s*=\s*[\"']?({_HTTP})", re.IGNORECASE)


def said_address(markup: str) -> str | None:
    """The address that a page says is its own: of the tool that saved it, else canonical, og:url.

    Args:
        markup: the page's characters; only the first 300,000 are looked at.
    """
    head = markup[:_HEAD]
    if saved := _SAVED.search(head):
        return unescape(saved[1])
    if mirrored := _MIRRORED.search(head):
        return unescape(f"https://{mirrored[1]}")
    tags = [unescape(tag.group()) for tag in _TAG.finditer(head)]
    for lead in (_CANONICAL, _OG):
        for tag in tags:
            if lead.search(tag) and (found := _VALUE.search(tag)):
                return found[1]
    return None
