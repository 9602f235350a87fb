"""A body as it came over the wire, decoded within a bound: a bomb is unreadable, no more."""

import zlib
from typing import Final

import cramjam

from minhbach_classifier.domain.model import Unreadable

BODY_LIMIT: Final = 10 * 1024 * 1024
_STEP: Final = 4096


def decode_body(
    body: bytes, content_encoding: str | None, limit: int = BODY_LIMIT
) -> bytes | Unreadable:
    """Undo the Content-Encoding (any chain of gzip, deflate, br, zstd); at most ``limit`` bytes."""
    codings = [c.strip().lower() for c in (content_encoding or "").split(",")]
    for coding in reversed([c for c in codings if c not in ("", "identity")]):
        match _decoded(body, coding, limit):
            case bytes(plain):
                body = plain
            case failed:
                return failed
    return _within(body, limit)


def _within(body: bytes, limit: int) -> bytes | Unreadable:
    if len(body) > limit:
        return Unreadable("too_large", f"the decoded body is larger than {limit} bytes")
    return body


def _decoded(body: bytes, coding: str, limit: int) -> bytes | Unreadable:
    try:
        match coding:
            case "gzip" | "x-gzip":
                return _within(_inflate(body, limit, 31), limit)
            case "deflate":
                return _within(_deflated(body, limit), limit)
            case "br" | "zstd":
                return _streamed(body, coding, limit)
            case _:
                return Unreadable("bad_encoding", f"unknown Content-Encoding {coding[:40]!r}")
    except (zlib.error, cramjam.DecompressionError) as error:
        return _plain_or_bad(body, coding, str(error))


def _plain_or_bad(body: bytes, coding: str, error: str) -> bytes | Unreadable:
    # Some old portals declare a coding and send plain text; browsers show the page all the same.
    if body.lstrip()[:1] == b"<":
        return body
    return Unreadable("bad_encoding", f"the body is no {coding}: {error[:120]}")


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    # A body that was cut off gives what there is.
    return zlib.decompressobj(window).decompress(body, limit + 1)


def _deflated(body: bytes, limit: int) -> bytes:
    # "deflate" means zlib by the standard and raw deflate by some servers.
    try:
        return _inflate(body, limit, 15)
    except zlib.error:
        return _inflate(body, limit, -15)


def _streamed(body: bytes, coding: str, limit: int) -> bytes | Unreadable:
    codec = cramjam.brotli.Decompressor() if coding == "br" else cramjam.zstd.Decompressor()
    plain = bytearray()
    for at in range(0, len(body), _STEP):
        codec.decompress(body[at : at + _STEP])
        plain += bytes(codec.flush())
        if len(plain) > limit:
            return Unreadable("too_large", f"the decoded body is larger than {limit} bytes")
    plain += bytes(codec.finish())
    return _within(bytes(plain), limit)
