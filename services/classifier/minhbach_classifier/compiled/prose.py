"""The compiled first look at a page's columns, bound."""

from array import array
from collections.abc import Sequence
from ctypes import Structure, byref, c_char_p, c_int32, c_void_p
from sys import byteorder
from typing import Final, NamedTuple

from minhbach_classifier.compiled.library import Library

_LETTERS: Final = "utf-32-le" if byteorder == "little" else "utf-32-be"


class CColumns(Structure):
    """``Page`` of prose.c."""

    _fields_ = (
        *((name, c_char_p) for name in ("kinds", "text")),
        *((name, c_void_p) for name in ("keys", "parents", "starts", "ends")),
        *((name, c_void_p) for name in ("line_starts", "line_ends", "owners", "inners")),
        *((name, c_void_p) for name in ("linked", "seen")),
        *((name, c_int32) for name in ("kind_count", "letters", "elements", "lines")),
    )


class COutline(Structure):
    """``Outline`` of prose.c."""

    _fields_ = (
        *((name, c_void_p) for name in ("headings", "footings", "good")),
        *((name, c_int32) for name in ("heading_count", "footing_count", "good_count")),
        ("container", c_int32),
    )
    heading_count: int
    footing_count: int
    good_count: int
    container: int


class Outlined(NamedTuple):
    """Indices of headings and good lines, of footers and of the container's element."""

    headings: "array[int]"
    footings: "array[int]"
    good: "array[int]"
    container: int
    """-1 where there is none."""


def outline(
    library: Library,
    kinds: bytes,
    text: str,
    elements: "Sequence[array[int]]",
    lines: "Sequence[array[int]]",
) -> Outlined | None:
    """The outline of a page; None where its columns do not fit together.

    Args:
        kinds: what each kind of tag is.
        elements: their keys, parents, starts and ends.
        lines: their starts, ends, owners, inners, linked and seen characters.
    """
    columns = [column.buffer_info()[0] for column in (*elements, *lines)]
    counts = len(kinds), len(text), len(elements[0]), len(lines[0])
    page = CColumns(kinds, text.encode(_LETTERS, "surrogatepass"), *columns, *counts)
    headings, good = (array("i", bytes(4 * len(lines[0]))) for _ in range(2))
    footings = array("i", bytes(4 * len(elements[0])))
    room = (row.buffer_info()[0] for row in (headings, footings, good))
    to = COutline(*room)
    if not library.outline(byref(page), byref(to)):
        return None
    return Outlined(
        headings[: to.heading_count],
        footings[: to.footing_count],
        good[: to.good_count],
        to.container,
    )
