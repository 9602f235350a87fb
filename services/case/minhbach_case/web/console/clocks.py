"""The clocks of a case in people's words: until when, and how much is left (pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from minhbach_case.domain.clocks import (
    OWED_BY_AGENCY,
    Basis,
    Clock,
    ClockName,
    agency_day,
    last_day,
)
from minhbach_case.views import CaseView
from minhbach_shared.working_days import working_days_between

ClockStanding = Literal["left", "today", "over", "lapsed", "paused"]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One running clock: its last day, and the working days that are left or were lost."""

    name: ClockName
    basis: Basis
    until: date
    standing: ClockStanding
    days: int = 0
    soon: bool = False


def clock_lines(case: CaseView, now: datetime) -> tuple[ClockLine, ...]:
    """The clocks that run, the next to end first."""
    running = sorted((c for c in case.clocks if c.running), key=lambda clock: clock.due_at)
    return tuple(line_of(clock, now, paused=case.paused_at is not None) for clock in running)


def line_of(clock: Clock, now: datetime, *, paused: bool) -> ClockLine:
    """One clock in words, as it stands now."""
    today, until = agency_day(now), last_day(clock.due_at)
    if paused:
        return ClockLine(clock.name, clock.basis, until, "paused")
    if now >= clock.due_at:
        owed = clock.name in OWED_BY_AGENCY
        lost = working_days_between(until, today)
        return ClockLine(clock.name, clock.basis, until, "over" if owed else "lapsed", lost, owed)
    if today == until:
        return ClockLine(clock.name, clock.basis, until, "today", 0, soon=True)
    left = working_days_between(today, until)
    return ClockLine(clock.name, clock.basis, until, "left", left, now >= clock.warn_at)
