"""A page's text as no reader of the project makes it: what the labels' offsets count in.

The bytes are read as UTF-8 (what is none becomes U+FFFD) and parsed by lexbor. From ``<body>``
every ``script``, ``style``, ``template`` and ``noscript`` falls away, comments with them; hidden
elements stay. Text nodes follow each other in document order. A run of white space that holds
the edge of an element other than ``INLINE`` (or is one by itself, as with ``<br>``) becomes one
newline, any other run one space; the ends are trimmed. Letters are then composed (NFC). White
space is what Unicode calls so, the no-break space too; zero-width characters stay.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

INLINE: Final = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
_DROPPED: Final = ["script", "style", "template", "noscript"]
_EDGE: Final = "\0"
_RUN: Final = re.compile(r"[\s\0]+")


def plain_text(body: bytes) -> str:
    """The page's text as the module's head defines it; empty for a page without a body."""
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    if tree.body is None:
        return ""
    tree.strip_tags(_DROPPED, recursive=True)
    joined = "".join(_pieces(tree.body))
    return unicodedata.normalize("NFC", _RUN.sub(_white, joined).strip())


def _white(run: re.Match[str]) -> str:
    return "\n" if _EDGE in run[0] else " "


def _pieces(root: LexborNode) -> Iterator[str]:
    """Text nodes, and a mark where a block begins or ends."""
    node: LexborNode | None = root
    while node is not None:
        yield _entered(node)
        below = node.child
        while below is None and node is not None and node.mem_id != root.mem_id:
            yield _left(node)
            below, node = node.next, node.parent
        node = below


def _entered(node: LexborNode) -> str:
    return (node.text_content or "").replace(_EDGE, "") if node.is_text_node else _left(node)


def _left(node: LexborNode) -> str:
    return _EDGE if node.is_element_node and node.tag not in INLINE else ""
