"""Derived ids and digests: the same input gives the same id on every replay.

An id is a UUIDv5 over a canonical JSON array of what makes the thing one.
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import orjson

NAMESPACE: Final = UUID("6d0f6a5e-2c38-5c0b-9f0c-9b1f5a1d7a11")
_NAMESPACE: Final = NAMESPACE.bytes
_SET: Final = (5 << 76) | (0x8000 << 48)
"""The bits that say: version 5, of RFC 9562."""
_KEPT: Final = (1 << 128) - 1 - (0xF << 76) - (0xC000 << 48)
"""All others of the 128."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def canonical(value: object) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8; times as UTC with ``Z``, ids as text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def derived_id(*parts: object) -> UUID:
    """The UUIDv5 of the canonical JSON array of ``parts``; the first names the kind of thing."""
    # As uuid.uuid5, at half its time: a page has some twenty ids.
    told = hashlib.sha1(_NAMESPACE + canonical(parts), usedforsecurity=False).digest()
    return UUID(int=int.from_bytes(told[:16], "big") & _KEPT | _SET)


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON of ``value``, in lower-case hex (64 characters)."""
    return hashlib.sha256(canonical(value)).hexdigest()


def iso(moment: datetime) -> str:
    """A time as it enters digests and headers: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address: what tells one site from another.

    Raises:
        ValueError: the address is no http(s) address with a host.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{address!r} is no http or https address with a host")
    return (
        parts.scheme,
        parts.hostname.lower(),
        parts.port or _DEFAULT_PORTS[parts.scheme],
    )


@lru_cache(maxsize=4096)
def site_id(address: str) -> UUID:
    """The id of the site that an address belongs to (by scheme, host and port)."""
    return derived_id("site", *origin_of(address))


def visit_id(site: UUID, due_at: datetime) -> UUID:
    """The id of the visit that was due on a site at a moment."""
    return derived_id("visit", site, iso(due_at))


def capture_id(visit: UUID, address: str) -> UUID:
    """The id of the capture of one address within one visit."""
    return derived_id("capture", visit, address)


def fault_id(site: UUID, duty: str, address: str, found: str) -> UUID:
    """The id of a fault: one by site, duty, address and digest of what was found."""
    return derived_id("fault", site, duty, address, found)


def suspicion_id(capture: UUID, fault: UUID) -> UUID:
    """The id of a suspicion: one by capture and fault, however often it is judged."""
    return derived_id("suspicion", capture, fault)


def case_id(site: UUID, kind: str, ordinal: int) -> UUID:
    """The id of a site's ordinal-th case (from 1) of a kind, so that two openers meet."""
    return derived_id("case", site, kind, ordinal)
