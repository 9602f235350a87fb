"""The register as CSV: UTF-8 and commas, and what spreadsheets make of it here.

A Vietnamese spreadsheet saves "CSV" with semicolons and "Unicode text" as UTF-16 with tabs: both
are read, and told.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from minhbach_case.domain.register_cells import BadCell
from minhbach_case.domain.register_file import (
    Problem,
    Remark,
    Row,
    Table,
    header_of,
    no_header,
    told,
    unknown_in,
)
from minhbach_case.errors import UnreadableFile

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_Numbered = Iterator[tuple[int, list[str]] | Problem]


def read_csv(name: str, data: bytes) -> Table:
    """Opens a CSV file with a header row, byte order mark or not.

    Raises:
        UnreadableFile: it has no header that names the columns which must be there.
    """
    text = _text(name, data)
    separator = _separator(text)
    rows = _numbered(text, separator)
    first = next(rows, None)
    if first is None or isinstance(first, Problem):
        raise no_header(name)
    line, cells = first
    header = header_of(f"{name}, line {line}", cells)
    return Table(_rows(header, rows), unknown_in(header), _remarks(data, separator))


def _text(name: str, data: bytes) -> str:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                f"{name}: begins as UTF-16 and is cut at byte {error.start}; save it as CSV UTF-8.",
                "cut",
            ) from None
    # Bytes that are no UTF-8 become lone surrogates, so that the row and column can be named.
    return data.decode("utf-8-sig", "surrogateescape")


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return next((s for s in _SEPARATORS if s in header), ",")


def _remarks(data: bytes, separator: str) -> tuple[Remark, ...]:
    utf16 = [Remark("utf16", "UTF-16")] if data.startswith(_UTF16) else []
    other = [Remark("separator", _SEPARATORS[separator])] if separator != "," else []
    return (*utf16, *other)


def _numbered(text: str, separator: str) -> _Numbered:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bad = BadCell("no_csv", f"is no CSV ({error})", "mend its quotation marks")
            yield told(line, None, None, bad)
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _rows(header: list[str], rows: _Numbered) -> Iterator[Row | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row
        if any(cell.strip() for cell in cells[len(header) :]):
            problem = f"has {len(cells)} cells, the header {len(header)}"
            bad = BadCell("too_many_cells", problem, "put values that hold commas in quotes")
            yield told(line, None, None, bad)
        else:
            yield Row(line, dict(zip(header, cells, strict=False)))
