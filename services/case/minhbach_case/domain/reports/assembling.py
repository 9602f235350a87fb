"""From the counts of two periods to the report: every place of every table, every month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.reports.counts import Counts
from minhbach_case.domain.reports.layout import (
    MEDIAN,
    SERIES_OF,
    STANDING_SERIES,
    query_of,
    sections,
    sheets,
    sums,
    unit_of,
)
from minhbach_case.domain.reports.model import (
    Agency,
    Audience,
    Figure,
    Point,
    Reading,
    Report,
    Series,
    SeriesKey,
    TableKey,
    Unknown,
)
from minhbach_case.domain.reports.periods import Days, Period
from minhbach_case.domain.reports.queries import QUERIES

FROM_VISITS: frozenset[TableKey] = frozenset({"visits", "pages", "sites_visited"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report is about, and what can be known.

    Attributes:
        now: when it is made.
        records_from: the first day of any record; None where there is none.
        visits_kept: for how long a visit is kept after its end.
    """

    agency: Agency
    audience: Audience
    period: Period
    now: datetime
    records_from: date | None
    visits_kept: timedelta

    @property
    def until(self) -> datetime:
        """The moment up to which is counted: the period's end, or now while it runs."""
        return min(self.period.ends, self.now)

    @property
    def running(self) -> bool:
        """Whether the period is not over."""
        return agency_day(self.now) <= self.period.last

    def unknown(self, days: Days, *, visits: bool) -> Unknown | None:
        """Why nothing is known of some days; None where it is."""
        if self.records_from is None or self.records_from > days.last:
            return "before_start"
        if days.first > agency_day(self.now):
            return "not_yet"
        first = Days(first=max(days.first, self.records_from), last=days.last)
        return "not_kept" if visits and first.begins < self.now - self.visits_kept else None


def assemble(frame: Frame, now: Counts, before: Counts) -> Report:
    """The report of what was counted."""
    return Report(
        agency=frame.agency,
        audience=frame.audience,
        period=frame.period,
        before=frame.period.before,
        counted_until=frame.until,
        running=frame.running,
        records_from=frame.records_from,
        sections=sections(),
        figures=_figures(frame, now, before),
        sums=sums(),
        series=tuple(_series(frame, key, now, before) for key in SERIES_OF),
        queries=QUERIES,
    )


def _figures(frame: Frame, now: Counts, before: Counts) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            key=sheet.table.key_of(row, column),
            table=sheet.table.key,
            row=row,
            column=column,
            unit=unit_of(sheet, column),
            query=query_of(sheet, column),
            now=_reading(frame, frame.period, sheet.table.key, f"{row}.{column}", now),
            before=_reading(frame, frame.period.before, sheet.table.key, f"{row}.{column}", before),
        )
        for sheet in sheets()
        for row in sheet.table.rows
        for column in sheet.table.columns
    )


def _reading(frame: Frame, days: Days, table: TableKey, place: str, counts: Counts) -> Reading:
    unknown = frame.unknown(days, visits=table in FROM_VISITS)
    if unknown is not None:
        return Reading(unknown=unknown)
    key = f"{table}.{place}"
    if not place.endswith(f".{MEDIAN}"):
        return Reading(value=counts.values[key])
    median = counts.median(key)
    return Reading(unknown="nothing_to_measure") if median is None else Reading(value=median)


def _series(frame: Frame, key: SeriesKey, now: Counts, before: Counts) -> Series:
    of, unit = SERIES_OF[key]
    visits = of.split(".", 1)[0] in FROM_VISITS

    def reading(days: Days, period: Days, counts: Counts, place: int) -> Reading:
        # What is not known of the whole period is not told of its months either: they would
        # add up to something else.
        unknown = frame.unknown(days, visits=False) or frame.unknown(period, visits=visits)
        return Reading(unknown=unknown) if unknown else Reading(value=counts.months[key, place])

    before_period = frame.period.before
    points = (
        Point(
            month=month,
            now=reading(month, frame.period, now, place),
            before=reading(earlier, before_period, before, place),
        )
        for place, (month, earlier) in enumerate(
            zip(frame.period.months, before_period.months, strict=True)
        )
    )
    return Series(key=key, of=of, unit=unit, stands=key in STANDING_SERIES, points=tuple(points))
