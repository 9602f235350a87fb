"""What a report holds: its tables, what must re-add in them, and its series."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, get_args

from minhbach_case.domain.clocks import CLOCKS, OWED_BY_AGENCY
from minhbach_case.domain.reports.model import (
    TOTAL,
    Axis,
    Section,
    SectionKey,
    SeriesKey,
    Sum,
    Table,
    TableKey,
    Unit,
)
from minhbach_shared.vocabulary import CASE_KINDS, CaseState, LicenceStatus, SiteClass

CLASSES: Final[tuple[SiteClass, ...]] = get_args(SiteClass)
UNLISTED: Final = "unlisted"
"""The row of what belongs to a site that the register never had."""
NO_STATUS: Final = "none"
OPEN_STATES: Final[tuple[CaseState, ...]] = (
    "suspected",
    "under_review",
    "notified",
    "replied",
    "proposed",
    "decided",
    "remedied",
    "referred",
    "appealed",
)
MEDIAN: Final = "median_days"
_AGENCY: Final = tuple(name for name in CLOCKS if name in OWED_BY_AGENCY)
_OPERATOR: Final = tuple(name for name in CLOCKS if name not in OWED_BY_AGENCY)
_SITES: Final = (*CLASSES, TOTAL)
_KINDS: Final = (*CASE_KINDS, TOTAL)


@dataclass(frozen=True, slots=True)
class Equation:
    """One column of a table is the sum of others, in every row."""

    column: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what is known of all its figures."""

    table: Table
    unit: Unit
    query: str
    equations: tuple[Equation, ...] = ()


def _sheet(
    key: TableKey,
    axis: Axis,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    unit: Unit,
    query: str,
    *equations: Equation,
) -> Sheet:
    return Sheet(Table(key=key, axis=axis, rows=rows, columns=columns), unit, query, equations)


def _totalled(*parts: str) -> tuple[tuple[str, ...], Equation]:
    return (*parts, TOTAL), Equation(TOTAL, parts)


def sheets() -> tuple[Sheet, ...]:
    """Every table of a report, in order."""
    statuses, by_status = _totalled(*get_args(LicenceStatus), NO_STATUS)
    visited, by_visit = _totalled("visited", "not_visited")
    made, by_made = _totalled("made", "failed")
    captured, by_capture = _totalled("captured", "failed")
    states, by_state = _totalled(*OPEN_STATES)
    ends, by_end = _totalled("dismissed", "mended", "confirmed", "unfounded", "lifted")
    outcomes, by_outcome = _totalled("confirmed", "unfounded")
    kept, by_kept = _totalled("kept", "overrun")
    mended, by_mended = _totalled("before_decision", "after_decision")
    return (
        _sheet("sites_status", "site_class", _SITES, statuses, "sites", "sites.at_end", by_status),
        _sheet(
            "sites_moved",
            "site_class",
            _SITES,
            ("at_start", "joined", "class_in", "left", "class_out", "at_end", "changed_hands"),
            "sites",
            "sites.moved",
            Equation("at_end", ("at_start", "joined", "class_in"), ("left", "class_out")),
        ),
        _sheet("visits", "site_class", (*CLASSES, UNLISTED, TOTAL), made, "visits",
               "visits.ended", by_made),
        _sheet("pages", "site_class", (*CLASSES, UNLISTED, TOTAL), captured, "pages",
               "visits.pages", by_capture),
        _sheet("sites_visited", "site_class", _SITES, visited, "sites", "sites.visited", by_visit),
        _sheet(
            "suspicions",
            "case_kind",
            _KINDS,
            ("new", "again", "raised", "withdrawn"),
            "suspicions",
            "suspicions.taken_in",
            Equation("raised", ("new", "again")),
        ),
        _sheet(
            "cases_moved",
            "case_kind",
            _KINDS,
            ("at_start", "opened", "reopened", "ended", "at_end"),
            "cases",
            "cases.moved",
            Equation("at_end", ("at_start", "opened", "reopened"), ("ended",)),
        ),
        _sheet("cases_open", "case_kind", _KINDS, states, "cases", "cases.at_end", by_state),
        _sheet("cases_ended", "case_kind", _KINDS, ends, "cases", "cases.ended", by_end),
        _sheet("decisions", "case_kind", _KINDS, (*outcomes, "retracted"), "cases",
               "cases.decided", by_outcome),
        _sheet("clocks_agency", "clock", (*_AGENCY, TOTAL), kept, "clocks",
               "clocks.ended", by_kept),
        _sheet("clocks_operator", "clock", (*_OPERATOR, TOTAL), kept, "clocks",
               "clocks.ended", by_kept),
        _sheet(
            "appeals",
            "case_kind",
            _KINDS,
            ("at_start", "received", "upheld", "lessened", "lifted", "decided", "at_end"),
            "appeals",
            "appeals.moved",
            Equation("decided", ("upheld", "lessened", "lifted")),
            Equation("at_end", ("at_start", "received"), ("decided",)),
        ),
        _sheet("mended", "case_kind", _KINDS, (*mended, MEDIAN), "cases",
               "cases.mended", by_mended),
    )  # fmt: skip


