"""One WARC file a visit: each record a gzip member of its own, found by offset and length."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit
from uuid import UUID

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from minhbach_crawler.domain.exchanges import Exchange
from minhbach_crawler.domain.visits import Place
from minhbach_shared.ids import derived_id, iso

_LEVEL: Final = 6
_MESSAGE: Final = {int(WarcRecordType.request): "request", int(WarcRecordType.response): "response"}
_FRAMING: Final = frozenset({b"transfer-encoding"})


@dataclass(slots=True)
class WarcFile:
    """Writes requests and answers as they passed; close it before its records are announced."""

    visit: UUID
    _file: BinaryIO
    _writer: GzipWriter
    _records: int = 0

    def add(self, exchange: Exchange) -> Place:
        """Writes both records of an exchange; returns where the answer's lies."""
        answer_id = self._next_id()
        self._write(
            _record(WarcRecordType.request, exchange, self._next_id(), _request_block(exchange)),
            concurrent_to=answer_id,
        )
        block = _response_block(exchange)
        return self._write(_record(WarcRecordType.response, exchange, answer_id, block))

    def add_info(self, at: datetime, software: str) -> None:
        """The file's first record: what wrote it, and how."""
        fields = f"software: {software}\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n"
        record = _new(WarcRecordType.warcinfo, self._next_id(), at)
        record.headers["Content-Type"] = "application/warc-fields"
        record.set_bytes_content(fields.encode())
        self._write(record)

    def _write(self, record: WarcRecord, concurrent_to: UUID | None = None) -> Place:
        if concurrent_to is not None:
            record.headers["WARC-Concurrent-To"] = f"<urn:uuid:{concurrent_to}>"
        begin = self._file.tell()
        record.write(self._writer, checksum_data=True)
        self._writer.finish()
        return Place(begin, self._file.tell() - begin)

    def _next_id(self) -> UUID:
        self._records += 1
        return derived_id("warc record", self.visit, self._records)


@contextmanager
def new_warc(path: Path, visit: UUID, at: datetime, software: str) -> Iterator[WarcFile]:
    """A new file at ``path``, whole on disk when the block ends."""
    with path.open("wb") as file:
        warc = WarcFile(visit, file, GzipWriter(file, _LEVEL))
        warc.add_info(at, software)
        yield warc


def key_of(site: UUID, visit: UUID, at: datetime, path: Path) -> str:
    """The file's key in the capture store.

    It ends in a digest of the content: a visit that two workers made, since one lost its lease,
    gives two objects, and none is ever written over another.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    return f"warc/{site}/{at:%Y}/{at:%m}/{visit}.{digest}.warc.gz"


def _new(kind: WarcRecordType, record_id: UUID, at: datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind, f"uuid:{record_id}".encode())
    record.headers["WARC-Date"] = iso(at)
    return record


def _record(kind: WarcRecordType, exchange: Exchange, record_id: UUID, block: bytes) -> WarcRecord:
    record = _new(kind, record_id, exchange.asked_at)
    record.headers["WARC-Target-URI"] = exchange.address
    if exchange.server is not None:
        record.headers["WARC-IP-Address"] = exchange.server
    record.headers["Content-Type"] = f"application/http; msgtype={_MESSAGE[int(kind)]}"
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http()  # tells head from payload, so that the payload gets its own digest
    return record


def _request_block(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"GET {target} HTTP/1.1\r\n".encode() + _head(exchange.request_headers)


def _response_block(exchange: Exchange) -> bytes:
    """The answer; a chunked one is kept without its chunk marks, which its header then says."""
    status = f"HTTP/1.1 {exchange.status} {exchange.reason}\r\n".encode()
    headers = tuple(
        (b"X-Archive-Orig-" + name if name.lower() in _FRAMING else name, value)
        for name, value in exchange.headers
    )
    return status + _head(headers) + exchange.body


def _head(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n"
