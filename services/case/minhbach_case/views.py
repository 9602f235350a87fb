"""What the application layer answers with: frozen, bounded, ready for the API and the console."""

from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from minhbach_case.domain.clocks import Clock
from minhbach_case.domain.commands import Act, AppealResult, Outcome
from minhbach_case.domain.register import Personal
from minhbach_case.domain.statement import Form
from minhbach_case.errors import RefusalCode
from minhbach_shared.events import CaptureRef, Evidence, LegalBasis, SiteRecord, Value
from minhbach_shared.events.base import Digest
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty, LicenceStatus, SiteClass

T = TypeVar("T")
PAGE_LIMIT = 200


class PageRequest(Value):
    """Which part of a list: ``after`` is the ``next`` of the page before."""

    limit: int = Field(default=50, ge=1, le=PAGE_LIMIT)
    after: str | None = Field(default=None, max_length=100)

    @property
    def after_number(self) -> int | None:
        """``after`` of a list that is counted; None for any word that no such list gave."""
        word = self.after or ""
        # 18 digits are what a number of the store holds.
        return int(word) if word.isascii() and word.isdigit() and len(word) <= 18 else None


class Page(Value, Generic[T]):
    """A part of a list; ``next`` is null on the last page."""

    items: tuple[T, ...]
    next: str | None = None


class CaseFilters(Value):
    """Which cases; null asks for all (`site_id`: what an operator sees)."""

    states: frozenset[CaseState] | None = None
    kind: CaseKind | None = None
    site_id: UUID | None = None


class CaseSummary(Value):
    """A case in a list; ``faults`` counts distinct ones, ``sightings`` their suspicions."""

    case_id: UUID
    site_id: UUID
    site_name: str
    site_address: str = Field(description="Of the home page; the origin where unregistered")
    kind: CaseKind
    ordinal: int
    state: CaseState
    sequence: int = Field(description="Of the last step: `seen_sequence` of an act")
    duties: tuple[Duty, ...]
    faults: int
    sightings: int
    withdrawn: int
    standing: int = Field(description="Faults of which a sighting is left")
    cleared: int = Field(description="Of them, those that a later capture no longer shows")
    dismissal_proposed: bool = Field(description="Not yet notified, and every suspicion withdrawn")
    remedy_proposed: bool = Field(description="Heard of, and no standing fault is shown any more")
    overrun: bool = Field(description="The agency is late with what it owes")
    paused: bool = Field(description="The clocks stand still")
    held: bool = Field(description="Under legal hold")
    due_at: AwareDatetime | None = Field(description="When the next running clock ends")
    operator_due_at: AwareDatetime | None = Field(
        default=None, description="The same of those clocks alone that the operator goes by"
    )
    assignee: str | None = Field(description="Sealed account of who works on it")
    opened_at: AwareDatetime
    updated_at: AwareDatetime
    reply_until: AwareDatetime | None
    outcome: Outcome | None = Field(description="As proposed or decided")


class EvidenceView(Value):
    """One fault of a case, as it was first suspected."""

    sequence: int
    suspicion_id: UUID
    fault_id: UUID
    duty: Duty
    address: str
    captured_at: AwareDatetime
    site_version: int
    rule_set: str
    engine: str
    confidence: float
    basis: LegalBasis
    reason: str
    evidence: Evidence
    remedy: str
    capture: CaptureRef
    sightings: int = Field(description="How many captures showed it, withdrawn ones included")
    withdrawn: int = Field(description="How many of them were withdrawn")


class StepView(Value):
    """One act of people, or the opening; private texts are for the agency's own staff."""

    sequence: int
    type: str = Field(description="Such as `opened`, `notified`, `decided`")
    state: CaseState = Field(description="After the step")
    at: AwareDatetime
    user: str | None
    text: str | None = Field(description="Reasons or a reply, in people's words")
    details: dict[str, JsonValue] = Field(description="Such as `served_on`, `way`, `outcome`")
    cause: str
    previous: str | None
    digest: str


class ActView(Value):
    """An act that this actor's role could do in this state, and what stands in its way now."""

    act: Act
    blocked: RefusalCode | None = None
    message: str | None = None


class CaseView(Value):
    """A case: its fold, a page of its evidence, and its steps."""

    summary: CaseSummary
    previous_case: UUID | None
    next_case: UUID | None = Field(default=None, description="What was found afterwards")
    unverified: tuple[str, ...] = Field(description="Citations to confirm before a notice")
    notified_at: AwareDatetime | None
    served_on: date | None
    decided_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    remedied_at: AwareDatetime | None = None
    appealed_at: AwareDatetime | None = None
    appeal_result: AppealResult | None = None
    mend_by: date | None = None
    clocks: tuple[Clock, ...] = ()
    paused_at: AwareDatetime | None = None
    erased: bool = Field(default=False, description="People's words and names were erased")
    head: str = Field(description="Digest of the last step")
    evidence: Page[EvidenceView]
    steps: tuple[StepView, ...]
    acts: tuple[ActView, ...] = ()


class StatementEntry(Value):
    """A statement of reasons of a case, in its list."""

    sequence: int = Field(description="Of the step that states it")
    form: Form
    number: str = Field(description="Of the letter, such as `3F2A91BC.04/TB-QLTTĐT`")
    issued_on: date
    statement_digest: Digest | None = Field(description="As the step keeps it")


class SiteFilters(Value):
    """Which sites; null asks for all."""

    site_class: SiteClass | None = None


class SiteSummary(Value):
    """A site in a list."""

    site_id: UUID
    name: str
    address: str
    site_class: SiteClass
    status: LicenceStatus | None
    version: int
    active: bool
    recorded_at: AwareDatetime


class SiteView(Value):
    """The register's record of a site; ``personal`` is null once erased."""

    record: SiteRecord
    personal: Personal | None
