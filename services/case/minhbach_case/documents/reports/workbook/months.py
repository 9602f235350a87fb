"""The figures by month on one sheet, what they add up to, and their charts."""

from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.reports.workbook.charts import Strip, columns, place_chart
from minhbach_case.documents.reports.workbook.formulas import Place, summed
from minhbach_case.documents.reports.workbook.looks import write_words
from minhbach_case.documents.reports.workbook.places import FIRST_ROW
from minhbach_case.documents.reports.workbook.writing import Writing
from minhbach_case.domain.reports.model import Reading, Series

_LABELS: Final = 2
"""Columns before the figures: the month, and the month of the period before."""
_CHART_ROWS: Final = 14
_CHARTS_ACROSS: Final = 3
_CHART_COLUMNS: Final = 7


def write_months(book: Workbook, sheet: Worksheet, writing: Writing) -> None:
    """A row a month, two columns a series, their totals, and a chart a series below."""
    series = writing.report.series
    if not series:
        return
    _heads(sheet, writing, series)
    sheet.fit_to_pages(1, 1)
    months = len(series[0].points)
    total = FIRST_ROW + months
    for row, point in enumerate(series[0].points, FIRST_ROW):
        before = writing.report.before.months[row - FIRST_ROW]
        name = writing.wording.month
        write_words(sheet, row, 0, name(point.month.last), writing.looks, "row")
        write_words(sheet, row, 1, name(before.last), writing.looks, "row")
    sheet.write_string(total, 0, writing.t("total"), writing.looks.named("row_total"))
    sheet.write_blank(total, 1, None, writing.looks.named("row_total"))
    for place, one in enumerate(series):
        _series(sheet, writing, one, _LABELS + 2 * place)
    reasons = _reasons(series, writing)
    for row, words in enumerate((writing.t("workbook.stands"), *reasons), total + 1):
        sheet.write_string(row, 0, words, writing.looks.named("remark"))
    _charts(book, sheet, writing, total + 3 + len(reasons))


def _heads(sheet: Worksheet, writing: Writing, series: tuple[Series, ...]) -> None:
    t, looks, content = writing.t, writing.looks, writing.content
    write_words(sheet, 0, 0, t("sheet.months"), looks, "title")
    periods = f"{content.words['now']}. {content.words['before']}."
    write_words(sheet, 1, 0, periods, looks, "plain")
    if content.draft:
        write_words(sheet, 2, 0, content.draft, looks, "draft")
    top, under = FIRST_ROW - 2, FIRST_ROW - 1
    head = looks.named("head")
    for column, word in enumerate((t("period.now"), t("period.before"))):
        sheet.merge_range(top, column, under, column, word, head)
        for place in range(len(series)):
            sheet.write_string(under, _LABELS + 2 * place + column, word, head)
    for place, one in enumerate(series):
        first = _LABELS + 2 * place
        sheet.merge_range(top, first, top, first + 1, t(f"series.{one.key}"), head)
    sheet.set_row(top, 58)
    sheet.set_row(under, 30)
    sheet.set_column(0, 1, 16)
    sheet.set_column(_LABELS, _LABELS + 2 * len(series), 11)
    sheet.freeze_panes(FIRST_ROW, _LABELS)
    sheet.repeat_rows(top, under)


def _series(sheet: Worksheet, writing: Writing, series: Series, first: int) -> None:
    unknown = writing.t("unknown")
    for column, which in ((first, "now"), (first + 1, "before")):
        readings = [p.now if which == "now" else p.before for p in series.points]
        for row, reading in enumerate(readings, FIRST_ROW):
            _reading(sheet, writing, reading, row, column)
        cells = [Place(sheet.get_name(), column, row) for row, _ in enumerate(readings, FIRST_ROW)]
        value = _total(series, readings)
        formula = _formula(sheet.get_name(), cells, readings, series, unknown)
        sheet.write_formula(
            FIRST_ROW + len(readings),
            column,
            formula,
            writing.looks.number("count", total=True),
            unknown if value is None else value,
        )


def _formula(
    home: str, cells: list[Place], readings: list[Reading], series: Series, unknown: str
) -> str:
    known = [c for c, reading in zip(cells, readings, strict=True) if reading.value is not None]
    if not known:
        return summed(home, cells, (), unknown)
    if series.stands:
        return f"={known[-1].cell}"
    # Of a month that nobody recorded nothing is known; the others add up all the same.
    return summed(home, cells, ())


def _total(series: Series, readings: list[Reading]) -> float | None:
    known = [reading.value for reading in readings if reading.value is not None]
    if not known:
        return None
    return known[-1] if series.stands else sum(known)


def _reading(sheet: Worksheet, writing: Writing, reading: Reading, row: int, column: int) -> None:
    look = writing.looks.number("count")
    if reading.value is None:
        sheet.write_string(row, column, writing.t("unknown"), look)
    else:
        sheet.write_number(row, column, reading.value, look)


def _reasons(series: tuple[Series, ...], writing: Writing) -> list[str]:
    readings = (r for one in series for point in one.points for r in (point.now, point.before))
    reasons = dict.fromkeys(one.unknown for one in readings if one.unknown is not None)
    return [writing.wording.why(reason, writing.report) for reason in reasons]


def _charts(book: Workbook, sheet: Worksheet, writing: Writing, below: int) -> None:
    for place, one in enumerate(writing.report.series):
        strip = Strip(sheet.get_name(), FIRST_ROW, len(one.points), 0, _LABELS + 2 * place)
        title = writing.t(f"series.{one.key}")
        down, across = divmod(place, _CHARTS_ACROSS)
        row, column = below + down * _CHART_ROWS, across * _CHART_COLUMNS
        chart = columns(book, strip, title, writing.content.words)
        place_chart(sheet, chart, row, column, title)
