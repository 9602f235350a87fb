"""How sites stand over time and the province's numbers: pure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from minhbach_case.domain.licence_time import LicenceTime, licence_left
from minhbach_case.domain.observed import Held, Mark, spans_of, standing_of, strip, weeks_of
from minhbach_case.domain.province import Moved, Standing, by_class, by_kind, by_week, kept
from minhbach_case.domain.verdicts import Times
from minhbach_case.observed_views import DaysView
from minhbach_case.web.console.charts import bars, runs, share
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import CaseState, Duty, Verdict
from tests.support.suspicions import site_of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
DUTY: Duty = "source.credited"


def seen(*verdicts: Verdict, back: int = 0) -> Times:
    """Verdicts of the duty, so many days back."""
    return {(DUTY, verdict): NOW - timedelta(days=back) for verdict in verdicts}


def case(state: CaseState, left: int = 1, confirmed: bool = False) -> Held:
    """A case that holds the duty."""
    return Held("unsourced_aggregation", state, frozenset({DUTY}), confirmed, left)


@pytest.mark.parametrize(
    ("cases", "times", "mark"),
    [
        ([], {}, "not_looked"),
        ([], seen("pass"), "passed"),
        ([], seen("inconclusive"), "unclear"),
        ([], seen("pass", "inconclusive"), "partly"),
        ([], seen("not_applicable"), "not_concerned"),
        ([case("suspected")], seen("pass"), "suspected"),
        ([case("proposed")], {}, "suspected"),
        ([case("decided", confirmed=True), case("suspected")], {}, "decided"),
        ([case("decided")], seen("pass"), "passed"),
        ([case("closed", confirmed=True)], seen("pass"), "passed"),
        ([case("lifted", confirmed=True)], seen("pass"), "passed"),
        ([case("dismissed")], seen("breach"), "settled"),
        ([case("suspected", left=0)], seen("breach"), "settled"),
        ([case("dismissed")], seen("breach", "pass"), "passed"),
        ([case("dismissed")], seen("breach", "not_applicable"), "settled"),
        ([], seen("breach", back=20) | seen("pass"), "passed"),
        ([], seen("inconclusive") | seen("pass", back=20), "unclear"),
    ],
)
def test_how_a_duty_stands(cases: list[Held], times: Times, mark: Mark) -> None:
    """People's word before the classifier's, suspicion only while a case of it is open."""
    assert standing_of(DUTY, times, cases) == mark


def test_a_strip_shows_what_was_settled_as_settled() -> None:
    """A day's suspicion goes with its case; one that no case holds yet still stands."""
    days = [(TODAY, seen("breach")), (TODAY - timedelta(days=3), seen("pass"))]
    for cases, mark in (
        ([], "suspected"),
        ([case("notified")], "suspected"),
        ([case("dismissed")], "settled"),
    ):
        (row,) = strip("month", TODAY, days, seen("breach"), cases).rows
        assert row.marks == ("not_looked",) * 26 + ("passed", "not_looked", "not_looked", mark)


def test_what_lies_outside_the_period_is_not_drawn() -> None:
    """Neither before its first day nor after its last."""
    days = [(TODAY + timedelta(days=1), seen("pass")), (TODAY - timedelta(days=30), seen("pass"))]
    (row,) = strip("month", TODAY, days, seen("pass"), []).rows
    assert set(row.marks) == {"not_looked"}


def test_the_periods_end_today() -> None:
    """Thirty days; fifty-two weeks from Monday, this one included."""
    month, year = spans_of("month", TODAY), spans_of("year", TODAY)
    assert (len(month), month[-1].last) == (30, TODAY)
    assert (len(year), year[-1].first, year[-1].last) == (52, date(2026, 11, 16), TODAY)
    assert all(span.first.weekday() == 0 for span in weeks_of(4, date(2026, 11, 23)))


def test_runs_tell_the_same_as_the_marks() -> None:
    """Neighbours of one mark become one run; together they are the strip."""
    spans = [DaysView(first=span.first, last=span.last) for span in spans_of("month", TODAY)]
    marks: tuple[Mark, ...] = ("passed",) * 10 + ("unclear",) * 5 + ("passed",) * 15
    found = runs(marks, spans)
    assert tuple(mark for run in found for mark in (run.mark,) * run.length) == marks
    assert [(run.start, run.first, run.last) for run in found] == [
        (0, date(2026, 10, 24), date(2026, 11, 2)),
        (10, date(2026, 11, 3), date(2026, 11, 7)),
        (15, date(2026, 11, 8), TODAY),
    ]
    assert runs((), ()) == ()


def test_bars_are_seen_and_never_higher_than_the_chart() -> None:
    """One of a thousand is still seen; nothing is not."""
    assert [bar.height for bar in bars([0, 1, 1000], 1000)] == [0, 2, 100]
    assert [share(1, 3), share(0, 0)] == [33, 0]


@pytest.mark.parametrize(
    ("ends", "time", "days"),
    [
        (TODAY + timedelta(days=400), "running", 400),
        (TODAY + timedelta(days=90), "ending", 90),
        (TODAY, "ending", 0),
        (TODAY - timedelta(days=1), "over", -1),
        (None, "open_ended", 0),
    ],
)
def test_what_is_left_of_a_licence(ends: date | None, time: LicenceTime, days: int) -> None:
    """Its last day still counts; without an end nothing is counted."""
    site = site_of("licence")
    record = SiteRecord(
        id=derived_id("record", 1),
        site_id=site,
        version=1,
        recorded_at=NOW,
        name="Tin",
        address="https://licence.example.vn/",
        site_class="aggregator",
        licence_number="12/GP",
        licence_issued_on=TODAY - timedelta(days=400),
        licence_expires_on=ends,
    )
    left = licence_left(record, TODAY)
    assert (left.time, left.days) == (time, days)
    assert 0 <= left.share <= 1
    none = record.model_copy(update={"licence_number": None, "licence_expires_on": None})
    assert licence_left(none, TODAY).time == "none"


def test_cases_are_counted_in_the_week_of_the_agency() -> None:
    """Sunday evening in UTC is Monday here, so the next week."""
    spans = weeks_of(4, TODAY)
    sunday = datetime(2026, 11, 15, 18, tzinfo=UTC)
    weeks = by_week(spans, [Moved("opened", sunday, 3, 7), Moved("closed", NOW, 1)])
    assert [week.counts for week in weeks[2:]] == [(0, 0, 0, 0, 0, 0), (3, 0, 0, 0, 0, 1)]
    assert weeks[3].sightings == 7


def test_open_cases_are_counted_by_where_they_are() -> None:
    """A kind without an open case has no line; a site that left the register no class."""
    standing = [
        Standing("licence", "suspected", "aggregator", 2),
        Standing("licence", "replied", "aggregator", 1),
        Standing("comments", "appealed", None, 4),
        Standing("freshness", "closed", "state_portal", 9),
    ]
    assert by_kind(standing) == {
        "licence": {"suspected": 2, "heard": 1, "decided": 0},
        "comments": {"suspected": 0, "heard": 0, "decided": 4},
    }
    assert by_class(standing) == {"aggregator": {"suspected": 2, "heard": 1, "decided": 0}}


def test_clocks_kept_and_overrun() -> None:
    """By clock; one that never came to its end is left out."""
    found = kept([("review", False, 3), ("review", True, 1), ("appeal", True, 2)])
    assert [(one.clock, one.kept, one.overrun) for one in found] == [
        ("review", 3, 1),
        ("appeal", 0, 2),
    ]
