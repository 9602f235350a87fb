"""A page's markup, repaired by the parser, as a row of pieces: a tag and the text behind it.

The parser writes its tree out again with every element closed and every ``<`` and ``>`` of texts
and attributes' values escaped, so a cut at each ``<`` is exact and costs next to nothing, where
a walk from node to node costs as much as all the rest of reading.
"""

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

SHEETS: Final = 50
"""So many style sheets of a page are read."""
_UNSHOWN: Final = ["script", "style", "template", "noembed", "noframes"]
_RAW: Final = "xmp,plaintext"
"""Elements whose text stands unescaped: relics that browsers still show."""
_EXACT: Final = re.compile(r"<!--.*?-->|<([^>]*>[^<]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Markup:
    """The page's pieces, such as ``a href="/x">Tin`` and ``/a>``, and what was taken out."""

    pieces: list[str]
    sheets: tuple[str, ...]
    """Style sheets, as written."""
    scripts: tuple[str, ...]
    """JSON-LD, as written."""


def parsed(characters: str | bytes) -> Markup:
    """The markup of a page's characters, or of their UTF-8."""
    return markup_of(LexborHTMLParser(characters))


def markup_of(parser: LexborHTMLParser) -> Markup:
    """The markup of a parsed page, of which is taken what is not shown."""
    sheets = tuple(_inner(node) for node in parser.tags("style")[:SHEETS])
    scripts = tuple(_inner(node) for node in parser.css("script[type*='ld+json' i]"))
    parser.strip_tags(_UNSHOWN)
    _replace(parser)
    return Markup(_pieces(parser.html or ""), sheets, scripts)


def _replace(parser: LexborHTMLParser) -> None:
    """Take out what would be written without escapes, and leave a mark where it stood."""
    for node in parser.tags("iframe"):
        node.replace_with(parser.create_node("hr"))
    for node in parser.css(_RAW):
        node.replace_with(f" {node.text()} ")


def _inner(node: LexborNode) -> str:
    """The text of a script or style, which is its only child."""
    child = node.child
    return (child.text_content or "") if child is not None else ""


def _pieces(html: str) -> list[str]:
    plain = _uncommented(html)
    pieces = plain.split("<")
    # Only attributes' names keep a ``<`` as it is; nobody writes such a name in good faith.
    if len(pieces) == plain.count(">") + 1:
        return pieces[1:]
    return [piece for piece in _EXACT.findall(html) if piece]


def _uncommented(html: str) -> str:
    """The markup without its comments, which may hold the beginning of another one."""
    kept: list[str] = []
    at = 0
    # One without an end is part of a tag's name.
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    kept.append(html[at:])
    return "".join(kept)
