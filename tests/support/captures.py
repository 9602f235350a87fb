"""Captures for the classifier: pages as WARC records, and the snapshots that tell of them."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from minhbach_shared.captures import CaptureStore
from minhbach_shared.events import Captured, CaptureRef, Failed, SiteVersion, Snapshot
from minhbach_shared.ids import capture_id, site_id, visit_id
from minhbach_shared.vocabulary import SiteClass


def article_html(
    title: str, paragraphs: Sequence[str], published: str, credit: str = "", head: str = ""
) -> bytes:
    """An article as a plain site shows it; ``published`` is an ISO time for its metadata."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    beside = f'<p class="source">{head}</p>' if head else ""
    below = f'<p class="source">{credit}</p>' if credit else ""
    return (
        f"<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta property='article:published_time' content='{published}'>"
        "<meta property='og:type' content='article'></head>"
        f"<body><article><h1>{title}</h1>{beside}{text}{below}</article></body></html>"
    ).encode()


@dataclass(frozen=True)
class Captures:
    """Writes captures of one visit at a moment."""

    store: CaptureStore
    at: datetime

    async def taken(
        self, site: SiteVersion, address: str, body: bytes, status: int = 200
    ) -> Snapshot:
        """A page captured and stored; its snapshot."""
        content, offset = warc_of(address, body, status)
        visit = visit_id(site.site_id, self.at)
        identity = capture_id(visit, address)
        key = f"warc/{identity}.warc.gz"
        await self.store.put(key, content)
        capture = CaptureRef(
            capture_id=identity,
            address=address,
            captured_at=self.at,
            warc=key,
            offset=offset,
            length=len(content) - offset,
            payload_digest=hashlib.sha256(body).hexdigest(),
        )
        result = Captured(
            capture=capture, status=status, content_type="text/html", final_address=address
        )
        return self._snapshot(site, address, result)

    def failed(self, site: SiteVersion, address: str) -> Snapshot:
        """A page that could not be had."""
        return self._snapshot(site, address, Failed(reason="timeout", detail="", attempts=3))

    def _snapshot(self, site: SiteVersion, address: str, result: Captured | Failed) -> Snapshot:
        visit = visit_id(site.site_id, self.at)
        return Snapshot(
            id=capture_id(visit, address),
            site_id=site.site_id,
            visit_id=visit,
            site_version=site.version,
            address=address,
            found_by="link",
            at=self.at,
            result=result,
        )


def version_of(
    address: str, name: str, site_class: SiteClass, recorded_at: datetime
) -> SiteVersion:
    """The first version of a site in the register."""
    identity = site_id(address)
    return SiteVersion(
        id=visit_id(identity, recorded_at),
        site_id=identity,
        version=1,
        recorded_at=recorded_at,
        name=name,
        address=address,
        site_class=site_class,
        status="licensed" if site_class == "aggregator" else None,
    )


def warc_of(address: str, body: bytes, status: int = 200) -> tuple[bytes, int]:
    """A file of two records, each a member of its own; the answer's offset."""
    file = io.BytesIO()
    writer = GzipWriter(file, 6)
    info = WarcRecord()
    info.init_headers(WarcRecordType.warcinfo)
    info.set_bytes_content(b"software: tests\r\n")
    info.write(writer)
    writer.finish()
    offset = file.tell()
    answer = WarcRecord()
    answer.init_headers(WarcRecordType.response)
    answer.headers["WARC-Target-URI"] = address
    answer.headers["Content-Type"] = "application/http; msgtype=response"
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    answer.set_bytes_content(head.encode() + body)
    answer.is_http = True
    answer.parse_http()
    answer.write(writer, checksum_data=True)
    writer.finish()
    return file.getvalue(), offset
