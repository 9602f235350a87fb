"""One walk over a page's pieces: its text, elements, blocks and links with their places."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple, cast

from minhbach_classifier.domain.model import PageText, Range
from minhbach_classifier.domain.reading.columns import Lines, Metas, Segments, column
from minhbach_classifier.domain.reading.hiding import sheet_names
from minhbach_classifier.domain.reading.markup import Markup
from minhbach_classifier.domain.reading.spelling import Respelt, original
from minhbach_classifier.domain.reading.tags import Piece, Tag, piece


class Block(NamedTuple):
    """A line of the text: what stands between two block boundaries."""

    start: int
    end: int
    owner: int
    """Index of the nearest block-level element."""
    inner: int
    """Index of the innermost element of its first words."""
    linked: int
    seen: int
    """Visible characters."""
    words: str

    @property
    def place(self) -> Range:
        """Its range in the text."""
        return Range(self.start, self.end)


BLOCK: Final = cast(
    "Callable[[tuple[int, int, int, int, int, int, str]], Block]", partial(tuple.__new__, Block)
)
"""What ``Block._make`` does, in a third of its time."""


@dataclass(slots=True)
class RawLinks:
    """Links as written: columns of one length, in the order they open."""

    addresses: list[str] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=column)
    """Of their words, behind the white space that may stand before them."""
    ends: "array[int]" = field(default_factory=column)
    """Without words a link ends where it starts."""
    hidden: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """What one walk yields. Elements are columns of one length, in the order they open.

    Columns of numbers are arrays of C's ``int``: what goes over all elements asks ``kinds``, of
    which there are a quarter as many, and ``keys``, or hands the arrays to C. ``tags`` and
    ``blocks`` are lists of the same, made when they are asked for first.
    """

    body: PageText
    lines: Lines
    """The blocks, in columns."""
    kinds: Sequence[Tag]
    """Tags, those alike once; some may be of no element."""
    keys: "array[int]"
    """Of each element the index of its tag in ``kinds``."""
    parents: "array[int]"
    """Index of each element's parent; -1 for the root."""
    starts: "array[int]"
    ends: "array[int]"
    unseen: list[range]
    """Indices of elements that are hidden."""
    hidden: tuple[Range, ...] = ()
    """Places of hidden text."""
    links: RawLinks = field(default_factory=RawLinks)
    metas: Metas = field(default_factory=Metas)
    times: list[str] = field(default_factory=list)
    """``datetime`` of time elements."""
    scripts: tuple[str, ...] = ()
    """JSON-LD, as written."""
    language: str | None = None
    base: str = ""
    """What the page says its links are relative to."""
    _tags: list[Tag] | None = field(default=None, init=False, repr=False, compare=False)
    _blocks: list[Block] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def tags(self) -> list[Tag]:
        """The tag of each element."""
        if self._tags is None:
            self._tags = list(map(self.kinds.__getitem__, self.keys))
        return self._tags

    @property
    def blocks(self) -> list[Block]:
        """The lines, one by one."""
        if self._blocks is None:
            of = self.lines
            rows = (of.starts, of.ends, of.owners, of.inners, of.linked, of.seen, of.words)
            self._blocks = list(map(BLOCK, zip(*rows, strict=True)))
        return self._blocks

    def show(self, line: int) -> None:
        """Counts a line as seen."""
        self.lines.seen[line] = len(self.lines.words[line])
        self._blocks = None


def walk(markup: Markup) -> Document:
    """The document of a page's markup."""
    walker = _Walker(sheet_names(markup.sheets))
    walker.run(map(piece, markup.pieces))
    document = walker.document()
    document.scripts = markup.scripts
    return document


