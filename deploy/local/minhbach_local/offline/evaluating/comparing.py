"""Whether a value that was read is the one that was expected."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from minhbach_classifier.domain.sources.times import read_time

Outcome = Literal["right", "wrong", "missed", "spurious"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("right", "wrong", "missed", "spurious")
_NUMBERS: Final = re.compile(r"\d+")


def outcome(expected: str | list[str] | None, got: Sequence[str], *, is_date: bool) -> Outcome:
    """Compares after NFC, case folding and removal of spaces and punctuation; lists as sets.

    Args:
        got: what was read; empty where nothing was.
    """
    wanted = _as_list(expected)
    if not wanted:
        return "spurious" if got else "right"
    if not got:
        return "missed"
    form = _day_form if is_date else plain_form
    return "right" if {form(v) for v in wanted} == {form(v) for v in got} else "wrong"


def _as_list(value: str | list[str] | None) -> list[str]:
    values = value if isinstance(value, list) else [value] if value is not None else []
    return [v for v in values if plain_form(v)]


def plain_form(value: str) -> str:
    """Composed, case folded, without spaces and punctuation."""
    text = unicodedata.normalize("NFC", value).casefold()
    kept = (c for c in text if unicodedata.category(c)[0] in "LMN")
    return unicodedata.normalize("NFC", "".join(kept))


def _day_form(value: str) -> str:
    day = _day(value)
    return plain_form(value) if day is None else day.isoformat()


def _day(value: str) -> date | None:
    stated = read_time(value)
    if stated is not None:
        return stated.day
    # "24 / 4 - 2017" and the like: three numbers, the year last or first.
    numbers = [int(n) for n in _NUMBERS.findall(value)]
    if len(numbers) != 3:
        return None
    day, month, year = reversed(numbers) if numbers[0] > 31 else numbers
    try:
        return date(year, month, day)
    except ValueError:
        return None
