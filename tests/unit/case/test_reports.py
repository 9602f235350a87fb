"""Periodic reports: periods, what counts where, sums that re-add, corrections."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.case import ENDED, CaseFold
from minhbach_case.domain.commands import (
    Close,
    Pause,
    Remedy,
    Resume,
    Review,
)
from minhbach_case.domain.folding import fold
from minhbach_case.domain.reports.checking import check
from minhbach_case.domain.reports.counting_sites import SiteVersion
from minhbach_case.domain.reports.counts import Counts
from minhbach_case.domain.reports.model import Reading
from minhbach_case.domain.reports.periods import (
    Part,
    is_over,
    period_named,
    period_of,
)
from tests.support.casebook import Casebook
from tests.support.many_cases import many_cases, sites
from tests.support.report_steps import (
    CASE,
    OFFICER,
    SITE,
    at,
    book_of,
    counted,
    notice,
    taken_of,
    to_decision,
    told,
    values,
    version,
    visit,
)
from tests.support.suspicions import suspected, withdrawn

PARTS: tuple[Part, ...] = ("H1", "H2", "year")


@given(st.integers(2001, 2099), st.sampled_from(PARTS), st.integers(0, 28))
def test_months_and_periods_leave_no_day_out(year: int, part: Part, closing: int) -> None:
    """A period's months follow each other without a gap, and it follows the one before it."""
    period = period_of(year, part, closing)
    months = period.months
    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(months))
    assert period.before.last == period.first - timedelta(days=1)
    assert period_named(period.word, closing) == period


def test_a_leap_year_has_its_day() -> None:
    """29 February is a day of the first half year; without it the period is one day shorter."""
    assert period_named("2024-H1").months[1].last == date(2024, 2, 29)
    assert [(p.last - p.first).days for p in map(period_named, ("2024", "2023"))] == [365, 364]
    moved = counted("2024-H1", versions=[version("a", at(2024, 2, 29, 23))])
    assert values(moved, "sites_moved.aggregator.joined") == (1,)
    assert [p.now.value for p in moved.series[0].points] == [0, 1, 1, 1, 1, 1]


def test_a_year_closed_on_the_fourteenth() -> None:
    """With a closing day a year runs from the day after it in December."""
    year = period_named("2026", 14)
    assert (year.first, year.last) == (date(2025, 12, 15), date(2026, 12, 14))
    assert year.months[2].last == date(2026, 3, 14)


@pytest.mark.parametrize("word", ["2026-H3", "26-H1", "H1", "", "2026-", "1999", "2026 H1", "२०२६"])
def test_words_that_name_no_period(word: str) -> None:
    """What is no period is told with what to write instead, or which years there are."""
    with pytest.raises(ValueError, match=r"write 2026-H1|not between"):
        period_named(word)


def test_a_day_ends_at_the_agency() -> None:
    """The last evening of June is June's, though it is July's first hour nowhere but there."""
    last, first = at(2026, 6, 30, 23), at(2026, 7, 1, 0)
    assert (last.date(), first.date()) == (date(2026, 6, 30), date(2026, 6, 30))
    visits = [visit("a", last), visit("a", first)]
    versions = [version("a", at(2025, 1, 1))]
    half = counted("2026-H1", versions=versions, visits=visits)
    later = counted("2026-H2", versions=versions, visits=visits)
    assert values(half, "visits.total.made") == values(later, "visits.total.made") == (1,)
    assert not is_over(period_named("2026-H1"), last)
    assert is_over(period_named("2026-H1"), first)


def test_a_case_over_two_periods_counts_each_step_where_it_was_taken() -> None:
    """Opened in one half, decided in the next: open in between, and never counted twice."""
    steps = list(taken_of(to_decision()))
    first, second = counted("2026-H1", steps), counted("2026-H2", steps)
    assert told(first) == {
        "suspicions.harmful_content.new": 1,
        "suspicions.harmful_content.raised": 1,
        "cases_moved.harmful_content.opened": 1,
        "cases_moved.harmful_content.at_end": 1,
        "cases_open.harmful_content.replied": 1,
        "clocks_agency.review.kept": 1,
        "clocks_operator.reply.kept": 1,
    }
    assert told(second) == {
        "cases_moved.harmful_content.at_start": 1,
        "cases_moved.harmful_content.ended": 1,
        "cases_ended.harmful_content.confirmed": 1,
        "decisions.harmful_content.confirmed": 1,
        # 30 working days from 10 June were over on 23 July, before the decision of 5 August.
        "clocks_agency.decision.overrun": 1,
        "clocks_agency.appeal_decision.kept": 1,
        "clocks_operator.appeal.kept": 1,
        "appeals.harmful_content.received": 1,
        "appeals.harmful_content.upheld": 1,
        "appeals.harmful_content.decided": 1,
    }
    assert {one.key: one.now for one in first.figures} == {
        one.key: one.before for one in second.figures
    }
    assert check(first) == check(second) == ()


