"""The register as a file: rows in, entries and problems out; the rest of a bad file goes in."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.register import Personal, SiteEntry
from minhbach_case.domain.register_cells import COLUMNS, REQUIRED, BadCell
from minhbach_case.errors import UnreadableFile

VALUE_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, where (the header is line 1), and what to do."""

    line: int
    column: str | None
    value: str | None
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands, whatever kind of file it comes from; values by column."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, and its columns that the register does not have."""

    rows: Iterable[Row | Problem]
    unknown_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: entries with their lines, and what stays out."""

    entries: tuple[SiteEntry, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]


def read_csv(name: str, data: bytes) -> Table:
    """Opens a CSV file: UTF-8 with or without a byte order mark, comma, a header row.

    Raises:
        UnreadableFile: it has no header that names the columns which must be there.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{name}: the file is UTF-16; save it as CSV UTF-8.")
    # Bytes that are no UTF-8 become lone surrogates, so that the row and column can be named.
    text = data.decode("utf-8-sig", "surrogateescape")
    rows = _numbered(text)
    first = next(rows, None)
    if first is None or isinstance(first, Problem):
        raise UnreadableFile(f"{name}, line 1: no header row; it names {', '.join(COLUMNS)}.")
    line, cells = first
    header = _header(name, line, cells)
    unknown = tuple(column for column in header if column and column not in COLUMNS)
    return Table(_rows(header, rows), unknown)


def read_table(table: Table) -> Reading:
    """Reads every row; a row with any problem stays out, and each problem is told."""
    entries: dict[UUID, tuple[int, SiteEntry]] = {}
    problems: list[Problem] = []
    for row in table.rows:
        match _entry(row):
            case SiteEntry() as entry if entry.site_id in entries:
                problems.append(_twice(row, entry, entries[entry.site_id][0]))
            case SiteEntry() as entry:
                entries[entry.site_id] = (row.line, entry)
            case found:
                problems += found
    return Reading(
        tuple(entry for _, entry in entries.values()), tuple(problems), table.unknown_columns
    )


def _numbered(text: str) -> Iterator[tuple[int, list[str]] | Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line, None, None, f"is no CSV ({error})", "mend its quotation marks")
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(name: str, line: int, cells: list[str]) -> list[str]:
    header = [cell.strip().casefold() for cell in cells]
    missing = [column for column in REQUIRED if column not in header]
    where = f"{name}, line {line}"
    if missing and len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise UnreadableFile(f"{where}: the columns are not separated by commas; save it so.")
    if missing:
        raise UnreadableFile(
            f"{where}: the header lacks {', '.join(missing)}; it may name {', '.join(COLUMNS)}."
        )
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise UnreadableFile(f"{where}: the header names {', '.join(twice)} twice; keep one.")
    return header


def _rows(
    header: list[str], rows: Iterator[tuple[int, list[str]] | Problem]
) -> Iterator[Row | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row
        if any(cell.strip() for cell in cells[len(header) :]):
            problem = f"has {len(cells)} cells, the header {len(header)}"
            yield Problem(line, None, None, problem, "put values that hold commas in quotes")
        else:
            yield Row(line, dict(zip(header, cells, strict=False)))


def _entry(row: Row | Problem) -> SiteEntry | list[Problem]:
    if isinstance(row, Problem):
        return [row]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, read in COLUMNS.items():
        written = row.values.get(column, "")
        try:
            values[column] = read(written)
        except BadCell as bad:
            problems.append(Problem(row.line, column, _shown(written), bad.problem, bad.remedy))
    return problems or _ended_first(row, values) or _site_entry(values)


def _ended_first(row: Row, values: dict[str, Any]) -> list[Problem]:
    issued, expires = values["licence_issued_on"], values["licence_expires_on"]
    if issued is None or expires is None or issued <= expires:
        return []
    column = "licence_expires_on"
    problem = f"lies before licence_issued_on ({issued})"
    return [Problem(row.line, column, str(expires), problem, "check both dates")]


def _site_entry(values: dict[str, Any]) -> SiteEntry:
    personal = Personal(
        responsible_person=values.pop("responsible_person"),
        emails=values.pop("email"),
        phones=values.pop("phone"),
    )
    return SiteEntry(site_class=values.pop("class"), personal=personal, **values)


def _twice(row: Row | Problem, entry: SiteEntry, first: int) -> Problem:
    problem = f"is the same site as line {first} (same scheme, host and port)"
    return Problem(row.line, "address", entry.address, problem, "keep one row a site")


def _shown(value: str) -> str:
    readable = value.encode("utf-8", "replace").decode()
    return readable if len(readable) <= VALUE_SHOWN else readable[:VALUE_SHOWN] + "…"
