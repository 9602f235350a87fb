"""What a page has hundreds of, kept in columns: one of them is made only when it is asked for."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, starmap
from typing import Final, overload

from minhbach_classifier.domain.model import Range, Segment
from minhbach_classifier.domain.reading.spelling import spelt

_NUMBERS: Final = "i"
"""As an array has those of the compiled walk: four bytes each."""


def column(of: bytes | Iterable[int] = ()) -> "array[int]":
    """A column of numbers: of some, or of the bytes of such numbers."""
    return array(_NUMBERS, of)


class Segments(Sequence[Segment]):
    """A text's segments; equal to a tuple of the same."""

    __slots__ = ("_ends", "_hidden", "_links", "_starts")

    def __init__(self, rows: "array[int]") -> None:
        """Takes start, end, whether it is hidden, and its link or -1, of one after the other."""
        self._starts, self._ends, self._hidden, self._links = (rows[n::4] for n in range(4))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Segment, ...]: ...
    def __getitem__(self, index: int | slice) -> Segment | tuple[Segment, ...]:
        """One, or those of a slice."""
        if isinstance(index, slice):
            return tuple(self)[index]
        link = self._links[index]
        place = self._starts[index], self._ends[index]
        return Segment(*place, bool(self._hidden[index]), None if link < 0 else link)

    def __iter__(self) -> Iterator[Segment]:
        """All, in order."""
        links = (None if link < 0 else link for link in self._links)
        return map(Segment, self._starts, self._ends, map(bool, self._hidden), links)

    def __eq__(self, other: object) -> bool:
        """As a tuple of them."""
        return isinstance(other, Segments | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """As a tuple of them."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """As a tuple of them."""
        return repr(tuple(self))

    def hidden(self) -> Iterator[Range]:
        """The places of those that are hidden."""
        return starmap(Range, compress(zip(self._starts, self._ends, strict=True), self._hidden))


@dataclass(slots=True)
class Lines:
    """The lines of a text, its blocks: columns of one length."""

    words: list[str] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=column)
    ends: "array[int]" = field(default_factory=column)
    owners: "array[int]" = field(default_factory=column)
    """Index of the nearest block-level element."""
    inners: "array[int]" = field(default_factory=column)
    """Index of the innermost element of its first words."""
    linked: "array[int]" = field(default_factory=column)
    """Characters in links."""
    seen: "array[int]" = field(default_factory=column)
    """Visible characters."""


class Metas(Mapping[str, str]):
    """What meta elements hold, by ``name``/``property``/``itemprop`` in lower case: the first.

    Letters are composed when one is asked for: few are.
    """

    __slots__ = ("_written",)

    def __init__(self) -> None:
        """Begins with none."""
        self._written: dict[str, str] = {}

    def add(self, name: str, content: str) -> None:
        """Takes one, unless it was there before."""
        self._written.setdefault(name.lower(), content)

    def __getitem__(self, name: str) -> str:
        """What one holds."""
        return spelt(self._written[name])

    def __contains__(self, name: object) -> bool:
        """Whether it is there."""
        return name in self._written

    def __len__(self) -> int:
        """How many there are."""
        return len(self._written)

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self._written)
