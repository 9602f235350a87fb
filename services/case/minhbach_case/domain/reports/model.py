"""A report: figures in tables, each with its query, beside those of the period before.

The shape is frozen: what an issued report says is read for years. A figure's key is
``table.row.column``; rows and columns are words of closed sets, and the last of each is ``total``
where the table has one. Labels are not in here: they belong to whoever shows the report.
"""

from datetime import date
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from minhbach_case.domain.reports.periods import Days, Period
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest

Audience = Literal["province", "ministry"]
AUDIENCES: Final[tuple[Audience, ...]] = ("province", "ministry")

TableKey = Literal[
    "sites_status",
    "sites_moved",
    "sites_visited",
    "visits",
    "pages",
    "suspicions",
    "cases_moved",
    "cases_open",
    "cases_ended",
    "decisions",
    "clocks_agency",
    "clocks_operator",
    "appeals",
    "mended",
]
SeriesKey = Literal[
    "sites",
    "visits_made",
    "visits_failed",
    "suspicions",
    "cases_opened",
    "cases_ended",
    "decisions",
    "appeals",
    "mended",
    "clocks_overrun",
]
SectionKey = Literal["sites", "visits", "cases", "clocks", "appeals", "mended"]
Axis = Literal["site_class", "case_kind", "clock"]
Unit = Literal["sites", "visits", "pages", "suspicions", "cases", "clocks", "appeals", "days"]
"""``days``: working days."""
Unknown = Literal["before_start", "not_kept", "not_yet", "nothing_to_measure"]
"""Why there is no value: the records begin later; they were kept for a time only; the month has
not begun; there is no case of which a time could be taken. What is not known is never 0."""
Number = int | float
TOTAL: Final = "total"


class Reading(Value):
    """What a figure says of one period: a value, or why there is none."""

    value: Number | None = None
    unknown: Unknown | None = None
    taken_from: UUID | None = Field(
        default=None, description="The issued report that said it, where its records are gone"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.value is None) == (self.unknown is None):
            raise ValueError("a reading has a value, or says why it has none")
        return self


class Figure(Value):
    """One figure; ``key`` stays the same in every report."""

    key: str = Field(description="`table.row.column`")
    table: TableKey
    row: str
    column: str
    unit: Unit
    query: str = Field(description="The named query that it came from, one of the report's")
    now: Reading = Field(description="Of the report's period")
    before: Reading = Field(description="Of the period before")

    @property
    def change(self) -> Number | None:
        """By how much it rose (or fell, below 0); None where one of both is not known."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


class Table(Value):
    """Rows by columns; the figure of each place has the key ``table.row.column``."""

    key: TableKey
    axis: Axis = Field(description="What the rows are")
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def key_of(self, row: str, column: str) -> str:
        """The key of a place."""
        return f"{self.key}.{row}.{column}"


class Section(Value):
    """Tables that belong together, in the order in which they are shown."""

    key: SectionKey
    tables: tuple[Table, ...]
    series: tuple[SeriesKey, ...]


class Sum(Value):
    """What must re-add: ``total`` is the sum of ``plus`` without ``minus`` (keys of figures).

    Of a total that several sums give, the first is the one to show as its formula.
    """

    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


class Point(Value):
    """One month of a series; ``before`` is the month in the same place of the period before."""

    month: Days
    now: Reading
    before: Reading


class Series(Value):
    """A figure by month, for a chart.

    ``of`` is the figure whose value the months add up to; for what stands rather than happens
    (``stands``) it is the value of the last month.
    """

    key: SeriesKey
    of: str
    unit: Unit
    stands: bool = False
    points: tuple[Point, ...]


class Query(Value):
    """A named query: which records it reads, and by which rule it counts."""

    name: str
    reads: tuple[str, ...] = Field(description="Streams and collections")
    rule_vi: str
    rule_en: str


class Agency(Value):
    """Who reports, as its letters name it."""

    name: str
    parent: str
    place: str


class Report(Value):
    """One report, whole: all that it says is in its digest.

    Nothing in it depends on when it was made, once its period is over.
    """

    format: Literal[1] = 1
    agency: Agency
    audience: Audience
    period: Period
    before: Period
    counted_until: AwareDatetime = Field(description="The period's end; earlier while it runs")
    running: bool = Field(description="True while the period is not over: a draft only")
    records_from: date | None = Field(description="First day of any record; null: none is")
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    sums: tuple[Sum, ...]
    series: tuple[Series, ...]
    queries: tuple[Query, ...]

    def figure(self, key: str) -> Figure | None:
        """One figure by its key."""
        return next((one for one in self.figures if one.key == key), None)

    @property
    def by_key(self) -> dict[str, Figure]:
        """Its figures by their keys."""
        return {one.key: one for one in self.figures}


class Change(Value):
    """What a correction says otherwise than the report that it corrects.

    ``key`` is a figure's; of a month in a series ``series:KEY:FIRST-DAY``.
    """

    key: str
    of: Literal["now", "before"]
    old: Reading | None = Field(description="Null: the report before did not have it")
    new: Reading | None = Field(description="Null: this one does not have it")


class Issue(Value):
    """How a report was issued: ``ordinal`` counts from 1 by period and audience."""

    report_id: UUID
    ordinal: int = Field(ge=1)
    digest: Digest = Field(description="SHA-256 of the report's canonical JSON")
    issued_at: AwareDatetime
    issued_by: str = Field(description="Sealed account")
    corrects: UUID | None = Field(default=None, description="The report that it corrects")
    reason: str | None = Field(
        default=None,
        description="Why it was corrected, in the words of who issued it; null of a first report, "
        "and of corrections from before it was asked for",
    )
    changes: tuple[Change, ...] = ()


class Document(Value):
    """A report as it is shown or printed: issued, or (``issue`` null) a draft."""

    report: Report
    issue: Issue | None


class Item(Value):
    """One thing behind a figure: a case, or a site; ``count`` adds up to the figure's value."""

    case_id: UUID | None = None
    site_id: UUID
    count: int = Field(ge=1)
    at: AwareDatetime = Field(description="When it last counted")
