"""The compiled file, bound: what it takes and gives, as its C declares it."""

from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ctypes import (
    CDLL,
    POINTER,
    Structure,
    byref,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_void_p,
    cast,
    string_at,
)
from functools import lru_cache
from sys import byteorder
from typing import Any, Final, NamedTuple

from selectolax import lexbor

from minhbach_classifier.compiled.naming import built

_PARSER: Final = (
    "lxb_dom_node_first_child_noi",
    "lxb_dom_node_next_noi",
    "lxb_dom_node_parent_noi",
    "lxb_dom_node_type_noi",
    "lxb_dom_node_tag_id_noi",
    "lxb_dom_element_qualified_name",
    "lxb_dom_element_first_attribute_noi",
    "lxb_dom_element_next_attribute_noi",
    "lxb_dom_attr_qualified_name",
    "lxb_dom_attr_value_noi",
    "lxb_dom_document_type_name_noi",
)
"""Functions of the parser that selectolax's file offers, in the order of ``Parser`` in walk.c."""
_TRIED_TEXT: Final = "thử một đoạn"
_TRIED: Final = f"<p>{_TRIED_TEXT}<!-- x --><b id=x>x<i></i></b>x<br><svg><g /></svg><x-y>x</x-y>"


_PAGE_ROWS: Final = 7
_OfPage: Final = c_int64 * (3 * _PAGE_ROWS + 1)
_OfDocument: Final = c_int64 * 20
_MANY: Final = (1, 1, 1, 2, 2, 1, 1)
"""So many texts stand for one in each of a page's rows."""
_ENDS: Final = ("\1", "\0", "\0", "\0", "\0", "\0", "\0")


_Two, _Three = c_int64 * 2, c_int64 * 3
"""Made once: to make a type takes as long as what it is for."""


class CutText(ValueError):
    """A text holds the sign that is to end it."""


def _contents(rows: list[int]) -> Iterator[bytes]:
    """What rows hold, of which place and size are given by turns."""
    return (
        string_at(at, size) if size else b"" for at, size in zip(*[iter(rows)] * 2, strict=True)
    )


def _texts(rows: Iterable[bytes], counts: list[int]) -> Iterator[list[str]]:
    for row, end, one, many in zip(rows, _ENDS, _MANY, counts, strict=False):
        found = row.decode("utf-8", "replace").split(end)
        if len(found) != one * many + 1:
            raise CutText
        found.pop()
        yield found


class Rows(Structure):
    """``Rows`` of rows.h."""

    _fields_ = (("data", c_void_p), ("used", c_size_t), ("room", c_size_t), ("full", c_void_p))
    data: int | None
    used: int

    def content(self) -> bytes:
        """What they hold."""
        return string_at(self.data or 0, self.used) if self.used else b""


class Walked(NamedTuple):
    """The tags and words of a page, each row ended by the sign that ends each of its texts."""

    page: int
    """Where the C has them; gone when the walk ends."""
    keys: list[str]
    """Tags, each kind once: name, id, classes, style and whether hidden, a NUL between."""
    strange: list[str]
    """Texts whose letters are to be composed."""
    addresses: list[str]
    """Of links."""
    metas: list[str]
    """Names and contents by turns."""
    told: list[str]
    """Names of other tags, and what one of their attributes says, by turns."""
    sheets: list[str]
    scripts: list[str]


class Made(NamedTuple):
    """A page's text in UTF-8, and rows of numbers that say where all stands in it."""

    text: bytes
    keys: bytes
    """Of each element, as are the next three."""
    parents: bytes
    starts: bytes
    ends: bytes
    segments: bytes
    lines: bytes
    links: bytes
    unseen: bytes
    strange: bytes
    """Where each strange text stands; -1 where it does not."""


class CSketch(Structure):
    """``Sketch`` of sketch.c, as far as it is for Python."""

    _fields_ = (("text", Rows), ("hashes", Rows), ("odd", c_int32), ("words", c_int32))
    text: Rows
    hashes: Rows
    odd: int
    words: int


class TagCount(NamedTuple):
    """What the look at a page's tags counted."""

    bounded: bool
    """Whether no tag has too many attributes."""
    tags: int
    closing: int
    formatting: int


