"""Addresses as they are compared: one page, however its address is written.

The crawler asks for an address in its own canonical writing, a page links to it in another; both
have one id here.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit
from uuid import UUID

from minhbach_shared.ids import derived_id

_TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|[gdy]clid|[gw]braid|msclkid|zarsrc|zalo_src|_g[al]|mc_[ce]id|igshid"
    r"|phpsessid|jsessionid",
    re.IGNORECASE,
)
_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid)=[^/]*", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}


def address_id(site: UUID, address: str) -> UUID:
    """The id of a page of a site, the same for every writing of its address."""
    parts = urlsplit(address.strip())
    path = unquote(_SESSION.sub("", parts.path)).rstrip("/")
    query = sorted(
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(key)
    )
    return derived_id("address", site, path, query)


def host_of(address: str) -> str | None:
    """Host and port (where it is not the scheme's own), without ``www.``; None if none."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    host = parts.hostname.lower().removeprefix("www.")
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


def on_site(link: str, home: str) -> str | None:
    """The link as an address of the site whose home page is given; None if it leads elsewhere.

    ``http`` or ``https``, with or without ``www.``: the site is asked under its registered host.
    """
    host = host_of(link)
    if host is None or host != host_of(home):
        return None
    site, parts = urlsplit(home), urlsplit(link.strip())
    return urlunsplit((site.scheme, site.netloc, parts.path or "/", parts.query, ""))
