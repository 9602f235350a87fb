"""Addresses: one canonical writing a page, and which of them a visit does not ask for."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

import ada_url
from w3lib.url import canonicalize_url, url_query_cleaner

from minhbach_shared.ids import origin_of

LONGEST: Final = 2000
_TRACKING: Final = (
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"),
    *("fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "zarsrc", "zalo_src"),
    *("_ga", "_gl", "mc_cid", "mc_eid", "igshid", "PHPSESSID", "phpsessid", "jsessionid"),
)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.IGNORECASE)
_NO_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|map|woff2?|ttf|eot|otf"
    r"|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|csv|zip|rar|7z|gz|tgz|tar|exe|msi|apk|ipa|dmg|iso"
    r"|mp[34]|m4[av]|avi|mov|mkv|webm|flv|wmv|wav|ogg|json|rss|atom)$",
    re.IGNORECASE,
)
_ACTION_SEGMENTS: Final = frozenset(
    {"logout", "log-out", "signout", "sign-out", "dang-xuat", "dangxuat", "thoat"}
    | {"wp-admin", "wp-login.php", "xmlrpc.php", "wp-json", "add-to-cart", "calendar"}
)
_ACTION_KEYS: Final = frozenset(
    {"replytocom", "add-to-cart", "share", "print", "ical", "tribe-bar-date", "eventdate"}
)
_ACTION_VALUES: Final = frozenset({"logout", "signout", "dangxuat", "dang-xuat", "thoat"})


@dataclass(frozen=True, slots=True)
class Site:
    """What tells one site from another: scheme, host and port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, address: str) -> Self:
        """The site of an address, however its host is written.

        Raises:
            ValueError: it is no http(s) address with a host.
        """
        return cls(*origin_of(ada_url.normalize_url(address.strip())))

    def holds(self, address: str) -> bool:
        """Whether an address is on this site."""
        try:
            return Site.of(address) == self
        except ValueError:
            return False


def resolved(base: str, reference: str) -> str | None:
    """The address that a redirect names, as it stands, without its fragment; None if none."""
    try:
        joined = ada_url.join_url(base, reference.strip()).partition("#")[0]
        origin_of(joined)
    except ValueError:
        return None
    return joined if len(joined) <= LONGEST else None


def canonical(base: str, reference: str = "") -> str | None:
    """The one writing of the address that ``reference`` names on the page at ``base``.

    Fragment, tracking and session parameters are dropped, escapes are written alike; the query
    keeps its order, since some servers know an address by that (``same_page`` does without it).
    None where it is no http(s) address or longer than ``LONGEST`` characters.
    """
    try:
        joined = ada_url.join_url(base, reference.strip())
        origin_of(joined)
        clean = _SESSION_IN_PATH.sub(
            "", url_query_cleaner(joined, _TRACKING, remove=True, unique=False)
        )
        address = _in_order(canonicalize_url(clean), urlsplit(clean).query)
    except ValueError:
        return None
    return address if len(address) <= LONGEST else None


def _in_order(address: str, query: str) -> str:
    """An address whose query was sorted, with its parts as they stood in ``query``."""
    page, _, parts = address.partition("?")
    if "&" not in parts:
        return address
    written = (canonicalize_url(f"{page}?{part}").partition("?")[2] for part in query.split("&"))
    return f"{page}?{'&'.join(filter(None, written))}"


def same_page(address: str) -> str:
    """What every order of an address's query has in common: what a visit knows a page by."""
    page, mark, query = address.partition("?")
    return f"{page}{mark}{'&'.join(sorted(query.split('&')))}"


def is_address(address: str) -> bool:
    """Whether it is an http(s) address with a host."""
    return canonical(address) is not None


def is_page(address: str) -> bool:
    """Whether an address may be a page: no file by its ending, no action, no endless trap."""
    parts = urlsplit(address)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if _NO_PAGE.search(parts.path) or _ACTION_SEGMENTS.intersection(segments):
        return False
    if any(segments.count(segment) > 2 for segment in set(segments)):
        return False
    query = [(key.lower(), value.lower()) for key, value in parse_qsl(parts.query)]
    return not any(key in _ACTION_KEYS or value in _ACTION_VALUES for key, value in query)
