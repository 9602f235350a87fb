"""A case is its steps; this folds them into what the console reads (bounded: counts only)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.commands import Outcome
from minhbach_case.domain.steps import (
    CaseBody,
    Closed,
    Decided,
    Disagreed,
    Dismissed,
    Finding,
    Notified,
    Opened,
    Proposed,
    Replied,
    Reviewed,
    Step,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_shared.events import Value
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty

_ENDED: Final[frozenset[CaseState]] = frozenset({"dismissed", "closed"})
CITATIONS_KEPT: Final = 50


class OutOfPlace(ValueError):
    """A step stands where it cannot: the stored case is damaged."""


class Proposal(Value):
    """What was proposed, and by whom (sealed account)."""

    outcome: Outcome
    by: str


class CaseFold(Value):
    """A case as its steps leave it."""

    case_id: UUID
    site_id: UUID
    kind: CaseKind
    ordinal: int
    previous_case: UUID | None
    site_name: str
    first_address: str
    state: CaseState
    sequence: int
    acts: tuple[int, ...]
    """The steps that people took: few, so their places are kept."""
    gathered_sequence: int
    """The last step that brought or took away evidence."""
    opened_at: datetime
    updated_at: datetime
    duties: tuple[Duty, ...]
    unverified: tuple[str, ...]
    """Citations that were carried over unread, to be confirmed before a notice."""
    faults: int
    sightings: int
    withdrawn: int
    notified_at: datetime | None = None
    notified_sequence: int | None = None
    served_on: date | None = None
    reply_until: datetime | None = None
    replied_at: datetime | None = None
    proposal: Proposal | None = None
    outcome: Outcome | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def left(self) -> int:
        """Suspicions that still stand."""
        return self.sightings - self.withdrawn

    @property
    def acted_sequence(self) -> int:
        """The last step that a person took; 0 where none did."""
        return self.acts[-1] if self.acts else 0

    @property
    def gathering(self) -> bool:
        """Whether new faults join this case: it is open and its operator was never notified."""
        return self.notified_at is None and self.state not in _ENDED

    @property
    def dismissal_proposed(self) -> bool:
        """Not yet notified, and every suspicion was withdrawn."""
        return self.gathering and self.left == 0


def fold(steps: Iterable[Step], start: CaseFold | None = None) -> CaseFold:
    """Folds steps, in order, onto what stood before them.

    Raises:
        OutOfPlace: there is no step, the first is no opening, or one is out of its place.
    """
    case = start
    for step in steps:
        case = apply(case, step)
    if case is None:
        raise OutOfPlace("a case without a step is none")
    return case


def apply(case: CaseFold | None, step: Step) -> CaseFold:
    """The case after one more step.

    Raises:
        OutOfPlace: the step does not follow.
    """
    expected = 1 if case is None else case.sequence + 1
    if step.sequence != expected:
        raise OutOfPlace(f"case {step.case_id}: step {step.sequence} where {expected} is due")
    if case is None:
        return _begin(step)
    if isinstance(step.body, Opened):
        raise OutOfPlace(f"case {step.case_id}: opened again at step {step.sequence}")
    return case.model_copy(
        update={
            "state": step.body.state,
            "sequence": step.sequence,
            "updated_at": step.at,
            **_change(case, step, step.body),
        }
    )


def _begin(step: Step) -> CaseFold:
    body = step.body
    if not isinstance(body, Opened):
        raise OutOfPlace(f"case {step.case_id} begins with {body.type!r}, not with its opening")
    return CaseFold(
        case_id=step.case_id,
        site_id=body.site_id,
        kind=body.kind,
        ordinal=body.ordinal,
        previous_case=body.previous_case,
        site_name=body.site_name,
        first_address=body.address,
        state=body.state,
        sequence=step.sequence,
        acts=(),
        gathered_sequence=step.sequence,
        opened_at=step.at,
        updated_at=step.at,
        duties=(body.duty,),
        unverified=_unverified((), body),
        faults=1,
        sightings=1,
        withdrawn=0,
    )


def _unverified(known: tuple[str, ...], body: Finding) -> tuple[str, ...]:
    citation = body.basis.citation
    if body.basis.verified or citation in known or len(known) >= CITATIONS_KEPT:
        return known
    return (*known, citation)


def _change(case: CaseFold, step: Step, body: CaseBody) -> dict[str, Any]:
    match body:
        case SuspicionAdded():
            return _added(case, step, body)
        case SuspicionCounted():
            return {"sightings": case.sightings + 1}
        case SuspicionWithdrawn():
            return {"withdrawn": case.withdrawn + 1, "gathered_sequence": step.sequence}
        case _:
            return {"acts": (*case.acts, step.sequence), **_acted(step, body)}


def _added(case: CaseFold, step: Step, body: SuspicionAdded) -> dict[str, Any]:
    return {
        "faults": case.faults + 1,
        "sightings": case.sightings + 1,
        "duties": tuple(sorted({*case.duties, body.duty})),
        "unverified": _unverified(case.unverified, body),
        "gathered_sequence": step.sequence,
    }


def _acted(step: Step, body: CaseBody) -> dict[str, Any]:
    match body:
        case Notified():
            return {
                "notified_at": step.at,
                "notified_sequence": step.sequence,
                "served_on": body.served_on,
                "reply_until": body.reply_until,
                "replied_at": None,
            }
        case Replied():
            return {"replied_at": step.at}
        case Proposed():
            proposal = Proposal(outcome=body.outcome, by=body.by)
            return {"proposal": proposal, "outcome": body.outcome}
        case Disagreed() | Dismissed():
            return {"proposal": None, "outcome": None}
        case Decided():
            return {"decided_at": step.at, "outcome": body.outcome}
        case Closed():
            return {"closed_at": step.at}
        case Reviewed():
            return {}
        case _:
            raise OutOfPlace(f"{body.type!r} is no act of a person")
