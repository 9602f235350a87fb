"""The ZIP of a dossier, byte by byte: nothing of it, headers included, is changed unseen."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from minhbach_case.dossiers.verifier.report import Report

BLOCK = 1024
"""Bytes of which the manifest knows a short digest of their own, to say where a change lies."""
SHORT = 8
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
END = struct.Struct("<4s4H2LH")


class Row(NamedTuple):
    """One file's place in the ZIP; ``begin`` is where its bytes begin, ``at`` its header's."""

    name: bytes
    method: int
    crc: int
    packed: int
    size: int
    at: int

    @property
    def begin(self) -> int:
        """Where its own bytes begin."""
        return self.at + LOCAL.size + len(self.name)

    @property
    def word(self) -> str:
        """The name for people."""
        return self.name.decode("utf-8", "replace")


def local_header(row: Row) -> bytes:
    """What stands before a file: every time is 1 January 1980, nothing is extra."""
    sizes = (row.crc, row.packed, row.size, len(row.name), 0)
    return LOCAL.pack(b"PK\3\4", 20, 0, row.method, 0, 33, *sizes) + row.name


def directory(rows: list[Row]) -> bytes:
    """What stands behind the last file."""
    listed = b"".join(_listed(row) for row in rows)
    start = rows[-1].begin + rows[-1].packed if rows else 0
    return listed + END.pack(b"PK\5\6", 0, 0, len(rows), len(rows), len(listed), start, 0)


def _listed(row: Row) -> bytes:
    head = (b"PK\1\2", 20, 3, 20, 0, 0, row.method, 0, 33, row.crc, row.packed, row.size)
    return CENTRAL.pack(*head, len(row.name), 0, 0, 0, 0, 0o100600 << 16, row.at) + row.name


def first_difference(have: bytes, want: bytes) -> int | None:
    """Where two runs of bytes begin to differ; None where they are the same."""
    if have == want:
        return None
    shorter = min(len(have), len(want))
    return next((i for i in range(shorter) if have[i] != want[i]), shorter)


class Zipped:
    """The files of a ZIP as the service writes it; every byte that is not so is a fault."""

    def __init__(self, data: Any, report: Report) -> None:
        self._data = data
        self._report = report
        self._rows: list[Row] = []
        self._walk()

    @property
    def names(self) -> list[str]:
        """Of the files that stand whole in it."""
        return [row.word for row in self._rows]

    def read(self, name: str) -> bytes:
        """A file's content; as much of it as can be unpacked."""
        row = next(row for row in self._rows if row.word == name)
        content = self._data[row.begin : row.begin + row.packed]
        return content if row.method == 0 else self._unpacked(row, content)

    def hold_header(self, name: str, content: bytes) -> None:
        """Holds what a file's header says against its content, which is right."""
        row = next(row for row in self._rows if row.word == name)
        if (row.crc, row.size) != (zlib.crc32(content), len(content)):
            self._changed(row.at + 14, row)

    def _unpacked(self, row: Row, content: bytes) -> bytes:
        parts: list[bytes] = []
        reading = zlib.decompressobj(-15)
        for at in range(0, len(content), BLOCK):
            try:
                # Never more than the header says, so that a small file fills no memory.
                left = row.size + 1 - sum(map(len, parts))
                parts.append(reading.decompress(content[at : at + BLOCK], max(left, 1)))
                if left <= 1:
                    break
            except zlib.error:
                self._report.fault(
                    "{}: không giải nén được (byte {}–{} của ZIP)",
                    "{}: cannot be unpacked (bytes {}–{} of the ZIP)",
                    *(row.word, row.begin + at, row.begin + min(at + BLOCK, len(content))),
                )
                break
        return b"".join(parts)

    def _walk(self) -> None:
        at, size, whole = 0, len(self._data), True
        while at < size and self._data[at : at + 4] != b"PK\1\2":
            row = self._row(at) if self._data[at : at + 4] == b"PK\3\4" else None
            if row is None:
                whole, at = False, self._lost(at)
                continue
            if row.begin + row.packed > size:
                self._cut(row)
                return
            whole = self._held_against(row) and whole
            self._rows.append(row)
            at = row.begin + row.packed
        if whole:
            self._end(at)

    def _row(self, at: int) -> Row | None:
        if at + LOCAL.size > len(self._data):
            return None
        found = LOCAL.unpack_from(self._data, at)
        begin = at + LOCAL.size
        name = bytes(self._data[begin : begin + found[9]])
        return Row(name, found[3], found[6], found[7], found[8], at)

    def _held_against(self, row: Row) -> bool:
        wrong = first_difference(self._data[row.at : row.begin], local_header(row))
        if wrong is not None:
            self._changed(row.at + wrong, row)
        if self.names.count(row.word):
            self._report.fault("{}: có hai lần trong ZIP", "{}: stands twice in the ZIP", row.word)
        return wrong is None

    def _changed(self, place: int, row: Row) -> None:
        self._report.fault(
            "ZIP: byte {} bị đổi (đầu mục của {})",
            "ZIP: byte {} was changed (header of {})",
            *(place, row.word),
        )

    def _lost(self, at: int) -> int:
        self._report.fault(
            "ZIP: từ byte {} không còn đúng cấu trúc",
            "ZIP: from byte {} on it is not built as it was",
            at,
        )
        onward = [self._data.find(mark, at + 1) for mark in (b"PK\3\4", b"PK\1\2")]
        return min([place for place in onward if place >= 0], default=len(self._data))

    def _cut(self, row: Row) -> None:
        self._report.fault(
            "ZIP bị cắt ở byte {}: {} phải tới byte {}",
            "ZIP is cut at byte {}: {} should reach byte {}",
            *(len(self._data), row.word, row.begin + row.packed),
        )

    def _end(self, at: int) -> None:
        wrong = first_difference(bytes(self._data[at:]), directory(self._rows))
        if wrong is not None:
            self._report.fault(
                "ZIP: mục lục bị đổi hoặc bị cắt từ byte {}",
                "ZIP: its directory is changed or cut from byte {} on",
                at + wrong,
            )


