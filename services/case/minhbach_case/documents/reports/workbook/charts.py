"""Charts that a spreadsheet draws itself, from the cells of a sheet."""

from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.reports.workbook.looks import INK

_NOW: Final = {"fill": {"color": INK}}
# A pattern beside a colour: on paper without colours both periods are told apart.
_BEFORE: Final = {
    "pattern": {
        "pattern": "wide_upward_diagonal",
        "fg_color": "#7D8EA3",
        "bg_color": "#FFFFFF",
    },
    "border": {"color": "#7D8EA3"},
}


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of a sheet: labels in one column, this period in another, the one before beside it."""

    sheet: str
    first: int
    count: int
    labels: int
    now: int

    def column(self, column: int) -> list[str | int]:
        """One column of these rows."""
        return [self.sheet, self.first, column, self.first + self.count - 1, column]


def bars(book: Workbook, strip: Strip, title: str, words: dict[str, str]) -> Chart:
    """Lying bars, the first row on top."""
    chart = _chart(book, "bar", strip, title, words)
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    # Turned round, its numbers would stand on top; every bar has its own.
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 760, "height": 120 + 34 * strip.count})
    return chart


def columns(book: Workbook, strip: Strip, title: str, words: dict[str, str]) -> Chart:
    """Standing columns, a pair a month."""
    chart = _chart(book, "column", strip, title, words)
    # From 0 on: a column cut off below would make little look like much.
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": 560, "height": 270})
    return chart


def place_chart(sheet: Worksheet, chart: Chart, row: int, column: int, says: str) -> None:
    """Puts a chart on a sheet; ``says`` is for who does not see it."""
    sheet.insert_chart(row, column, chart, {"description": says})


def _chart(book: Workbook, kind: str, strip: Strip, title: str, words: dict[str, str]) -> Chart:
    chart: Any = book.add_chart({"type": kind})
    labels = {"value": True, "font": {"size": 8}}
    for column, name, look in (
        (strip.now, words["now"], _NOW),
        (strip.now + 1, words["before"], _BEFORE),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": strip.column(strip.labels),
                "values": strip.column(column),
                "data_labels": labels,
                **look,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    return chart
