"""A case is its steps; this folds them into what the console reads."""

from collections.abc import Iterable
from typing import Any, Final

from minhbach_case.domain.case import CaseFold, Ground, Proposal
from minhbach_case.domain.clocks import Clock, after_step, noted
from minhbach_case.domain.steps import (
    AppealDecided,
    Appealed,
    Assigned,
    CaseBody,
    ClockOverrun,
    ClockWarned,
    Closed,
    Corrected,
    Decided,
    Disagreed,
    Dismissed,
    Erased,
    FaultCleared,
    Finding,
    Held,
    Notified,
    Opened,
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
    Step,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_shared.events import TimeLimit

__all__ = ["CITATIONS_KEPT", "CaseFold", "OutOfPlace", "Proposal", "apply", "fold"]

CITATIONS_KEPT: Final = 50
_ASIDE: Final = (Assigned, Held, Released)
"""Acts beside the case's way: no part in it, and no page about it is older for them."""
_HOURS: Final = {"hours": 1, "days": 24, "working_days": 24}


class OutOfPlace(ValueError):
    """A step stands where it cannot: the stored case is damaged."""


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
    if not isinstance(step.body, Opened) and step.body.before != case.state:
        raise OutOfPlace(
            f"case {step.case_id}: step {step.sequence} leaves {step.body.before}, "
            f"where the case is {case.state}"
        )
    common = {"state": step.body.state, "sequence": step.sequence, "updated_at": step.at}
    return case.model_copy(update=common | _change(case, step, step.body))


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
        grounds=_grounds((), body),
        unverified=_unverified((), body),
        mend_limit=body.basis.mend_within,
        faults=1,
        sightings=1,
        withdrawn=0,
        standing=1,
        clocks=after_step((), body.deadlines, body.state, step.at),
    )


def _unverified(known: tuple[str, ...], body: Finding) -> tuple[str, ...]:
    citation = body.basis.citation
    if body.basis.verified or citation in known or len(known) >= CITATIONS_KEPT:
        return known
    return (*known, citation)


def _grounds(known: tuple[Ground, ...], body: Finding) -> tuple[Ground, ...]:
    """Few: a duty's rule sets cite one basis each, whatever the number of its findings."""
    key = (body.duty, body.basis.citation)
    counts = {(ground.duty, ground.basis.citation): ground.faults for ground in known}
    ground = Ground(duty=body.duty, basis=body.basis, faults=counts.get(key, 0) + 1)
    others = (other for other in known if (other.duty, other.basis.citation) != key)
    return (*others, ground)


def _shorter(one: TimeLimit | None, other: TimeLimit | None) -> TimeLimit | None:
    limits = [limit for limit in (one, other) if limit is not None]
    return min(limits, key=lambda limit: limit.amount * _HOURS[limit.unit], default=None)


def _change(  # noqa: C901, PLR0911 - one line a step
    case: CaseFold, step: Step, body: CaseBody
) -> dict[str, Any]:
    match body:
        case SuspicionAdded():
            return _added(case, step, body)
        case SuspicionCounted():
            return {
                "sightings": case.sightings + 1,
                "standing": case.standing + (not body.stood),
                "cleared": case.cleared - body.returned,
            }
        case SuspicionWithdrawn():
            return {
                "withdrawn": case.withdrawn + 1,
                "standing": case.standing - body.last,
                "cleared": case.cleared - body.cleared,
                "gathered_sequence": step.sequence,
            }
        case FaultCleared():
            return {"cleared": case.cleared + 1}
        case ClockWarned():
            return _alarmed(case, step, noted(case.clocks, body.clock, "warning"))
        case ClockOverrun():
            return _alarmed(case, step, noted(case.clocks, body.clock, "overrun"))
        case Erased():
            return {"acts": (*case.acts, step.sequence), "erased_sequence": step.sequence}
        case Signed():
            return _signed(case, step, body) | _acted(case, step, body)
        case Opened():
            raise OutOfPlace(f"case {case.case_id}: opened again at step {step.sequence}")


def _added(case: CaseFold, step: Step, body: SuspicionAdded) -> dict[str, Any]:
    return {
        "faults": case.faults + 1,
        "sightings": case.sightings + 1,
        "standing": case.standing + 1,
        "duties": tuple(sorted({*case.duties, body.duty})),
        "grounds": _grounds(case.grounds, body),
        "unverified": _unverified(case.unverified, body),
        "mend_limit": _shorter(case.mend_limit, body.basis.mend_within),
        "gathered_sequence": step.sequence,
    }


def _alarmed(case: CaseFold, step: Step, clocks: tuple[Clock, ...]) -> dict[str, Any]:
    return {"acts": (*case.acts, step.sequence), "clocks": clocks}


def _signed(case: CaseFold, step: Step, body: Signed) -> dict[str, Any]:
    change: dict[str, Any] = {
        "acts": (*case.acts, step.sequence),
        "clocks": after_step(case.clocks, body.deadlines, body.state, step.at),
    }
    if not isinstance(body, _ASIDE):
        change["acted_sequence"] = step.sequence
        change["participants"] = tuple(dict.fromkeys((*case.participants, body.by)))
    return change


def _acted(  # noqa: C901, PLR0911, PLR0912 - one line a step
    case: CaseFold, step: Step, body: Signed
) -> dict[str, Any]:
    match body:
        case Notified():
            return _notified(step, body)
        case Replied():
            return {"replied_at": step.at, "proposal": None, "outcome": None}
        case Proposed():
            proposal = Proposal(outcome=body.outcome, by=body.by)
            count = case.proposals + 1
            return {"proposal": proposal, "proposals": count, "outcome": body.outcome}
        case Disagreed() | Dismissed():
            at = step.at if body.state == "dismissed" else case.dismissed_at
            return {"proposal": None, "outcome": None, "dismissed_at": at}
        case Decided():
            return {
                "decided_at": step.at,
                "outcome": body.outcome,
                "stated_sequence": step.sequence,
            }
        case Remedied():
            return {"remedied_at": step.at}
        case Referred():
            return {"referred_at": step.at}
        case Closed():
            return {"closed_at": step.at}
        case Appealed():
            return {"appealed_at": step.at}
        case AppealDecided():
            return {"appeal_result": body.result, "stated_sequence": step.sequence}
        case Corrected():
            return {"stated_sequence": step.sequence} if body.decision else {}
        case Assigned():
            return {"assignee": body.assignee}
        case Paused():
            return {"paused_at": step.at}
        case Resumed():
            return {"paused_at": None}
        case Held() | Released():
            return {"held": isinstance(body, Held)}
        case Reviewed() | Retracted():
            return {}
        case _:
            raise OutOfPlace(f"{body.type!r} is no act of a person")


def _notified(step: Step, body: Notified) -> dict[str, Any]:
    return {
        "notified_at": step.at,
        "notified_sequence": step.sequence,
        "served_on": body.served_on,
        "reply_until": body.reply_until,
        "mend_by": body.mend_by,
        "replied_at": None,
    }
