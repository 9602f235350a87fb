"""What an act of a person writes: the step it becomes, and its words apart from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from minhbach_case.domain.act_bodies import body_of, reply_until
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import (
    Terms,
    agency_day,
)
from minhbach_case.domain.commands import (
    Assign,
    Command,
    Decide,
    DecideAppeal,
    Disagree,
    Erase,
    Hold,
    Propose,
    Release,
    Retract,
)
from minhbach_case.domain.states import Row, Situation, act_of, within_bounds
from minhbach_case.domain.steps import (
    CaseBody,
    Draft,
)
from minhbach_shared.ids import derived_id, digest_of
from minhbach_shared.vocabulary import Role

__all__ = ["Signature", "agency_day", "cause_of", "draft", "reply_until", "text_digest"]

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
        body=body_of(situation, command, signed, signature.assignee, terms),
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
