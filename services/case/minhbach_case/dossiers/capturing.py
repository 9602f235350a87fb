"""The captures that a dossier holds: had from the store, held against their digests, masked."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

from minhbach_case.domain.findings import Finding
from minhbach_case.dossiers.hiding import Hiding, ShownPage
from minhbach_case.dossiers.records import Answer, NoAnswer, answer_in, conversion
from minhbach_case.dossiers.verifier.pages import characters, text_of
from minhbach_shared.captures import CaptureMissing, CaptureStore
from minhbach_shared.errors import Misconfigured, Unavailable
from minhbach_shared.events import CaptureRef

Role = Literal["copy", "source", "gone", "posted"]
How = Literal["whole", "masked", "missing", "withheld"]
Why = Literal[
    "record_gone", "store_away", "altered", "too_large", "coding", "too_much", "not_readable"
]
RECORD_LIMIT: Final = 16_000_000
ALL_LIMIT: Final = 400_000_000


@dataclass(frozen=True, slots=True)
class Cited:
    """A capture that evidence cites, and as what."""

    capture: CaptureRef
    role: Role


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a capture in a dossier.

    Attributes:
        text: of the page as the dossier shows it; None where it shows none.
        salts: what opens its masks.
    """

    cited: Cited
    how: How
    why: Why | None = None
    page: ShownPage | None = None
    text: str | None = None
    salts: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> str | None:
        """Its place in the dossier."""
        held = self.how in ("whole", "masked")
        return f"captures/{self.cited.capture.capture_id}.warc.gz" if held else None

    @property
    def told(self) -> dict[str, Any]:
        """Its entry in ``captures.json``."""
        masked = self.page if self.how == "masked" else None
        return {
            "capture": self.cited.capture.model_dump(mode="json"),
            "role": self.cited.role,
            "how": self.how,
            "why": self.why,
            "file": self.file,
            "masks": [list(mask) for mask in masked.masks] if masked else [],
            "root": masked.root if masked else None,
        }


def cited_by(finding: Finding) -> Iterator[Cited]:
    """The captures that a finding rests on: the page itself first, then its source."""
    yield Cited(finding.capture, "copy")
    evidence = finding.evidence
    source = getattr(evidence, "source", None)
    if source is not None:
        yield Cited(source.capture, "source")
    roles: tuple[Role, Role] = ("gone", "posted")
    for role in roles:
        capture = getattr(evidence, role, None)
        if isinstance(capture, CaptureRef):
            yield Cited(capture, role)


class Captures:
    """Puts captures into a dossier's folder.

    Args:
        opened: opens the capture store; a dossier is made without it, too, and says so.
        full: unmasked, as they were captured.
    """

    def __init__(
        self, opened: Callable[[], CaptureStore], hiding: Hiding, folder: Path, *, full: bool
    ) -> None:
        self._opened = opened
        self._hiding = hiding
        self._folder = folder
        self._full = full
        self._left = ALL_LIMIT
        (folder / "captures").mkdir()

    async def put(self, cited: Cited) -> Kept:
        """Puts one capture into the folder; what cannot be had is told, never left out."""
        record = await self._record(cited.capture)
        if not isinstance(record, bytes):
            return Kept(cited, "missing", record)
        # Looking a large page through takes seconds.
        return await asyncio.to_thread(self._put, cited, record)

    def _put(self, cited: Cited, record: bytes) -> Kept:
        answer = answer_in(record, cited.capture)
        if isinstance(answer, NoAnswer):
            return self._unread(cited, record, answer.why)
        page = self._page(cited.capture, answer)
        kept = self._kept(cited, answer, page)
        if kept.file is not None:
            masked = kept.how == "masked"
            shown = page.body if page is not None else b""
            content = conversion(cited.capture, answer, shown) if masked else record
            self._left -= len(content)
            (self._folder / kept.file).write_bytes(content)
        return kept

    def _page(self, capture: CaptureRef, answer: Answer) -> ShownPage | None:
        found = (capture.capture_id, capture.payload_digest, answer.body, answer.content_type)
        return self._hiding.page(*found)

    def _kept(self, cited: Cited, answer: Answer, page: ShownPage | None) -> Kept:
        if page is None:
            return Kept(cited, *(("whole", None) if self._full else ("withheld", "not_readable")))
        salts = tuple(self._salts(cited.capture.capture_id, page))
        text = characters(answer.body if self._full else page.body)
        shown = text_of(text) if text is not None else None
        how: How = "masked" if page.masks and not self._full else "whole"
        return Kept(cited, how, None, page, shown, salts)

    def _salts(self, capture: UUID, page: ShownPage) -> Iterator[tuple[str, str]]:
        for start, *_ in page.masks:
            place = f"{capture} {start}"
            yield place, self._hiding.salt(place)

    def _unread(self, cited: Cited, record: bytes, why: Why) -> Kept:
        # A full copy shows what the store holds; where that is not what was announced, nobody can.
        if not self._full or why == "altered":
            return Kept(cited, "missing" if why == "altered" else "withheld", why)
        kept = Kept(cited, "whole")
        (self._folder / str(kept.file)).write_bytes(record)
        return kept

    async def _record(self, capture: CaptureRef) -> bytes | Why:
        if capture.length > RECORD_LIMIT:
            return "too_large"
        if capture.length > self._left:
            return "too_much"
        try:
            return await self._opened().get_range(capture.warc, capture.offset, capture.length)
        except CaptureMissing:
            return "record_gone"
        except (Unavailable, Misconfigured):
            return "store_away"
