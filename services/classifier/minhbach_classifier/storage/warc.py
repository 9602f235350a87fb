"""A capture as it was stored: one WARC record, read by its place, its digest checked."""

import hashlib
import io
from dataclasses import dataclass

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from minhbach_classifier.errors import CaptureAtFault
from minhbach_shared.captures import CaptureMissing, CaptureStore
from minhbach_shared.events import CaptureRef


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered; the body as it came over the wire."""

    body: bytes
    content_type: str | None
    content_encoding: str | None


class Captures:
    """Reads captures; knows nothing of what stands in them."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store

    async def read(self, capture: CaptureRef) -> Answer:
        """The answer that a capture is.

        Raises:
            CaptureAtFault: it is gone, or its digest is not the announced one.
            Unavailable: the capture store does not answer.
        """
        try:
            record = await self._store.get_range(capture.warc, capture.offset, capture.length)
        except CaptureMissing as error:
            raise CaptureAtFault("capture_missing", str(error)) from error
        answer = _answer(record, capture)
        if hashlib.sha256(answer.body).hexdigest() != capture.payload_digest:
            raise _altered(capture, "its payload has another digest than was announced")
        return answer


def _answer(content: bytes, capture: CaptureRef) -> Answer:
    try:
        records = ArchiveIterator(
            io.BytesIO(content), record_types=WarcRecordType.response, parse_http=True
        )
        for record in records:
            return _payload(record)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        raise _altered(capture, f"it cannot be read as a WARC record ({error})") from error
    raise _altered(capture, "no response record stands where it was announced")


def _payload(record: WarcRecord) -> Answer:
    headers = record.http_headers
    return Answer(
        record.reader.read(),
        headers.get("Content-Type"),
        headers.get("Content-Encoding"),
    )


def _altered(capture: CaptureRef, what: str) -> CaptureAtFault:
    where = f"{capture.warc} at {capture.offset}"
    return CaptureAtFault("capture_altered", f"capture {capture.capture_id} in {where}: {what}")
