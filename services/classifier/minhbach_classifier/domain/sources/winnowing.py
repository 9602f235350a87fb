"""Fingerprints of a text: a few of its shingles' hashes, so chosen that copies share some.

Winnowing (Schleimer, Wilkerson, Aiken 2003): of every window of 16 shingles of 5 syllables the
least hash is kept, so any run of 20 syllables that two texts share gives both a key in common.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

import xxhash

SCHEME: Final = "winnow-5-16-xxh3/1"
"""Names the way keys are made; stands beside every stored fingerprint."""

SHINGLE: Final = 5
WINDOW: Final = 16
_SIGN: Final = 1 << 63


def shingles(words: Sequence[str]) -> list[int]:
    """Hashes of all runs of five syllables in order: signed 64-bit, as the store keeps them."""
    joined = (" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1))
    return [xxhash.xxh3_64_intdigest(run) - _SIGN for run in joined]


def winnow(hashes: Sequence[int]) -> tuple[int, ...]:
    """The keys: the least hash of every window, each once, ascending."""
    if len(hashes) <= WINDOW:
        return (min(hashes),) if hashes else ()
    return tuple(sorted(set(_minima(hashes))))


def _minima(hashes: Sequence[int]) -> Iterable[int]:
    least: deque[int] = deque()
    for position, value in enumerate(hashes):
        while least and hashes[least[-1]] >= value:
            least.pop()
        least.append(position)
        if least[0] <= position - WINDOW:
            least.popleft()
        if position >= WINDOW - 1:
            yield hashes[least[0]]


def containment(copy: Iterable[int], source: Iterable[int]) -> float:
    """The share (0 to 1) of the copy's distinct shingles that the source holds."""
    mine = set(copy)
    return len(mine.intersection(source)) / len(mine) if mine else 0.0


def text_digest(words: Sequence[str]) -> str:
    """SHA-256 (hex) of the syllables: equal for texts that differ in typography only."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
