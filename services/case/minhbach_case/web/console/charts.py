"""Where things stand in the console's pictures: drawn by templates as SVG, without scripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from minhbach_case.domain.observed import Mark
from minhbach_case.domain.portals.freshness import FreshMark
from minhbach_case.observed_views import DaysView


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring days (or weeks) of one mark: from ``start`` on, ``length`` of them."""

    mark: Mark | FreshMark
    start: int
    length: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in parts of a hundred of its height."""

    place: int
    value: int
    height: float

    @property
    def top(self) -> float:
        """Where it begins, from above."""
        return 100 - self.height


def runs(marks: Sequence[Mark | FreshMark], spans: Sequence[DaysView]) -> tuple[Run, ...]:
    """A strip's marks as few as they can be told."""
    found: list[Run] = []
    start = 0
    for mark, group in groupby(marks):
        length = len(list(group))
        last = spans[start + length - 1].last
        found.append(Run(mark, start, length, spans[start].first, last))
        start += length
    return tuple(found)


def bars(values: Iterable[int], highest: int) -> tuple[Bar, ...]:
    """Bars of values against the highest of their chart; what is not nothing can be seen."""
    return tuple(
        Bar(place, value, max(value / highest * 100, 2) if value else 0.0)
        for place, value in enumerate(values)
    )


def share(part: int, whole: int) -> int:
    """A part in parts of a hundred, rounded."""
    return round(part / whole * 100) if whole else 0
