"""The steps of a case that captures bring: what is found, seen again, withdrawn, found mended."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.clocks import Deadline
from minhbach_shared.events import CaptureRef, Evidence, LegalBasis, Value
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty

StepType = Literal[
    "opened",
    "suspicion_added",
    "suspicion_counted",
    "suspicion_withdrawn",
    "fault_cleared",
    "reviewed",
    "dismissed",
    "notified",
    "replied",
    "proposed",
    "decided",
    "disagreed",
    "remedied",
    "referred",
    "closed",
    "appealed",
    "appeal_decided",
    "corrected",
    "retracted",
    "assigned",
    "paused",
    "resumed",
    "held",
    "released",
    "erased",
    "clock_warned",
    "clock_overrun",
]


class Body(Value):
    """What every step says, so that each can be read by itself."""

    type: ClassVar[StepType]

    site_id: UUID
    kind: CaseKind
    ordinal: int = Field(ge=1)
    before: CaseState | None = Field(description="The state before the step; null at the first")
    state: CaseState = Field(description="After the step")


class Sighting(Body):
    """A capture that shows a fault."""

    suspicion_id: UUID
    fault_id: UUID
    assessment_id: UUID
    duty: Duty
    address: str
    site_version: int
    rule_set: str
    engine: str
    captured_at: AwareDatetime
    confidence: float
    capture: CaptureRef


class Finding(Sighting):
    """A fault as it is first suspected in this case, with its evidence."""

    site_name: str
    basis: LegalBasis
    reason: str
    evidence: Evidence
    remedy: str


class Opened(Finding):
    """The first suspicion opened the case; where there was one before, it points there."""

    type: ClassVar[StepType] = "opened"

    previous_case: UUID | None = None
    deadlines: tuple[Deadline, ...] = ()


class SuspicionAdded(Finding):
    """Another fault joined the case."""

    type: ClassVar[StepType] = "suspicion_added"


class SuspicionCounted(Sighting):
    """A fault of the case was seen in another capture."""

    type: ClassVar[StepType] = "suspicion_counted"

    stood: bool = Field(default=True, description="False where all before was withdrawn")
    returned: bool = Field(default=False, description="True where it had been found mended")


class SuspicionWithdrawn(Body):
    """A later judgement of the same capture no longer finds the fault."""

    type: ClassVar[StepType] = "suspicion_withdrawn"

    suspicion_id: UUID
    fault_id: UUID
    record: UUID = Field(description="The withdrawal on `violations.suspected.v1`")
    rule_set: str
    engine: str
    reason: str
    last: bool = Field(default=False, description="True where no sighting of the fault is left")
    cleared: bool = Field(default=False, description="True where it had been found mended")


class FaultCleared(Body):
    """A later capture of the address passes the duty: the fault is not seen there any more."""

    type: ClassVar[StepType] = "fault_cleared"

    fault_id: UUID
    duty: Duty
    address: str
    assessment_id: UUID
    captured_at: AwareDatetime
    capture: CaptureRef | None = None
