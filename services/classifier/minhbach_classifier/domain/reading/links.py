"""A page's links, resolved: the same chrome links everywhere, so what was resolved is kept."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, cast

import ada_url

from minhbach_classifier.domain.model import Link, Range
from minhbach_classifier.domain.reading.walk import Document

_PATH: Final = (
    r"(?:/(?!\.|%2[eE])[A-Za-z0-9_~.%!$&()*+,;=:@-]++)*+/?"
    r"(?:\?[A-Za-z0-9_~./=&+%!$()*,;:@?-]*+)?(?:#[A-Za-z0-9_~./=&+%!$()*,;:@?-]*+)?"
)
_PLAIN: Final = re.compile(_PATH)
"""Paths that stand as they are: nothing to escape, no ``..`` to walk up."""
_PLAIN_WEB: Final = re.compile(
    rf"https?://(?:(?!xn--)[a-z0-9][a-z0-9_-]*+\.)++(?!xn--)[a-z]{{2,}}+(?=/){_PATH}"
)
"""Such a path behind a host that stands as it is, with no port."""
_ELSEWHERE: Final = re.compile(r"(?!(?:https?|ftp|file|wss?):)[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
"""What depends on no page's address, such as ``mailto:``."""
_REMEMBERED: Final = 20_000
_WEB: Final = ("https://", "http://")
_NOWHERE: Final = Range(0, 0)
# What their ``_make`` does, in a third of its time.
_RANGE: Final = cast("Callable[[tuple[int, int]], Range]", partial(tuple.__new__, Range))
_LINK: Final = cast("Callable[[tuple[str, Range, bool]], Link]", partial(tuple.__new__, Link))


def links(document: Document, address: str) -> tuple[Link, ...]:
    """The links that have an address.

    Args:
        address: the page's own, to which they are relative where the page names no other.
    """
    base = _resolved(document.base.strip(), address) if document.base else address
    raw, host = document.links, _host(base)
    # The same address once: of a page's links a third lead where others do.
    found = {one: _resolved_of(one.strip(), host, base) for one in dict.fromkeys(raw.addresses)}
    rows = zip(raw.addresses, raw.starts, raw.ends, raw.hidden, strict=True)
    return tuple(
        [
            _LINK((resolved, _RANGE((start, end)) if start < end else _NOWHERE, hidden))
            for written, start, end, hidden in rows
            if (resolved := found[written])
        ]
    )


def _resolved_of(written: str, host: str, base: str) -> str:
    """An address resolved; empty where nothing is written."""
    # Only as much of the base as an address depends on enters what is remembered.
    if not written:
        return ""
    if written.startswith(_WEB):
        return _of_web(written)
    if not host:
        return _resolved(written, base)
    if written[0] == "/":
        return _of_host(written, host)
    return _resolved(written, "" if _ELSEWHERE.match(written) else base)


@lru_cache(maxsize=_REMEMBERED)
def _of_web(written: str) -> str:
    return written if _PLAIN_WEB.fullmatch(written) else _resolved(written, "")


@lru_cache(maxsize=_REMEMBERED)
def _of_host(written: str, host: str) -> str:
    if _PLAIN.fullmatch(written):
        return host + written
    return _resolved(written, host + "/")


@lru_cache(maxsize=_REMEMBERED)
def _resolved(written: str, base: str) -> str:
    try:
        return str(ada_url.join_url(base or written, written))
    except ValueError:
        return written


@lru_cache(maxsize=1024)
def _host(base: str) -> str:
    """Scheme and host without a closing slash; empty where there is no web host."""
    root = _resolved("/", base)
    return root[:-1] if root.startswith(_WEB) and root.endswith("/") else ""
