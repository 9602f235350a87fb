"""What happens to the reports of one site, step by step; and what stands after all steps.

A report is one by site and year, or by site and request; a correction is its next version.
People's names and words stand apart from a step and are erased with the site.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from minhbach_case.domain.commands import Upload
from minhbach_case.domain.filings.answers import Answer
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest
from minhbach_shared.ids import derived_id

StepType = Literal["filed", "requested", "request_withdrawn", "reminded"]
Way = Literal["form", "upload", "paper"]
"""Filled in by the operator, the operator's signed file, entered by an officer from paper."""
Unsent = Literal["no_smtp", "no_address"]
WAYS: Final[tuple[Way, ...]] = ("form", "upload", "paper")
REPORT_KEY: Final = r"^(year:[0-9]{4}|request:[0-9a-f-]{36})$"
ReportKey = Annotated[str, StringConstraints(pattern=REPORT_KEY)]


def year_key(year: int) -> ReportKey:
    """What tells the report on a year."""
    return f"year:{year}"


def request_key(request: UUID) -> ReportKey:
    """What tells the report that a request asks for."""
    return f"request:{request}"


class Filed(Value):
    """A report came, or its correction; nothing that names people stands here."""

    type: ClassVar[StepType] = "filed"

    report: ReportKey
    version: int = Field(ge=1)
    year: int | None = Field(description="Null for a report that was asked for")
    form: str = Field(description="Name and version of the form")
    way: Way
    received_on: date
    by: Digest = Field(description="Sealed account")
    answers: dict[str, Answer]
    uploads: tuple[Upload, ...] = ()
    apart: Digest | None = Field(default=None, description="Salted digest of what stands apart")


class Requested(Value):
    """An officer asked for a report."""

    type: ClassVar[StepType] = "requested"

    request_id: UUID
    due_on: date = Field(description="The last day")
    asked_on: date
    by: Digest
    apart: Digest | None = None


class RequestWithdrawn(Value):
    """A request was taken back."""

    type: ClassVar[StepType] = "request_withdrawn"

    request_id: UUID
    by: Digest
    apart: Digest | None = None


class Reminded(Value):
    """The operator was reminded, or could not be."""

    type: ClassVar[StepType] = "reminded"

    report: ReportKey
    year: int | None
    days: int = Field(ge=1, description="Days before the last day that this reminder is for")
    on: date
    letter: UUID | None = None
    unsent: Unsent | None = None


StepBody = Filed | Requested | RequestWithdrawn | Reminded
BODIES: Final[Mapping[str, type[StepBody]]] = {
    body.type: body for body in (Filed, Requested, RequestWithdrawn, Reminded)
}


class Apart(Value):
    """What names people: who did it, the answers about people, names of files, reasons."""

    user: str
    role: str = ""
    answers: dict[str, Answer] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict, description="Of files, by digest")
    reason: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with what stands apart of it; None once that was erased."""

    sequence: int
    at: datetime
    body: StepBody
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report in its versions, the last one last."""

    versions: tuple[Step, ...]

    @property
    def last(self) -> Filed:
        """As it stands now."""
        return _filed(self.versions[-1])

    @property
    def received_on(self) -> date:
        """When the agency first had it: the first day told, of papers as last corrected."""
        bodies = [_filed(step) for step in self.versions]
        papers = [body for body in bodies if body.way == "paper"]
        others = [body.received_on for body in bodies if body.way != "paper"]
        return min([*others, papers[-1].received_on] if papers else others)


@dataclass(frozen=True, slots=True)
class Request:
    """What an officer asked for."""

    step: Step
    withdrawn: Step | None = None

    @property
    def body(self) -> Requested:
        """What was asked."""
        if not isinstance(self.step.body, Requested):
            raise TypeError("a request begins with its own step")
        return self.step.body


@dataclass(frozen=True, slots=True)
class Filings:
    """All that is known of one site's reports."""

    reports: Mapping[str, Report] = field(default_factory=dict)
    requests: Mapping[UUID, Request] = field(default_factory=dict)
    reminders: tuple[Step, ...] = ()

    def of_year(self, year: int) -> Report | None:
        """The report on a year; None where none came."""
        return self.reports.get(year_key(year))

    @property
    def received(self) -> dict[int, date]:
        """By year when its report was first there."""
        return {
            year: report.received_on
            for report in self.reports.values()
            if (year := report.last.year) is not None
        }


def fold(steps: Iterable[Step]) -> Filings:
    """What stands after these steps of one site, in their order."""
    known = Filings()
    for step in steps:
        known = _after(known, step)
    return known


def request_id(site: UUID, due_on: date, words_digest: str) -> UUID:
    """The same site asked for the same by the same day: one request."""
    return derived_id("report_request", site, due_on, words_digest)


def _after(known: Filings, step: Step) -> Filings:
    match step.body:
        case Filed(report=key):
            before = known.reports.get(key)
            report = Report((*before.versions, step) if before else (step,))
            return replace(known, reports={**known.reports, key: report})
        case Requested(request_id=asked):
            return replace(known, requests={**known.requests, asked: Request(step)})
        case RequestWithdrawn(request_id=asked) if asked in known.requests:
            request = replace(known.requests[asked], withdrawn=step)
            return replace(known, requests={**known.requests, asked: request})
        case Reminded():
            return replace(known, reminders=(*known.reminders, step))
        case _:
            return known


def _filed(step: Step) -> Filed:
    if not isinstance(step.body, Filed):
        raise TypeError("a report's versions are filings")
    return step.body
