"""Working days of Viet Nam: Monday to Friday without public holidays."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

_LONGEST = 3660
"""Days; a longer stretch is no delay that could be counted so."""


@cache
def _holidays(year: int) -> Mapping[date, str]:
    return country_holidays("VN", years=year)


def load_holidays(year: int) -> None:
    """Loads the library and a year's holidays, which the first question waits for otherwise."""
    _holidays(year)


def is_working_day(day: date) -> bool:
    """Whether offices are open; make-up days, which differ by year, are not counted."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def working_days_between(first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``; 0 where ``last`` is not later.

    Raises:
        ValueError: more than ten years lie between.
    """
    span = (last - first).days
    if span > _LONGEST:
        raise ValueError(f"{first} to {last} is too long to count working days")
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, span + 1))


def after_working_days(first: date, days: int) -> date:
    """The working day that is the ``days``-th one after ``first``; ``first`` itself with none.

    Raises:
        ValueError: it is negative, or too far away to be counted.
    """
    if not 0 <= days <= _LONGEST // 2:
        raise ValueError(f"{days} working days cannot be counted")
    day = first
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
