"""Where suspicions go: one gathering case a site and kind, and nothing counted twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from minhbach_case.domain.commands import (
    Actor,
    Close,
    Command,
    Decide,
    Disagree,
    Dismiss,
    Notify,
    Propose,
    Review,
)
from minhbach_case.domain.standing import standing
from minhbach_shared.ids import case_id
from tests.support.casebook import Casebook
from tests.support.suspicions import FIRST_DAY, site_of, suspected, withdrawn

SITE = site_of("a")
OFFICER = Actor("officer", "officer")
SUPERVISOR = Actor("supervisor", "supervisor")
FIRST = case_id(SITE, "harmful_content", 1)
SECOND = case_id(SITE, "harmful_content", 2)


@pytest.fixture
def book() -> Casebook:
    """An empty book, written on the second day."""
    return Casebook(now=FIRST_DAY + timedelta(days=1))


def take(book: Casebook, *acts: Command, case: UUID = FIRST) -> None:
    """Lets an officer act, and a supervisor where an officer may not."""
    for command in acts:
        supervised = isinstance(command, Decide | Disagree)
        book.act(case, command, SUPERVISOR if supervised else OFFICER)


def notice(book: Casebook) -> tuple[Command, ...]:
    """Review and notice on the book's day."""
    return Review(), Notify(book.now.date(), "post")


def to_the_end(book: Casebook) -> tuple[Command, ...]:
    """Everything from review to closing."""
    return (*notice(book), Propose("confirmed", "Đủ chứng cứ."), Decide(), Close())


def test_first_suspicion_opens_the_first_case(book: Casebook) -> None:
    """A case begins with the suspicion that opened it, under an id that two openers share."""
    book.gather(suspected(SITE))
    (case,) = book.cases()
    assert (case.case_id, case.state, case.faults, case.sightings) == (FIRST, "suspected", 1, 1)
    assert case.previous_case is None


def test_same_suspicion_again_changes_nothing(book: Casebook) -> None:
    """A redelivery, in one batch or later, counts nothing twice."""
    book.gather(suspected(SITE), suspected(SITE))
    assert book.gather(suspected(SITE)) == []
    assert book.case(FIRST).sightings == 1


def test_redelivery_after_closing_changes_nothing(book: Casebook) -> None:
    """Whatever became of the case, a suspicion that is in it is not taken in again."""
    book.gather(suspected(SITE))
    take(book, *to_the_end(book))
    assert book.gather(suspected(SITE)) == []
    assert len(book.steps) == 1


def test_other_fault_joins_the_gathering_case(book: Casebook) -> None:
    """Until its notice, one case of a site and kind gathers all faults of that kind."""
    book.gather(suspected(SITE), suspected(SITE, fault="b", duty="spam.adult"))
    case = book.case(FIRST)
    assert (case.faults, case.duties) == (2, ("spam.adult", "spam.gambling"))


def test_other_kind_and_other_site_have_cases_of_their_own(book: Casebook) -> None:
    """A case has one site and one kind."""
    book.gather(
        suspected(SITE), suspected(SITE, duty="licence.held"), suspected(site_of("another"))
    )
    assert len(book.steps) == 3


def test_fault_found_after_the_notice_opens_the_next_case(book: Casebook) -> None:
    """The notice fixes the faults; what is found later is heard by itself."""
    book.gather(suspected(SITE))
    take(book, *notice(book))
    book.gather(suspected(SITE, fault="b"))
    assert book.case(FIRST).faults == 1
    assert book.case(SECOND).previous_case == FIRST


def test_noticed_fault_seen_again_is_counted_in_its_case(book: Casebook) -> None:
    """An open case counts its own faults on, also after the notice."""
    book.gather(suspected(SITE))
    take(book, *notice(book))
    book.gather(suspected(SITE, capture=2))
    assert book.case(FIRST).sightings == 2


def test_closed_case_takes_in_captures_from_before_its_closing(book: Casebook) -> None:
    """A late record of an early capture belongs to the case that was closed over it."""
    book.gather(suspected(SITE))
    take(book, *to_the_end(book))
    book.gather(suspected(SITE, capture=2, captured_at=book.now))
    case = book.case(FIRST)
    assert (case.sightings, case.state) == (2, "closed")