def test_a_year_is_the_sum_of_its_halves() -> None:
    """What happened in a year is what happened in both its halves; what stands is the second's."""
    books = list(many_cases(200, sites(40), at(2026, 11, 20), seed=5))
    steps = list(taken_of(*books))
    year, halves = counted("2026", steps), [counted(w, steps) for w in ("2026-H1", "2026-H2")]
    for one in year.figures:
        if one.column in ("at_end", "median_days") or one.table.startswith(
            ("sites_", "cases_open")
        ):
            continue
        parts = [half.by_key[one.key].now.value or 0 for half in halves]
        whole = parts[0] if one.column == "at_start" else sum(parts)
        assert one.now.value == whole, one.key


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_those_of_the_folds(seed: int) -> None:
    """Counting step by step says what the cases, folded up to each moment, say."""
    books = list(many_cases(150, sites(30), at(2026, 11, 20), seed=seed))
    behind: dict[str, list[UUID]] = {}
    report = counted("2026", taken_of(*books), behind=behind, now=at(2026, 11, 20))
    period = report.period
    assert check(report) == ()
    expected = _by_folding(books, period.begins, report.counted_until)
    keys = [
        key for key in report.by_key if key.split(".")[0] in {k.split(".")[0] for k in expected}
    ]
    assert expected
    for key in keys:
        if ".total." not in key and not key.endswith((".total", ".median_days")):
            assert report.by_key[key].now.value == expected[key], key
            assert len(set(behind.get(key, ()))) <= expected[key]