class Folder:
    """The files of a dossier that was unpacked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold_header(self, name: str, content: bytes) -> None:
        """A folder has no headers."""

    @property
    def names(self) -> list[str]:
        """Of all files in it."""
        found = (path for path in sorted(self._folder.rglob("*")) if path.is_file())
        return [path.relative_to(self._folder).as_posix() for path in found]

    def read(self, name: str) -> bytes:
        """A file's content."""
        return (self._folder / name).read_bytes()


def blocks_of(content: bytes) -> str:
    """The short digests of a file's blocks, joined."""
    starts = range(0, len(content), BLOCK)
    return "".join(_short(content[at : at + BLOCK]) for at in starts)


def changed_blocks(content: bytes, blocks: str) -> list[int]:
    """Which blocks of a file are not as they were."""
    count = max(len(blocks) // SHORT, -(-len(content) // BLOCK))
    return [
        number
        for number in range(count)
        if _short(content[number * BLOCK : (number + 1) * BLOCK])
        != blocks[number * SHORT : (number + 1) * SHORT]
    ]


def mended(content: bytes, block: int, blocks: str, sha256: str) -> list[int] | None:
    """``[place, as it is, as it was]`` where changing one byte back makes the file right again."""
    part = content[block * BLOCK : (block + 1) * BLOCK]
    wanted = bytes.fromhex(blocks[block * SHORT : (block + 1) * SHORT])
    for at in range(len(part)):
        head, tail = hashlib.sha256(part[:at]), part[at + 1 :]
        for value in range(256):
            tried = head.copy()
            tried.update(bytes((value,)) + tail)
            if tried.digest()[: SHORT // 2] == wanted:
                place = block * BLOCK + at
                whole = content[:place] + bytes((value,)) + content[place + 1 :]
                if hashlib.sha256(whole).hexdigest() == sha256:
                    return [place, part[at], value]
    return None


def _short(block: bytes) -> str:
    return hashlib.sha256(block).hexdigest()[:SHORT]
