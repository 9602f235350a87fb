"""Times as they stand beside a credit: ``08:30 16/11/2026``, ``ngày 16 tháng 11 …``."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from minhbach_classifier.domain.model import VIETNAM, Range

_DAY: Final = re.compile(
    r"(?<![\d/.-])(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d\d)(?![\d/])"
    r"|(?<!\d)(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:,|\s+năm)?\s+(?P<y2>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)",
    re.IGNORECASE,
)
_HOUR: Final = r"(?P<h>[01]?\d|2[0-3])\s?(?::|h|g|giờ)\s?(?P<min>[0-5]\d)?(?::[0-5]\d)?(?!\d)"
_HOUR_BEFORE: Final = re.compile(_HOUR + r"[\s,|–-]{0,3}(?:ngày\s+)?$", re.IGNORECASE)
_HOUR_AFTER: Final = re.compile(r"[\sT,|–-]{0,3}(?:lúc\s+)?" + _HOUR, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time as written: a day, or an hour of it (+07:00), and its place in the given text."""

    value: datetime | date
    place: Range

    @property
    def day(self) -> date:
        """The day, in Viet Nam."""
        return day_of(self.value)


def day_of(value: datetime | date) -> date:
    """The day in Viet Nam of a time, or the day itself."""
    return value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value


def read_time(text: str) -> StatedTime | None:
    """The first date that stands in the text, with the hour beside it; none if no real date."""
    for found in _DAY.finditer(text):
        day = _day(found)
        if day is not None:
            return _with_hour(text, day, Range(*found.span()))
    return None


def _day(found: re.Match[str]) -> date | None:
    day, month, year = (
        int(next(v for v in (found[k], found[k + "2"], found[k + "3"]) if v)) for k in "dmy"
    )
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_hour(text: str, day: date, place: Range) -> StatedTime:
    before = _HOUR_BEFORE.search(text[: place.start])
    after = _HOUR_AFTER.match(text, place.end)
    hour = before or after
    if hour is None:
        return StatedTime(day, place)
    moment = datetime(
        day.year, day.month, day.day, int(hour["h"]), int(hour["min"] or 0), tzinfo=VIETNAM
    )
    start = before.start() if before else place.start
    end = place.end if before or not after else after.end()
    return StatedTime(moment, Range(start, end))
