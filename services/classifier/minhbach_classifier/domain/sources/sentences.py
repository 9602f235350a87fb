"""Sentences and quotations of a text, as places."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.model import Range

_END: Final = re.compile(r"[.!?…]{1,20}[\"”’')\]]{0,5}(?=\s)")
_QUOTED: Final = re.compile(r"“[^“”\n]{1,1000}”|\"[^\"\n]{1,1000}\"|«[^«»\n]{1,1000}»")


@dataclass(frozen=True, slots=True)
class Places:
    """Places that ascend and do not overlap."""

    places: tuple[Range, ...]

    def at(self, offset: int) -> int | None:
        """The index of the place that holds an offset."""
        index = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return index if index >= 0 and offset < self.places[index].end else None


def sentences(text: str, blocks: Sequence[Range]) -> Places:
    """The sentences of the blocks; none reaches over a block's end."""
    return Places(tuple(s for block in blocks for s in _of_block(text, block)))


def _of_block(text: str, block: Range) -> Iterator[Range]:
    start = block.start
    for end in _END.finditer(text, block.start, block.end):
        yield Range(start, end.end())
        start = end.end()
        while start < block.end and text[start].isspace():
            start += 1
    if start < block.end:
        yield Range(start, block.end)


def quotations(text: str, blocks: Sequence[Range]) -> Places:
    """The quotations within the blocks, with their marks."""
    found = (m.span() for block in blocks for m in _QUOTED.finditer(text, *block))
    return Places(tuple(Range(*span) for span in found))
