"""Domain lists as data: a folder of plain files that is refreshed without a release.

Files whose names hold ``gambling``, ``adult``, ``scam``, or ``malware``, ``phishing`` or ``threat``
and end in ``.txt``, one host a line (hosts files and ``||host^`` are read too). Whoever refreshes
them writes a new file beside the old one and renames it over it; the classifier reads a changed
folder again while it runs. ``python -m minhbach_classifier.domain_lists FOLDER`` checks one.
"""

import argparse
import asyncio
import hashlib
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from minhbach_classifier.domain.hosts import HostKind, HostList, HostLists, listed_host
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a file; a larger one is refused."""
_NAMED: Final[tuple[tuple[str, HostKind], ...]] = (
    ("gambling", "gambling"),
    ("adult", "adult"),
    ("scam", "scam"),
    ("threat", "malware"),
    ("malware", "malware"),
    ("phishing", "malware"),
)
_TOLD: Final = 20
"""Bad lines that are logged of one reading."""
_VERSION: Final = 16

Signature = tuple[tuple[str, int, int], ...]
"""Name, time of change in nanoseconds and size of each file."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, or a whole file (line 0), that was left out."""

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        return (
            f"{self.file}, line {self.line}: {self.why}"
            if self.line
            else (f"{self.file}: {self.why}")
        )


@dataclass(frozen=True, slots=True)
class ReadLists:
    """What a folder holds."""

    lists: HostLists
    bad: tuple[BadLine, ...]


def read_lists(folder: Path) -> ReadLists:
    """Read a folder; a bad line is told and the rest goes on.

    Raises:
        OSError: the folder or a file cannot be read.
        ValueError: a file is no UTF-8 or larger than ``LIMIT``.
    """
    hosts: defaultdict[HostKind, set[str]] = defaultdict(set)
    digests: defaultdict[HostKind, list[str]] = defaultdict(list)
    bad: list[BadLine] = []
    for path in _files(folder):
        kind = _kind(path)
        if kind is None:
            bad.append(BadLine(path.name, 0, f"the name holds none of {_names()}"))
            continue
        raw = _bytes(path)
        digests[kind].append(hashlib.sha256(raw).hexdigest())
        found, wrong = _parsed(path.name, raw)
        hosts[kind] |= found
        bad += wrong
    lists = {
        kind: HostList(kind, _version(digests[kind]), frozenset(hosts[kind])) for kind in hosts
    }
    return ReadLists(HostLists(MappingProxyType(lists)), tuple(bad))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix == ".txt" and path.is_file())


def _kind(path: Path) -> HostKind | None:
    name = path.name.lower()
    return next((kind for word, kind in _NAMED if word in name), None)


def _names() -> str:
    return ", ".join(word for word, _ in _NAMED)


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LIMIT:
        raise ValueError(f"{path.name} is larger than {LIMIT} bytes")
    return path.read_bytes()


def _parsed(name: str, raw: bytes) -> tuple[set[str], list[BadLine]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is no UTF-8: {error}") from None
    found: set[str] = set()
    bad: list[BadLine] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            host = listed_host(line)
        except ValueError as error:
            bad.append(BadLine(name, number, str(error)))
            continue
        if host is not None:
            found.add(host)
    return found, bad


def _version(digests: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:_VERSION]


class DomainLists:
    """The lists of a folder, read again when a file changes.

    Args:
        folder: None where no list is used.
        every: seconds between two looks at the folder.
    """

    def __init__(
        self, folder: Path | None, every: float, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._folder = folder
        self._every = every
        self._sleep = sleep
        self._signature: Signature | None = None
        self.lists = HostLists.none()
        """What the last good reading gave."""

    async def refresh(self) -> None:
        """Reads the folder where a file changed; errors keep the old lists and are logged."""
        if self._folder is None:
            return
        try:
            await asyncio.to_thread(self._read_changed, self._folder)
        except (OSError, ValueError) as error:
            log.warning("domain_lists_kept", folder=str(self._folder), error=str(error))

    async def run(self) -> None:
        """Refreshes again and again, until it is cancelled."""
        while True:
            await self._sleep(self._every)
            await self.refresh()

    def _read_changed(self, folder: Path) -> None:
        signature = tuple(_signatures(folder))
        if signature == self._signature:
            return
        read = read_lists(folder)
        self.lists, self._signature = read.lists, signature
        for bad in read.bad[:_TOLD]:
            log.warning("domain_list_line_left_out", file=bad.file, line=bad.line, error=bad.why)
        named = {one.identity: len(one.hosts) for one in read.lists.lists.values()}
        log.info("domain_lists_read", lists=named, left_out=len(read.bad))


def _signatures(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in _files(folder):
        status = path.stat()
        yield path.name, status.st_mtime_ns, status.st_size


def main(arguments: list[str] | None = None) -> int:
    """Checks a folder: 0 nothing is wrong, 1 lines were left out, 2 it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m minhbach_classifier.domain_lists",
        description="Check a folder of domain lists.",
    )
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    try:
        read = read_lists(folder)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{folder}: {error}\n")
        return 2
    for one in read.lists.lists.values():
        sys.stdout.write(f"{one.identity}: {len(one.hosts)} hosts\n")
    for bad in read.bad:
        sys.stderr.write(f"{bad}\n")
    return 1 if read.bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
