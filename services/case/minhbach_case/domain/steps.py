"""The steps of a case: what each kind of event says, one frozen model a type.

Free text of people is not in here: a step holds its salted digest, the text stands in the
event's private part, which is never announced and can be erased without breaking the chain.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.commands import Disagreement, Outcome, ServiceWay
from minhbach_shared.events import CaptureRef, Evidence, LegalBasis, Value
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty, Role

StepType = Literal[
    "opened",
    "suspicion_added",
    "suspicion_counted",
    "suspicion_withdrawn",
    "reviewed",
    "dismissed",
    "notified",
    "replied",
    "proposed",
    "disagreed",
    "decided",
    "closed",
]
ADDRESSES_IN_DECISION: Final = 100


class Body(Value):
    """What every step says, so that each can be read by itself."""

    type: ClassVar[StepType]

    site_id: UUID
    kind: CaseKind
    ordinal: int = Field(ge=1)
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


class SuspicionAdded(Finding):
    """Another fault joined the case."""

    type: ClassVar[StepType] = "suspicion_added"


class SuspicionCounted(Sighting):
    """A fault of the case was seen in another capture."""

    type: ClassVar[StepType] = "suspicion_counted"


class SuspicionWithdrawn(Body):
    """A later judgement of the same capture no longer finds the fault."""

    type: ClassVar[StepType] = "suspicion_withdrawn"

    suspicion_id: UUID
    fault_id: UUID
    record: UUID = Field(description="The withdrawal on `violations.suspected.v1`")
    rule_set: str
    engine: str
    reason: str


class Signed(Body):
    """An act of a person, by the sealed id of the account."""

    by: str = Field(description="Keyed digest of the account's name")
    role: Role
    text_digest: str | None = Field(default=None, description="Salted, of what was written")


class Reviewed(Signed):
    """An officer took the case up."""

    type: ClassVar[StepType] = "reviewed"


class Dismissed(Signed):
    """No violation; nothing was decided."""

    type: ClassVar[StepType] = "dismissed"


class Notified(Signed):
    """The operator was given notice; the case's faults are fixed from here on."""

    type: ClassVar[StepType] = "notified"

    served_on: date
    way: ServiceWay
    citation_confirmed: bool
    reply_until: AwareDatetime


class Replied(Signed):
    """The operator replied."""

    type: ClassVar[StepType] = "replied"

    received_on: date


class Proposed(Signed):
    """An officer proposes how to decide."""

    type: ClassVar[StepType] = "proposed"

    outcome: Outcome


class Disagreed(Signed):
    """A second person did not follow the proposal."""

    type: ClassVar[StepType] = "disagreed"

    to: Disagreement


class Decided(Signed):
    """A second person decided as proposed, over the faults that were heard and still stand."""

    type: ClassVar[StepType] = "decided"

    outcome: Outcome
    duties: tuple[Duty, ...]
    bases: tuple[LegalBasis, ...]
    addresses: tuple[str, ...] = Field(max_length=ADDRESSES_IN_DECISION)
    faults: int
    notified_at: AwareDatetime


class Closed(Signed):
    """Nothing more is to be done."""

    type: ClassVar[StepType] = "closed"


CaseBody = (
    Opened
    | SuspicionAdded
    | SuspicionCounted
    | SuspicionWithdrawn
    | Reviewed
    | Dismissed
    | Notified
    | Replied
    | Proposed
    | Disagreed
    | Decided
    | Closed
)

_BODIES: Final[tuple[type[CaseBody], ...]] = (
    Opened,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
    Reviewed,
    Dismissed,
    Notified,
    Replied,
    Proposed,
    Disagreed,
    Decided,
    Closed,
)
_BY_TYPE: Final[dict[str, type[CaseBody]]] = {body.type: body for body in _BODIES}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in its place: ``sequence`` counts from 1 within the case."""

    case_id: UUID
    sequence: int
    at: datetime
    body: CaseBody


@dataclass(frozen=True, slots=True)
class Draft:
    """A step that is to be written: ``cause`` makes it one, ``private`` stays in the store."""

    case_id: UUID
    cause: str
    body: CaseBody
    private: dict[str, str] | None = None


def parse_body(step_type: str, body: dict[str, Any]) -> CaseBody:
    """The typed body of a stored step.

    Raises:
        ValueError: the type is unknown, or the body is none of its kind.
    """
    model = _BY_TYPE.get(step_type)
    if model is None:
        raise ValueError(f"{step_type!r} is no step of a case; known are {sorted(_BY_TYPE)}")
    return model.model_validate(body)
