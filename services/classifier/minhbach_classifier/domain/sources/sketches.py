"""The sketch of a text: its syllables and the hashes of their runs, without places.

Every article has one; where its words stand is asked of the few that are laid beside another. The
compiled part makes it of a text whose letters it was told. What is odd to it, and all where nothing
is compiled, Python makes of the syllables: the same.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minhbach_classifier.compiled.library import library
from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.syllables import (
    LONGEST_KNOWN,
    Kind,
    kind,
    parts,
    syllables,
)
from minhbach_classifier.domain.sources.winnowing import (
    share_held,
    shingles,
    window_of,
    winnow,
)

_KINDS: Final[tuple[Kind, ...]] = ("apart", "letter", "digit", "point", "sign", "odd")
"""In the order of sketch.c."""
TOLD: Final = (range(0x590), range(0x1E00, 0x2200))
"""Latin, Greek and Cyrillic letters, punctuation and signs. No two of these join into one."""
_HASH: Final = 8
_FORM: Final = 8
_TONES: Final = 4
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells a text from others."""

    text: bytes
    """The syllables in UTF-8, a space between two."""
    words: int
    """How many they are."""
    packed: bytes
    """Hashes of all runs of five, in order: as a machine has numbers of eight bytes."""

    @property
    def shingles(self) -> int:
        """How many runs of five there are."""
        return len(self.packed) // _HASH

    @property
    def hashes(self) -> list[int]:
        """Their hashes: signed 64-bit."""
        return memoryview(self.packed).cast("q").tolist()

    def keys(self) -> tuple[int, ...]:
        """The fingerprint's keys, ascending."""
        built, window = library(), window_of(self.shingles)
        if built is None or self.shingles <= window:
            return winnow(self.hashes)
        return tuple(built.keys(self.packed, window))


def containment(copy: Sketch, source: Sketch) -> float:
    """The share (0 to 1) of the copy's distinct shingles that the source holds."""
    built = library()
    if built is None:
        return share_held(copy.hashes, source.hashes)
    distinct, shared = built.shared(copy.packed, source.packed)
    return shared / distinct if distinct else 0.0


def sketched(text: str, places: Sequence[Range]) -> Sketch:
    """The sketch of the given places of a text."""
    # A newline belongs to no syllable.
    made = compiled("\n".join([text[start:end] for start, end in places]))
    if made is not None:
        return made
    words = syllables(text, places).words
    return Sketch(" ".join(words).encode(), len(words), array("q", shingles(words)).tobytes())


def compiled(text: str) -> Sketch | None:
    """The sketch that the compiled part makes; None of an odd text, and where there is none."""
    built = library()
    made = None if built is None else built.sketch(text, _letters(), LONGEST_KNOWN)
    return None if made is None else Sketch(*made)


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """``Letter`` of sketch.c for each code point up to the last that is told."""
    return b"".join(map(_letter, range(TOLD[-1].stop)))


def _letter(point: int) -> bytes:
    letter = chr(point)
    which = kind(letter) if any(point in told for told in TOLD) else "odd"
    if which == "apart":
        return bytes(4 + _FORM + _TONES)
    form, tones = (part.encode() for part in parts(letter))
    if not 0 < len(form) <= _FORM or len(tones) > _TONES or b" " in form:
        which, form, tones = "odd", b"", b""
    head = bytes((_KINDS.index(which), len(form), len(tones), 0))
    return head + form.ljust(_FORM, b"\0") + tones.ljust(_TONES, b"\0")
