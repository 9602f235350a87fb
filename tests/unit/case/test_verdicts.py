"""Verdicts over time, and which faults a later capture shows mended: pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.clearing import (
    HeldFault,
    Place,
    cause_of,
    cleared_by,
    clears,
    last_mending,
    mends,
)
from minhbach_case.domain.verdicts import Look, looks_of, mark_of, marks_of, tally
from minhbach_shared.events import Assessed
from minhbach_shared.vocabulary import Duty, Verdict
from tests.support.assessed import assessed
from tests.support.suspicions import site_of

SITE = site_of("verdicts")
PAGE = "https://verdicts.example.vn/a"
DAY = datetime(2026, 11, 1, 20, tzinfo=UTC)
VERDICTS: tuple[Verdict, ...] = ("pass", "breach", "inconclusive", "not_applicable")


def only(record: Assessed) -> Look:
    """The one look of a record."""
    (look,) = looks_of(record)
    return look


def looked(verdict: Verdict, hours: int = 0, status: int = 200) -> Look:
    """A look for gambling, so many hours after the first day's evening."""
    return only(
        assessed(SITE, PAGE, DAY + timedelta(hours=hours), {"spam.gambling": verdict}, status)
    )


def held(seen: datetime | None = DAY, cleared: bool = False) -> HeldFault:
    """A gambling fault that a case holds."""
    return HeldFault(UUID(int=1), UUID(int=2), (SITE, "spam.gambling", PAGE), seen, cleared)


@given(st.lists(st.tuples(st.sampled_from(VERDICTS), st.integers(0, 60)), max_size=6), st.data())
def test_no_order_and_no_repetition_changes_what_is_kept(
    said: list[tuple[Verdict, int]], data: st.DataObject
) -> None:
    """Any order of the same records, with any of them twice, tallies to the same."""
    looks = [looked(verdict, hours) for verdict, hours in said]
    again = data.draw(st.permutations([*looks, *looks[:3]]))
    assert tally(again) == tally(looks)


def test_the_day_is_the_agencys() -> None:
    """A capture at 20:00 UTC belongs to the next day in Viet Nam."""
    assert list(tally([looked("pass")]).days) == [(SITE, date(2026, 11, 2))]


def test_only_what_tells_is_kept_of_an_address() -> None:
    """The last capture that passed and the last that breached; failure tells nothing."""
    first, last = looked("pass"), looked("pass", 5)
    looks = [last, first, looked("breach", 2), looked("inconclusive", 9)]
    (lasts,) = tally(looks).addresses.values()
    assert {key: found.at for key, found in lasts.items()} == {
        ("spam.gambling", "pass"): last.at,
        ("spam.gambling", "breach"): DAY + timedelta(hours=2),
    }
    assert lasts["spam.gambling", "pass"].capture_id == last.record.snapshot_id


@pytest.mark.parametrize(
    ("verdicts", "mark"),
    [
        (["pass", "breach", "inconclusive"], "suspected"),
        (["pass", "not_applicable"], "passed"),
        (["inconclusive", "pass"], "partly"),
        (["not_applicable", "inconclusive"], "unclear"),
        (["not_applicable"], "not_concerned"),
        ([], "not_looked"),
    ],
)
def test_a_days_mark(verdicts: list[Verdict], mark: str) -> None:
    """The gravest first; what could not be judged is told apart from what was not looked at."""
    assert mark_of(verdicts) == mark


def test_marks_are_by_duty() -> None:
    """One duty's breach says nothing of another."""
    record = assessed(SITE, PAGE, DAY, {"spam.adult": "pass", "spam.gambling": "breach"})
    times = tally(looks_of(record)).sites[SITE]
    assert marks_of(times) == {"spam.adult": "passed", "spam.gambling": "suspected"}


@pytest.mark.parametrize(
    ("duty", "verdict", "status", "mended"),
    [
        ("spam.injected", "pass", 200, True),
        ("spam.injected", "breach", 200, False),
        ("spam.injected", "inconclusive", 404, True),
        ("spam.injected", "inconclusive", 410, True),
        ("spam.injected", "inconclusive", 500, False),
        ("spam.injected", "inconclusive", None, False),
        ("spam.injected", "not_applicable", 200, False),
        ("source.alive", "inconclusive", 404, True),
        ("source.credited", "inconclusive", 404, False),
        ("source.credited", "not_applicable", 200, False),
        ("source.verbatim", "pass", 200, True),
        ("disclosure.home_page", "inconclusive", 404, False),
        ("retention.90_days", "breach", 404, False),
    ],
)
def test_what_mends(duty: Duty, verdict: Verdict, status: int | None, mended: bool) -> None:
    """Passing does; failing to answer never; being gone, where the duty is that it goes."""
    assert mends(only(assessed(SITE, PAGE, DAY, {duty: verdict}, status))) is mended


def test_only_a_later_capture_clears_and_only_once() -> None:
    """Not one from before the fault was last seen, nor one of the same moment."""
    assert [clears(held(), looked("pass", hours)) for hours in (-1, 0, 1)] == [False, False, True]
    assert not clears(held(cleared=True), looked("pass", 5))
    assert not clears(held(seen=None), looked("pass", 5))


def test_the_last_look_that_tells_decides() -> None:
    """Mended and broken again within a batch is not mended, in whatever order it comes."""
    looks = [looked("pass", 1), looked("breach", 2), looked("inconclusive", 3)]
    assert all(last_mending(order) == {} for order in permutations(looks))
    (look,) = last_mending([*looks, looked("pass", 4)]).values()
    assert look.at == DAY + timedelta(hours=4)


def test_a_pass_clears_the_faults_of_its_place_alone() -> None:
    """The same duty at another address, and another duty there, stay as they are."""
    look = looked("pass", 1)
    elsewhere: tuple[Place, ...] = (
        (SITE, "spam.gambling", PAGE + "b"),
        (SITE, "spam.adult", PAGE),
    )
    faults = [held(), *(HeldFault(UUID(int=1), UUID(int=3), at, DAY, False) for at in elsewhere)]
    assert cleared_by(faults, last_mending([look])) == [(faults[0], look)]
    assert cause_of(faults[0], look) != cause_of(faults[0], looked("pass", 2))
