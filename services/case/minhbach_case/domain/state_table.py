"""The states of a case as one table: what leads where, who may do it, what stands in its way.

A new act is a new command, a new step and new rows here; nothing else decides on states.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from minhbach_case.domain.commands import (
    Act,
)
from minhbach_case.domain.guards import (
    Guard,
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
    received_day_possible,
    second_person,
    served_day_possible,
    something_heard,
    something_left,
    took_no_part,
    window_over,
)
from minhbach_shared.vocabulary import CaseState, Role

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
