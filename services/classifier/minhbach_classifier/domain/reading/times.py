"""Times as Vietnamese pages and their metadata write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from minhbach_classifier.domain.model import VIETNAM, Range

_DAY: Final = (
    r"(?:ngày\s{0,3})?(?P<d>\d{1,2})(?:\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?|"
    r"\s{1,3}tháng\s{1,3}(?P<n>\d{1,2})(?:\s{0,2},?\s{1,3}năm\s{1,3}|[/\s-]{1,3}))(?P<y>\d{4}|\d\d)(?![\d/])"
)
_HOUR: Final = (
    r"(?P<h{0}>\d{{1,2}})\s?(?::|h|giờ|g)\s?(?P<i{0}>\d{{2}})(?:\s?:\s?(?P<s{0}>\d{{2}}))?"
    r"(?:\s?(?:phút|'|’))?(?:\s?(?P<p{0}>[AaPp][Mm]|SA|CH|sáng|trưa|chiều|tối|đêm)(?!\w))?"
)
_GAP: Final = r"[\s,|\-–—•·()]{0,6}(?:lúc\s{1,3}|vào\s{1,3})?"
_WEEKDAY: Final = r"(?:[,\s]{0,3}(?:thứ\s{1,2}\w{1,4}|chủ\s{1,2}nhật)[,\s]{0,3})?"
_OFFSET: Final = (
    r"(?:[\s,]{0,3}\(?\s?(?:GMT|UTC)\s?(?P<o>[+-]\s?\d{1,2})(?::?(?P<om>\d{2}))?\s?\)?)?"
)
_BEFORE: Final = _HOUR.format(1) + _OFFSET.replace("?P<o", "?P<q") + _GAP + _WEEKDAY + _GAP
_AFTER: Final = _GAP + _HOUR.format(2) + _OFFSET
_SHOWN: Final = re.compile(rf"(?<![\d/.-])(?:{_BEFORE})?(?<!\d){_DAY}(?:{_AFTER})?", re.IGNORECASE)
DATED: Final = re.compile(r"\d(?:\s?[/.-]\s?\d|\s{1,3}tháng)", re.IGNORECASE)
"""Stands in every day that is shown, and in few other texts."""
_ISO: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]{1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?"
    r"\s?(Z|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?)?",
    re.IGNORECASE,
)


_AFTER_NOON: Final = ("PM", "CH", "CHIỀU", "TỐI", "TRƯA")
_BEFORE_NOON: Final = ("AM", "SA", "SÁNG")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time that a page gives."""

    at: datetime
    """Aware: the page's own offset, +07:00 where it gives none."""
    to_day: bool
    """True where only the day is given; ``at`` is then its midnight."""
    own_offset: bool
    place: Range
    """Within the text that was searched."""


def shown_times(text: str) -> Iterator[Stamp]:
    """Every time that stands in a text, in Vietnamese forms, first to last."""
    for found in _SHOWN.finditer(text):
        if (stamp := _shown(found)) is not None:
            yield stamp


def _shown(found: re.Match[str]) -> Stamp | None:
    parts = found.groupdict()
    mark = "1" if parts["h1"] else "2" if parts["h2"] else ""
    offset = parts["q"] or parts["o"]
    try:
        # A year of two figures is one only beside an hour: "1/2/34" may be anything.
        year = int(parts["y"] or 0) + (2000 if len(parts["y"] or "") == 2 and mark else 0)
        day = date(year, int(parts["m"] or parts["n"]), int(parts["d"]))
        hour = _hour(parts, mark) if mark else time()
        zone = _zone(offset, parts["qm"] or parts["om"]) if offset else VIETNAM
    except ValueError:
        return None
    if not 1990 <= day.year <= 2100:
        return None
    at = datetime.combine(day, hour, zone)
    return Stamp(at, not mark, bool(offset), Range(found.start(), found.end()))


def _hour(parts: dict[str, str | None], mark: str) -> time:
    hour = int(parts[f"h{mark}"] or 0)
    half = (parts[f"p{mark}"] or "").upper()
    if half in _AFTER_NOON and hour < 12 and (half != "TRƯA" or hour < 4):
        hour += 12
    if half in _BEFORE_NOON and hour == 12:
        hour = 0
    if half == "ĐÊM":
        hour = hour + 12 if 6 <= hour < 12 else hour % 12 if hour == 12 else hour
    return time(hour, int(parts[f"i{mark}"] or 0), int(parts[f"s{mark}"] or 0))


def _zone(hours: str, minutes: str | None) -> timezone:
    whole = int(hours.replace(" ", ""))
    part = int(minutes or 0) * (-1 if hours.startswith("-") else 1)
    return timezone(timedelta(hours=whole, minutes=part))


def metadata_time(value: str) -> Stamp | None:
    """A time from metadata: ISO 8601 with its lapses, or a Vietnamese form."""
    found = _ISO.search(value[:80])
    if found is None:
        return next(shown_times(value[:80]), None)
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        at = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=_iso_zone(zone),
        )
    except ValueError:
        return None
    return Stamp(at, hour is None, zone is not None, Range(found.start(), found.end()))


def _iso_zone(zone: str | None) -> timezone:
    if not zone:
        return VIETNAM
    if zone in "Zz":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0") if len(zone) > 3 else zone[1:].zfill(2) + "00"
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if zone[0] == "-" else span)
