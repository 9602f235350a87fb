"""The agency's people as the queue knows them, and what is loaded before a start."""

import pytest

from minhbach_case.main import load_calendar
from minhbach_case.web.colleagues import ASSIGNABLE, Colleague, told_apart
from minhbach_case.web.console.forms import recipient
from minhbach_shared import working_days
from minhbach_shared.clock import utc_now


def _person(user: str, seal: str) -> Colleague:
    return Colleague(user + seal, user, seal, "officer", works=True)


def test_two_of_one_name_are_told_apart() -> None:
    """In the order of their names; only who shares one carries digits of the seal."""
    people = [_person("Lan", "b" * 64), _person("an", "c" * 64), _person("Lan", "a" * 64)]
    assert [one.name for one in told_apart(people)] == ["an", "Lan (aaaaaa)", "Lan (bbbbbb)"]


def test_cases_are_given_while_something_is_to_be_done() -> None:
    """By the table of the states itself: none that has ended."""
    assert "suspected" in ASSIGNABLE
    assert ASSIGNABLE.isdisjoint({"dismissed", "closed", "lifted"})


@pytest.mark.parametrize(
    ("word", "to"), [("me", "officer-7"), ("nobody", None), ("a" * 64, "a" * 64), ("", "")]
)
def test_a_form_says_whom_a_case_is_given_to(word: str, to: str | None) -> None:
    """An empty word is nobody's account, not nobody."""
    assert recipient(word, "officer-7") == to


async def test_holidays_are_loaded_before_they_are_asked_for() -> None:
    """A start loads them whatever day it is, weekends too."""
    working_days._holidays.cache_clear()
    await load_calendar()
    assert working_days._holidays.cache_info().currsize == 1
    assert working_days.is_working_day(utc_now().date()) in (True, False)
    assert working_days._holidays.cache_info().misses == 1