def _by_folding(books: Sequence[Casebook], begins: datetime, until: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for steps in (steps for book in books for steps in book.steps.values()):
        for moment, column in ((begins, "at_start"), (until, "at_end")):
            before = [step for step in steps if step.at < moment]
            case = fold(before) if before else None
            if case is not None and not case.ended:
                found[f"cases_moved.{case.kind}.{column}"] += 1
                if column == "at_end":
                    found[f"cases_open.{case.kind}.{case.state}"] += 1
        whole = [step for step in steps if step.at < until]
        if whole:
            _count_whole(found, fold(whole), begins, until)
    return found


def _count_whole(found: Counter[str], case: CaseFold, begins: datetime, until: datetime) -> None:
    if case.opened_at >= begins:
        found[f"cases_moved.{case.kind}.opened"] += 1
    if case.state in ENDED and case.updated_at >= begins:
        found[f"cases_moved.{case.kind}.ended"] += 1
        outcome = "dismissed" if case.state == "dismissed" else str(case.outcome)
        found[f"cases_ended.{case.kind}.{outcome}"] += 1
    if case.decided_at and case.decided_at >= begins:
        found[f"decisions.{case.kind}.{case.outcome}"] += 1
    for clock in case.clocks:
        agency = clock.name in ("review", "decision", "appeal_decision")
        table = "clocks_agency" if agency else "clocks_operator"
        if begins <= clock.due_at < until and (clock.running or clock.due_at <= clock.ended_at):  # type: ignore[operator]  # ended where it does not run
            found[f"{table}.{clock.name}.overrun"] += 1
        elif clock.ended_at and clock.ended_at >= begins and clock.ended_at < clock.due_at:
            found[f"{table}.{clock.name}.kept"] += 1


def test_a_clock_that_stands_still_is_not_overrun() -> None:
    """A pause over the end of a clock keeps it; going on, its new end counts."""
    paused = book_of((at(2026, 3, 3), Pause("Chờ giám định.")), begins=at(2026, 3, 2))
    assert "clocks_agency.review.overrun" not in told(counted("2026-H1", taken_of(paused)))
    paused.now = at(2026, 5, 4)
    paused.act(CASE, Resume(), OFFICER)
    later = told(counted("2026-H1", taken_of(paused)))
    assert later["clocks_agency.review.overrun"] == 1
    overrun = counted("2026-H1", taken_of(paused)).series
    (series,) = (one for one in overrun if one.key == "clocks_overrun")
    assert [point.now.value for point in series.points] == [0, 0, 0, 0, 1, 0]


def test_mending_and_how_long_it_took() -> None:
    """Working days from the notice: Friday to Monday is one."""
    book = book_of(
        (at(2026, 3, 5), Review()),
        notice(at(2026, 3, 6)),
        (at(2026, 3, 9), Remedy("Đã gỡ bài.")),
        (at(2026, 3, 10), Close()),
        begins=at(2026, 3, 2),
    )
    report = counted("2026-H1", taken_of(book))
    place = "mended.harmful_content"
    keys = (f"{place}.before_decision", f"{place}.after_decision", f"{place}.median_days")
    assert values(report, *keys) == (1, 0, 1)
    assert values(report, "cases_ended.harmful_content.mended", "mended.total.median_days") == (
        1,
        1,
    )
    none = report.by_key["mended.disclosure.median_days"].now
    assert none == Reading(unknown="nothing_to_measure")


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_the_median_is_that_of_the_list(days: list[int]) -> None:
    """Counted as often as each number came, it is the median of them all."""
    counts = Counts()
    for one in days:
        counts.add_days("mended", "licence", one)
    ordered = sorted(days)
    half = len(ordered) // 2
    both = ordered[half] + ordered[(len(ordered) - 1) // 2]
    assert counts.median("mended.licence.median_days") == both / 2
    assert counts.median("mended.total.median_days") == both / 2
    assert counts.median("mended.disclosure.median_days") is None


def test_suspicions_new_seen_again_and_withdrawn() -> None:
    """Each sighting is a suspicion; one that was withdrawn is told apart, not taken away."""
    book = Casebook(now=at(2026, 4, 1))
    first = suspected(SITE)
    book.gather(first, suspected(SITE, capture=2), suspected(SITE, fault="b"))
    book.gather(withdrawn(first))
    place = "suspicions.harmful_content"
    report = counted("2026-H1", taken_of(book))
    keys = [f"{place}.{column}" for column in ("new", "again", "raised", "withdrawn")]
    assert values(report, *keys) == (2, 1, 3, 1)


def _moving() -> list[SiteVersion]:
    before, inside = at(2025, 5, 1), at(2026, 3, 1)
    return [
        version("stays", before, organisation="Công ty Đặng Ngọc Ỷ"),
        version("sold", before, organisation="Công ty Ấp Bắc"),
        version("sold", inside, organisation="Hợp tác xã Ỷ Nguyệt"),
        version("written anew", before, organisation="Sở Văn hóa"),
        version("written anew", inside, organisation="sở  văn hóa"),
        version("named later", before, organisation=None),
        version("named later", inside),
        version("leaves", before, status="unlicensed"),
        version("leaves", inside, active=False, status="unlicensed"),
        version("comes and goes", inside),
        version("comes and goes", at(2026, 4, 1), active=False),
        version("another class", before),
        version("another class", inside, "state_portal", status=None),
        version("press", inside, "reference", status=None),
        version("later", at(2026, 8, 1)),
    ]


def test_sites_that_came_left_and_changed_hands() -> None:
    """Every move counts where it was made; a name that was filled in or respelled is no owner."""
    report = counted("2026-H1", versions=_moving())
    assert check(report) == ()
    place = "sites_moved.aggregator"
    columns = ("at_start", "joined", "class_in", "left", "class_out", "at_end", "changed_hands")
    assert values(report, *(f"{place}.{column}" for column in columns)) == (6, 1, 0, 2, 1, 4, 1)
    assert values(report, "sites_status.aggregator.licensed", "sites_status.total.total") == (4, 6)
    assert values(report, "sites_moved.state_portal.class_in", "sites_status.reference.none") == (
        1,
        1,
    )


def test_visits_count_under_the_class_of_their_day() -> None:
    """A visit from before a site changed its class is the old class's; none is nobody's."""
    versions = [
        version("a", at(2025, 1, 1)),
        version("a", at(2026, 3, 1), "state_portal"),
        version("never visited", at(2025, 1, 1)),
    ]
    visits = [
        visit("a", at(2026, 2, 1), captured=4, failed=1),
        visit("a", at(2026, 4, 1), captured=0, failed=3),
        visit("unknown", at(2026, 4, 2)),
    ]
    report = counted("2026-H1", versions=versions, visits=visits)
    assert check(report) == ()
    assert values(
        report,
        "visits.aggregator.made",
        "visits.state_portal.failed",
        "visits.unlisted.made",
        "pages.total.captured",
        "pages.total.failed",
    ) == (1, 1, 1, 9, 4)
    visited = ("state_portal.visited", "aggregator.visited", "aggregator.not_visited")
    assert values(report, *(f"sites_visited.{place}" for place in visited)) == (1, 0, 1)
