"""The states of a case as one table: what leads where, who may do it, what stands in its way.

A new act is a new command, a new step and new rows here; nothing else decides on states.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from minhbach_case.domain.commands import (
    TEXT_LIMIT,
    Act,
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
from minhbach_case.errors import (
    ActRefused,
    FourEyes,
    Missing,
    NotAllowed,
    NothingLeft,
    Stale,
    WindowOpen,
    Wrong,
    WrongState,
)
from minhbach_shared.vocabulary import CaseState, Role

Need = Literal["reason", "reasons", "text"]


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a guard may look at."""

    case: CaseFold
    by: str
    """The sealed account of who acts."""
    now: datetime
    today: date
    """The agency's own day."""
    seen: int | None
    """The last step on the page that the person saw."""
    standing: Standing | None = None
    """Counted for the acts that need it only."""


Guard = Callable[[Situation, Command], None]
"""Raises a named ``ActRefused``, or lets the act pass."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way from a state to the next."""

    source: CaseState
    act: Act
    target: CaseState
    roles: frozenset[Role]
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()


def citation_confirmed(situation: Situation, command: Command) -> None:
    """A basis that was carried over unread is confirmed before any notice."""
    if situation.case.unverified and not (
        isinstance(command, Notify) and command.citation_confirmed
    ):
        raise Missing(
            "Confirm the citation first: the legal basis was carried over unread: "
            + "; ".join(situation.case.unverified),
            "citation_confirmed",
        )


def something_left(situation: Situation, _: Command) -> None:
    """No notice over suspicions that were all withdrawn."""
    if situation.case.left == 0:
        raise NothingLeft("Every suspicion of this case was withdrawn: dismiss it instead.")


def evidence_seen(situation: Situation, _: Command) -> None:
    """A notice fixes the faults, so its officer has seen all of them."""
    if situation.seen is not None and situation.seen < situation.case.gathered_sequence:
        raise Stale("The evidence changed since the page was read: read it again, then notify.")


def served_day_possible(situation: Situation, command: Command) -> None:
    """Notice is served after the case was opened, and not in the future."""
    if isinstance(command, Notify):
        _day_between(command.served_on, situation.case.opened_at.date(), situation, "served_on")


def received_day_possible(situation: Situation, command: Command) -> None:
    """A reply comes after the notice was served, and not in the future."""
    if isinstance(command, RecordReply) and situation.case.served_on is not None:
        _day_between(command.received_on, situation.case.served_on, situation, "received_on")


def window_over(situation: Situation, _: Command) -> None:
    """An operator who has not replied may do so until the window is over."""
    until = situation.case.reply_until
    if until is not None and situation.now < until:
        raise WindowOpen(f"The operator may still reply, until {until:%Y-%m-%d %H:%M %Z}.", until)


def something_heard(situation: Situation, command: Command) -> None:
    """Nothing is confirmed that was not heard, or that was withdrawn."""
    outcome = command.outcome if isinstance(command, Propose) else situation.case.outcome
    if outcome != "confirmed":
        return
    if situation.standing is None or situation.standing.faults == 0:
        raise NothingLeft("No fault that the notice named still stands: nothing can be confirmed.")


def second_person(situation: Situation, _: Command) -> None:
    """Who proposed may not judge the proposal."""
    proposal = situation.case.proposal
    if proposal is None or proposal.by == situation.by:
        raise FourEyes("A proposal is decided by a second person, never by who made it.")


def _day_between(day: date, first: date, situation: Situation, field: str) -> None:
    if not first <= day <= situation.today:
        raise Wrong(f"{field}: {day} is not between {first} and {situation.today}.", field)


OFFICER: Final[frozenset[Role]] = frozenset({"officer"})
SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})

TABLE: Final[tuple[Row, ...]] = (
    Row("suspected", "review", "under_review", OFFICER),
    Row("under_review", "dismiss", "dismissed", OFFICER, ("reason",)),
    Row(
        "under_review",
        "notify",
        "notified",
        OFFICER,
        guards=(something_left, citation_confirmed, evidence_seen, served_day_possible),
    ),
    Row("notified", "record_reply", "replied", OFFICER, ("text",), (received_day_possible,)),
    Row("notified", "propose", "proposed", OFFICER, ("reasons",), (window_over, something_heard)),
    Row("replied", "propose", "proposed", OFFICER, ("reasons",), (something_heard,)),
    Row("proposed", "decide", "decided", SUPERVISOR, guards=(second_person, something_heard)),
    Row("proposed", "disagree", "under_review", SUPERVISOR, ("reason",), (second_person,)),
    Row("proposed", "disagree", "dismissed", SUPERVISOR, ("reason",), (second_person,)),
    Row("decided", "close", "closed", OFFICER | SUPERVISOR),
)

_ACT_OF: Final[dict[type[Command], Act]] = {
    Review: "review",
    Dismiss: "dismiss",
    Notify: "notify",
    RecordReply: "record_reply",
    Propose: "propose",
    Decide: "decide",
    Disagree: "disagree",
    Close: "close",
}
NEEDS_STANDING: Final[frozenset[Act]] = frozenset({"propose", "decide"})


def act_of(command: Command) -> Act:
    """The act that a command asks for."""
    return _ACT_OF[type(command)]


def permitted(situation: Situation, command: Command, role: Role) -> Row:
    """The row that a command takes.

    Raises:
        ActRefused: one of its kinds, the role's and the state's first.
    """
    act = act_of(command)
    if not any(row.act == act and role in row.roles for row in TABLE):
        raise NotAllowed(f"The role {role!r} does not {act.replace('_', ' ')}.")
    _nobody_else_acted(situation)
    row = _row(situation.case.state, act, command)
    for need in row.needs:
        _given(command, need)
    for guard in row.guards:
        guard(situation, command)
    return row


def acts_from(state: CaseState, role: Role) -> tuple[Act, ...]:
    """The acts that a role has from a state, whatever may stand in their way; each once."""
    return tuple(
        dict.fromkeys(row.act for row in TABLE if row.source == state and role in row.roles)
    )


def _nobody_else_acted(situation: Situation) -> None:
    if situation.seen is not None and situation.seen < situation.case.acted_sequence:
        raise Stale("Somebody else acted on this case since the page was read: read it again.")


def _row(state: CaseState, act: Act, command: Command) -> Row:
    rows = [row for row in TABLE if row.source == state and row.act == act]
    if isinstance(command, Disagree):
        rows = [row for row in rows if row.target == command.to]
    if not rows:
        raise WrongState(f"A case that is {state.replace('_', ' ')} takes no act {act!r}.")
    return rows[0]


def _given(command: Command, need: Need) -> None:
    words = str(getattr(command, need))
    if not words.strip():
        raise Missing(f"Write the {need}: an act without it is not kept.", need)


def within_bounds(words: str, field: str) -> str:
    """The words of a person, without space around them.

    Raises:
        Wrong: they are longer than the case service keeps.
    """
    if len(words) > TEXT_LIMIT:
        raise Wrong(f"{field}: {len(words)} characters; at most {TEXT_LIMIT} are kept.", field)
    return words.strip()


def in_the_way(situation: Situation, act: Act) -> ActRefused | None:
    """What stands in the way of an act now, whatever its command will say."""
    guards = {guard for row in TABLE if row.act == act for guard in row.guards}
    for guard in (something_left, window_over, second_person):
        if guard not in guards or (guard is window_over and situation.case.state != "notified"):
            continue
        try:
            guard(situation, Review())
        except ActRefused as refusal:
            return refusal
    return None
