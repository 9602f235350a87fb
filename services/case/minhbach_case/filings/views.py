"""What is answered about the licensees' reports: frozen, ready for the API and the console."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.commands import MediaType
from minhbach_case.domain.filings.answers import Answer
from minhbach_case.domain.filings.deadlines import DueStanding
from minhbach_case.domain.filings.form import FormKind, ReportForm
from minhbach_case.domain.filings.steps import ReportKey, Unsent, Way
from minhbach_shared.events import Value


class FileView(Value):
    """A file that came with a report; ``name`` is null once erased."""

    sha256: str
    media_type: MediaType
    size: int = Field(description="Bytes")
    name: str | None


class VersionView(Value):
    """One version of a report; the first is 1."""

    version: int
    form: str = Field(description="Name and version of the form it was filled in")
    way: Way
    received_on: date
    filed_at: AwareDatetime
    by: str | None = Field(description="Who filed it; null for other readers, and once erased")
    answers: dict[str, Answer]
    personal: dict[str, Answer] | None = Field(
        description="Answers that name people; null for a viewer, and once erased"
    )
    files: tuple[FileView, ...]


class ReminderView(Value):
    """A reminder that was sent, or could not be."""

    days: int = Field(description="Days before the last day")
    on: date
    unsent: Unsent | None


class DueView(Value):
    """One report: what is due, how it stands, and what came."""

    report: ReportKey
    kind: FormKind
    year: int | None
    request_id: UUID | None
    due_on: date = Field(description="The last day on which it is in time")
    opens_on: date | None = Field(description="From when a year's report can be filed")
    asked_on: date | None
    asked_by: str | None
    reason: str | None = Field(description="Why it was asked for; null once erased")
    withdrawn: bool
    standing: DueStanding
    received_on: date | None
    versions: tuple[VersionView, ...]
    reminders: tuple[ReminderView, ...]


class SiteFilings(Value):
    """A site's reports, those with the latest last day first."""

    site_id: UUID
    site_name: str
    owed_since: date | None = Field(description="Null where the site owes no yearly reports")
    open_years: tuple[int, ...] = Field(description="Years whose report can be filed today")
    due: tuple[DueView, ...]


class FormToFill(Value):
    """A report's form, and what stands in it to begin with."""

    report: ReportKey
    year: int | None
    request_id: UUID | None
    form: ReportForm
    seen_version: int = Field(description="How many versions of it stand: what filing it has seen")
    answers: dict[str, Answer] = Field(
        description="By the form's fields: as filed last, or what the register knows; a day as its "
        "ISO date"
    )


class FilingLine(Value):
    """How the report of one site on one year stands."""

    site_id: UUID
    site_name: str
    address: str
    standing: DueStanding
    received_on: date | None
    versions: int
    reminded_on: date | None
    unsent: Unsent | None = Field(description="Why the last reminder could not be sent")


class FilingOverview(Value):
    """The reports on one year; ``counts`` are of all sites, whatever is asked for."""

    year: int
    years: tuple[int, ...] = Field(description="Those that can be asked for, the last one first")
    due_on: date = Field(description="The last day on which they are in time")
    counts: dict[DueStanding, int]
    lines: tuple[FilingLine, ...]
    next: str | None = None


class Asked(Value):
    """Of how many sites a report was asked now; a site that was asked the same before is not."""

    asked: int
    sites: int
