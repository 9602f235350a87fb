"""Which articles hold a key: sorted arrays, of the few that came last and of the many before.

A key enters as the upper 48 bits of its product with an odd number. The least hashes, which
winnowing keeps, crowd at the low end; after this they lie evenly, so a table by their first bits
leads to a handful of entries whatever the number of articles. That two keys become one (once in
450,000 questions over 10 million articles) costs a look at the stored keys, which are whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.uint64]
"""Keys as they are sorted here: 48 bits."""
Ordinals = NDArray[np.uint32]
"""Articles by their place in one part."""
Offsets = NDArray[np.int64]

BITS: Final = 48
TOP: Final = 16
"""A packed part's table has at least so many bits, so that 32 are left for the entry."""
_MOST_BITS: Final = 28
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_PER_BUCKET: Final = 16
_CROWDED: Final = 256
"""Entries of one bucket that are searched rather than compared one by one."""


def places(keys: Sequence[int]) -> Places:
    """Where signed 64-bit keys stand; in the order given."""
    return spread(np.asarray(keys, dtype=np.int64).view(np.uint64))


def spread(keys: NDArray[np.uint64]) -> Places:
    """The same of keys that are an array already."""
    return (keys * _ODD) >> np.uint64(64 - BITS)


@dataclass(frozen=True, slots=True)
class Hits:
    """Who holds some keys: pair by pair, but the holders of a key that very many hold as one run.

    ``ordinals[i]`` holds the key ``whose[i]``; a key's pairs are ascending by ordinal.
    """

    whose: Offsets
    ordinals: Ordinals
    runs: tuple[tuple[int, Ordinals], ...] = ()


class Postings(Protocol):
    """Pairs of a key and an article, sorted by key, then article."""

    @property
    def ordinals(self) -> Ordinals:
        """The articles, in the order of the keys."""

    def holders(self, wanted: Places) -> Hits:
        """Who holds the keys."""

    def between(self, low: int, high: int) -> tuple[Places, Ordinals]:
        """The pairs of all keys whose first 16 bits lie in ``[low, high)``."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A few articles' pairs, with their keys in full; made in memory."""

    keys: Places
    ordinals: Ordinals

    def holders(self, wanted: Places) -> Hits:
        """Who holds the keys."""
        first = self.keys.searchsorted(wanted)
        whose, at = flat(first, self.keys.searchsorted(wanted, "right") - first)
        return Hits(whose, self.ordinals[at])

    def between(self, low: int, high: int) -> tuple[Places, Ordinals]:
        """The pairs of all keys whose first 16 bits lie in ``[low, high)``."""
        ends = np.array([low, high], dtype=np.uint64) << np.uint64(BITS - TOP)
        first, end = self.keys.searchsorted(ends)
        return self.keys[first:end], self.ordinals[first:end]


@dataclass(frozen=True, slots=True)
class Packed:
    """Many articles' pairs, about 8.5 bytes each: a table by the keys' first bits, and the rest.

    ``table[b]`` is the offset of the first pair whose key begins with the bits ``b``.
    """

    table: NDArray[np.uint32]
    rests: NDArray[np.uint32]
    ordinals: Ordinals

    @property
    def bits(self) -> int:
        """How many bits of a key the table tells."""
        return (len(self.table) - 1).bit_length() - 1

    def holders(self, wanted: Places) -> Hits:
        """Who holds the keys."""
        buckets, rests = split(wanted, self.bits)
        starts = self.table[buckets].astype(np.int64)
        sizes = self.table[buckets + 1] - starts
        runs: list[tuple[int, Ordinals]] = []
        if sizes.max(initial=0) > _CROWDED:
            for key in np.flatnonzero(sizes > _CROWDED).tolist():
                whole = slice(int(starts[key]), int(starts[key] + sizes[key]))
                rest = self.rests[whole]
                run = slice(rest.searchsorted(rests[key]), rest.searchsorted(rests[key], "right"))
                sizes[key] = 0
                if run.start < run.stop:
                    runs.append((key, self.ordinals[whole][run]))
        whose, at = flat(starts, sizes)
        same = self.rests[at] == rests[whose]
        return Hits(whose[same], self.ordinals[at[same]], tuple(runs))

    def between(self, low: int, high: int) -> tuple[Places, Ordinals]:
        """The pairs of all keys whose first 16 bits lie in ``[low, high)``."""
        more = self.bits - TOP
        table = self.table[low << more : (high << more) + 1].astype(np.int64)
        buckets = np.arange(low << more, high << more, dtype=np.uint64)
        held = slice(int(table[0]), int(table[-1]))
        firsts = np.repeat(buckets << np.uint64(BITS - self.bits), np.diff(table))
        return firsts | self.rests[held], self.ordinals[held]


def split(keys: Places, bits: int) -> tuple[Offsets, NDArray[np.uint32]]:
    """Keys as the table's bucket and the rest."""
    rest = np.uint64(BITS - bits)
    mask = (np.uint64(1) << rest) - np.uint64(1)
    return (keys >> rest).astype(np.int64), (keys & mask).astype(np.uint32)


def table_bits(pairs: int) -> int:
    """How many bits the table of so many pairs tells: eight to sixteen pairs a bucket."""
    return min(max((pairs // _PER_BUCKET).bit_length(), TOP), _MOST_BITS)


def flat(starts: Offsets, sizes: Offsets) -> tuple[Offsets, Offsets]:
    """All offsets of some runs: of which run each is, and the offset itself."""
    whose = np.arange(len(sizes)).repeat(sizes)
    ends = sizes.cumsum()
    return whose, np.arange(len(whose)) + (starts - ends + sizes).repeat(sizes)


def sorted_pairs(keys: Places, ordinals: Ordinals) -> Plain:
    """Pairs in their order; those of one key stay in the order given."""
    order = np.argsort(keys, kind="stable")
    return Plain(keys[order], ordinals[order])


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the parts that are merged, with what its articles' ordinals become."""

    postings: Postings
    kept: NDArray[np.bool_]
    """Whether an article goes into the merged part; by ordinal."""
    renumbered: Ordinals
    """Its ordinal there."""


def merged(parts: Sequence[Kept], pairs_at_once: int) -> Iterator[Plain]:
    """Several parts' pairs as one, in order, piece by piece.

    Args:
        pairs_at_once: about so many, which bounds the memory.
    """
    whole = sum(len(part.postings.ordinals) for part in parts)
    step = max(1, (1 << TOP) * pairs_at_once // max(1, whole))
    for low in range(0, 1 << TOP, step):
        high = min(low + step, 1 << TOP)
        pieces = [_renumbered(part, low, high) for part in parts]
        keys = np.concatenate([keys for keys, _ in pieces])
        yield sorted_pairs(keys, np.concatenate([ordinals for _, ordinals in pieces]))


def _renumbered(part: Kept, low: int, high: int) -> tuple[Places, Ordinals]:
    keys, ordinals = part.postings.between(low, high)
    kept = part.kept[ordinals]
    return keys[kept], part.renumbered[ordinals[kept]]
