"""The clocks of a case: what runs in which state, until when, and what is due to be said of it.

A clock's end is reckoned when it starts and stands in the step that starts it, so a case folds
to the same clocks whatever the settings become. Days end at midnight of the agency's own zone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal, get_args

from pydantic import AwareDatetime

from minhbach_shared.events import TimeLimit, Value
from minhbach_shared.vocabulary import CaseState
from minhbach_shared.working_days import after_working_days, working_days_between

ClockName = Literal["review", "reply", "mend", "decision", "appeal", "appeal_decision"]
Basis = Literal["law", "agency"]
AlarmLevel = Literal["warning", "overrun"]

CLOCKS: Final[tuple[ClockName, ...]] = get_args(ClockName)
AGENCY_ZONE: Final = timezone(timedelta(hours=7))
"""Viet Nam: UTC+7, without summer time."""

RUNNING: Final[Mapping[CaseState, frozenset[ClockName]]] = {
    "suspected": frozenset({"review"}),
    "under_review": frozenset({"review"}),
    "dismissed": frozenset(),
    "notified": frozenset({"reply", "mend", "decision"}),
    "replied": frozenset({"mend", "decision"}),
    "proposed": frozenset({"mend", "decision"}),
    "decided": frozenset({"mend", "appeal"}),
    "remedied": frozenset({"appeal"}),
    "referred": frozenset({"mend", "appeal"}),
    "appealed": frozenset({"mend", "appeal_decision"}),
    "lifted": frozenset(),
    "closed": frozenset({"appeal"}),
}
"""What goes on running in a state; every other clock ends where the case comes to it."""
OWED_BY_AGENCY: Final[frozenset[ClockName]] = frozenset({"review", "decision", "appeal_decision"})
"""Overrun, these are the agency's own default; the others lapse on the operator's side."""


class Terms(Value):
    """How long things may take where no law in the rule sets says it: the agency sets them.

    A review, reply, decision or warning of 0 days has no clock (a reply: no window).
    """

    review: TimeLimit = TimeLimit(amount=10, unit="working_days")
    reply: TimeLimit = TimeLimit(amount=10, unit="working_days")
    decision: TimeLimit = TimeLimit(amount=30, unit="working_days")
    appeal: TimeLimit = TimeLimit(amount=90, unit="days")
    appeal_decision: TimeLimit = TimeLimit(amount=30, unit="days")
    warn_working_days: int = 3


class Deadline(Value):
    """When a clock that a step starts will end."""

    name: ClockName
    basis: Basis
    due_at: AwareDatetime
    warn_at: AwareDatetime


class Clock(Value):
    """A clock as the steps leave it."""

    name: ClockName
    basis: Basis
    started_at: AwareDatetime
    due_at: AwareDatetime
    warn_at: AwareDatetime
    warned: bool = False
    overrun: bool = False
    ended_at: AwareDatetime | None = None

    @property
    def running(self) -> bool:
        """Whether it still counts."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is to be said of a clock now."""

    name: ClockName
    level: AlarmLevel
    due_at: datetime


def agency_day(moment: datetime) -> date:
    """The calendar day at the agency."""
    return moment.astimezone(AGENCY_ZONE).date()


def end_of(day: date) -> datetime:
    """The end of a day at the agency: the first moment of the next (UTC)."""
    return datetime.combine(day + timedelta(days=1), time.min, AGENCY_ZONE).astimezone(UTC)


def last_day(due_at: datetime) -> date:
    """The last day that a clock leaves: the moment before midnight is still that day's."""
    return agency_day(due_at - timedelta(milliseconds=1))


def due(start: datetime, limit: TimeLimit) -> datetime:
    """When a limit that begins at ``start`` is over: days end with their last day."""
    if limit.unit == "hours":
        return start + timedelta(hours=limit.amount)
    day = agency_day(start)
    if limit.unit == "days":
        return end_of(day + timedelta(days=limit.amount))
    return end_of(after_working_days(day, limit.amount))


def deadline(
    name: ClockName, start: datetime, due_at: datetime, terms: Terms, basis: Basis = "agency"
) -> Deadline:
    """A clock's end, with the moment at which to warn: some working days before."""
    return Deadline(name=name, basis=basis, due_at=due_at, warn_at=_warn_at(start, due_at, terms))


def within(
    name: ClockName, start: datetime, limit: TimeLimit, terms: Terms
) -> tuple[Deadline, ...]:
    """The clock that a limit of the agency starts; none where the limit is of no length."""
    if limit.amount == 0:
        return ()
    return (deadline(name, start, due(start, limit), terms),)


def after_step(
    clocks: Iterable[Clock], started: Iterable[Deadline], state: CaseState, at: datetime
) -> tuple[Clock, ...]:
    """The clocks behind a step: those that it started, and those that its state stops."""
    by_name = {clock.name: clock for clock in clocks}
    for new in started:
        known = by_name.get(new.name)
        # One that goes on after a pause keeps its beginning.
        began = known.started_at if known and known.running else at
        by_name[new.name] = Clock(started_at=began, **new.model_dump())
    return tuple(_stopped(by_name[name], state, at) for name in CLOCKS if name in by_name)


def noted(clocks: Iterable[Clock], name: ClockName, level: AlarmLevel) -> tuple[Clock, ...]:
    """The clocks where an alarm of one was raised."""
    change = {"warned": True} if level == "warning" else {"warned": True, "overrun": True}
    return tuple(c.model_copy(update=change) if c.name == name else c for c in clocks)


def resumed(
    clocks: Iterable[Clock], paused_at: datetime, now: datetime, terms: Terms
) -> tuple[Deadline, ...]:
    """The new ends of the clocks that stood still: nobody loses a working day of what was left."""
    return tuple(
        deadline(clock.name, now, _shifted(clock.due_at, paused_at, now), terms, clock.basis)
        for clock in clocks
        if clock.running and not clock.overrun
    )


def alarms(clocks: Iterable[Clock], now: datetime) -> tuple[Alarm, ...]:
    """What is to be said now of running clocks, each alarm once."""
    found: list[Alarm] = []
    for clock in clocks:
        if not clock.running or clock.overrun:
            continue
        if now >= clock.due_at:
            found.append(Alarm(clock.name, "overrun", clock.due_at))
        elif now >= clock.warn_at and not clock.warned:
            found.append(Alarm(clock.name, "warning", clock.due_at))
    return tuple(found)


def next_alarm(clocks: Iterable[Clock]) -> datetime | None:
    """When somebody has to look again; None where nothing will be due."""
    moments = [
        clock.due_at if clock.warned else min(clock.warn_at, clock.due_at)
        for clock in clocks
        if clock.running and not clock.overrun
    ]
    return min(moments, default=None)


def _warn_at(start: datetime, due_at: datetime, terms: Terms) -> datetime:
    day = last = last_day(due_at)
    while working_days_between(day, last) < terms.warn_working_days and day > agency_day(start):
        day -= timedelta(days=1)
    return max(start, min(end_of(day), due_at))


def _stopped(clock: Clock, state: CaseState, at: datetime) -> Clock:
    if clock.running and clock.name not in RUNNING[state]:
        return clock.model_copy(update={"ended_at": at})
    return clock


def _shifted(due_at: datetime, paused_at: datetime, now: datetime) -> datetime:
    last = last_day(due_at)
    if end_of(last) != due_at:
        # A limit in hours stood still for exactly as long as the case did.
        return due_at + (now - paused_at)
    left = working_days_between(agency_day(paused_at), last)
    return end_of(after_working_days(agency_day(now), left))