_SECTIONS: Final[tuple[tuple[SectionKey, tuple[TableKey, ...], tuple[SeriesKey, ...]], ...]] = (
    ("sites", ("sites_status", "sites_moved"), ("sites",)),
    ("visits", ("visits", "pages", "sites_visited"), ("visits_made", "visits_failed")),
    (
        "cases",
        ("suspicions", "cases_moved", "cases_open", "cases_ended", "decisions"),
        ("suspicions", "cases_opened", "cases_ended", "decisions"),
    ),
    ("clocks", ("clocks_agency", "clocks_operator"), ("clocks_overrun",)),
    ("appeals", ("appeals",), ("appeals",)),
    ("mended", ("mended",), ("mended",)),
)
SERIES_OF: Final[dict[SeriesKey, tuple[str, Unit]]] = {
    "sites": ("sites_moved.total.at_end", "sites"),
    "visits_made": ("visits.total.made", "visits"),
    "visits_failed": ("visits.total.failed", "visits"),
    "suspicions": ("suspicions.total.raised", "suspicions"),
    "cases_opened": ("cases_moved.total.opened", "cases"),
    "cases_ended": ("cases_moved.total.ended", "cases"),
    "decisions": ("decisions.total.total", "cases"),
    "clocks_overrun": ("clocks_agency.total.overrun", "clocks"),
    "appeals": ("appeals.total.received", "appeals"),
    "mended": ("mended.total.total", "cases"),
}
"""The figure of each series, and its unit."""
STANDING_SERIES: Final[frozenset[SeriesKey]] = frozenset({"sites"})


def sections() -> tuple[Section, ...]:
    """The tables and series, by what they are about."""
    tables = {sheet.table.key: sheet.table for sheet in sheets()}
    return tuple(
        Section(key=key, tables=tuple(tables[name] for name in names), series=series)
        for key, names, series in _SECTIONS
    )


def sums() -> tuple[Sum, ...]:
    """All that must re-add: down the columns first, then across, then between tables."""
    return (*_down(), *_across(), *_between())


def unit_of(sheet: Sheet, column: str) -> Unit:
    """What a column counts."""
    return "days" if column == MEDIAN else sheet.unit


def query_of(sheet: Sheet, column: str) -> str:
    """The named query that a column comes from."""
    return "cases.mended_days" if column == MEDIAN else sheet.query


def _down() -> Iterator[Sum]:
    for table in (sheet.table for sheet in sheets()):
        for column in table.columns:
            if column != MEDIAN:
                parts = tuple(table.key_of(row, column) for row in table.rows if row != TOTAL)
                yield Sum(total=table.key_of(TOTAL, column), plus=parts)


def _across() -> Iterator[Sum]:
    for sheet in sheets():
        for row in sheet.table.rows:
            for equation in sheet.equations:
                yield Sum(
                    total=sheet.table.key_of(row, equation.column),
                    plus=tuple(sheet.table.key_of(row, column) for column in equation.plus),
                    minus=tuple(sheet.table.key_of(row, column) for column in equation.minus),
                )


def _between() -> Iterator[Sum]:
    """The same thing counted in two ways."""
    for row in _SITES:
        yield Sum(total=f"sites_moved.{row}.at_end", plus=(f"sites_status.{row}.total",))
        yield Sum(total=f"sites_visited.{row}.total", plus=(f"sites_status.{row}.total",))
    for row in _KINDS:
        yield Sum(total=f"cases_moved.{row}.at_end", plus=(f"cases_open.{row}.total",))
        yield Sum(total=f"cases_moved.{row}.ended", plus=(f"cases_ended.{row}.total",))
        yield Sum(total=f"appeals.{row}.at_end", plus=(f"cases_open.{row}.appealed",))
