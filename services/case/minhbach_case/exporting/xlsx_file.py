"""An export as XLSX: a sheet a table, written row by row; text is text, days are days."""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.exporting.cells import VIET_NAM, kept, starts_formula
from minhbach_case.exporting.export import ROWS_AT_MOST, Cell, Column, Export, Kind, Row, batches
from minhbach_case.exporting.export import Table as Exported

Tell = Callable[[int], Awaitable[None]]
"""Called with how many rows are written."""
_Look = dict[str, bool | int | str]
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCH: Final = 200
_WIDTHS: Final[dict[Kind, int]] = {
    "text": 26, "words": 60, "code": 22, "number": 12, "decimal": 12, "share": 12, "day": 13,
    "moment": 18,
}  # fmt: skip
_FORMATS: Final[dict[Kind, str]] = {
    "day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "share": "0%", "number": "0",
    "decimal": "0.0",
}  # fmt: skip
_OPTIONS: Final = {
    # A row is on the disk once the next one begins.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# Spreadsheets know no earlier day.
_FIRST_YEAR: Final = 1900
_NO_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_TITLE_LENGTH: Final = 31


async def untold(done: int) -> None:
    """For whoever does not follow how far it is."""


async def xlsx_file(export: Export, tell: Tell = untold) -> BinaryIO:
    """The whole file, at its beginning; whoever gets it closes it.

    Rows are packed beside the event loop, and what was packed lies on the disk.
    """
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - handed on, and closed there
    try:
        # What is given up half-way leaves nothing behind.
        with tempfile.TemporaryDirectory(prefix="minhbach-export-") as folder:
            book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
            try:
                await _write(book, export, tell)
                await asyncio.to_thread(book.close)
            except BaseException:
                _give_up(book)
                raise
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _give_up(book: Workbook) -> None:
    for sheet in book.worksheets():
        # The library closes the rows' files only with a workbook that is finished.
        sheet._opt_close()  # noqa: SLF001


async def _write(book: Workbook, export: Export, tell: Tell) -> None:
    done = 0
    for table in export.tables:
        sheet = await asyncio.to_thread(_Sheet, book, export, table)
        async for batch in batches(table.rows, _BATCH):
            await asyncio.to_thread(sheet.add, batch)
            done += len(batch)
            await tell(done)
        await asyncio.to_thread(sheet.end)


class _Looks:
    """How the cells of one column look: as they are, and where text is no formula."""

    def __init__(self, book: Workbook, kind: Kind) -> None:
        look = {
            "num_format": _FORMATS.get(kind, "General"),
            "valign": "top",
            "text_wrap": kind in ("words", "text"),
        }
        self.plain: Format = book.add_format(look)
        # Never a formula, also not once somebody edits the cell.
        self.quoted: Format = book.add_format({**look, "quote_prefix": True})


class _Sheet:
    """One table: its head, the titles of its columns (frozen with the head), its rows."""

    def __init__(self, book: Workbook, export: Export, table: Exported) -> None:
        self._cut = export.cut
        names = [sheet.get_name() for sheet in book.worksheets()]
        self._sheet: Worksheet = book.add_worksheet(_sheet_title(table.title, names))
        self._columns = table.columns
        head = _head(export, table)
        self._first = len(head)
        self._count = 0
        self._dress(self._first + 1)
        self._strong: Format = book.add_format({"bold": True})
        for row, line in enumerate(head):
            look: _Look = {"bold": row == 0, "font_size": 13 - min(row, 2)}
            self._say(book, row, 0, line, look)
        look = {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "vcenter"}
        for place, column in enumerate(table.columns):
            self._say(book, self._first, place, column.title, look)
        kinds = {column.kind: _Looks(book, column.kind) for column in table.columns}
        self._looks = [kinds[column.kind] for column in table.columns]

    def _say(self, book: Workbook, row: int, place: int, words: str, look: _Look) -> None:
        text = kept(words)
        quoted = {"quote_prefix": starts_formula(text)}
        _write_text(self._sheet, row, place, text, book.add_format({**look, **quoted}))

    def add(self, rows: Sequence[Row]) -> None:
        """Writes rows, as many as a file may hold."""
        start = self._first + 1 + self._count
        for number, row in enumerate(rows[: max(0, ROWS_AT_MOST - self._count)], start):
            for place, (looks, value) in enumerate(zip(self._looks, row, strict=True)):
                _fill(self._sheet, number, place, value, looks)
        self._count += len(rows)

    def end(self) -> None:
        """Says what was left out, and lets the columns be filtered."""
        last = self._first + min(self._count, ROWS_AT_MOST)
        self._sheet.autofilter(self._first, 0, last, len(self._columns) - 1)
        if self._count > ROWS_AT_MOST:
            _write_text(self._sheet, last + 1, 0, self._cut, self._strong)

    def _dress(self, frozen: int) -> None:
        self._sheet.freeze_panes(frozen, 0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._first)
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, _width(column))


def _width(column: Column) -> int:
    return max(_WIDTHS[column.kind], min(len(column.title) + 4, 40))


def _fill(sheet: Worksheet, row: int, place: int, value: Cell, looks: _Looks) -> None:
    match value:
        case str():
            text = kept(value)
            look = looks.quoted if starts_formula(text) else looks.plain
            _write_text(sheet, row, place, text, look)
        case datetime():
            shown = value.astimezone(VIET_NAM).replace(tzinfo=None)
            sheet.write_datetime(row, place, shown, looks.plain)
        case date() if value.year < _FIRST_YEAR:
            _write_text(sheet, row, place, value.isoformat(), looks.plain)
        case date():
            sheet.write_datetime(row, place, value, looks.plain)
        case None:
            sheet.write_blank(row, place, None, looks.plain)
        case _:
            sheet.write_number(row, place, value, looks.plain)


def _write_text(sheet: Worksheet, row: int, place: int, text: str, look: Format) -> None:
    if sheet.write_string(row, place, text, look):
        raise ValueError(f"no room for {xl_rowcol_to_cell(row, place)}")


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
