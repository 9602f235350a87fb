"""What an act of a person writes: the step it becomes, and its words apart from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import (
    Deadline,
    Terms,
    agency_day,
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
from minhbach_case.domain.states import Row, Situation, act_of, within_bounds
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
    Draft,
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
from minhbach_shared.ids import derived_id, digest_of
from minhbach_shared.vocabulary import Role

__all__ = ["Signature", "agency_day", "cause_of", "draft", "reply_until", "text_digest"]

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
# What a step says as the command gave it.
_AS_GIVEN: Final = (
    *("served_on", "way", "citation_confirmed", "mend_by", "received_on", "outcome", "to"),
    *("result", "uploads", "mended"),
)
_ASIDE: Final = (Assign, Hold, Release, Erase)
"""Acts that are no part in the case."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts: the name stays in the store, its seal and the role travel."""

    user: str
    by: str
    role: Role
    salt: str
    """Fresh and random (hex): keeps the digest of the words from being guessed."""
    assignee: str | None = None
    """The sealed account that the case is assigned to."""


def reply_until(served_on: date, terms: Terms, now: datetime) -> datetime:
    """When the reply window is over: at the end of its last day; with no days, at once."""
    if terms.reply.amount == 0:
        return now
    # Served on a day, it runs from the next one on.
    return due(end_of(served_on) - timedelta(milliseconds=1), terms.reply)


def cause_of(case: CaseFold, command: Command, by: str, seen: int | None) -> str:
    """The id of a command: a repeated click on the same page is the same command."""
    place = case.sequence if seen is None else seen
    return str(derived_id("act", case.case_id, act_of(command), by, place))


def is_repeat(command: Command, body: CaseBody, private: Mapping[str, Any] | None) -> bool:
    """Whether a step with a command's cause is what the command asks for.

    Else the same person asked for something else from the same page, and has to be told that it
    was not done. What was erased of a step counts as said again.
    """
    given = [name for name in _AS_GIVEN if hasattr(command, name) and hasattr(body, name)]
    if any(getattr(command, name) != getattr(body, name) for name in given):
        return False
    if not private:
        return True
    field, words = _words(command)
    to = command.to if isinstance(command, Assign) else None
    return within_bounds(words, field) == private.get("text", "") and (
        (to or None) == private.get("assignee")
    )


def draft(
    situation: Situation, command: Command, row: Row, signature: Signature, terms: Terms
) -> Draft:
    """The step that an act becomes.

    Raises:
        Wrong: its words are too long.
    """
    field, words = _words(command)
    words = within_bounds(words, field)
    signed = _common(situation.case, row, signature, words)
    private = {"user": signature.user, "salt": signature.salt}
    if isinstance(command, Assign) and command.to:
        private["assignee"] = command.to
    return Draft(
        case_id=situation.case.case_id,
        cause=cause_of(situation.case, command, signature.by, situation.seen),
        body=_body(situation, command, signed, signature, terms),
        private=private | ({"text": words} if words else {}),
        eyes=_eyes(situation.case, command, signature.by),
    )


def text_digest(salt: str, words: str) -> str:
    """The salted digest of a person's words: it stays checkable until the salt is erased."""
    return digest_of([salt, words])


def _eyes(case: CaseFold, command: Command, by: str) -> tuple[str, ...]:
    """What the store takes once only: taking part in a case, and a say in each proposal."""
    part = f"{case.case_id}:part:{by}"
    match command:
        case DecideAppeal() | Retract():
            return (part,)
        case Propose():
            return (*_first_part(case, by), f"{case.case_id}:{case.proposals + 1}:{by}")
        case Decide() | Disagree():
            return (*_first_part(case, by), f"{case.case_id}:{case.proposals}:{by}")
        case command if isinstance(command, _ASIDE):
            return ()
        case _:
            return _first_part(case, by)


def _first_part(case: CaseFold, by: str) -> tuple[str, ...]:
    return () if by in case.participants else (f"{case.case_id}:part:{by}",)


def _common(case: CaseFold, row: Row, signature: Signature, words: str) -> dict[str, Any]:
    return {
        "site_id": case.site_id,
        "kind": case.kind,
        "ordinal": case.ordinal,
        "before": case.state,
        "state": row.target,
        "by": signature.by,
        "role": signature.role,
        "text_digest": text_digest(signature.salt, words) if words else None,
    }


def _words(command: Command) -> tuple[str, str]:
    for field in ("reason", "reasons", "text", "note"):
        if hasattr(command, field):
            return field, str(getattr(command, field))
    return "", ""


def _body(  # noqa: C901, PLR0911, PLR0912 - one line an act
    situation: Situation,
    command: Command,
    signed: dict[str, Any],
    signature: Signature,
    terms: Terms,
) -> CaseBody:
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
            return Assigned(assignee=signature.assignee, **signed)
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
