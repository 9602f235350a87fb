"""A captured page's body, taken out of its WARC record; nothing of the page itself is parsed."""

import hashlib
import zlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, parse_headers
from io import BytesIO
from typing import Final, Literal

from minhbach_shared.captures import CaptureMissing, CaptureStore
from minhbach_shared.events import CaptureRef

Why = Literal["missing", "altered", "no_page", "too_large"]
BODY_LIMIT: Final = 8_000_000
_RECORD_LIMIT: Final = 2 * BODY_LIMIT
_PAGES: Final = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as the browser of a reader would have been given it."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class NoPage:
    """The capture gives no page to show."""

    why: Why


class CapturedPages:
    """Reads captures out of the capture store; the digest that proves them is checked."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store

    async def read(self, capture: CaptureRef) -> CapturedPage | NoPage:
        """The page that a capture holds.

        Raises:
            Unavailable: the capture store does not answer.
        """
        if capture.length > _RECORD_LIMIT:
            return NoPage("too_large")
        try:
            record = await self._store.get_range(capture.warc, capture.offset, capture.length)
        except CaptureMissing:
            return NoPage("missing")
        return page_in(record, capture.payload_digest)


def page_in(record: bytes, digest: str) -> CapturedPage | NoPage:
    """The page in one compressed WARC record whose body has this digest."""
    try:
        body, headers = _body(_inflated(record, _RECORD_LIMIT))
    except (HTTPException, ValueError, zlib.error):
        return NoPage("altered")
    if hashlib.sha256(body).hexdigest() != digest:
        return NoPage("altered")
    try:
        return _page(body, headers)
    except zlib.error:
        return NoPage("no_page")


def _body(content: bytes) -> tuple[bytes, Message]:
    reading = BytesIO(content)
    reading.readline()
    length = int(parse_headers(reading).get("Content-Length", ""))
    block = BytesIO(reading.read(length))
    block.readline()
    headers = parse_headers(block)
    return block.read(), headers


def _page(body: bytes, headers: Message) -> CapturedPage | NoPage:
    kind = headers.get("Content-Type", "text/html")
    if kind.partition(";")[0].strip().lower() not in _PAGES:
        return NoPage("no_page")
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        body = _inflated(body, BODY_LIMIT)
    elif coding not in ("", "identity"):
        # The crawler asks for gzip and deflate alone: nothing here undoes what else came.
        return NoPage("no_page")
    if len(body) > BODY_LIMIT:
        return NoPage("too_large")
    return CapturedPage(body, kind)


def _inflated(packed: bytes, limit: int) -> bytes:
    """gzip or zlib undone, one byte more than the limit at most.

    Raises:
        zlib.error: it is neither.
    """
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(packed, limit + 1)
