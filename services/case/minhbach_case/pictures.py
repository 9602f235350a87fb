"""Pictures of captured pages: each taken once in a process of its own, a bounded number kept.

What the process may do, and why nothing of a page can leave it, is told in ``camera.py``.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from base64 import encodebytes
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import structlog
from pydantic import TypeAdapter, ValidationError

from minhbach_case.settings import CaseSettings
from minhbach_case.storage.captured import CapturedPage, CapturedPages, NoPage, Why
from minhbach_shared.captures import CaptureStore
from minhbach_shared.errors import Misconfigured
from minhbach_shared.events import CaptureRef
from minhbach_shared.ids import digest_of

Standing = Literal["shown", "hidden", "absent"]
Hiding = Literal["display", "visibility", "opacity", "size", "outside", "other"]
WhyNot = Why | Literal["busy", "failed"]

SECONDS: Final = 25.0
WAITING: Final = 8
KEPT_BYTES: Final = 48_000_000
_CAMERA: Final = Path(__file__).with_name("camera.py")


@dataclass(frozen=True, slots=True)
class QuoteSeen:
    """How one quote stands on the page: shown (and marked), hidden from readers, or not found."""

    standing: Standing
    how: Hiding | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the camera says of a picture; ``height`` in CSS pixels, ``cut`` where it was longer."""

    height: int
    cut: bool
    quotes: tuple[QuoteSeen, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it was captured, as WebP; ``digest`` is the capture's."""

    image: bytes
    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class NoPicture:
    """There is none, and why."""

    why: WhyNot


class Pictures:
    """Takes pictures, one at a time, and keeps the last ones."""

    def __init__(
        self,
        pages: CapturedPages,
        browser: Path,
        *,
        sandboxed: bool,
        seconds: float = SECONDS,
    ) -> None:
        self._pages = pages
        self._browser = browser
        self._sandboxed = sandboxed
        self._seconds = seconds
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._alone = asyncio.Lock()
        self._waiting = 0

    async def of(self, capture: CaptureRef, quotes: tuple[str, ...]) -> Picture | NoPicture:
        """The picture of a capture with these quotes marked.

        Raises:
            Unavailable: the capture store does not answer.
        """
        name = digest_of([capture.payload_digest, *quotes])
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        if self._waiting >= WAITING:
            return NoPicture("busy")
        self._waiting += 1
        try:
            async with self._alone:
                return self._kept.get(name) or await self._new(name, capture, quotes)
        finally:
            self._waiting -= 1

    async def _new(
        self, name: str, capture: CaptureRef, quotes: tuple[str, ...]
    ) -> Picture | NoPicture:
        page = await self._pages.read(capture)
        if isinstance(page, NoPage):
            return NoPicture(page.why)
        with TemporaryDirectory(prefix="minhbach-picture-") as folder:
            picture = await self._take(Path(folder), page, capture, quotes)
        if isinstance(picture, Picture):
            self._keep(name, picture)
        return picture

    def _keep(self, name: str, picture: Picture) -> None:
        self._kept[name] = picture
        while len(self._kept) > 1 and sum(len(p.image) for p in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)

    async def _take(
        self, folder: Path, page: CapturedPage, capture: CaptureRef, quotes: tuple[str, ...]
    ) -> Picture | NoPicture:
        (folder / "page.mhtml").write_bytes(archive(page))
        (folder / "quotes.json").write_text(json.dumps(quotes), "utf-8")
        await self._run(folder)
        try:
            image = (folder / "picture.webp").read_bytes()
            said = _SAID.validate_json((folder / "picture.json").read_bytes())
        except (OSError, ValidationError):
            # The capture's id only: what a page says belongs in no log.
            structlog.get_logger(__name__).warning(
                "picture_failed", capture=str(capture.capture_id)
            )
            return NoPicture("failed")
        return Picture(image, capture.payload_digest, said)

    async def _run(self, folder: Path) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(_CAMERA),
            str(self._browser),
            str(folder),
            "sandboxed" if self._sandboxed else "bare",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # Nothing of ours: the environment of the service holds its secrets.
            env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath},
            start_new_session=True,
        )
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), self._seconds)
        finally:
            await _end(process)


_SAID: Final = TypeAdapter(Said)


async def _end(process: asyncio.subprocess.Process) -> None:
    # The whole group: the browser's own processes outlive the one that started it.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def open_pictures(settings: CaseSettings) -> Pictures | None:
    """Pictures by the browser that is set; None where none is.

    Raises:
        Misconfigured: it is not there.
    """
    if not settings.picture_browser:
        return None
    browser = shutil.which(settings.picture_browser)
    if browser is None:
        raise Misconfigured(
            f"MINHBACH_PICTURE_BROWSER: {settings.picture_browser!r} is no program here; name a "
            "Chromium, or leave it empty to have no pictures."
        )
    pages = CapturedPages(CaptureStore.of(settings))
    return Pictures(pages, Path(browser), sandboxed=settings.picture_sandbox)


def archive(page: CapturedPage) -> bytes:
    """The page as an MHTML archive of one part, from which a browser loads it and nothing else."""
    # What a site sent as its type must not become a header of ours.
    kind = "".join(c for c in page.content_type if c.isprintable() and c.isascii())[:200]
    head = (
        "From: <Minh Bach>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="captured"',
        "",
        "--captured",
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "Content-Location: http://captured.invalid/",
        "",
    )
    body = encodebytes(page.body).replace(b"\n", b"\r\n")
    return "\r\n".join((*head, "")).encode("ascii") + body + b"\r\n--captured--\r\n"