class Library:
    """The compiled functions."""

    def __init__(self, path: str) -> None:
        """Binds them.

        Raises:
            OSError: the file is not there, or for another machine.
            AttributeError: the parser offers a function no more.
        """
        self._file, parser = CDLL(path), CDLL(lexbor.__file__)
        pointers = (cast(getattr(parser, name), c_void_p).value for name in _PARSER)
        self._parser = (c_void_p * len(_PARSER))(*pointers)
        self._bind("mb_count_tags", c_int32, c_char_p, c_int64, c_int64, c_int64, c_void_p)
        self._bind("mb_is_whole", c_int32, c_char_p, c_int64)
        self._bind("mb_knows_nodes", c_int32, c_void_p, c_void_p, c_char_p, c_size_t)
        self._bind("mb_walk", c_void_p, c_void_p, c_void_p, c_void_p)
        self._bind("mb_free_page", None, c_void_p)
        put_together = (c_void_p, c_char_p, c_char_p, c_void_p, c_void_p)
        self._bind("mb_put_together", c_void_p, *put_together)
        self._bind("mb_free_document", None, c_void_p)
        sketch = (c_char_p, c_int64, c_char_p, c_int64, c_int64)
        self._bind("mb_sketch", POINTER(CSketch), *sketch)
        self._bind("mb_free_sketch", None, c_void_p)
        self._bind("mb_shared", c_int32, c_char_p, c_int64, c_char_p, c_int64, c_void_p)
        self._bind("mb_keys", c_int64, c_char_p, c_int64, c_int64, c_void_p)
        self._bind("mb_outline", c_int32, c_void_p, c_void_p)

    def _bind(self, name: str, gives: Any, *takes: Any) -> None:
        function = getattr(self._file, name)
        function.restype, function.argtypes = gives, takes

    def count_tags(self, page: bytes, plain: int, attributes: int) -> TagCount:
        """Looks at the tags of a page in UTF-8.

        Args:
            plain: so many attributes, written as most are, a tag may begin with.
            attributes: so many others, and spaces between them, it may have besides.
        """
        counted = _Three()
        bounded = self._file.mb_count_tags(page, len(page), plain, attributes, byref(counted))
        return TagCount(bool(bounded), *counted)

    def is_whole(self, page: bytes) -> bool:
        """Whether a page is UTF-8, without any sign for a letter that could not be read."""
        return bool(self._file.mb_is_whole(page, len(page)))

    @contextmanager
    def walk(self, root: lexbor.LexborNode) -> Iterator[Walked | None]:
        """The tags and words of a tree; None where they are odd.

        Raises:
            CutText: a text holds the sign that is to end it.
        """
        told = _OfPage()
        page = self._file.mb_walk(root.mem_id, self._parser, told)
        if not page:
            raise MemoryError
        try:
            rows, rest = told[: 2 * _PAGE_ROWS], told[2 * _PAGE_ROWS :]
            yield None if rest[-1] else Walked(page, *_texts(_contents(rows), rest))
        finally:
            self._file.mb_free_page(page)

    def put_together(self, page: int, flags: bytes, composed: bytes, strange: list[int]) -> Made:
        """The text of a walked page, and where all stands in it.

        Args:
            flags: what each of its keys does.
            composed: its strange texts with their letters composed, one behind the other.
            strange: of each place and size in bytes, letters, and white space before and behind.
        """
        told, rows = _OfDocument(), (c_int32 * len(strange))(*strange)
        made = self._file.mb_put_together(page, flags, composed, rows, told)
        if not made:
            raise MemoryError
        try:
            return Made(*_contents(told[:]))
        finally:
            self._file.mb_free_document(made)

    def sketch(self, text: str, letters: bytes, longest: int) -> tuple[bytes, int, bytes] | None:
        """A text's words in UTF-8, how many they are, and their runs' hashes, eight bytes each.

        None of an odd text, and where a machine has a number's highest byte first.

        Args:
            letters: what the first code points are, 16 bytes each.
            longest: so many letters a word may have.
        """
        if byteorder != "little":
            return None
        points = text.encode("utf-32-le", "surrogatepass")
        made = self._file.mb_sketch(points, len(points) // 4, letters, len(letters) // 16, longest)
        if not made:
            raise MemoryError
        try:
            found = made.contents
            return (
                None if found.odd else (found.text.content(), found.words, found.hashes.content())
            )
        finally:
            self._file.mb_free_sketch(made)

    def outline(self, page: Any, to: Any) -> bool:
        """A page's outline (prose.py); whether its columns fit together."""
        found: int = self._file.mb_outline(page, to)
        if found < 0:
            raise MemoryError
        return found > 0

    def keys(self, hashes: bytes, window: int) -> list[int]:
        """The least of each window of such hashes, at least one window; each once, ascending."""
        found = array("q", bytes(len(hashes)))
        many = self._file.mb_keys(hashes, len(found), window, found.buffer_info()[0])
        if many < 0:
            raise MemoryError
        return found[:many].tolist()

    def shared(self, hashes: bytes, others: bytes) -> tuple[int, int]:
        """How many different hashes there are, and how many of those are among the others."""
        told = _Two()
        sizes = len(hashes) // 8, len(others) // 8
        if not self._file.mb_shared(hashes, sizes[0], others, sizes[1], told):
            raise MemoryError
        return told[0], told[1]

    def knows_nodes(self) -> bool:
        """Whether the parser's nodes are laid out as the C has them."""
        root, tried = lexbor.LexborHTMLParser(_TRIED).root, _TRIED_TEXT.encode()
        if root is None:
            return False
        return bool(self._file.mb_knows_nodes(self._parser, root.mem_id, tried, len(tried)))


@lru_cache(maxsize=1)
def library() -> Library | None:
    """The compiled part of reading; None where it was not built, or does not fit the parser."""
    try:
        found = Library(str(built()))
    except (OSError, AttributeError):
        return None
    return found if found.knows_nodes() else None
