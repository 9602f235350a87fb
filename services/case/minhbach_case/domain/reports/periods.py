"""The periods that are reported on: half years and years, in days of the agency's own zone."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from minhbach_case.domain.clocks import AGENCY_ZONE, agency_day, end_of
from minhbach_shared.events import Value

Part = Literal["H1", "H2", "year"]
"""The first half of a year, the second, or all of it."""
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
_MONTHS: Final[dict[Part, tuple[int, int]]] = {"H1": (1, 6), "H2": (7, 12), "year": (1, 12)}
_WORD: Final = re.compile(r"([0-9]{4})(?:-(H[12]))?")


class Days(Value):
    """Some days, both ends included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment of the first day (UTC)."""
        return datetime.combine(self.first, time.min, AGENCY_ZONE).astimezone(
            end_of(self.last).tzinfo
        )

    @property
    def ends(self) -> datetime:
        """The first moment after the last day (UTC)."""
        return end_of(self.last)


class Period(Days):
    """A half year or a year.

    ``closing_day`` is the last day of a reporting month: 0 for the calendar's own months, 14 where
    figures are closed on the 14th (a year then runs from 15 December to 14 December).
    """

    year: int = Field(ge=FIRST_YEAR - 1, le=LAST_YEAR)
    part: Part
    closing_day: int = Field(default=0, ge=0, le=28)

    @model_validator(mode="after")
    def _days_are_its_own(self) -> Self:
        if (self.first, self.last) != _days(self.year, self.part, self.closing_day):
            raise ValueError(f"{self.first} to {self.last} are not the days of {self.word}")
        return self

    @property
    def word(self) -> str:
        """How it is named in addresses and commands: ``2026-H1``, ``2026-H2``, ``2026``."""
        return str(self.year) if self.part == "year" else f"{self.year}-{self.part}"

    @property
    def before(self) -> "Period":
        """The period of the same length right before it."""
        match self.part:
            case "H2":
                return period_of(self.year, "H1", self.closing_day)
            case "H1":
                return period_of(self.year - 1, "H2", self.closing_day)
            case "year":
                return period_of(self.year - 1, "year", self.closing_day)

    @property
    def months(self) -> tuple[Days, ...]:
        """Its reporting months, in order: 6 or 12."""
        first, last = _MONTHS[self.part]
        return tuple(
            Days(
                first=_first_day(self.year, month, self.closing_day),
                last=_last_day(self.year, month, self.closing_day),
            )
            for month in range(first, last + 1)
        )


def period_of(year: int, part: Part, closing_day: int = 0) -> Period:
    """A period with its days."""
    first, last = _days(year, part, closing_day)
    return Period(year=year, part=part, closing_day=closing_day, first=first, last=last)


def period_named(word: str, closing_day: int = 0) -> Period:
    """The period that a word names: ``2026-H1``, ``2026-H2`` or ``2026``.

    Raises:
        ValueError: it names none.
    """
    found = _WORD.fullmatch(word.strip().upper())
    if found is None:
        raise ValueError(f"{word!r} is no period; write 2026-H1, 2026-H2 or 2026")
    year = int(found[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    match found[2]:
        case "H1":
            return period_of(year, "H1", closing_day)
        case "H2":
            return period_of(year, "H2", closing_day)
        case _:
            return period_of(year, "year", closing_day)


def is_over(period: Period, now: datetime) -> bool:
    """Whether its last day has passed at the agency."""
    return agency_day(now) > period.last


def _days(year: int, part: Part, closing_day: int) -> tuple[date, date]:
    first, last = _MONTHS[part]
    return _first_day(year, first, closing_day), _last_day(year, last, closing_day)


def _first_day(year: int, month: int, closing_day: int) -> date:
    if closing_day == 0:
        return date(year, month, 1)
    before = date(year, month, 1) - timedelta(days=1)
    return before.replace(day=closing_day) + timedelta(days=1)


def _last_day(year: int, month: int, closing_day: int) -> date:
    if closing_day:
        return date(year, month, closing_day)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
