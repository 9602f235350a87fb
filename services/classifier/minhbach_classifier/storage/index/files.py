"""One segment of the index: a folder with an array a file, written once, mapped into memory."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import xxhash
from numpy.typing import NDArray

from minhbach_classifier.domain.sources.parts import Facts, Part, kept_of
from minhbach_classifier.domain.sources.postings import (
    Packed,
    Plain,
    merged,
    split,
    table_bits,
)

PAIRS_AT_ONCE: Final = 1 << 18
"""So many are merged in memory at once: some 20 MB."""
_READ: Final = 1 << 22
_TYPES: Final[Mapping[str, str]] = {
    "table": "<u4",
    "rests": "<u4",
    "ordinals": "<u4",
    "ids": "|u1",
    "captured": "<u4",
    "classes": "|u1",
    "shingles": "<u2",
}
Digests = dict[str, tuple[int, str]]
"""Of each file: its bytes, and their xxh3 (128 bits, hex)."""


class Stopped(Exception):
    """The work was given up because the worker stops."""


def write(folder: Path, parts: Sequence[Part], since: int, stopping: Callable[[], bool]) -> Digests:
    """Writes some parts as one segment, so that a crash leaves all of it or nothing.

    Args:
        since: articles captured before (seconds since 1970) are left out.
        stopping: asked now and then whether to give up.

    Raises:
        Stopped: it was given up; OSError: it could not be written. Nothing is left then.
    """
    half = folder.with_name(folder.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    try:
        digests = _Writing(half, parts, since, stopping).all()
        sync(half)
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    sync(folder.parent)
    return digests


def mapped(folder: Path) -> Part:
    """A segment as a part; its arrays stay on disk, and valid if the files are removed."""
    arrays = {name: _mapped(folder / name, kind) for name, kind in _TYPES.items()}
    facts = Facts(
        arrays["ids"].reshape(-1, 16), arrays["captured"], arrays["classes"], arrays["shingles"]
    )
    return Part(facts, Packed(arrays["table"], arrays["rests"], arrays["ordinals"]))


def is_whole(folder: Path, digests: Digests) -> bool:
    """Whether all files are there, byte for byte as they were written."""
    if digests.keys() != _TYPES.keys():
        return False
    try:
        return all(_digest(folder / name) == whole for name, whole in digests.items())
    except OSError:
        return False


def sync(folder: Path) -> None:
    """Makes sure that a folder's names are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass
class _File:
    """A file that is written from its begin to its end, and its digest meanwhile."""

    file: BinaryIO
    size: int = 0
    digest: Any = field(default_factory=xxhash.xxh3_128)

    def add(self, array: NDArray[Any]) -> None:
        data = np.ascontiguousarray(array).data.cast("B") if array.size else b""
        self.file.write(data)
        self.digest.update(data)
        self.size += len(data)

    def end(self) -> tuple[int, str]:
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.size, self.digest.hexdigest()


class _Writing:
    def __init__(
        self, folder: Path, parts: Sequence[Part], since: int, stopping: Callable[[], bool]
    ) -> None:
        self._folder = folder
        self._stopping = stopping
        self._kept, self._facts = kept_of(parts, since)
        pairs = sum(len(part.postings.ordinals) for part in parts)
        self._bits = table_bits(pairs)
        self._table = np.zeros((1 << self._bits) + 1, dtype=np.uint32)

    def all(self) -> Digests:
        digests = self._pairs()
        np.cumsum(self._table, out=self._table)
        digests |= {"table": self._one("table", self._table)}
        for name in ("ids", "captured", "classes", "shingles"):
            digests[name] = self._one(name, getattr(self._facts, name))
        return digests

    def _pairs(self) -> Digests:
        with (
            (self._folder / "rests").open("wb") as rests_file,
            (self._folder / "ordinals").open("wb") as ordinals_file,
        ):
            rests, ordinals = _File(rests_file), _File(ordinals_file)
            for piece in merged(self._kept, PAIRS_AT_ONCE):
                if self._stopping():
                    raise Stopped
                rests.add(self._counted(piece))
                ordinals.add(piece.ordinals)
            return {"rests": rests.end(), "ordinals": ordinals.end()}

    def _counted(self, piece: Plain) -> NDArray[np.uint32]:
        buckets, rests = split(piece.keys, self._bits)
        if len(buckets):
            first = int(buckets[0])
            counts = np.bincount(buckets - first)
            self._table[first + 1 : first + 1 + len(counts)] += counts.astype(np.uint32)
        return rests

    def _one(self, name: str, array: NDArray[Any]) -> tuple[int, str]:
        with (self._folder / name).open("wb") as file:
            one = _File(file)
            one.add(array.astype(_TYPES[name], copy=False))
            return one.end()


def _mapped(path: Path, kind: str) -> NDArray[Any]:
    if path.stat().st_size == 0:
        return np.empty(0, dtype=kind)
    return np.memmap(path, dtype=kind, mode="r").view(np.ndarray)


def _digest(path: Path) -> tuple[int, str]:
    digest, size = xxhash.xxh3_128(), 0
    with path.open("rb") as file:
        while data := file.read(_READ):
            digest.update(data)
            size += len(data)
    return size, digest.hexdigest()
