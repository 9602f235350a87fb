"""A page out of its WARC record, and the archive that a browser is given."""

import gzip
import hashlib

import pytest

from minhbach_case.pictures import archive
from minhbach_case.storage.captured import BODY_LIMIT, CapturedPage, NoPage, Why, page_in

PAGE = "<!doctype html><p>Giá nước</p>".encode()


def _record(body: bytes, *headers: str) -> bytes:
    block = "\r\n".join(("HTTP/1.1 200 OK", *headers, "", "")).encode() + body
    head = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {len(block)}\r\n\r\n".encode()
    return gzip.compress(head + block + b"\r\n\r\n")


def _read(body: bytes, *headers: str) -> CapturedPage | NoPage:
    return page_in(_record(body, *headers), hashlib.sha256(body).hexdigest())


def test_a_page_is_read_as_it_came() -> None:
    """Plain, packed by gzip or by zlib; with the type that the site sent."""
    html = "Content-Type: text/html; charset=utf-8"
    plain = CapturedPage(PAGE, "text/html; charset=utf-8")
    assert _read(PAGE, html) == plain
    assert _read(gzip.compress(PAGE), html, "Content-Encoding: gzip") == plain
    assert _read(PAGE) == CapturedPage(PAGE, "text/html")


@pytest.mark.parametrize(
    ("body", "header", "why"),
    [
        (PAGE, "Content-Type: application/pdf", "no_page"),
        (PAGE, "Content-Encoding: br", "no_page"),
        (gzip.compress(b"a" * (BODY_LIMIT + 1), mtime=0), "Content-Encoding: gzip", "too_large"),
        (b"no gzip at all", "Content-Encoding: gzip", "no_page"),
    ],
)
def test_what_is_no_page_is_named(body: bytes, header: str, why: Why) -> None:
    """Another type, another coding, a bomb: no page, and why."""
    assert _read(body, header) == NoPage(why)


@pytest.mark.parametrize("record", [b"", b"rubbish", gzip.compress(b"WARC/1.1\r\n\r\n", mtime=0)])
def test_a_record_that_is_none_is_altered(record: bytes) -> None:
    """Whatever stands where a record should: it is not what was announced."""
    assert page_in(record, "0" * 64) == NoPage("altered")


def test_another_digest_is_told() -> None:
    """Bytes that are not those announced are never shown."""
    assert page_in(_record(PAGE), "0" * 64) == NoPage("altered")


def test_a_type_brings_no_header_of_its_own() -> None:
    """What a site sends as its type stays on one line of the archive."""
    made = archive(CapturedPage(PAGE, "text/html\r\nContent-Location: http://b.example/"))
    assert made.count(b"\r\nContent-Location: ") == 1
