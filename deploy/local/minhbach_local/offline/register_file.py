"""A register file as an operator has it: CSV or XLSX, and the row of one's own site."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from minhbach_case.domain.register import SiteEntry
from minhbach_case.domain.register_cells import COLUMNS, REQUIRED
from minhbach_case.domain.register_file import Row, Table, read_csv, read_table
from minhbach_case.errors import UnreadableFile
from minhbach_local.offline.errors import RegisterRefused
from minhbach_local.offline.registered import told
from minhbach_shared.ids import origin_of

_BOOK: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Register:
    """The entries of a file, and what was wrong with it."""

    entries: tuple[SiteEntry, ...]
    remarks: tuple[str, ...]

    def of(self, address: str | None) -> SiteEntry | None:
        """The entry of the site that an address belongs to; the only one where none is told."""
        subjects = [e for e in self.entries if e.site_class != "reference"]
        if address is None:
            return subjects[0] if len(subjects) == 1 else None
        host = _host(address)
        same = [e for e in subjects if _host(e.address) == host]
        return next((e for e in same if _origin(e.address) == _origin(address)), None) or next(
            iter(same), None
        )


def read_register(file: Path) -> Register:
    """The register that a file holds; rows that cannot be read are told and stay out.

    Raises:
        RegisterRefused: the file cannot be used.
    """
    try:
        data = file.read_bytes()
        book = data.startswith(_BOOK)
        reading = read_table(_read_xlsx(file.name, data) if book else read_csv(file.name, data))
    except UnreadableFile as error:
        raise RegisterRefused(str(error)) from None
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise RegisterRefused(f"the register {file} cannot be read: {error}") from error
    if not reading.entries and not reading.problems:
        raise RegisterRefused(f"the register {file} holds no row")
    wrong = [f"{file.name}, line {p.line}: {told(p)}" for p in reading.problems]
    unknown = [f"{file.name}: unknown column '{c}'" for c in reading.unknown_columns]
    return Register(reading.entries, (*unknown, *wrong))


def _read_xlsx(name: str, data: bytes) -> Table:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        rows = [[_cell(value) for value in row] for row in book.active.iter_rows(values_only=True)]
    finally:
        book.close()
    numbered = [(n, cells) for n, cells in enumerate(rows, 1) if any(cells)]
    if not numbered:
        raise UnreadableFile(f"{name}: no header row; it names {', '.join(COLUMNS)}.")
    line, first = numbered[0]
    header = [cell.casefold() for cell in first]
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise UnreadableFile(f"{name}, line {line}: the header lacks {', '.join(missing)}.")
    unknown = tuple(column for column in header if column and column not in COLUMNS)
    return Table(_rows(header, numbered[1:]), unknown)


def _rows(header: list[str], numbered: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in numbered:
        yield Row(line, dict(zip(header, cells, strict=False)))


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        return origin_of(address)
    except ValueError:
        return None


def _host(address: str) -> str | None:
    origin = _origin(address)
    return origin[1].removeprefix("www.") if origin else None
