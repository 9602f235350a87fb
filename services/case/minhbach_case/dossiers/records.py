"""WARC records of a dossier: taken apart, and written again with masks."""

import gzip
import zlib
from dataclasses import dataclass
from typing import Final, Literal

from minhbach_case.dossiers.verifier.canonical import sha256
from minhbach_case.dossiers.verifier.captures import block_of, payload_of
from minhbach_case.dossiers.verifier.pages import unpacked
from minhbach_shared.events import CaptureRef
from minhbach_shared.ids import derived_id, iso

BODY_LIMIT: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered: the body without its coding, and what it said of it."""

    body: bytes
    content_type: str
    record_id: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The record is not what was announced, or too large to be unpacked."""

    why: Literal["altered", "too_large", "coding"]


def answer_in(record: bytes, capture: CaptureRef) -> Answer | NoAnswer:
    """The answer in a packed record, once its payload was held against the capture's digest."""
    try:
        headers, block = block_of(record)
    except ValueError:
        return NoAnswer("altered")
    answer, wire = payload_of(block)
    if sha256(wire) != capture.payload_digest:
        return NoAnswer("altered")
    coding = answer.get("content-encoding", "")
    if coding.strip().lower() not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return NoAnswer("coding")
    try:
        body = unpacked(wire, coding)
    except zlib.error:
        return NoAnswer("coding")
    if len(body) > BODY_LIMIT:
        return NoAnswer("too_large")
    return Answer(body, answer.get("content-type", "text/html"), headers.get("warc-record-id", ""))


def conversion(capture: CaptureRef, answer: Answer, shown: bytes) -> bytes:
    """A packed WARC record of a masked body: a conversion of the one that was captured."""
    kind = "".join(c for c in answer.content_type if c.isprintable() and c.isascii())[:200]
    record_id = derived_id("masked record", capture.capture_id, sha256(shown))
    lines = (
        "WARC/1.1",
        "WARC-Type: conversion",
        f"WARC-Record-ID: <urn:uuid:{record_id}>",
        f"WARC-Date: {iso(capture.captured_at)}",
        f"WARC-Target-URI: {capture.address}",
        *((f"WARC-Refers-To: {answer.record_id}",) if answer.record_id else ()),
        f"Content-Type: {kind}",
        f"Content-Length: {len(shown)}",
        "",
        "",
    )
    # Level and time are fixed: the same page gives the same bytes.
    return gzip.compress("\r\n".join(lines).encode() + shown + b"\r\n\r\n", 6, mtime=0)
