"""The register as a file: rows in, entries and problems out; the rest of a bad file goes in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from minhbach_case.domain.register import Personal, SiteEntry
from minhbach_case.domain.register_cells import COLUMNS, REQUIRED, BadCell, ProblemCode
from minhbach_case.errors import UnreadableFile
from minhbach_shared.ids import site_id

VALUE_SHOWN: Final = 100
# Far above any province's register; a file that holds more is another file.
ROWS: Final = 50_000

RemarkCode = Literal[
    "hidden_rows",
    "hidden_sheet",
    "licence_as_number",
    "merged_cells",
    "other_sheets",
    "phone_zero",
    "separator",
    "utf16",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, where (the header is line 1), and what to do."""

    line: int
    column: str | None
    value: str | None
    code: ProblemCode
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader should know of a file that was read all the same.

    ``detail`` names lines, sheets or ranges: never what a cell holds.
    """

    code: RemarkCode
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands, whatever kind of file it comes from; values by column.

    Attributes:
        bad: cells that cannot be read as text at all, by column.
    """

    line: int
    values: Mapping[str, str]
    bad: Mapping[str, BadCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, its columns that the register does not have, and remarks on it."""

    rows: Iterable[Row | Problem]
    unknown_columns: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: entries with their lines, and what stays out.

    Attributes:
        lines: of the entries, in their order.
        rejected_sites: sites of rows that stay out, as far as their address can be read.
        nameless: lines that stay out and whose site cannot be told.
    """

    entries: tuple[SiteEntry, ...]
    problems: tuple[Problem, ...]
    unknown_columns: tuple[str, ...]
    lines: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    rejected_sites: frozenset[UUID] = frozenset()
    nameless: tuple[int, ...] = ()


def header_of(where: str, cells: Sequence[str]) -> list[str]:
    """The columns that a header row names.

    Raises:
        UnreadableFile: a column that must be there is missing, or one stands twice.
    """
    header = [cell.strip().casefold() for cell in cells]
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise UnreadableFile(
            f"{where}: the header lacks {', '.join(missing)}; it may name {', '.join(COLUMNS)}.",
            "lacks",
            ", ".join(missing),
        )
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        both = ", ".join(twice)
        raise UnreadableFile(f"{where}: the header names {both} twice; keep one.", "twice", both)
    return header


def unknown_in(header: Iterable[str]) -> tuple[str, ...]:
    """The columns that the register does not have."""
    return tuple(column for column in header if column and column not in COLUMNS)


def no_header(name: str) -> UnreadableFile:
    """A file without any row."""
    columns = ", ".join(COLUMNS)
    return UnreadableFile(f"{name}, line 1: no header row; it names {columns}.", "no_header")


def too_many_rows() -> UnreadableFile:
    """A file that is longer than any register."""
    message = f"The file has more than {ROWS} rows: this is no register."
    return UnreadableFile(message, "too_many_rows", str(ROWS))


def read_table(table: Table) -> Reading:
    """Reads every row; a row with any problem stays out, and each problem is told.

    Raises:
        UnreadableFile: it has more rows than any register.
    """
    entries: dict[UUID, tuple[int, SiteEntry]] = {}
    problems: list[Problem] = []
    rejected: set[UUID] = set()
    nameless: list[int] = []
    for number, row in enumerate(table.rows, 1):
        if number > ROWS:
            raise too_many_rows()
        match _entry(row):
            case SiteEntry() as entry if entry.site_id in entries:
                problems.append(_twice(row, entry, entries[entry.site_id][0]))
            case SiteEntry() as entry:
                entries[entry.site_id] = (row.line, entry)
            case found:
                problems += found
                site = _site_of(row)
                rejected |= {site} if site else set()
                nameless += [] if site else [row.line]
    return Reading(
        entries=tuple(entry for _, entry in entries.values()),
        problems=tuple(problems),
        unknown_columns=table.unknown_columns,
        lines=tuple(line for line, _ in entries.values()),
        remarks=table.remarks,
        rejected_sites=frozenset(rejected),
        nameless=tuple(nameless),
    )


def _site_of(row: Row | Problem) -> UUID | None:
    if isinstance(row, Problem):
        return None
    try:
        return site_id(row.values.get("address", ""))
    except ValueError:
        return None


def _entry(row: Row | Problem) -> SiteEntry | list[Problem]:
    if isinstance(row, Problem):
        return [row]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, read in COLUMNS.items():
        written = row.values.get(column, "")
        try:
            if column in row.bad:
                raise row.bad[column]
            values[column] = read(written)
        except BadCell as bad:
            problems.append(told(row.line, column, written, bad))
    return problems or _ended_first(row, values) or _site_entry(values)


def told(line: int, column: str | None, written: str | None, bad: BadCell) -> Problem:
    """A cell that cannot be read, as a problem."""
    shown = None if written is None else _shown(written)
    return Problem(line, column, shown, bad.code, bad.problem, bad.remedy)


def _ended_first(row: Row, values: dict[str, Any]) -> list[Problem]:
    issued, expires = values["licence_issued_on"], values["licence_expires_on"]
    if issued is None or expires is None or issued <= expires:
        return []
    bad = BadCell("before_issue", f"lies before licence_issued_on ({issued})", "check both dates")
    return [told(row.line, "licence_expires_on", str(expires), bad)]


def _site_entry(values: dict[str, Any]) -> SiteEntry:
    personal = Personal(
        responsible_person=values.pop("responsible_person"),
        emails=values.pop("email"),
        phones=values.pop("phone"),
    )
    return SiteEntry(site_class=values.pop("class"), personal=personal, **values)


def _twice(row: Row | Problem, entry: SiteEntry, first: int) -> Problem:
    problem = f"is the same site as line {first} (same scheme, host and port)"
    bad = BadCell("same_site", problem, "keep one row a site")
    return told(row.line, "address", entry.address, bad)


def _shown(value: str) -> str:
    readable = value.encode("utf-8", "replace").decode()
    return readable if len(readable) <= VALUE_SHOWN else readable[:VALUE_SHOWN] + "…"
