"""An export as XLSX: a sheet a table, written row by row; text is text, days are days."""

import asyncio
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from minhbach_case.exporting.cells import VIET_NAM, kept, starts_formula
from minhbach_case.exporting.export import ROWS_AT_MOST, Cell, Column, Export, Kind, Row, batches
from minhbach_case.exporting.export import Table as Exported

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCH: Final = 200
# The workbook's own, which a font without a name would not be.
_FONT: Final = "Calibri"
_WIDTHS: Final[dict[Kind, int]] = {
    "text": 26, "words": 60, "code": 22, "number": 12, "decimal": 12, "share": 12, "day": 13,
    "moment": 18,
}  # fmt: skip
_FORMATS: Final[dict[Kind, str]] = {
    "day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "share": "0%", "number": "0",
    "decimal": "0.0",
}  # fmt: skip
_NO_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_TITLE_LENGTH: Final = 31


async def xlsx_file(export: Export) -> IO[bytes]:
    """The whole file, at its beginning; whoever gets it closes it.

    Rows are packed beside the event loop, and what was packed lies on the disk.
    """
    book = Workbook(write_only=True)
    for table in export.tables:
        sheet = await asyncio.to_thread(_Sheet, book, export, table)
        async for batch in batches(table.rows, _BATCH):
            await asyncio.to_thread(sheet.add, batch)
        await asyncio.to_thread(sheet.end)
    return await asyncio.to_thread(_saved, book)


def _saved(book: Workbook) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed on, and closed there
    try:
        book.save(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


class _Sheet:
    """One table: its head, the titles of its columns (frozen with the head), its rows."""

    def __init__(self, book: Workbook, export: Export, table: Exported) -> None:
        self._cut = export.cut
        self._sheet = book.create_sheet(_sheet_title(table.title, book.sheetnames))
        self._columns = table.columns
        head = _head(export, table)
        self._first = len(head) + 1
        self._count = 0
        self._dress(len(head) + 2)
        for number, line in enumerate(head):
            self._sheet.append(
                [self._text(line, Font(name=_FONT, bold=number == 0, size=13 - min(number, 2)))]
            )
        self._sheet.append([self._title(column.title) for column in table.columns])
        self._cells = [self._cell(column) for column in table.columns]

    def add(self, rows: Sequence[Row]) -> None:
        """Writes rows, as many as a file may hold."""
        for row in rows[: max(0, ROWS_AT_MOST - self._count)]:
            for cell, value in zip(self._cells, row, strict=True):
                _fill(cell, value)
            self._sheet.append(self._cells)
        self._count += len(rows)

    def end(self) -> None:
        """Says what was left out, and lets the columns be filtered."""
        last = self._first + min(self._count, ROWS_AT_MOST)
        self._sheet.auto_filter.ref = (
            f"A{self._first}:{get_column_letter(len(self._columns))}{last}"
        )
        if self._count > ROWS_AT_MOST:
            self._sheet.append([self._text(self._cut, Font(name=_FONT, bold=True))])
        self._sheet.close()

    def _dress(self, frozen: int) -> None:
        # Before the first row: what comes later in the file is not written any more.
        self._sheet.freeze_panes = f"A{frozen}"
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self._sheet.print_title_rows = f"{self._first}:{self._first}"
        for place, column in enumerate(self._columns, 1):
            dimension = self._sheet.column_dimensions[get_column_letter(place)]
            dimension.width = max(_WIDTHS[column.kind], min(len(column.title) + 4, 40))

    def _text(self, words: str, font: Font) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.font = font
        _fill(cell, words)
        return cell

    def _title(self, words: str) -> Any:
        cell = self._text(words, Font(name=_FONT, bold=True))
        cell.fill = PatternFill("solid", start_color="FFDCE6F1")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        return cell

    def _cell(self, column: Column) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = _FORMATS.get(column.kind, "General")
        cell.alignment = Alignment(vertical="top", wrap_text=column.kind in ("words", "text"))
        return cell


def _fill(cell: Any, value: Cell) -> None:
    match value:
        case str():
            cell.value = text = kept(value)
            # Never a formula, also not once somebody edits the cell.
            cell.data_type = "s"
            cell.quotePrefix = starts_formula(text)
        case datetime():
            cell.value = value.astimezone(VIET_NAM).replace(tzinfo=None)
        case _:
            cell.value = value


def _head(export: Export, table: Exported) -> list[str]:
    title = export.title if table.title == export.title else f"{export.title}: {table.title}"
    filters = " · ".join(f"{name}: {value}" for name, value in export.filters)
    return [title, *export.notes, *([filters] if filters else [])]


def _sheet_title(title: str, taken: Iterable[str]) -> str:
    plain = _NO_TITLE.sub(" ", kept(title)).strip("' ")[:_TITLE_LENGTH] or "1"
    number, found = 2, plain
    names = {name.casefold() for name in taken}
    while found.casefold() in names:
        found = f"{plain[: _TITLE_LENGTH - 4]} ({number})"
        number += 1
    return found
