"""The register as XLSX, read row by row: memory is bounded by the rows that a register has.

What a spreadsheet shows and what it stores differ: a telephone number typed as a number has lost
its first zero, a date is a number, a merged value stands in one cell only. What is certain is put
right and told; what is not stays out and is told.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._reader import WorkSheetParser

from minhbach_case.domain.register_cells import BadCell
from minhbach_case.domain.register_file import (
    ROWS,
    Remark,
    RemarkCode,
    Row,
    Table,
    header_of,
    no_header,
    too_many_rows,
    unknown_in,
)
from minhbach_case.errors import UnreadableFile

# 20,000 rows with every column filled unpack to some 30 MB.
UNPACKED_BYTES: Final = 100_000_000
PARTS: Final = 1000
COLUMNS_READ: Final = 200
LINES_TOLD: Final = 10
_DATES: Final = ("licence_issued_on", "licence_expires_on")
_FORMULA: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
_FAULTS: Final = (
    BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class _Cell(NamedTuple):
    value: Any
    type: str
    format: str


_EMPTY: Final = _Cell(None, "n", "General")


class _Parser(WorkSheetParser):  # type: ignore[misc]  # the library brings no types
    """Tells a formula that was stored without its value from an empty cell."""

    def parse_cell(self, element: Any) -> Any:
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(_FORMULA) is not None:
            cell["data_type"] = "f"
        return cell


def read_xlsx(name: str, data: bytes) -> Table:
    """Opens an XLSX file: its first sheet that is not hidden, formulas by their stored value.

    Raises:
        UnreadableFile: it is no such file, unpacks to too much, or has no usable header.
    """
    try:
        _bounded(name, data)
        with warnings.catch_warnings():
            # Of styles and extensions that a register has no use for.
            warnings.simplefilter("ignore")
            return _Book(name, data).table()
    except UnreadableFile:
        raise
    except _FAULTS as error:
        raise UnreadableFile(
            f"{name}: cannot be read: it is damaged, or no XLSX file "
            f"({type(error).__name__}); open it in a spreadsheet and save it as XLSX again.",
            "damaged",
        ) from error


def _bounded(name: str, data: bytes) -> None:
    with ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    # What a part says of its size binds: no more than that is ever unpacked of it.
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise UnreadableFile(
            f"{name}: unpacks to more than {UNPACKED_BYTES // 1_000_000} MB; a register is "
            "smaller. Copy its rows into a new file.",
            "too_large",
            str(UNPACKED_BYTES // 1_000_000),
        )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        message = f"{name}: is a packed file, but no XLSX workbook; save it as XLSX."
        raise UnreadableFile(message, "no_workbook")


class _Book:
    """One file while it is read."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data
        self._remarks: list[Remark] = []
        self._told: dict[RemarkCode, list[int]] = {}

    def table(self) -> Table:
        rows, parser = self._sheet()
        if not rows:
            raise no_header(self._name)
        self._unmerge(rows, parser)
        line, first = next(iter(rows.items()))
        header = header_of(f"{self._name}, line {line}", [_text(cell) for cell in first])
        del rows[line]
        self._hidden(rows, parser)
        found = [self._row(number, header, cells) for number, cells in rows.items()]
        for code, lines in self._told.items():
            self._remarks.append(Remark(code, _some(lines)))
        return Table(found, unknown_in(header), tuple(self._remarks))

    def _sheet(self) -> tuple[dict[int, list[_Cell]], Any]:
        book = openpyxl.load_workbook(
            io.BytesIO(self._data), read_only=True, data_only=True, keep_links=False
        )
        try:
            sheets = book.worksheets
            if not sheets:
                raise UnreadableFile(f"{self._name}: holds no sheet of cells.", "no_sheet")
            seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
            sheet = seen[0] if seen else sheets[0]
            self._tell_sheets(sheet, sheets)
            # The reading behind ``iter_rows``: it alone also says what is hidden and merged.
            with sheet._get_source() as source:  # noqa: SLF001 - as above
                parser = _Parser(
                    source,
                    sheet._shared_strings,  # noqa: SLF001 - as above
                    data_only=True,
                    epoch=book.epoch,
                    date_formats=book._date_formats,  # noqa: SLF001 - as above
                    timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
                )
                return dict(_rows(sheet, parser)), parser
        finally:
            book.close()

    def _tell_sheets(self, sheet: Any, sheets: list[Any]) -> None:
        others = [other.title for other in sheets if other is not sheet]
        if others:
            self._remarks.append(Remark("other_sheets", ", ".join(others[:LINES_TOLD])))
        if sheet.sheet_state != "visible":
            self._remarks.append(Remark("hidden_sheet", sheet.title))

    def _unmerge(self, rows: dict[int, list[_Cell]], parser: Any) -> None:
        """Gives every cell of a merged range the value that the range shows."""
        merged = list(parser.merged_cells.mergeCell) if parser.merged_cells else []
        touched = []
        for area in merged:
            first = _at(rows, area.min_row, area.min_col)
            if first.value is None or area.max_row - area.min_row > ROWS:
                continue
            touched.append(area.coord)
            for number in range(area.min_row, area.max_row + 1):
                _fill(rows.get(number), area.min_col, min(area.max_col, COLUMNS_READ), first)
        if touched:
            self._remarks.append(Remark("merged_cells", ", ".join(touched[:LINES_TOLD])))

    def _hidden(self, rows: Mapping[int, object], parser: Any) -> None:
        hidden = [
            int(number)
            for number, told in parser.row_dimensions.items()
            if told.get("hidden") in ("1", "true") and int(number) in rows
        ]
        if hidden:
            self._remarks.append(Remark("hidden_rows", _some(hidden)))

    def _row(self, number: int, header: list[str], cells: list[_Cell]) -> Row:
        values: dict[str, str] = {}
        bad: dict[str, BadCell] = {}
        for column, cell in zip(header, cells, strict=False):
            try:
                values[column] = self._value(number, column, cell)
            except BadCell as found:
                bad[column] = found
                values[column] = _text(cell)
        return Row(number, values, bad)

    def _value(self, number: int, column: str, cell: _Cell) -> str:
        _checked(column, cell)
        text = _text(cell)
        if cell.type != "n" or cell.value is None:
            return text
        padded = text.zfill(len(cell.format)) if set(cell.format) == {"0"} else text
        if column == "phone" and _lost_its_zero(padded):
            self._told.setdefault("phone_zero", []).append(number)
            return "0" + padded
        if column == "licence_number" and padded == text:
            self._told.setdefault("licence_as_number", []).append(number)
        return padded


