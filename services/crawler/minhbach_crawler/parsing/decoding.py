"""Bodies as they came over the wire into bytes to read, within a bound."""

import zlib

from minhbach_crawler.domain.exchanges import Exchange

_GZIP_MAGIC = b"\x1f\x8b"
_ANY_HEADER = 47  # zlib or gzip, told by the header


def decoded(exchange: Exchange, bound: int) -> bytes:
    """The body without its Content-Encoding, and a ``.gz`` file unpacked; at most ``bound`` bytes.

    A broken stream gives what could be read; an encoding that was not asked for, nothing.
    """
    encoding = (exchange.header("content-encoding") or "identity").strip().lower()
    match encoding:
        case "identity" | "":
            body = exchange.body[:bound]
        case "gzip" | "x-gzip" | "deflate":
            body = _inflated(exchange.body, bound)
        case _:
            return b""
    return _inflated(body, bound) if body.startswith(_GZIP_MAGIC) else body


def _inflated(content: bytes, bound: int) -> bytes:
    for bits in (_ANY_HEADER, -zlib.MAX_WBITS):  # some servers send deflate without a header
        try:
            return zlib.decompressobj(bits).decompress(content, bound)
        except zlib.error:
            continue
    return b""
