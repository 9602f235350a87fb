"""A report as plain words: what page and PDF show, and what the workbook calls its figures.

Nothing in here is markup. The figures' values, and which of them add up to which, stay in the
report itself (``domain/reports/model.py``); here they are as people write them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from minhbach_case.documents.letter import Closing, Letterhead
from minhbach_case.domain.reports.model import TableKey
from minhbach_case.web.texts import Language

ChartForm = Literal["bars", "columns"]
"""Lying bars, a pair a row of a table; standing columns, a pair a month."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in words: of this period, of the one before, and how it changed.

    Attributes:
        note, note_before: the place (from 1) of the table's note that says why there is no
            value; 0 for none.
        change, share: with their sign; empty where one of both is not known, or there is nothing
            to take a share of.
        cases: the console's path to what is behind it; empty where there is nothing.
    """

    key: str
    now: str
    before: str
    change: str
    share: str
    note: int = 0
    note_before: int = 0
    cases: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of figures, a cell a column; ``total`` where it adds up the others."""

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One of a chart: a row of a table, or a month, in both periods; None where not known."""

    label: str
    now: float | None
    before: float | None
    now_text: str
    before_text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of one column of a table, or of one series.

    Attributes:
        source: ``table.column`` or the series' key.
        alternative: what it shows, for who does not see it.
    """

    source: str
    title: str
    form: ChartForm
    groups: tuple[Group, ...]
    highest: float
    alternative: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures of one kind.

    Attributes:
        number: as text and workbook call it, from 1.
        corner: what the rows are.
        notes: why a value is not known, by number.
        remarks: other words below the table, such as the rows that were left out.
        queries: the names of the queries behind it.
    """

    key: TableKey
    number: int
    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    queries: tuple[str, ...]
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report: what it says in words, its charts by month, its tables."""

    title: str
    paragraphs: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[FigureTable, ...]


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One query that figures came from: its rule, what it reads, the tables that show it."""

    name: str
    rule: str
    reads: str
    tables: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a correction says otherwise: of which figure, of which period, and how."""

    what: str
    period: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report; ``draft`` is the word that marks one, empty where it is none.

    Attributes:
        addressed: to whom it goes.
        lists: the console's path under which the lists behind figures stand; empty for none.
        address: where browsers reach the console; empty where files hold no links to it.
        correction: what it corrects and why, in words; empty for a first report.
        ending: the last words above the signature, which never stands alone on a page.
        proof: name and value of what it can be recognised by.
        words: of the template's own, by name: what a chart's colours mean, heads of tables.
    """

    template: ClassVar[str] = "report"

    language: Language
    title: str
    author: str
    at: datetime
    draft: str
    head: Letterhead
    addressed: str
    opening: tuple[str, ...]
    correction: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    sections: tuple[Section, ...]
    ending: str
    closing: Closing
    annex_title: str
    annex_subject: str
    queries: tuple[QueryLine, ...]
    proof: tuple[tuple[str, str], ...]
    words: dict[str, str]
    lists: str = ""
    address: str = ""

    @property
    def tables(self) -> Iterator[FigureTable]:
        """All tables, in order."""
        return (table for section in self.sections for table in section.tables)
