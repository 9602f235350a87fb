"""The years and half-years over which portals are judged, in the agency's calendar."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

from minhbach_case.domain.observed import Span

Half = Literal[1, 2]
YEARS: Final = (2013, 2100)
WRITTEN: Final = r"^(201[3-9]|20[2-9][0-9]|2100)(-H[12])?$"
"""A period's name, of these years; without anything that only Python's expressions know."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or a half of one (``half`` None: the whole year)."""

    year: int
    half: Half | None = None

    @property
    def name(self) -> str:
        """As an address and a file name carry it: ``2026``, ``2026-H2``."""
        return f"{self.year}-H{self.half}" if self.half else str(self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)


def period_of(word: str) -> Period:
    """The period that a word names.

    Raises:
        ValueError: it names none: neither ``2026`` nor ``2026-H1``, or a year out of bounds.
    """
    found = re.fullmatch(WRITTEN, word)
    if found is None:
        raise ValueError("a period is a year or a half of one, such as 2026 or 2026-H1")
    half: Half | None = None if found[2] is None else 1 if found[2] == "-H1" else 2
    return Period(int(found[1]), half)


def half_of(day: date) -> Period:
    """The half-year that a day lies in."""
    return Period(day.year, 1 if day.month <= 6 else 2)


def recent(today: date) -> tuple[Period, ...]:
    """What may be chosen: this half-year, this year, and those of the two years before."""
    halves = [Period(year, half) for year in range(today.year, today.year - 3, -1) for half in _H]
    years = [Period(year) for year in range(today.year, today.year - 3, -1)]
    begun = (one for one in (*halves, *years) if one.first <= today)
    return tuple(sorted(begun, key=lambda one: (one.last, one.first), reverse=True))


def days_of(year: int) -> tuple[date, ...]:
    """Every day of a year: 365, or 366 in a leap year."""
    count = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return tuple(date(year, 1, 1) + timedelta(days=n) for n in range(count))


def months_of(year: int) -> tuple[Span, ...]:
    """The twelve months of a year."""
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return tuple(
        Span(first, following - timedelta(days=1)) for first, following in pairwise(firsts)
    )


_H: Final[tuple[Half, ...]] = (2, 1)
