"""A body as it came over the wire, decoded within a bound: a bomb is unreadable, no more."""

import zlib
from typing import Final

import cramjam

from minhbach_classifier.domain.model import Unreadable

BODY_LIMIT: Final = 10 * 1024 * 1024
_CODINGS: Final = 4
"""So many layers at most: a body that decodes to itself would go on for ever."""


def decode_body(
    body: bytes, content_encoding: str | None, limit: int = BODY_LIMIT
) -> bytes | Unreadable:
    """Undo the Content-Encoding (any chain of gzip, deflate, br, zstd); at most ``limit`` bytes."""
    named = (c.strip().lower() for c in (content_encoding or "").split(","))
    codings = [c for c in named if c not in ("", "identity")]
    if len(codings) > _CODINGS:
        return Unreadable("bad_encoding", f"more than {_CODINGS} Content-Encodings")
    for coding in reversed(codings):
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
                return _unpacked(body, coding, limit)
            case _:
                return Unreadable("bad_encoding", f"unknown Content-Encoding {coding[:40]!r}")
    except (zlib.error, cramjam.DecompressionError, OSError) as error:
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


def _unpacked(body: bytes, coding: str, limit: int) -> bytes | Unreadable:
    # Into room of that size: step by step, four bytes of a bomb can become gigabytes at once.
    room = bytearray(limit + 1)
    codec = cramjam.brotli if coding == "br" else cramjam.zstd
    try:
        size = codec.decompress_into(body, room)
    except cramjam.DecompressionError as error:
        if "whole buffer" in str(error):
            return _within(bytes(limit + 1), limit)
        raise
    return _within(bytes(memoryview(room)[:size]), limit)