def test_closed_case_leaves_later_captures_to_the_next(book: Casebook) -> None:
    """A fault that stands after the closing opens the next case."""
    book.gather(suspected(SITE))
    take(book, *to_the_end(book))
    book.gather(suspected(SITE, capture=2, captured_at=book.now + timedelta(seconds=1)))
    assert book.case(SECOND).state == "suspected"


def test_dismissed_fault_stays_dismissed_while_nothing_changed(book: Casebook) -> None:
    """The same content under the same register and rules is not suspected anew."""
    book.gather(suspected(SITE))
    take(book, Review(), Dismiss("Tin cũ."))
    book.gather(suspected(SITE, capture=50))
    case = book.case(FIRST)
    assert (case.state, case.sightings, len(book.steps)) == ("dismissed", 2, 1)


@pytest.mark.parametrize(("site_version", "rule_set"), [(2, None), (1, "aggregator-2027-01-01/1")])
def test_dismissed_fault_is_new_under_another_register_or_rule_set(
    book: Casebook, site_version: int, rule_set: str | None
) -> None:
    """What the dismissal rested on has changed: the next case is opened."""
    first = suspected(SITE)
    book.gather(first)
    take(book, Review(), Dismiss("Tin cũ."))
    again = suspected(
        SITE, capture=2, site_version=site_version, rule_set=rule_set or first.rule_set
    )
    book.gather(again)
    assert book.case(SECOND).previous_case == FIRST


def test_withdrawal_of_all_proposes_the_dismissal(book: Casebook) -> None:
    """A case with nothing left says so until somebody dismisses it."""
    first, second = suspected(SITE), suspected(SITE, capture=2)
    book.gather(first, second, withdrawn(first))
    assert not book.case(FIRST).dismissal_proposed
    book.gather(withdrawn(second))
    assert book.case(FIRST).dismissal_proposed


def test_withdrawal_counts_once_however_often_it_is_said(book: Casebook) -> None:
    """Two engines that withdraw the same suspicion take away one."""
    first = suspected(SITE)
    book.gather(first, suspected(SITE, capture=2), withdrawn(first), withdrawn(first, said=2))
    assert book.case(FIRST).left == 1


def test_withdrawal_of_an_unknown_suspicion_is_let_be(book: Casebook) -> None:
    """There is nothing to take away, and nothing to open."""
    assert book.gather(withdrawn(suspected(SITE))) == []


def test_fault_withdrawn_before_the_notice_is_heard_in_the_next_case(book: Casebook) -> None:
    """Nothing is decided that the notice did not name."""
    first, other = suspected(SITE), suspected(SITE, fault="b")
    book.gather(first, other, withdrawn(other))
    take(book, *notice(book))
    book.gather(suspected(SITE, fault="b", capture=2))
    assert book.case(SECOND).faults == 1
    assert standing(book.steps[FIRST]).faults == 1


def test_case_back_under_review_gathers_no_new_faults(book: Casebook) -> None:
    """A case whose operator was notified once keeps the faults of that notice."""
    book.gather(suspected(SITE))
    take(book, *notice(book), Propose("confirmed", "Đủ."), Disagree("under_review", "Chưa đủ."))
    book.gather(suspected(SITE, fault="b"))
    assert book.case(FIRST).faults == 1
    assert book.case(SECOND).faults == 1


def test_fault_withdrawn_after_the_notice_is_not_decided(book: Casebook) -> None:
    """A decision names the faults that were heard and still stand."""
    first, other = suspected(SITE), suspected(SITE, fault="b")
    book.gather(first, other)
    take(book, *notice(book))
    book.gather(withdrawn(other))
    stated = standing(book.steps[FIRST])
    assert (stated.faults, stated.addresses) == (1, ("https://example.vn/a",))


def test_closed_case_takes_in_no_fault_that_its_notice_did_not_name(book: Casebook) -> None:
    """However early the capture: what was not heard is heard in a case of its own."""
    first, other = suspected(SITE), suspected(SITE, fault="b")
    book.gather(first, other, withdrawn(other))
    take(book, *to_the_end(book))
    book.gather(suspected(SITE, fault="b", capture=2))
    assert book.case(FIRST).sightings == 2
    assert book.case(SECOND).faults == 1
