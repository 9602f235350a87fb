"""What an act of a person writes: the step it becomes, and its words apart from it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final

from minhbach_case.domain.commands import (
    Close,
    Command,
    Decide,
    Disagree,
    Dismiss,
    Notify,
    Propose,
    RecordReply,
    Review,
)
from minhbach_case.domain.folding import CaseFold
from minhbach_case.domain.standing import Standing
from minhbach_case.domain.states import Row, Situation, act_of, within_bounds
from minhbach_case.domain.steps import (
    CaseBody,
    Closed,
    Decided,
    Disagreed,
    Dismissed,
    Draft,
    Notified,
    Proposed,
    Replied,
    Reviewed,
)
from minhbach_shared.ids import derived_id, digest_of
from minhbach_shared.vocabulary import Role

AGENCY_ZONE: Final = timezone(timedelta(hours=7))
"""Vietnam: UTC+7, without summer time."""

_PLAIN: Final[dict[type[Command], type[Reviewed | Dismissed | Closed]]] = {
    Review: Reviewed,
    Dismiss: Dismissed,
    Close: Closed,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts: the name stays in the store, its seal and the role travel."""

    user: str
    by: str
    role: Role
    salt: str
    """Fresh and random (hex): keeps the digest of the words from being guessed."""


def agency_day(moment: datetime) -> date:
    """The calendar day at the agency."""
    return moment.astimezone(AGENCY_ZONE).date()


def reply_until(served_on: date, days: int, now: datetime) -> datetime:
    """When the reply window is over: at the end of its last day; with no days, at once."""
    if days == 0:
        return now
    after_last = served_on + timedelta(days=days + 1)
    return datetime.combine(after_last, time.min, AGENCY_ZONE).astimezone(UTC)


def cause_of(case: CaseFold, command: Command, by: str, seen: int | None) -> str:
    """The id of a command: a repeated click on the same page is the same command."""
    place = case.sequence if seen is None else seen
    return str(derived_id("act", case.case_id, act_of(command), by, place))


def draft(
    situation: Situation, command: Command, row: Row, signature: Signature, window_days: int
) -> Draft:
    """The step that an act becomes.

    Raises:
        Wrong: its words are too long.
    """
    field, words = _words(command)
    words = within_bounds(words, field)
    signed = _common(situation.case, row, signature, words)
    private = {"user": signature.user, "salt": signature.salt}
    return Draft(
        case_id=situation.case.case_id,
        cause=cause_of(situation.case, command, signature.by, situation.seen),
        body=_body(situation, command, signed, window_days),
        private=private | ({"text": words} if words else {}),
    )


def text_digest(salt: str, words: str) -> str:
    """The salted digest of a person's words: it stays checkable until the salt is erased."""
    return digest_of([salt, words])


def _common(case: CaseFold, row: Row, signature: Signature, words: str) -> dict[str, Any]:
    return {
        "site_id": case.site_id,
        "kind": case.kind,
        "ordinal": case.ordinal,
        "state": row.target,
        "by": signature.by,
        "role": signature.role,
        "text_digest": text_digest(signature.salt, words) if words else None,
    }


def _words(command: Command) -> tuple[str, str]:
    match command:
        case Dismiss(reason) | Disagree(reason=reason):
            return "reason", reason
        case RecordReply(text=text):
            return "text", text
        case Propose(reasons=reasons) | Decide(reasons):
            return "reasons", reasons
        case Close(note):
            return "note", note
        case Review() | Notify():
            return "", ""


def _body(
    situation: Situation, command: Command, signed: dict[str, Any], window_days: int
) -> CaseBody:
    match command:
        case Review() | Dismiss() | Close():
            return _PLAIN[type(command)](**signed)
        case Notify():
            return _notified(situation, command, signed, window_days)
        case RecordReply(received_on):
            return Replied(received_on=received_on, **signed)
        case Propose(outcome):
            return Proposed(outcome=outcome, **signed)
        case Disagree(to):
            return Disagreed(to=to, **signed)
        case Decide():
            return _decided(situation, signed)


def _notified(
    situation: Situation, command: Notify, signed: dict[str, Any], window_days: int
) -> Notified:
    return Notified(
        served_on=command.served_on,
        way=command.way,
        citation_confirmed=command.citation_confirmed,
        reply_until=reply_until(command.served_on, window_days, situation.now),
        **signed,
    )


def _decided(situation: Situation, signed: dict[str, Any]) -> Decided:
    case, standing = situation.case, situation.standing
    if case.outcome is None or case.notified_at is None or standing is None:
        raise ValueError(f"case {case.case_id} is decided without a notice or a proposal")
    stated = standing if case.outcome == "confirmed" else Standing(0, (), (), ())
    return Decided(
        outcome=case.outcome,
        notified_at=case.notified_at,
        faults=stated.faults,
        duties=stated.duties,
        bases=stated.bases,
        addresses=stated.addresses,
        **signed,
    )
