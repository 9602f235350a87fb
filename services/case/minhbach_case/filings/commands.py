"""What people do to the licensees' reports, one frozen command an act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from minhbach_case.domain.filings.answers import Answer
from minhbach_case.domain.filings.steps import ReportKey
from minhbach_case.storage.uploads import SentFile
from minhbach_shared.vocabulary import SiteClass


@dataclass(frozen=True, slots=True)
class File:
    """Hand a report in, or its correction.

    Attributes:
        received_on: of a report that came on paper, which an officer enters; None for an
            operator's own: today.
        seen: how many versions of it stood on the page; 0 for a first one.
    """

    report: ReportKey
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    files: tuple[SentFile, ...] = ()
    received_on: date | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a site, or all of a class, for a report by a day.

    Attributes:
        due_on: the last day.
    """

    to: UUID | SiteClass
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a request back."""

    request_id: UUID
    reason: str
