"""What is answered about reports: lines of lists, a whole report, what stands behind a figure."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.reports.checking import Mismatch
from minhbach_case.domain.reports.model import Audience, Issue, Report
from minhbach_case.domain.reports.periods import Period
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest
from minhbach_shared.vocabulary import SiteClass


class ReportLine(Value):
    """An issued report in a list."""

    report_id: UUID
    audience: Audience
    period: Period
    ordinal: int = Field(description="From 1; above it, a correction")
    digest: Digest
    issued_at: AwareDatetime
    issued_by: str = Field(description="Sealed account")
    corrects: UUID | None
    reason: str | None = Field(description="Why it corrects that one, where it was asked for")
    corrected_by: UUID | None = Field(description="The report that corrects it")


class DraftLine(Value):
    """A draft in a list."""

    draft_id: UUID
    audience: Audience
    period: Period
    running: bool = Field(description="The period was not over: it cannot be issued")
    digest: Digest
    made_at: AwareDatetime
    made_by: str = Field(description="Sealed account")


class DraftView(Value):
    """A draft, whole, and what stands in the way of issuing it."""

    draft_id: UUID
    made_at: AwareDatetime
    made_by: str = Field(description="Sealed account")
    digest: Digest
    report: Report
    mismatches: tuple[Mismatch, ...] = Field(description="What does not re-add; has to be empty")
    in_the_way: (
        Literal["period_running", "does_not_add", "issued_meanwhile", "unchanged"] | None
    ) = Field(description="Why it cannot be issued; null where it can")
    corrects: UUID | None = Field(description="The report that it would correct")


class ReportView(Value):
    """An issued report, whole."""

    issue: Issue
    report: Report
    corrected_by: UUID | None = Field(description="The report that corrects it, where one does")


class ItemView(Value):
    """One case or site behind a figure; ``count`` of all of them add up to the figure."""

    case_id: UUID | None
    site_id: UUID
    site_name: str | None = Field(description="As the register has it now; null: it has not")
    site_address: str | None
    site_class: SiteClass | None
    count: int
    at: AwareDatetime = Field(description="When it last counted")
