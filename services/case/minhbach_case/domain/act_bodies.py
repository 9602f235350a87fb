"""What the step of a person's act says: one body an act."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from minhbach_case.domain.clocks import (
    Deadline,
    Terms,
    deadline,
    due,
    end_of,
    resumed,
    within,
)
from minhbach_case.domain.commands import (
    Appeal,
    Assign,
    Close,
    Command,
    Correct,
    Decide,
    DecideAppeal,
    Disagree,
    Dismiss,
    Erase,
    Hold,
    Notify,
    Pause,
    Propose,
    RecordAppeal,
    RecordReply,
    Refer,
    Release,
    Remedy,
    Reply,
    Resume,
    Retract,
    Review,
)
from minhbach_case.domain.looking_again import look_again
from minhbach_case.domain.standing import Standing
from minhbach_case.domain.states import Situation
from minhbach_case.domain.steps import (
    AppealDecided,
    Appealed,
    Assigned,
    CaseBody,
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
)
from minhbach_shared.events import LegalBasis

_PLAIN: Final[Mapping[type[Command], Callable[..., CaseBody]]] = {
    Review: Reviewed,
    Dismiss: Dismissed,
    Remedy: Remedied,
    Refer: Referred,
    Close: Closed,
    Pause: Paused,
    Resume: Resumed,
    Hold: Held,
    Release: Released,
}
"""Commands whose steps say nothing of their own."""


def reply_until(served_on: date, terms: Terms, now: datetime) -> datetime:
    """When the reply window is over: at the end of its last day; with no days, at once."""
    if terms.reply.amount == 0:
        return now
    # Served on a day, it runs from the next one on.
    return due(end_of(served_on) - timedelta(milliseconds=1), terms.reply)


def body_of(  # noqa: C901, PLR0911, PLR0912 - one line an act
    situation: Situation,
    command: Command,
    signed: dict[str, Any],
    assignee: str | None,
    terms: Terms,
) -> CaseBody:
    """What the step of an act says.

    Args:
        signed: what every step of a person says.
        assignee: the sealed account that a case is assigned to.
    """
    match command:
        case Notify():
            return _notified(situation, command, signed, terms)
        case RecordReply(received_on=day):
            return Replied(received_on=day, **_mended(situation, command), **signed)
        case Reply(uploads=uploads):
            said = _mended(situation, command)
            return Replied(received_on=situation.today, uploads=uploads, **said, **signed)
        case Propose(outcome):
            return Proposed(outcome=outcome, **signed)
        case Disagree(to):
            again = within("review", situation.now, terms.review, terms)
            started = again if to == "under_review" else ()
            return Disagreed(to=to, deadlines=started, **signed)
        case Decide():
            return _decided(situation, signed, terms)
        case RecordAppeal(received_on=day):
            return _appealed(situation, signed, terms, day)
        case Appeal(uploads=uploads):
            return _appealed(situation, signed, terms, situation.today, uploads)
        case DecideAppeal():
            return _appeal_decided(situation, command, signed)
        case Correct():
            return _corrected(situation, command, signed)
        case Retract():
            decision = _decision(situation)
            return Retracted(**signed, **_said(decision), decided_at=decision.decided_at)
        case Assign():
            return Assigned(assignee=assignee, **signed)
        case Erase():
            return Erased(**signed)
        case Resume():
            return _resumed(situation, signed, terms)
        case _:
            return _PLAIN[type(command)](**signed)


def _notified(
    situation: Situation, command: Notify, signed: dict[str, Any], terms: Terms
) -> Notified:
    until = reply_until(command.served_on, terms, situation.now)
    return Notified(
        served_on=command.served_on,
        way=command.way,
        citation_confirmed=command.citation_confirmed,
        reply_until=until,
        mend_by=command.mend_by,
        deadlines=(
            *((deadline("reply", situation.now, until, terms),) if terms.reply.amount else ()),
            *_to_mend(situation, command, terms),
            *within("decision", situation.now, terms.decision, terms),
        ),
        **signed,
    )


def _mended(situation: Situation, command: RecordReply | Reply) -> dict[str, Any]:
    if not command.mended or situation.standing is None:
        return {"mended": command.mended}
    return {"mended": True, "look_again": look_again(situation.standing)}


def _to_mend(situation: Situation, command: Notify, terms: Terms) -> tuple[Deadline, ...]:
    if command.mend_by is not None:
        return (deadline("mend", situation.now, end_of(command.mend_by), terms),)
    if (limit := situation.case.mend_limit) is not None:
        return (deadline("mend", situation.now, due(situation.now, limit), terms, "law"),)
    return ()


def _decided(situation: Situation, signed: dict[str, Any], terms: Terms) -> Decided:
    case, standing = situation.case, situation.standing
    if case.outcome is None or case.notified_at is None or standing is None:
        raise ValueError(f"case {case.case_id} is decided without a notice or a proposal")
    adverse = case.outcome == "confirmed"
    stated = standing if adverse else Standing(0, (), (), ())
    return Decided(
        outcome=case.outcome,
        notified_at=case.notified_at,
        faults=stated.faults,
        duties=stated.duties,
        bases=stated.bases,
        addresses=stated.addresses,
        deadlines=within("appeal", situation.now, terms.appeal, terms) if adverse else (),
        **signed,
    )


def _appealed(
    situation: Situation,
    signed: dict[str, Any],
    terms: Terms,
    received_on: date,
    uploads: tuple[Any, ...] = (),
) -> Appealed:
    started = within("appeal_decision", situation.now, terms.appeal_decision, terms)
    return Appealed(received_on=received_on, uploads=uploads, deadlines=started, **signed)


def _appeal_decided(
    situation: Situation, command: DecideAppeal, signed: dict[str, Any]
) -> AppealDecided:
    decision = _decision(situation)
    said = _said(decision)
    if command.result == "lessened":
        said["duties"] = tuple(d for d in said["duties"] if d in command.duties)
    return AppealDecided(**signed, **said, result=command.result, decided_at=decision.decided_at)


def _corrected(situation: Situation, command: Correct, signed: dict[str, Any]) -> Corrected:
    cited, corrected = command.cited.strip() or None, command.corrected.strip() or None
    decision = situation.decision
    if decision is not None and decision.stated.outcome != "confirmed":
        decision = None
    if decision is not None and cited and corrected:
        bases = tuple(_recited(basis, cited, corrected) for basis in decision.stated.bases)
        stated = decision.stated.model_copy(update={"bases": bases})
        decision = Correction(stated=stated, decided_at=decision.decided_at)
    return Corrected(cited=cited, corrected=corrected, decision=decision, **signed)


def _recited(basis: LegalBasis, cited: str, corrected: str) -> LegalBasis:
    if basis.citation != cited:
        return basis
    return basis.model_copy(update={"citation": corrected, "verified": True})


def _resumed(situation: Situation, signed: dict[str, Any], terms: Terms) -> Resumed:
    case = situation.case
    since = case.paused_at or situation.now
    return Resumed(deadlines=resumed(case.clocks, since, situation.now, terms), **signed)


def _decision(situation: Situation) -> Correction:
    if situation.decision is None:
        raise ValueError(f"case {situation.case.case_id} has no decision to speak of")
    return situation.decision


def _said(decision: Correction) -> dict[str, Any]:
    return {name: getattr(decision.stated, name) for name in type(decision.stated).model_fields}
