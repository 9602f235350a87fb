"""One walk over the parsed document: its text, elements, blocks and links with their places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from minhbach_classifier.domain.model import PageText, Range, Segment
from minhbach_classifier.domain.reading.hiding import HiddenBySheet, hides
from minhbach_classifier.domain.reading.spelling import Pieces, Words, spelt

_INLINE: Final = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "input",
    )
)
_SILENT: Final = frozenset(["script", "style", "template", "svg", "math", "object", "iframe"])
_SPACE: Final = re.compile(r"\s+")


@dataclass(slots=True)
class Element:
    """An element and the place of its text."""

    tag: str
    parent: int
    hint: str
    """Its id and classes, lower case."""
    start: int
    end: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Block:
    """A line of the text: what stands between two block boundaries."""

    start: int
    end: int
    owner: int
    """Index of the nearest block-level element."""
    inner: int
    """Index of the innermost element of its first words."""
    linked: int = 0
    seen: int = 0
    """Visible characters."""

    @property
    def place(self) -> Range:
        """Its range in the text."""
        return Range(self.start, self.end)


@dataclass(slots=True)
class RawLink:
    """A link as written."""

    address: str
    start: int
    end: int
    hidden: bool


@dataclass(slots=True)
class Document:
    """What one walk yields."""

    body: PageText
    elements: list[Element]
    blocks: list[Block]
    links: list[RawLink]
    metas: dict[str, str] = field(default_factory=dict)
    """``name``/``property``/``itemprop`` of meta elements, lower case, to the first content."""
    times: list[tuple[int, str]] = field(default_factory=list)
    """Start in the text and ``datetime`` of time elements."""
    scripts: list[str] = field(default_factory=list)
    """JSON-LD, as written."""
    language: str | None = None


def walk(parser: LexborHTMLParser) -> Document:
    """The document of a parsed page."""
    sheet = HiddenBySheet.of(_inner(n) for n in parser.css("style")[:50])
    walker = _Walker(sheet)
    if parser.root is not None:
        walker.run(parser.root)
    return walker.document()


def _inner(node: LexborNode) -> str:
    """The text of a script or style, which is its only child."""
    child = node.child
    return (child.text_content or "") if child is not None else ""


class _Walker:
    def __init__(self, sheet: HiddenBySheet) -> None:
        self._sheet = sheet
        self._pieces = Pieces()
        self._length = 0
        self._broken = True
        self._spaced = False
        self._stack: list[int] = []
        self._links_open: list[int] = []
        self._segments: list[Segment] = []
        self._document = Document(PageText("", ()), [], [], [])

    def document(self) -> Document:
        self._document.body = PageText(
            self._pieces.text(), tuple(self._segments), self._pieces.original()
        )
        return self._document

    def run(self, root: LexborNode) -> None:
        """Depth first without recursion: pages nest thousands deep."""
        node: LexborNode | None = root
        while node is not None:
            child = node.child if self._enter(node) else None
            if child is not None:
                node = child
                continue
            while node is not None:
                self._leave(node)
                if node.mem_id == root.mem_id:
                    return
                if (following := node.next) is not None:
                    node = following
                    break
                node = node.parent

    def _enter(self, node: LexborNode) -> bool:
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        return self._element(node, node.tag or "")

    def _element(self, node: LexborNode, tag: str) -> bool:
        attributes = node.attributes
        parent = self._stack[-1] if self._stack else -1
        hint = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().strip()
        hidden = self._is_hidden(parent, tag, attributes)
        self._stack.append(len(self._document.elements))
        self._document.elements.append(
            Element(tag, parent, hint, self._length, self._length, hidden)
        )
        if tag not in _INLINE:
            self._broken = True
        self._note(node, tag, attributes, hidden)
        return tag not in _SILENT

    def _is_hidden(self, parent: int, tag: str, attributes: Mapping[str, str | None]) -> bool:
        if parent >= 0 and self._document.elements[parent].hidden:
            return True
        return tag == "noscript" or hides(attributes) or self._sheet.hides(attributes)

    def _note(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], hidden: bool
    ) -> None:
        document = self._document
        match tag:
            case "a":
                self._links_open.append(len(document.links))
                link = RawLink(attributes.get("href") or "", -1, -1, hidden)
                document.links.append(link)
            case "meta":
                content = spelt(attributes.get("content") or "")
                for key in ("property", "name", "itemprop"):
                    if name := (attributes.get(key) or "").lower():
                        document.metas.setdefault(name, content)
            case "time":
                document.times.append((self._length, attributes.get("datetime") or ""))
            case "script" if "ld+json" in (attributes.get("type") or ""):
                document.scripts.append(_inner(node))
            case "html":
                document.language = attributes.get("lang")

    def _leave(self, node: LexborNode) -> None:
        if not node.is_element_node:
            return
        element = self._document.elements[self._stack.pop()]
        element.end = self._length
        if element.tag not in _INLINE:
            self._broken = True
        if element.tag == "a" and self._links_open:
            self._links_open.pop()

    def _text(self, raw: str) -> None:
        words, before, behind = Words.of(_SPACE.sub(" ", raw))
        self._spaced = self._spaced or before
        if not words.text:
            return
        if self._broken:
            self._break()
        self._append(words, spaced=self._spaced and not self._broken)
        self._broken = False
        self._spaced = behind

    def _break(self) -> None:
        if self._length:
            self._pieces.between("\n")
            self._length += 1
        self._document.blocks.append(
            Block(self._length, self._length, self._owner(), self._stack[-1] if self._stack else 0)
        )

    def _owner(self) -> int:
        for index in reversed(self._stack):
            if self._document.elements[index].tag not in _INLINE:
                return index
        return 0

    def _append(self, words: Words, *, spaced: bool) -> None:
        if spaced:
            self._pieces.between(" ")
        start, end = self._length, self._length + spaced + len(words.text)
        hidden = bool(self._stack) and self._document.elements[self._stack[-1]].hidden
        link = self._links_open[-1] if self._links_open else None
        self._segments.append(Segment(start, end, hidden, link))
        self._pieces.add(words)
        self._length = end
        self._count(self._document.blocks[-1], end, end - start, hidden, link)
        if link is not None:
            raw = self._document.links[link]
            raw.start = raw.start if raw.start >= 0 else start + spaced
            raw.end = end

    def _count(self, block: Block, end: int, size: int, hidden: bool, link: int | None) -> None:
        block.end = end
        block.seen += 0 if hidden else size
        block.linked += 0 if link is None else size
