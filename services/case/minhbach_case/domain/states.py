"""Whether an act may be done now: the table of states held against a case and who acts."""

from typing import Final

from minhbach_case.domain.commands import (
    TEXT_LIMIT,
    Act,
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
from minhbach_case.domain.findings import StepType
from minhbach_case.domain.guards import (
    Situation,
    appeal_in_time,
    appeal_time_over,
    clocks_go,
    clocks_stand,
    decided_against,
    hold_changes,
    not_held,
    one_appeal,
    own_site,
    second_person,
    something_left,
    took_no_part,
    window_over,
)
from minhbach_case.domain.state_table import STATES, TABLE, Need, Row
from minhbach_case.errors import ActRefused, Missing, NotAllowed, Stale, Wrong, WrongState
from minhbach_shared.vocabulary import CaseState, Role

__all__ = [
    "NEEDS_DECISION",
    "NEEDS_STANDING",
    "STATES",
    "TABLE",
    "Row",
    "Situation",
    "act_of",
    "acts_from",
    "in_the_way",
    "permitted",
    "step_of_act",
    "within_bounds",
]

_ACT_OF: Final[dict[type[Command], Act]] = {
    Review: "review",
    Dismiss: "dismiss",
    Notify: "notify",
    RecordReply: "record_reply",
    Reply: "reply",
    Propose: "propose",
    Decide: "decide",
    Disagree: "disagree",
    Remedy: "remedy",
    Refer: "refer",
    Close: "close",
    RecordAppeal: "record_appeal",
    Appeal: "appeal",
    DecideAppeal: "decide_appeal",
    Correct: "correct",
    Retract: "retract",
    Assign: "assign",
    Pause: "pause",
    Resume: "resume",
    Hold: "hold",
    Release: "release",
    Erase: "erase",
}
_STEP_OF: Final[dict[Act, StepType]] = {
    "review": "reviewed",
    "dismiss": "dismissed",
    "notify": "notified",
    "record_reply": "replied",
    "reply": "replied",
    "propose": "proposed",
    "decide": "decided",
    "disagree": "disagreed",
    "remedy": "remedied",
    "refer": "referred",
    "close": "closed",
    "record_appeal": "appealed",
    "appeal": "appealed",
    "decide_appeal": "appeal_decided",
    "correct": "corrected",
    "retract": "retracted",
    "assign": "assigned",
    "pause": "paused",
    "resume": "resumed",
    "hold": "held",
    "release": "released",
    "erase": "erased",
}
NEEDS_STANDING: Final[frozenset[Act]] = frozenset({"propose", "decide"})
"""A reply too, where it says that the faults are mended."""
NEEDS_DECISION: Final[frozenset[Act]] = frozenset({"decide_appeal", "correct", "retract"})
_SHOWN_GUARDS: Final = (
    something_left,
    clocks_go,
    clocks_stand,
    window_over,
    second_person,
    took_no_part,
    decided_against,
    one_appeal,
    appeal_in_time,
    not_held,
    hold_changes,
    appeal_time_over,
)
"""Those that do not look at the command, so that a page can tell before anything is typed."""


def act_of(command: Command) -> Act:
    """The act that a command asks for."""
    return _ACT_OF[type(command)]


def step_of_act(act: Act) -> StepType:
    """The type of the step that an act writes."""
    return _STEP_OF[act]


def permitted(situation: Situation, command: Command, role: Role) -> Row:
    """The row that a command takes.

    Raises:
        ActRefused: one of its kinds, the role's and the state's first.
    """
    act = act_of(command)
    if not any(row.act == act and role in row.roles for row in TABLE):
        raise NotAllowed(f"The role {role!r} does not {act.replace('_', ' ')}.")
    own_site(situation, role)
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
    match command:
        case Disagree(to):
            rows = [row for row in rows if row.target == to]
        case DecideAppeal(result):
            target = "lifted" if result == "lifted" else "decided"
            rows = [row for row in rows if row.target == target]
        case _:
            pass
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
    state = situation.case.state
    guards = {g for row in TABLE if row.act == act and row.source == state for g in row.guards}
    for guard in _SHOWN_GUARDS:
        if guard not in guards:
            continue
        try:
            guard(situation, Release("") if act == "release" else Review())
        except ActRefused as refusal:
            return refusal
    return None
