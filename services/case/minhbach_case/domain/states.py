"""The states of a case as one table: what leads where, who may do it, what stands in its way.

A new act is a new command, a new step and new rows here; nothing else decides on states.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

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
    Guard,
    Situation,
    appeal_came_in_time,
    appeal_in_time,
    appeal_time_over,
    citation_confirmed,
    citation_known,
    clocks_go,
    clocks_stand,
    decided_against,
    duties_of_the_decision,
    evidence_seen,
    hold_changes,
    not_held,
    one_appeal,
    own_site,
    received_day_possible,
    second_person,
    served_day_possible,
    something_heard,
    something_left,
    took_no_part,
    window_over,
)
from minhbach_case.errors import ActRefused, Missing, NotAllowed, Stale, Wrong, WrongState
from minhbach_shared.vocabulary import CaseState, Role

__all__ = [
    "NEEDS_DECISION",
    "NEEDS_STANDING",
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

Need = Literal["reason", "reasons", "text"]


@dataclass(frozen=True, slots=True)
class Row:
    """One way from a state to the next."""

    source: CaseState
    act: Act
    target: CaseState
    roles: frozenset[Role]
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()


STATES: Final[tuple[CaseState, ...]] = get_args(CaseState)
OFFICER: Final[frozenset[Role]] = frozenset({"officer"})
SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})
ADMINISTRATOR: Final[frozenset[Role]] = frozenset({"administrator"})
OPERATOR: Final[frozenset[Role]] = frozenset({"operator"})
_BOTH: Final = OFFICER | SUPERVISOR

_OPEN: Final[tuple[CaseState, ...]] = ("suspected", "under_review", "notified", "replied")
_IN_HAND: Final[tuple[CaseState, ...]] = (*_OPEN, "proposed", "decided", "referred", "appealed")
_HEARD: Final[tuple[CaseState, ...]] = ("notified", "replied", "proposed")
_AFTER: Final[tuple[CaseState, ...]] = ("decided", "remedied", "referred", "closed")
_FINAL: Final[tuple[CaseState, ...]] = ("dismissed", "closed", "lifted")
_APPEALS: Final[tuple[tuple[Act, frozenset[Role], Guard], ...]] = (
    ("record_appeal", OFFICER, appeal_came_in_time),
    ("appeal", OPERATOR, appeal_in_time),
)
_HOLDS: Final[tuple[Act, ...]] = ("hold", "release")

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
    # Who replies is heard, however often and late, as long as nothing is decided.
    *(
        Row(state, "record_reply", "replied", OFFICER, ("text",), (received_day_possible,))
        for state in _HEARD
    ),
    *(Row(state, "reply", "replied", OPERATOR, ("text",)) for state in _HEARD),
    Row(
        "notified",
        "propose",
        "proposed",
        OFFICER,
        ("reasons",),
        (clocks_go, window_over, something_heard),
    ),
    Row("replied", "propose", "proposed", OFFICER, ("reasons",), (clocks_go, something_heard)),
    Row(
        "proposed",
        "decide",
        "decided",
        SUPERVISOR,
        guards=(clocks_go, second_person, something_heard),
    ),
    Row("proposed", "disagree", "under_review", SUPERVISOR, ("reason",), (second_person,)),
    Row("proposed", "disagree", "dismissed", SUPERVISOR, ("reason",), (second_person,)),
    # Mended before a decision, none is taken; mended after one, it is carried out.
    *(Row(state, "remedy", "remedied", OFFICER, ("reason",)) for state in _HEARD),
    Row("decided", "remedy", "remedied", OFFICER, ("reason",), (decided_against,)),
    Row("decided", "refer", "referred", SUPERVISOR, ("reason",), (decided_against,)),
    *(Row(state, "close", "closed", _BOTH) for state in ("decided", "remedied", "referred")),
    *(
        Row(state, act, "appealed", roles, ("text",), (decided_against, one_appeal, in_time))
        for act, roles, in_time in _APPEALS
        for state in _AFTER
    ),
    *(
        Row(
            "appealed",
            "decide_appeal",
            target,
            ADMINISTRATOR,
            ("reasons",),
            (clocks_go, took_no_part, duties_of_the_decision),
        )
        for target in ("decided", "lifted")
    ),
    *(
        Row(state, "correct", state, SUPERVISOR, ("reason",), (citation_known,))
        for state in (*_HEARD, *_AFTER, "appealed")
    ),
    *(
        Row(state, "retract", "lifted", ADMINISTRATOR, ("reason",), (decided_against, took_no_part))
        for state in _AFTER
    ),
    *(Row(state, "assign", state, _BOTH) for state in (*_IN_HAND, "remedied")),
    *(Row(state, "pause", state, _BOTH, ("reason",), (clocks_go,)) for state in _IN_HAND),
    *(Row(state, "resume", state, _BOTH, (), (clocks_stand,)) for state in STATES),
    *(
        Row(state, act, state, SUPERVISOR | ADMINISTRATOR, ("reason",), (hold_changes,))
        for state in STATES
        for act in _HOLDS
    ),
    *(
        Row(state, "erase", state, ADMINISTRATOR, ("reason",), (not_held, appeal_time_over))
        for state in _FINAL
    ),
)

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
