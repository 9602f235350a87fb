"""Bodies as they came over the wire into bytes to read, within a bound."""

import zlib

import brotli

from minhbach_crawler.domain.exchanges import Exchange

_GZIP_MAGIC = b"\x1f\x8b"
_ANY_HEADER = 47  # zlib or gzip, told by the header


def decoded(exchange: Exchange, bound: int) -> bytes:
    """The body without its Content-Encoding, and a ``.gz`` file unpacked; at most ``bound`` bytes.

    Brotli is not asked for, but some servers keep their pages in it and send nothing else. A broken
    stream gives what could be read, and a page that was only declared packed, itself.
    """
    encoding = (exchange.header("content-encoding") or "identity").strip().lower()
    match encoding:
        case "identity" | "":
            body = exchange.body[:bound]
        case "gzip" | "x-gzip" | "deflate":
            body = _inflated(exchange.body, bound)
        case "br":
            body = _unpacked(exchange.body, bound)
        case _:
            return b""
    return _inflated(body, bound) if body.startswith(_GZIP_MAGIC) else body


def _inflated(content: bytes, bound: int) -> bytes:
    for bits in (_ANY_HEADER, -zlib.MAX_WBITS):  # some servers send deflate without a header
        try:
            return zlib.decompressobj(bits).decompress(content, bound)
        except zlib.error:
            continue
    return _plain(content, bound)


def _unpacked(content: bytes, bound: int) -> bytes:
    try:
        unpacked = brotli.Decompressor().process(content, output_buffer_limit=bound)
    except brotli.error:
        unpacked = b""
    return bytes(unpacked[:bound]) or _plain(content, bound)


def _plain(content: bytes, bound: int) -> bytes:
    """Some old portals declare a coding and send plain text; browsers show the page anyway."""
    return content[:bound] if content.lstrip()[:1] == b"<" else b""
