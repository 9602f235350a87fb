"""A table of a report on a sheet: every row, each figure in both periods, its change, its chart."""

from dataclasses import dataclass
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.reports.content import FigureTable
from minhbach_case.documents.reports.tables import BARS, list_of
from minhbach_case.documents.reports.workbook.charts import Strip, bars, place_chart
from minhbach_case.documents.reports.workbook.formulas import changed, share, summed
from minhbach_case.documents.reports.workbook.looks import write_words
from minhbach_case.documents.reports.workbook.places import A_COLUMN, FIRST_ROW, Which
from minhbach_case.documents.reports.workbook.writing import Writing
from minhbach_case.domain.reports.model import TOTAL, Figure, Number, Reading, Table, Unknown

_LABELS: Final = 34
_FIGURES: Final = 9
_WHICH: Final[tuple[Which, Which]] = ("now", "before")
# A sheet of more columns than these is not shrunk to one page: it goes on over pages.
_ON_A_PAGE: Final = 5
_OF_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One table on its sheet."""

    sheet: Worksheet
    writing: Writing
    shown: FigureTable
    table: Table
    reasons: list[Unknown]

    @property
    def wide(self) -> int:
        """Columns of figures."""
        return len(self.table.columns) * A_COLUMN


def write_table(book: Workbook, sheet: Worksheet, writing: Writing, shown: FigureTable) -> None:
    """Title, heads that stay, figures, notes, and a chart where the table has one."""
    table = writing.models[shown.key]
    one = _Sheet(sheet, writing, shown, table, writing.reasons(table))
    _heads(one)
    _print_set_up(one)
    for row, word in enumerate(table.rows, FIRST_ROW):
        look = "row_total" if word == TOTAL else "row"
        label = writing.wording.row(table.axis, word)
        write_words(sheet, row, 0, label, writing.looks, look)
        for column in table.columns:
            _figure(one, writing.figures[table.key_of(word, column)])
    below = FIRST_ROW + len(table.rows) + 1
    _notes(one, below)
    if table.key in BARS:
        _chart(book, one, below + len(one.reasons) + 1)


def _notes(one: _Sheet, below: int) -> None:
    writing = one.writing
    for number, reason in enumerate(one.reasons, 1):
        note = f"({number}) {writing.wording.why(reason, writing.report)}"
        one.sheet.write_string(below + number - 1, 0, note, writing.looks.named("remark"))


def _chart(book: Workbook, one: _Sheet, row: int) -> None:
    column, writing = BARS[one.table.key], one.writing
    first = 1 + one.table.columns.index(column) * A_COLUMN
    # Without the total, the last row.
    strip = Strip(one.sheet.get_name(), FIRST_ROW, len(one.table.rows) - 1, 0, first)
    title = writing.t(f"chart.{one.table.key}.{column}")
    place_chart(one.sheet, bars(book, strip, title, writing.content.words), row, 0, title)


def _heads(one: _Sheet) -> None:
    sheet, writing, shown = one.sheet, one.writing, one.shown
    t, looks, content = writing.t, writing.looks, writing.content
    write_words(sheet, 0, 0, f"{t('table')} {shown.number}. {shown.title}", looks, "title")
    periods = f"{content.words['now']}. {content.words['before']}."
    write_words(sheet, 1, 0, periods, looks, "plain")
    if content.draft:
        write_words(sheet, 2, 0, content.draft, looks, "draft")
    top, under = FIRST_ROW - 2, FIRST_ROW - 1
    head = looks.named("head")
    sheet.merge_range(top, 0, under, 0, shown.corner, looks.named("head_left"))
    names = (t("period.now"), t("period.before"), t("difference"), t("share"))
    for place, title in enumerate(shown.columns):
        first = 1 + place * A_COLUMN
        sheet.merge_range(top, first, top, first + A_COLUMN - 1, title, head)
        for offset, name in enumerate(names):
            sheet.write_string(under, first + offset, name, head)
    sheet.set_row(top, 30)
    sheet.set_row(under, 30)
    sheet.freeze_panes(FIRST_ROW, 1)


def _print_set_up(one: _Sheet) -> None:
    sheet = one.sheet
    sheet.set_column(0, 0, _LABELS)
    sheet.set_column(1, one.wide, _FIGURES)
    sheet.repeat_rows(FIRST_ROW - 2, FIRST_ROW - 1)
    sheet.repeat_columns(0)
    if len(one.table.columns) > _ON_A_PAGE:
        sheet.set_print_scale(60)
        step = _OF_MANY * A_COLUMN
        sheet.set_v_pagebreaks(list(range(1 + step, one.wide, step)))


def _figure(one: _Sheet, figure: Figure) -> None:
    for which in _WHICH:
        _reading(one, figure, which)
    writing, total = one.writing, figure.row == TOTAL
    now, before = (writing.places.of(figure.key, which) for which in _WHICH)
    unknown, nothing = writing.t("unknown"), writing.t("nothing")
    change = figure.change
    kind = "change_days" if figure.unit == "days" else "change"
    one.sheet.write_formula(
        now.row,
        now.column + 2,
        changed(now, before, unknown),
        writing.looks.number(kind, total=total),
        unknown if change is None else change,
    )
    one.sheet.write_formula(
        now.row,
        now.column + 3,
        share(now, before, unknown, nothing),
        writing.looks.number("share", total=total),
        _share(figure, unknown, nothing),
    )


def _share(figure: Figure, unknown: str, nothing: str) -> float | str:
    if figure.change is None:
        return unknown
    return figure.change / figure.before.value if figure.before.value else nothing


def _reading(one: _Sheet, figure: Figure, which: Which) -> None:
    writing, sheet = one.writing, one.sheet
    place, reading = writing.places.of(figure.key, which), of_period(figure, which)
    address = writing.content.address if which == "now" else ""
    path = list_of(writing.content.lists, figure) if address else ""
    kind = "days" if figure.unit == "days" else "count"
    look = writing.looks.number(kind, total=figure.row == TOTAL, linked=bool(path))
    if path:
        # What is written after it takes its place in the cell, and the link stays.
        sheet.write_url(place.row, place.column, address + path, look, "")
    formula = _formula(writing, figure, which)
    if formula is not None:
        shown: Number | str = writing.t("unknown") if reading.value is None else reading.value
        sheet.write_formula(place.row, place.column, formula, look, shown)
    elif reading.value is not None:
        sheet.write_number(place.row, place.column, reading.value, look)
    elif reading.unknown is not None:
        number = one.reasons.index(reading.unknown) + 1
        word = f"{writing.wording.reading(reading)} ({number})"
        sheet.write_string(place.row, place.column, word, look)


def _formula(writing: Writing, figure: Figure, which: Which) -> str | None:
    """The formula of a total; None of what is counted."""
    one, places = writing.sums.get(figure.key), writing.places
    if one is None:
        return None
    parts = [of_period(writing.figures[key], which).value for key in (*one.plus, *one.minus)]
    return summed(
        places.of(figure.key, which).sheet,
        [places.of(key, which) for key in one.plus],
        [places.of(key, which) for key in one.minus],
        writing.t("unknown") if None in parts else None,
    )


def of_period(figure: Figure, which: Which) -> Reading:
    """What a figure says of one of both periods."""
    return figure.now if which == "now" else figure.before