def _rows(sheet: Any, parser: Any) -> Iterator[tuple[int, list[_Cell]]]:
    count = 0
    for number, cells in parser.parse():
        row = [_EMPTY] * min(max((c["column"] for c in cells), default=0), COLUMNS_READ)
        for cell in cells:
            if cell["column"] <= COLUMNS_READ:
                row[cell["column"] - 1] = _cell(sheet, cell)
        if not any(cell.value not in (None, "") or cell.type == "f" for cell in row):
            continue
        count += 1
        if count > ROWS + 1:
            raise too_many_rows()
        yield number, row


def _cell(sheet: Any, cell: Mapping[str, Any]) -> _Cell:
    is_number = cell["data_type"] == "n" and cell["value"] is not None
    shown = ReadOnlyCell(sheet, **cell).number_format if is_number else "General"
    return _Cell(cell["value"], cell["data_type"], shown)


def _at(rows: Mapping[int, list[_Cell]], number: int, column: int) -> _Cell:
    row = rows.get(number, [])
    return row[column - 1] if column <= len(row) else _EMPTY


def _fill(row: list[_Cell] | None, first: int, last: int, cell: _Cell) -> None:
    if row is None:
        return
    row += [_EMPTY] * (last - len(row))
    for index in range(first - 1, last):
        row[index] = cell


def _checked(column: str, cell: _Cell) -> None:
    match cell.type:
        case "f":
            raise BadCell(
                "no_value",
                "is a formula that was saved without its value",
                "open the file in a spreadsheet and save it again, or write the value itself",
            )
        case "e":
            raise BadCell("cell_error", "is an error of the spreadsheet", "write the value itself")
        case "d" if column not in _DATES:
            raise BadCell(
                "day_in_text",
                "is stored as a date",
                "format the cell as text and write the value again",
            )
        case "n" if column in _DATES and cell.value is not None:
            raise BadCell(
                "number_for_date",
                "is stored as a number",
                "format the cell as a date, or write it as 31/12/2024",
            )
        case _:
            pass


def _text(cell: _Cell) -> str:
    match cell.value:
        case None:
            return ""
        case datetime():
            return cell.value.date().isoformat()
        case date():
            return cell.value.isoformat()
        case float() if cell.value.is_integer():
            return str(int(cell.value))
    return str(cell.value).strip()


def _lost_its_zero(digits: str) -> bool:
    """A number of Viet Nam has 9 or 10 digits behind its zero; 1800 and 1900 have none."""
    return (
        digits.isdecimal()
        and len(digits) in (9, 10)
        and not digits.startswith(("0", "1800", "1900", "84"))
    )


def _some(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:LINES_TOLD]))
    return f"{shown} … ({len(lines)})" if len(lines) > LINES_TOLD else shown
