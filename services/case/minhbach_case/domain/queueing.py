"""The queue of cases: in which lanes a case stands, and at which place of each order.

A lane is one choice of filters, written as one word. A case carries the words of all lanes that it
stands in, so any choice is one equality on one index, and a page reads what it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Final, Literal, get_args
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import OWED_BY_AGENCY
from minhbach_shared.ids import iso
from minhbach_shared.vocabulary import CaseKind, CaseState, SiteClass

QueueState = CaseState | Literal["open"]
"""A state, or any in which something is still to be done."""
QueueOrder = Literal["due", "moved", "opened"]
"""Soonest due first; last changed first; last opened first."""
ClockWord = Literal["overrun", "soon"]

ORDERS: Final[tuple[QueueOrder, ...]] = get_args(QueueOrder)
CLOCK_WORDS: Final[tuple[ClockWord, ...]] = get_args(ClockWord)
NOBODY: Final = "nobody"
"""The assignee of a case that is nobody's."""
NUMBER_DIGITS: Final = 8
SOON: Final = timedelta(days=5)
_NEVER: Final = "9999"


@dataclass(frozen=True, slots=True)
class Lane:
    """One choice of filters; null leaves a question open. ``assignee`` is a sealed account."""

    state: QueueState | None = None
    kind: CaseKind | None = None
    site_class: SiteClass | None = None
    assignee: str | None = None

    @property
    def word(self) -> str:
        """The lane as one word."""
        return "|".join(
            part or "" for part in (self.state, self.kind, self.site_class, self.assignee)
        )


def site_word(site: UUID, state: QueueState | None = None) -> str:
    """The lane of one site's cases."""
    return f"@{site}|{state or ''}"


def number_word(number: str) -> str:
    """The lane of the case with this number."""
    return f"#{number}"


def number_of(case: UUID) -> str:
    """A case's number, as people write and say it: the first eight digits of its id."""
    return case.hex[:NUMBER_DIGITS].upper()


def words_of(case: CaseFold, site_class: SiteClass | None) -> list[str]:
    """The words of every lane that a case stands in: 29 while it is open, 19 afterwards."""
    states: list[QueueState | None] = [None, case.state]
    if not case.ended:
        states.append("open")
    kinds: tuple[CaseKind | None, ...] = (None, case.kind)
    classes: tuple[SiteClass | None, ...] = (None, site_class) if site_class else (None,)
    whose = (None, case.assignee or NOBODY)
    lanes = [Lane(*choice).word for choice in product(states, kinds, classes, whose)]
    sites = [site_word(case.site_id, state) for state in states]
    return [*lanes, *sites, number_word(number_of(case.case_id))]


def due_at(case: CaseFold) -> datetime | None:
    """By when the agency has to do something; None where nothing runs against it."""
    if case.ended or case.paused_at is not None:
        return None
    ends = [c.due_at for c in case.clocks if c.running and c.name in _counted(case.state)]
    return min(ends, default=None)


def places_of(case: CaseFold) -> dict[QueueOrder, str]:
    """Where a case stands in each order: a time, and its id so that each place is one."""
    due = due_at(case)
    return {
        "due": place(iso(due) if due else _NEVER, case.case_id),
        "moved": place(iso(case.updated_at), case.case_id),
        "opened": place(iso(case.opened_at), case.case_id),
    }


def place(moment: str, case: UUID | str = "") -> str:
    """A place in an order; without a case, the one before all cases of the moment."""
    return f"{moment} {case}"


def due_between(clock: ClockWord, now: datetime) -> tuple[str, str]:
    """The places between which a case is due soon, or overdue."""
    match clock:
        case "overrun":
            return "", place(iso(now))
        case "soon":
            return place(iso(now)), place(iso(now + SOON))


def _counted(state: CaseState) -> Iterable[str]:
    # What the operator has to mend after a decision is the agency's to check when its time is up.
    return {*OWED_BY_AGENCY, "mend"} if state in ("decided", "referred") else OWED_BY_AGENCY
