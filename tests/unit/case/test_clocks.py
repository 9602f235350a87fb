"""The clocks of a case: working days, ends at midnight, warnings, pauses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.clocks import (
    RUNNING,
    Alarm,
    Terms,
    after_step,
    agency_day,
    alarms,
    deadline,
    due,
    end_of,
    last_day,
    next_alarm,
    noted,
    resumed,
    within,
)
from minhbach_case.domain.states import STATES
from minhbach_shared.events import TimeLimit
from minhbach_shared.working_days import is_working_day, working_days_between

TERMS = Terms()
FIRST = datetime(2014, 1, 1, tzinfo=UTC)
moments = st.builds(lambda hours: FIRST + timedelta(hours=hours), st.integers(0, 20 * 8766))


def at(text: str) -> datetime:
    """A moment at the agency."""
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-11-02 09:00", 5, "working_days", date(2026, 11, 9)),
        ("2026-11-06 16:59", 1, "working_days", date(2026, 11, 9)),
        ("2026-11-07 09:00", 1, "working_days", date(2026, 11, 9)),
        ("2026-04-28 09:00", 3, "working_days", date(2026, 5, 5)),
        ("2026-08-31 09:00", 2, "working_days", date(2026, 9, 4)),
        ("2026-02-13 09:00", 1, "working_days", date(2026, 2, 23)),
        ("2027-12-31 09:00", 1, "days", date(2028, 1, 1)),
        ("2028-02-28 23:59", 1, "days", date(2028, 2, 29)),
    ],
)
def test_days_end_with_their_last_day(start: str, amount: int, unit: str, end: date) -> None:
    """Weekends, 30 April, 2 September and Tết are not counted; a leap day is."""
    limit = TimeLimit.model_validate({"amount": amount, "unit": unit})
    assert due(at(start), limit) == end_of(end)
    assert last_day(due(at(start), limit)) == end


def test_hours_are_counted_from_the_minute() -> None:
    """Three hours to take an item down."""
    assert due(at("2026-11-02 23:30"), TimeLimit(amount=3, unit="hours")) == at("2026-11-03 02:30")


@given(moments, st.integers(1, 60))
def test_a_limit_holds_so_many_working_days(start: datetime, amount: int) -> None:
    """Counted back, there are as many; the last is one on which offices are open."""
    last = last_day(due(start, TimeLimit(amount=amount, unit="working_days")))
    assert working_days_between(agency_day(start), last) == amount
    assert is_working_day(last)


@given(moments, st.integers(1, 40), st.integers(0, 200), st.integers(0, 200))
def test_a_pause_costs_nobody_a_working_day(
    start: datetime, amount: int, until: int, pause: int
) -> None:
    """What was left when the clocks stopped is left when they go on."""
    limit = TimeLimit(amount=amount, unit="working_days")
    clocks = after_step((), within("decision", start, limit, TERMS), "notified", start)
    paused = start + timedelta(days=until)
    again = paused + timedelta(days=pause)
    (after,) = resumed(clocks, paused, again, TERMS)
    left = working_days_between(agency_day(paused), last_day(clocks[0].due_at))
    assert working_days_between(agency_day(again), last_day(after.due_at)) == left


def test_an_alarm_is_raised_once_each() -> None:
    """First the warning, then the overrun; an ended clock says nothing."""
    start = at("2026-11-02 09:00")
    limit = TimeLimit(amount=5, unit="working_days")
    clocks = after_step((), within("reply", start, limit, TERMS), "notified", start)
    warn, over = at("2026-11-05 00:00"), at("2026-11-10 00:00")
    assert (alarms(clocks, start), next_alarm(clocks)) == ((), warn)
    assert alarms(clocks, warn) == (Alarm("reply", "warning", over),)
    warned = noted(clocks, "reply", "warning")
    assert (alarms(warned, warn), next_alarm(warned)) == ((), over)
    assert alarms(warned, over) == (Alarm("reply", "overrun", over),)
    assert next_alarm(noted(warned, "reply", "overrun")) is None
    assert alarms(after_step(warned, (), "replied", over), over) == ()


def test_a_state_stops_what_it_does_not_let_run() -> None:
    """Every state says which clocks run; a decision starts the time to appeal."""
    assert set(RUNNING) == set(STATES)
    start = at("2026-11-02 09:00")
    notice = (
        deadline("reply", start, end_of(date(2026, 11, 9)), TERMS),
        deadline("mend", start, end_of(date(2026, 11, 30)), TERMS),
    )
    clocks = after_step((), notice, "notified", start)
    decided = after_step(clocks, within("appeal", start, TERMS.appeal, TERMS), "decided", start)
    assert [clock.name for clock in decided if clock.running] == ["mend", "appeal"]
    assert not any(clock.running for clock in after_step(decided, (), "lifted", start))
