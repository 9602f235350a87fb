"""Feeds: the pages that they list, with the times that they state."""

import io
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import fastfeedparser
import feedparser

from minhbach_crawler.domain.addresses import canonical
from minhbach_crawler.domain.frontier import Entry

VIETNAM: Final = timezone(timedelta(hours=7))
"""A time that states no offset is taken as Vietnamese."""


def entries_of(content: bytes, address: str) -> tuple[Entry, ...]:
    """The entries of the feed at ``address``, in its order; none if it is no feed."""
    try:
        items = fastfeedparser.parse(content, include_content=False, include_media=False).entries
    except (ValueError, LookupError, TypeError, AttributeError):
        return _patiently(content, address)
    found = [_entry(item, address, _stated(item)) for item in items]
    return tuple(entry for entry in found if entry is not None)


def _patiently(content: bytes, address: str) -> tuple[Entry, ...]:
    """The slower parser, for feeds that are broken; a stream, since it would open a name."""
    found = [
        _entry(item, address, _struct_time(item))
        for item in feedparser.parse(io.BytesIO(content)).entries
    ]
    return tuple(entry for entry in found if entry is not None)


def _entry(item: Mapping[str, Any], address: str, at: datetime | None) -> Entry | None:
    link = item.get("link")
    page = canonical(address, link) if isinstance(link, str) and link else None
    return Entry(page, at) if page is not None else None


def _stated(item: Mapping[str, Any]) -> datetime | None:
    value = item.get("published") or item.get("updated")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return aware(moment)


def _struct_time(item: Mapping[str, Any]) -> datetime | None:
    value = item.get("published_parsed") or item.get("updated_parsed")
    return datetime.fromtimestamp(timegm(value), UTC) if value else None


def aware(moment: datetime | None) -> datetime | None:
    """The moment with an offset: its own, or Vietnam's."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=VIETNAM)
