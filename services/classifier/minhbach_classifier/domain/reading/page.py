"""A capture's bytes in, a page out."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from minhbach_classifier.domain.model import Page, Range, Unreadable
from minhbach_classifier.domain.reading.article import main_text
from minhbach_classifier.domain.reading.body import BODY_LIMIT, decode_body
from minhbach_classifier.domain.reading.charset import characters
from minhbach_classifier.domain.reading.edges import (
    credit_area,
    credit_ending,
    visible,
)
from minhbach_classifier.domain.reading.footer import footer
from minhbach_classifier.domain.reading.guard import harmful
from minhbach_classifier.domain.reading.language import language_of
from minhbach_classifier.domain.reading.lazy import reveal, told_text, with_told_text
from minhbach_classifier.domain.reading.links import links
from minhbach_classifier.domain.reading.listing import lists_others
from minhbach_classifier.domain.reading.markup import parsed
from minhbach_classifier.domain.reading.outline import outlined
from minhbach_classifier.domain.reading.published import published
from minhbach_classifier.domain.reading.title import Headline, headline
from minhbach_classifier.domain.reading.tree import document_of
from minhbach_classifier.domain.reading.walk import Document, walk
from minhbach_shared.vocabulary import PageKind

_HOME: Final = re.compile(
    # With a language or the systems' own folders before it, and as a saved page is called.
    r"/?(?:(?:vi|vn|en|vi-vn|en-us|portal|web/guest|pages|sitepages)(?:/|$)){0,2}"
    r"(?:(?:index|default|home|homepage|trang-?chu|trang_chu)"
    r"(?:\.(?:html?|xhtml|shtml|aspx?|php|jsp|do|cfm)){0,2}/?)?",
    re.IGNORECASE,
)
_HTML_TYPES: Final = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/xml",
    "text/xml",
)
_PROSE_OF_AN_ARTICLE: Final = 400
_NO_TEXT: Final = 200
"""Characters of visible text below which a page may keep its text for scripts to show."""
_LINKED_SHARE_OF_A_LISTING: Final = 0.4


def read(
    body: bytes,
    content_type: str | None,
    content_encoding: str | None,
    address: str,
    *,
    hint_kind: PageKind | None = None,
    limit: int = BODY_LIMIT,
) -> Page | Unreadable:
    """Read a body as it came over the wire.

    Args:
        address: the page's own, after redirects; links are resolved against it.
        hint_kind: what the caller knows of the page's kind; it outranks what the page says.
        limit: bytes of the decoded body beyond which it is not read.
    """
    match decode_body(body, content_encoding, limit):
        case Unreadable() as failed:
            return failed
        case bytes(plain):
            return _read(plain, content_type, address, hint_kind)


def _read(
    body: bytes, content_type: str | None, address: str, hint_kind: PageKind | None
) -> Page | Unreadable:
    if (failed := _not_html(body, content_type)) is not None:
        return failed
    charset, source = characters(body, content_type)
    if (failed := harmful(source)) is not None:
        return failed
    document = document_of(source)
    page = _page(document, charset, address, hint_kind)
    if _size(page.main) < _NO_TEXT and (fuller := _fuller(source, document)) is not None:
        page = _page(fuller, charset, address, hint_kind)
    if not any(document.lines.seen):
        return Unreadable("empty", "the page holds no visible text")
    return page


def _size(main: Sequence[Range]) -> int:
    """Characters of a main text, a line break between its lines among them."""
    return sum(end - start + 1 for start, end in main) - 1


def _fuller(source: str | bytes, document: Document) -> Document | None:
    """The page with the text that its scripts would show; None where it holds no such text."""
    if reveal(document, _NO_TEXT):
        return document
    if (body := told_text(document.scripts, _NO_TEXT)) is None:
        return None
    if (told := with_told_text(parsed(source), body)) is None:
        return None
    document = walk(told)
    return document if reveal(document, _NO_TEXT) else None


def _not_html(body: bytes, content_type: str | None) -> Unreadable | None:
    if not body or body.isspace():
        return Unreadable("empty", "the body is empty")
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind and kind not in _HTML_TYPES:
        return Unreadable("not_html", f"the content type is {kind[:60]!r}")
    head = body[:2048]
    if kind.endswith("/xml") and b"<html" not in head.lower():
        return Unreadable("not_html", "the document is XML without a page, such as a sitemap")
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if head.startswith(b"%PDF-") or (b"\0" in head and not utf16):
        return Unreadable("not_html", "the body is no text")
    return None


def _page(document: Document, charset: str, address: str, hint_kind: PageKind | None) -> Page:
    outline = outlined(document)
    title = headline(document, outline.headings)
    text = main_text(document, outline, title.block)
    near = credit_area(document, title.block, text.lines, text.credits)
    ranges, ending = _main_ranges(document, text.lines)
    stamp = published(document, near, title.block, text.lines)
    return Page(
        address=address,
        kind=hint_kind or _kind(document, address, title, text.lines),
        body=document.body,
        title=title.place,
        headline=title.words,
        main=ranges,
        credit_area=_places(document, near) + ending,
        published_at=stamp[0].at if stamp else None,
        published_span=stamp[1] if stamp else None,
        published_to_day=bool(stamp and stamp[0].to_day),
        footer=footer(document, outline.footings, ranges[-1].end if ranges else 0),
        links=links(document, address),
        hidden=document.hidden,
        charset=charset,
        language=language_of(document),
    )


def _places(document: Document, indices: Sequence[int]) -> tuple[Range, ...]:
    return tuple(r for i in indices for r in visible(document, i))


def _main_ranges(
    document: Document, main: Sequence[int]
) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """The main text's places, and the closing ``(Theo …)`` of its last paragraph apart."""
    places = _places(document, main)
    if not places:
        return (), ()
    last = places[-1]
    at = credit_ending(document.body.text[last.start : last.end])
    if at is None:
        return places, ()
    words = document.body.text[last.start : last.start + at].rstrip()
    kept = (Range(last.start, last.start + len(words)),) if words else ()
    return (*places[:-1], *kept), (Range(last.start + at, last.end),)


def _kind(document: Document, address: str, title: Headline, main: Sequence[int]) -> PageKind:
    parts = urlsplit(address)
    if not parts.query and _HOME.fullmatch(parts.path):
        return "home"
    if lists_others(document, main):
        return "listing"
    words = document.lines.words
    prose = sum(len(words[i]) for i in main)
    if _is_article(document, title, prose):
        return "article"
    seen, linked = sum(document.lines.seen), sum(document.lines.linked)
    crowded = len(document.links.addresses) >= 10 and linked >= _LINKED_SHARE_OF_A_LISTING * seen
    return "listing" if crowded else "other"


def _is_article(document: Document, title: Headline, prose: int) -> bool:
    declared = document.metas.get("og:type", "").lower() == "article" or any(
        "Article" in script for script in document.scripts
    )
    named = title.block is not None or bool(title.words)
    needed = _PROSE_OF_AN_ARTICLE / 3 if declared else _PROSE_OF_AN_ARTICLE
    return prose >= (needed if named else 2 * _PROSE_OF_AN_ARTICLE)
