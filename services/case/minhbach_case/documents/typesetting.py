"""Documents to PDF, each in a process of its own, bounded in time, memory and number."""

import asyncio
import hashlib
import os
import struct
import sys
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final, Literal, Protocol

import orjson

from minhbach_case.errors import Unprintable

Format = Literal["pdf", "png"]
PROGRAM: Final = "minhbach_case.documents.typst_process"
AT_ONCE: Final = 2
KEPT: Final = 32


class Printed(Protocol):
    """A document as plain words: dataclasses that the template of this name sets."""

    template: ClassVar[str]

    @property
    def at(self) -> datetime:
        """The document's own time, written into the file."""
        ...


class Press:
    """Sets documents; the same document gives the same bytes.

    Args:
        font_folders: folders with the agency's own fonts, such as Times New Roman.
        seconds: of processor time that one document may take, and three times that by the clock.
    """

    def __init__(self, font_folders: Sequence[Path] = (), seconds: int = 20) -> None:
        self._font_folders = [str(folder) for folder in font_folders]
        self._seconds = seconds
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def pdf(self, document: Printed) -> bytes:
        """A document as PDF/A, tagged, with its fonts.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        request = self._request(document, "pdf")
        key = hashlib.sha256(request).hexdigest()
        if key not in self._kept:
            async with self._turn:
                (self._kept[key],) = await self._set(request)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    async def pictures(self, document: Printed) -> list[bytes]:
        """A document's pages as PNG.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        async with self._turn:
            return await self._set(self._request(document, "png"))

    def _request(self, document: Printed, wanted: Format) -> bytes:
        return orjson.dumps(
            {
                "template": document.template,
                "document": orjson.dumps(document).decode(),
                "format": wanted,
                "timestamp": int(document.at.timestamp()),
                "seconds": self._seconds,
                "font_folders": self._font_folders,
            }
        )

    async def _set(self, request: bytes) -> list[bytes]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", PROGRAM),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
        )
        try:
            async with asyncio.timeout(self._seconds * 3):
                output, _ = await process.communicate(request)
        except TimeoutError:
            raise Unprintable(f"a document took more than {self._seconds * 3} s to set") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        parts = list(_parts(output))
        if process.returncode != 0 or not parts:
            raise Unprintable(f"a document could not be set (status {process.returncode})")
        return parts


def _environment() -> dict[str, str]:
    # What the process does not have it cannot give away.
    return {name: value for name, value in os.environ.items() if not name.startswith("MINHBACH_")}


def _parts(output: bytes) -> Sequence[bytes]:
    parts, at = [], 0
    while at + 4 <= len(output):
        (length,) = struct.unpack_from(">I", output, at)
        parts.append(output[at + 4 : at + 4 + length])
        at += 4 + length
    return parts
