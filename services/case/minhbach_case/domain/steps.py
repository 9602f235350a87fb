"""The steps of a case: what each kind of event says, one frozen model a type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, get_args
from uuid import UUID

from pydantic import AwareDatetime

from minhbach_case.domain.clocks import ClockName
from minhbach_case.domain.findings import (
    Body,
    FaultCleared,
    Finding,
    Opened,
    Sighting,
    StepType,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_case.domain.signed import (
    ADDRESSES_IN_DECISION,
    AppealDecided,
    Appealed,
    Assigned,
    Closed,
    Corrected,
    Correction,
    Decided,
    Disagreed,
    Dismissed,
    Erased,
    Held,
    Notified,
    Paused,
    Proposed,
    Referred,
    Released,
    Remedied,
    Replied,
    Resumed,
    Retracted,
    Reviewed,
    Signed,
    Stated,
)

__all__ = [
    "ADDRESSES_IN_DECISION",
    "AppealDecided",
    "Appealed",
    "Assigned",
    "Body",
    "CaseBody",
    "ClockOverrun",
    "ClockWarned",
    "Closed",
    "Corrected",
    "Correction",
    "Decided",
    "Disagreed",
    "Dismissed",
    "Draft",
    "Erased",
    "FaultCleared",
    "Finding",
    "Held",
    "Notified",
    "Opened",
    "Paused",
    "Proposed",
    "Referred",
    "Released",
    "Remedied",
    "Replied",
    "Resumed",
    "Retracted",
    "Reviewed",
    "Sighting",
    "Signed",
    "Stated",
    "Step",
    "StepType",
    "SuspicionAdded",
    "SuspicionCounted",
    "SuspicionWithdrawn",
    "parse_body",
]


class ClockWarned(Body):
    """A clock is about to end."""

    type: ClassVar[StepType] = "clock_warned"

    clock: ClockName
    due_at: AwareDatetime


class ClockOverrun(Body):
    """A clock ended: an operator's right lapsed, or the agency is late: a supervisor looks."""

    type: ClassVar[StepType] = "clock_overrun"

    clock: ClockName
    due_at: AwareDatetime


CaseBody = (
    Opened
    | SuspicionAdded
    | SuspicionCounted
    | SuspicionWithdrawn
    | FaultCleared
    | Reviewed
    | Dismissed
    | Notified
    | Replied
    | Proposed
    | Disagreed
    | Decided
    | Remedied
    | Referred
    | Closed
    | Appealed
    | AppealDecided
    | Corrected
    | Retracted
    | Assigned
    | Paused
    | Resumed
    | Held
    | Released
    | Erased
    | ClockWarned
    | ClockOverrun
)
_BY_TYPE: Final[dict[str, type[CaseBody]]] = {body.type: body for body in get_args(CaseBody)}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in its place: ``sequence`` counts from 1 within the case."""

    case_id: UUID
    sequence: int
    at: datetime
    body: CaseBody


@dataclass(frozen=True, slots=True)
class Draft:
    """A step that is to be written: ``cause`` makes it one, ``private`` stays in the store.

    ``eyes`` are claims that the store takes once only: four eyes do not rest on the page alone.
    """

    case_id: UUID
    cause: str
    body: CaseBody
    private: dict[str, str] | None = None
    eyes: tuple[str, ...] = ()


def parse_body(step_type: str, body: dict[str, Any]) -> CaseBody:
    """The typed body of a stored step.

    Raises:
        ValueError: the type is unknown, or the body is none of its kind.
    """
    model = _BY_TYPE.get(step_type)
    if model is None:
        raise ValueError(f"{step_type!r} is no step of a case; known are {sorted(_BY_TYPE)}")
    return model.model_validate(body)
