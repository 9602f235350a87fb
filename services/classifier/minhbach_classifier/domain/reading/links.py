"""A page's links, resolved: the same chrome links everywhere, so what was resolved is kept."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, cast

import ada_url

from minhbach_classifier.domain.model import Link, Range
from minhbach_classifier.domain.reading.walk import Document

_PLAIN: Final = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*+)*+/?(?:\?[A-Za-z0-9_~./=&+-]*+)?")
"""Paths that stand as they are: nothing to escape, no ``..`` to walk up."""
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
    host = _host(base)
    found = []
    raw, text = document.links, document.body.text
    for href, start, end, hidden in zip(
        raw.addresses, raw.starts, raw.ends, raw.hidden, strict=True
    ):
        # Only as much of the base as an address depends on enters what is remembered.
        if not (written := href.strip()):
            continue
        if written.startswith(_WEB):
            resolved = _resolved(written, "")
        elif host and written.startswith("/"):
            resolved = _of_host(written, host)
        else:
            resolved = _resolved(written, base)
        # Between an opening tag and its words a space or line break may stand.
        place = _RANGE((start + (text[start] in " \n"), end)) if start < end else _NOWHERE
        found.append(_LINK((resolved, place, hidden)))
    return tuple(found)


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
