"""Fingerprints of a text: a few of its shingles' hashes, so chosen that copies share some.

Winnowing (Schleimer, Wilkerson, Aiken 2003): of every window of 16 shingles of 5 syllables the
least hash is kept, so any run of 20 syllables that two texts share gives both a key in common.
Short texts are looked at through smaller windows. The least of a large window is also the least
of each smaller one around it, so a short text keeps every key that the large window would have
chosen, and the promise above holds between texts of any lengths.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import xxhash

SCHEME: Final = "winnow-5-16-xxh3/2"
"""Names the way keys are made; stands beside every stored fingerprint."""

SHINGLE: Final = 5
WINDOW: Final = 16
_SMALLER: Final = ((200, 4), (400, 8))
"""Texts of at most so many shingles, and their window: a power of two, as the large one."""
SHARED_KEYS: Final = 3
"""So many keys in common make a candidate."""
FEWER_KEYS: Final = ((100, 1), (200, 2))
"""So many do where the copy has fewer shingles than this: it has not more to share."""
_SIGN: Final = 1 << 63
_SPACE: Final = 0x20


def shingles(words: Sequence[str]) -> list[int]:
    """Hashes of all runs of five syllables in order: signed 64-bit, as the store keeps them."""
    if len(words) < SHINGLE:
        return []
    text = " ".join(words).encode()
    # Every run is a stretch of the text: no word holds a space.
    spaces = np.flatnonzero(np.frombuffer(text, np.uint8) == _SPACE).tolist()
    starts = (0, *(at + 1 for at in spaces))
    ends = (*spaces[SHINGLE - 1 :], len(text))
    digest = xxhash.xxh3_64_intdigest
    return [digest(text[start:end]) - _SIGN for start, end in zip(starts, ends, strict=False)]


def winnow(hashes: Sequence[int]) -> tuple[int, ...]:
    """The keys: the least hash of every window, each once, ascending."""
    window = window_of(len(hashes))
    if len(hashes) <= window:
        return (min(hashes),) if hashes else ()
    # The least of twice as many is the lesser of two such beside each other.
    least, width = np.array(hashes, np.int64), 1
    while width < window:
        least = np.minimum(least[:-width], least[width:])
        width *= 2
    return tuple(sorted(set(least.tolist())))


def window_of(shingles: int) -> int:
    """How many shingles of a text a window holds."""
    return next((window for most, window in _SMALLER if shingles <= most), WINDOW)


def keys_needed(shingles: int) -> int:
    """How many keys a copy of so many shingles must share with its source to be a candidate.

    A quarter of a text of 100 syllables is a run of 25, which is sure of one key only.
    """
    return next((needed for below, needed in FEWER_KEYS if shingles < below), SHARED_KEYS)


def share_held(copy: Iterable[int], source: Iterable[int]) -> float:
    """The share (0 to 1) of the copy's distinct shingles that the source holds."""
    mine = set(copy)
    return len(mine.intersection(source)) / len(mine) if mine else 0.0


def text_digest(words: Sequence[str]) -> str:
    """SHA-256 (hex) of the syllables: equal for texts that differ in typography only."""
    return digest_of_joined(" ".join(words).encode())


def digest_of_joined(*texts: bytes) -> str:
    """The same of syllables that stand between spaces already, or of several such texts."""
    return hashlib.sha256(b" ".join(filter(None, texts))).hexdigest()
