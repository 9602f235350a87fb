"""The tables and charts of a report in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from minhbach_case.documents.reports.content import Cell, Chart, ChartForm, FigureTable, Group, Row
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.domain.reports.layout import UNLISTED
from minhbach_case.domain.reports.model import (
    TOTAL,
    Figure,
    Number,
    Point,
    Reading,
    Report,
    Series,
    Table,
    TableKey,
    Unknown,
)

BARS: Final[dict[TableKey, str]] = {
    "suspicions": "raised",
    "cases_moved": "opened",
    "cases_ended": "total",
    "mended": "total",
}
"""The column of a table that is drawn, a pair of bars a row."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What tables are drawn with; ``lists`` is the console's path under which lists stand."""

    report: Report
    wording: Wording
    figures: dict[str, Figure]
    lists: str = ""


@dataclass(slots=True)
class _Notes:
    """Reasons why values are not known, each told once."""

    reasons: list[Unknown] = field(default_factory=list)

    def number(self, reading: Reading) -> int:
        if reading.unknown is None:
            return 0
        if reading.unknown not in self.reasons:
            self.reasons.append(reading.unknown)
        return self.reasons.index(reading.unknown) + 1


def figure_table(drawing: Drawing, table: Table, number: int) -> FigureTable:
    """A table; rows in which nothing happened are named below it, not shown."""
    wording, notes = drawing.wording, _Notes()
    shown, silent = _split(drawing, table)
    rows = tuple(_row(drawing, table, row, notes) for row in shown)
    queries = (drawing.figures[table.key_of(row, c)].query for row in shown for c in table.columns)
    return FigureTable(
        key=table.key,
        number=number,
        title=wording.t(f"title.{table.key}"),
        corner=wording.t(f"axis.{table.axis}"),
        columns=tuple(wording.column(table, column) for column in table.columns),
        rows=rows,
        notes=tuple(wording.why(reason, drawing.report) for reason in notes.reasons),
        remarks=(*_left_out(drawing, table, silent), *_taken(drawing, table)),
        queries=tuple(dict.fromkeys(queries)),
        charts=_bars(drawing, table, shown),
    )


def series_chart(wording: Wording, series: Series) -> Chart | None:
    """A series by month; None where nothing happened in any month, or nothing is known."""
    groups = tuple(_month(wording, point) for point in series.points)
    return _chart(wording, series.key, "columns", f"series.{series.key}", groups)


def _split(drawing: Drawing, table: Table) -> tuple[list[str], list[str]]:
    shown: list[str] = []
    silent: list[str] = []
    for row in table.rows:
        # Few rows are all shown: the kinds of cases are many, the unlisted are the odd ones out.
        may_go = row == UNLISTED or (table.axis == "case_kind" and row != TOTAL)
        quiet = may_go and _is_quiet(drawing, table, row)
        (silent if quiet else shown).append(row)
    return shown, silent


def _is_quiet(drawing: Drawing, table: Table, row: str) -> bool:
    figures = [drawing.figures[table.key_of(row, column)] for column in table.columns]
    nothing = all(one.now.value == 0 or one.now.unknown == "nothing_to_measure" for one in figures)
    return nothing and not any(one.before.value for one in figures)


def _left_out(drawing: Drawing, table: Table, silent: Sequence[str]) -> tuple[str, ...]:
    wording = drawing.wording

    def known(row: str) -> bool:
        return any(
            drawing.figures[table.key_of(row, column)].before.value is not None
            for column in table.columns
        )

    def said(key: str, rows: list[str]) -> Iterable[str]:
        if rows:
            yield wording.t(key, rows="; ".join(wording.row(table.axis, row) for row in rows))

    return (
        *said("rows.left_out", [row for row in silent if known(row)]),
        *said("rows.left_out.now", [row for row in silent if not known(row)]),
    )


def _taken(drawing: Drawing, table: Table) -> tuple[str, ...]:
    places = (table.key_of(row, column) for row in table.rows for column in table.columns)
    figures = (drawing.figures[place] for place in places)
    taken = any(one.now.taken_from or one.before.taken_from for one in figures)
    return (drawing.wording.t("taken"),) if taken else ()


def _row(drawing: Drawing, table: Table, row: str, notes: _Notes) -> Row:
    figures = (drawing.figures[table.key_of(row, column)] for column in table.columns)
    cells = tuple(_cell(drawing, figure, notes) for figure in figures)
    return Row(drawing.wording.row(table.axis, row), cells, total=row == TOTAL)


def _cell(drawing: Drawing, figure: Figure, notes: _Notes) -> Cell:
    wording, change = drawing.wording, figure.change
    return Cell(
        key=figure.key,
        now=wording.reading(figure.now),
        before=wording.reading(figure.before),
        change="" if change is None else wording.signed(change),
        share="" if change is None else wording.share(change, figure.before.value or 0),
        note=notes.number(figure.now),
        note_before=notes.number(figure.before),
        cases=list_of(drawing.lists, figure),
    )


def list_of(lists: str, figure: Figure) -> str:
    """The console's path to what is behind a figure; empty where there is nothing to list."""
    return f"{lists}/{figure.key}" if lists and figure.now.value else ""


def _bars(drawing: Drawing, table: Table, rows: Iterable[str]) -> tuple[Chart, ...]:
    column = BARS.get(table.key)
    if column is None:
        return ()
    wording = drawing.wording
    groups = tuple(
        _group(wording, wording.row(table.axis, row), figure.now, figure.before)
        for row in rows
        if row != TOTAL
        for figure in (drawing.figures[table.key_of(row, column)],)
        if figure.now.value or figure.before.value
    )
    source = f"{table.key}.{column}"
    chart = _chart(wording, source, "bars", f"chart.{source}", groups)
    return (chart,) if chart else ()


def _month(wording: Wording, point: Point) -> Group:
    label = wording.t("month.short", month=point.month.last.month)
    return _group(wording, label, point.now, point.before)


def _group(wording: Wording, label: str, now: Reading, before: Reading) -> Group:
    return Group(label, now.value, before.value, _short(wording, now), _short(wording, before))


def _short(wording: Wording, reading: Reading) -> str:
    return wording.reading(reading) if reading.value is not None else "?"


def _chart(
    wording: Wording, source: str, form: ChartForm, title: str, groups: tuple[Group, ...]
) -> Chart | None:
    values = [v for group in groups for v in (group.now, group.before) if v is not None]
    highest: Number = max(values, default=0)
    if not highest:
        return None
    named = wording.t(title)
    now = "; ".join(f"{group.label}: {group.now_text}" for group in groups)
    before = "; ".join(f"{group.label}: {group.before_text}" for group in groups)
    says = wording.t("chart.says", title=named, now=now, before=before)
    return Chart(source, named, form, groups, highest, says)
