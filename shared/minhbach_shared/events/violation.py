"""Suspicions, their withdrawal, and what people decided of them."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_shared.events.assessment import Evidence, LegalBasis
from minhbach_shared.events.base import CaptureRef, Digest, SiteEvent
from minhbach_shared.vocabulary import CaseKind, Duty


class _AboutFault(SiteEvent):
    suspicion_id: UUID
    fault_id: UUID
    kind: CaseKind
    duty: Duty
    address: str
    site_version: int = Field(ge=1)
    rule_set: str
    engine: str
    captured_at: AwareDatetime

    @property
    def time(self) -> datetime:
        """The capture's time."""
        return self.captured_at


class Suspected(_AboutFault):
    """One breach on one capture: a suspicion, until people decide. Its id is the suspicion's."""

    type: ClassVar[str] = "vn.minhbach.violation.suspected.v1"
    topic: ClassVar[str] = "violations.suspected.v1"

    assessment_id: UUID
    site_name: str
    capture: CaptureRef
    confidence: float = Field(ge=0, le=1)
    basis: LegalBasis
    reason: str = Field(max_length=300)
    evidence: Evidence
    remedy: str


class Withdrawn(_AboutFault):
    """A later judgement of the same capture no longer finds the fault."""

    type: ClassVar[str] = "vn.minhbach.violation.withdrawn.v1"
    topic: ClassVar[str] = "violations.suspected.v1"

    reason: str = Field(max_length=300)


class Confirmed(SiteEvent):
    """Two officers decided, after the operator was heard; or a correction or retraction of it."""

    type: ClassVar[str] = "vn.minhbach.violation.confirmed.v1"
    topic: ClassVar[str] = "violations.confirmed.v1"

    case_id: UUID
    kind: CaseKind
    standing: Literal["confirmed", "corrected", "retracted"]
    duties: tuple[Duty, ...]
    bases: tuple[LegalBasis, ...]
    addresses: tuple[str, ...] = Field(description="At most 100 of the faults' addresses")
    faults: int = Field(ge=0)
    notified_at: AwareDatetime
    decided_at: AwareDatetime
    step_digest: Digest = Field(description="Digest of the case's step that decided")

    @property
    def time(self) -> datetime:
        """When it was decided."""
        return self.decided_at
