"""A case as its steps leave it: bounded, counts and places only, however large the case is."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import OWED_BY_AGENCY, Clock, next_alarm
from minhbach_case.domain.commands import AppealResult, Outcome
from minhbach_shared.events import LegalBasis, TimeLimit, Value
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty

ENDED: Final[frozenset[CaseState]] = frozenset({"dismissed", "closed", "lifted"})


class Proposal(Value):
    """What was proposed, and by whom (sealed account)."""

    outcome: Outcome
    by: str


class Ground(Value):
    """How many findings rest on one legal basis under one duty."""

    duty: Duty
    basis: LegalBasis
    faults: int


class CaseFold(Value):
    """A case as its steps leave it."""

    case_id: UUID
    site_id: UUID
    kind: CaseKind
    ordinal: int
    previous_case: UUID | None
    site_name: str
    first_address: str
    state: CaseState
    sequence: int
    acts: tuple[int, ...]
    """The steps that people and clocks took: few, so their places are kept."""
    acted_sequence: int = 0
    """The last act that makes a page about the case an old one; 0 where there was none."""
    gathered_sequence: int
    """The last step that brought or took away evidence."""
    opened_at: datetime
    updated_at: datetime
    duties: tuple[Duty, ...]
    grounds: tuple[Ground, ...]
    unverified: tuple[str, ...]
    """Citations that were carried over unread, to be confirmed before a notice."""
    mend_limit: TimeLimit | None = None
    """The shortest time that the law of its duties gives to mend, where it gives one."""
    faults: int
    sightings: int
    withdrawn: int
    standing: int
    """Faults of which a sighting is left."""
    cleared: int = 0
    """Standing faults that a later capture no longer shows."""
    participants: tuple[str, ...] = ()
    """Sealed accounts that took part: none of them decides an appeal."""
    assignee: str | None = None
    """Sealed account."""
    clocks: tuple[Clock, ...] = ()
    paused_at: datetime | None = None
    held: bool = False
    erased_sequence: int = 0
    """Words and names of people before this step are erased."""
    dismissed_at: datetime | None = None
    notified_at: datetime | None = None
    notified_sequence: int | None = None
    served_on: date | None = None
    reply_until: datetime | None = None
    mend_by: date | None = None
    replied_at: datetime | None = None
    proposal: Proposal | None = None
    proposals: int = 0
    outcome: Outcome | None = None
    decided_at: datetime | None = None
    stated_sequence: int | None = None
    """The step that last stated the decision."""
    remedied_at: datetime | None = None
    referred_at: datetime | None = None
    appealed_at: datetime | None = None
    appeal_result: AppealResult | None = None
    closed_at: datetime | None = None

    @property
    def left(self) -> int:
        """Suspicions that still stand."""
        return self.sightings - self.withdrawn

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done, but for an appeal in its time."""
        return self.state in ENDED

    @property
    def erasable_from(self) -> datetime | None:
        """From when its retention counts: ended, not held, and nothing erased before."""
        if not self.ended or self.held or self.erased_sequence:
            return None
        return self.updated_at

    @property
    def gathering(self) -> bool:
        """Whether new faults join this case: it is open and its operator was never notified."""
        return self.notified_at is None and not self.ended

    @property
    def dismissal_proposed(self) -> bool:
        """Not yet notified, and every suspicion was withdrawn."""
        return self.gathering and self.left == 0

    @property
    def remedy_proposed(self) -> bool:
        """Heard of, and later captures show none of its faults any more."""
        open_after_notice = self.notified_at is not None and self.remedied_at is None
        return open_after_notice and not self.ended and 0 < self.standing <= self.cleared

    @property
    def settled_at(self) -> datetime | None:
        """From when on a fault that is seen again is a new one."""
        return self.remedied_at or self.closed_at

    @property
    def overrun(self) -> bool:
        """Whether the agency is late with what it owes: a supervisor is to look."""
        return any(c.overrun and c.running and c.name in OWED_BY_AGENCY for c in self.clocks)

    @property
    def alarm_at(self) -> datetime | None:
        """When a clock has something to say next; None where none has, or all stand still."""
        return None if self.paused_at else next_alarm(self.clocks)

    def clock(self, name: str) -> Clock | None:
        """One of its clocks, running or ended."""
        return next((clock for clock in self.clocks if clock.name == name), None)