class _Walker:
    def __init__(self, sheet: frozenset[str]) -> None:
        self._sheet = sheet
        self._pieces: list[str] = []
        self._respelt: dict[int, Respelt] = {}
        """By its place in the text."""
        self._lines: list[tuple[int, int, int, int]] = []
        """Start, innermost element, linked and visible characters of each block."""
        self._tags: list[Tag] = []
        self._segments: list[int] = []
        self._open_links: list[int] = []
        self._muted_at = -1
        self._page = Document(
            PageText("", ()), Lines(), (), column(), column(), column(), column(), []
        )

    def document(self) -> Document:
        page, text = self._page, "".join(self._pieces)
        segments = Segments(column(self._segments))
        page.body = PageText(text, segments, original(text, self._respelt))
        page.hidden = tuple(segments.hidden())
        self._skip_spaces(text)
        page.lines = self._columns(text)
        indices: dict[Tag, int] = {}
        page.keys = column(indices.setdefault(tag, len(indices)) for tag in self._tags)
        page.kinds = list(indices)
        return page

    def _skip_spaces(self, text: str) -> None:
        links = self._page.links
        for at, (start, end) in enumerate(zip(links.starts, links.ends, strict=True)):
            if start < end and text[start] in " \n":
                links.starts[at] += 1

    def _columns(self, text: str) -> Lines:
        words = text.split("\n") if text else []
        starts, inners, linked, seen = (column(line[n] for line in self._lines) for n in range(4))
        ends = column(start + len(line) for start, line in zip(starts, words, strict=True))
        return Lines(words, starts, ends, column(map(self._owner, inners)), inners, linked, seen)

    def _owner(self, inner: int) -> int:
        tags, parents = self._tags, self._page.parents
        while inner > 0 and tags[inner].inline:
            inner = parents[inner]
        return inner

    def run(self, pieces: Iterable[Piece]) -> None:  # noqa: C901, PLR0912, PLR0915 - the hot loop
        """All that most pieces need stands in one loop, in local names: calls would double it."""
        page, sheet, written = self._page, self._sheet, self._pieces
        tags, parents, starts, ends = self._tags, page.parents, page.starts, page.ends
        segments, links = self._segments, self._open_links
        inner, length, broken, spaced, hidden_at = -1, 0, True, False, -1
        start = at = linked = seen = 0
        muted = False
        for kind, inline, noted, tag, told, text, before, behind, respelt in pieces:
            if kind == "open":
                index = len(ends)
                tags.append(tag)
                parents.append(inner)
                starts.append(length)
                ends.append(length)
                inner = index
                if noted or (sheet and not sheet.isdisjoint(tag.names)):
                    hidden_at = self._note(tag, told, index, length, hidden_at)
                    muted = self._muted_at >= 0
            elif kind == "close":
                ends[inner] = length
                if inner == hidden_at:
                    page.unseen.append(range(inner, len(ends)))
                    hidden_at = -1
                if noted:
                    spaced = self._leave(inner, length) or spaced
                    muted = self._muted_at >= 0
                inner = parents[inner]
            elif noted:
                tell(page, tag.name, told)
            if not inline and not muted:
                broken = True
            if not text or muted:
                spaced = spaced or before
                continue
            if broken:
                if length:
                    self._lines.append((start, at, linked, seen))
                    written.append("\n")
                    length += 1
                start, at, linked, seen, from_ = length, inner, 0, 0, length
            elif spaced or before:
                written.append(" ")
                from_, length = length, length + 1
            else:
                from_ = length
            if respelt is not None:
                self._respelt[length] = respelt
            written.append(text)
            length += len(text)
            broken, spaced = False, behind
            hidden = hidden_at >= 0
            segments += from_, length, hidden, links[-1] if links else -1
            if not hidden:
                seen += length - from_
            if links:
                linked += length - from_
        if length:
            self._lines.append((start, at, linked, seen))

    def _note(
        self, tag: Tag, told: Mapping[str, str], index: int, length: int, hidden_at: int
    ) -> int:
        """Takes note of an element that hides, is muted, links or tells; what hides from now on."""
        if hidden_at < 0 and (tag.hidden or not self._sheet.isdisjoint(tag.names)):
            hidden_at = index
        if tag.name == "a":
            links = self._page.links
            self._open_links.append(len(links.ends))
            links.addresses.append(told["href"])
            links.starts.append(length)
            links.ends.append(length)
            links.hidden.append(hidden_at >= 0)
        elif tag.muted:
            self._muted_at = index if self._muted_at < 0 else self._muted_at
        else:
            tell(self._page, tag.name, told)
        return hidden_at

    def _leave(self, index: int, length: int) -> bool:
        """Ends a link or what is muted; whether that leaves a space."""
        tag = self._tags[index]
        if tag.name == "a":
            self._page.links.ends[self._open_links.pop()] = length
        elif index == self._muted_at:
            self._muted_at = -1
        return tag.muted


def tell(page: Document, name: str, told: Mapping[str, str]) -> None:
    """Takes what a tag's attributes tell of the page."""
    match name:
        case "meta":
            for key in ("property", "name", "itemprop"):
                if named := told.get(key, ""):
                    page.metas.add(named, told.get("content", ""))
        case "time":
            page.times.append(told.get("datetime", ""))
        case "html":
            page.language = told.get("lang") or None
        case "base":
            page.base = page.base or told.get("href", "")
