"""What is counted of one period: every total is counted for itself, so that sums can fail."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.reports.layout import MEDIAN
from minhbach_case.domain.reports.model import TOTAL, Number, SeriesKey, TableKey

Keep = Callable[[str, "Counted"], None]
"""Takes what is behind a figure, by the figure's key; never of a total row, which is its rows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A case or a site that counts so often in one figure."""

    case_id: UUID | None
    site_id: UUID
    count: int
    at: datetime


@dataclass(slots=True)
class Counts:
    """The counts of one period."""

    values: Counter[str] = field(default_factory=Counter)
    months: Counter[tuple[SeriesKey, int]] = field(default_factory=Counter)
    days: dict[str, Counter[int]] = field(default_factory=dict)
    """Working days that mending took, by row, with how often."""
    keep: Keep | None = None

    def add(self, table: TableKey, row: str, column: str, counted: Counted) -> None:
        """Counts in a place, and in the total of its column."""
        key = f"{table}.{row}.{column}"
        self.values[key] += counted.count
        self.values[f"{table}.{TOTAL}.{column}"] += counted.count
        if self.keep is not None:
            self.keep(key, counted)

    def add_month(self, series: SeriesKey, month: int, count: int = 1) -> None:
        """Counts in a month, by its place in the period."""
        self.months[series, month] += count

    def add_days(self, table: TableKey, row: str, days: int) -> None:
        """Notes how many working days something took."""
        for place in (row, TOTAL):
            self.days.setdefault(f"{table}.{place}.{MEDIAN}", Counter())[days] += 1

    def median(self, key: str) -> Number | None:
        """The median of the days; None where there are none."""
        found = sorted(self.days.get(key, Counter()).items())
        number = sum(often for _, often in found)
        if not number:
            return None
        low, high = _at(found, (number - 1) // 2), _at(found, number // 2)
        both = low + high
        return both / 2 if both % 2 else both // 2


def _at(found: list[tuple[int, int]], place: int) -> int:
    for days, often in found:
        if place < often:
            return days
        place -= often
    raise IndexError(place)
