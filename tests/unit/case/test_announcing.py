"""What is announced of the stored events of cases and sites, and what is refused on the way in."""

from collections.abc import Sequence
from datetime import timedelta

from minhbach_case.announcing import announce_case, announce_site
from minhbach_case.domain.commands import (
    Actor,
    Command,
    Decide,
    Notify,
    Outcome,
    Propose,
    Reply,
    Review,
)
from minhbach_case.domain.register import Personal, SiteEntry, next_version
from minhbach_case.domain.steps import Draft
from minhbach_case.handlers import refused
from minhbach_case.storage.case_events import event_of, step_of
from minhbach_shared.delivery import Position, Received
from minhbach_shared.eventlog import EVENT_BYTES, Head, LoggedEvent, follow
from minhbach_shared.events import (
    CaseStep,
    Confirmed,
    Event,
    SiteRecord,
    SiteVersion,
    SpamEvidence,
    Span,
    VisitRequest,
)
from minhbach_shared.ids import case_id
from minhbach_shared.vocabulary import Duty
from tests.support.casebook import Casebook
from tests.support.suspicions import FIRST_DAY, site_of, suspected

SITE = site_of("a")
CASE = case_id(SITE, "harmful_content", 1)
POSITION = Position("violations.suspected.v1", 0, 7)


def replied(duty: Duty, faults: int, *, mended: bool) -> LoggedEvent:
    """The stored reply to a notice that named so many faults."""
    book = Casebook(now=FIRST_DAY + timedelta(days=1))
    book.gather(*(suspected(SITE, fault=f"page-{n:02}", duty=duty) for n in range(faults)))
    (case,) = book.steps
    officer, own = Actor("a", "officer"), Actor("o", "operator", SITE)
    book.act(case, Review(), officer)
    book.act(case, Notify(book.now.date(), "post"), officer)
    book.act(case, Reply("Chúng tôi đã khắc phục.", mended=mended), own)
    step = book.steps[case][-1]
    return event_of(Draft(case, "reply", step.body), None, step.at)


def asked_for(event: LoggedEvent) -> list[VisitRequest]:
    """What the crawler is asked for by an event."""
    return [said for said in announce_case(event) if isinstance(said, VisitRequest)]


def test_a_reply_that_says_mended_asks_for_a_new_look_once_an_address() -> None:
    """Twenty addresses at most, the same however often it is told; the step comes before them."""
    event = replied("spam.gambling", 30, mended=True)
    asked = asked_for(event)
    assert [one.address for one in asked] == [f"https://example.vn/page-{n:02}" for n in range(20)]
    assert len({one.id for one in asked}) == 20
    assert {(one.site_id, one.cause) for one in asked} == {(SITE, event.stream)}
    assert asked_for(event) == asked
    assert isinstance(announce_case(event)[0], CaseStep)
    assert asked_for(replied("spam.gambling", 3, mended=False)) == []


def test_what_no_single_page_shows_is_looked_at_as_a_whole_or_not_at_all() -> None:
    """A portal's freshness is judged over a visit; a report on paper by no visit."""
    (whole,) = asked_for(replied("portal.update", 1, mended=True))
    assert whole.address is None
    assert asked_for(replied("report.yearly", 1, mended=True)) == []


def chain(outcome: Outcome) -> list[LoggedEvent]:
    """The stored events of a case that was decided so."""
    book = Casebook(now=FIRST_DAY + timedelta(days=1))
    book.gather(suspected(SITE))
    acts: tuple[Command, ...] = (
        Review(),
        Notify(book.now.date(), "post"),
        Propose(outcome, "Vì thế."),
        Decide("Đúng."),
    )
    for command in acts:
        role = Actor("b", "supervisor") if isinstance(command, Decide) else Actor("a", "officer")
        book.act(CASE, command, role)
    events: list[LoggedEvent] = []
    head: Head | None = None
    for step in book.steps[CASE]:
        event = event_of(Draft(CASE, str(step.sequence), step.body), head, step.at)
        events.append(event)
        head = event.head
    return events


def announced(events: Sequence[LoggedEvent]) -> list[Event]:
    """All that is announced of some events."""
    return [record for event in events for record in announce_case(event)]


def test_every_step_is_announced_with_its_place_in_the_chain() -> None:
    """A subscriber can check that nothing is missing and nothing was altered."""
    events = chain("confirmed")
    steps = [record for record in announced(events) if isinstance(record, CaseStep)]
    assert [step.act for step in steps] == [
        "opened", "reviewed", "notified", "proposed", "decided",
    ]  # fmt: skip
    assert [step.previous for step in steps[1:]] == [step.digest for step in steps[:-1]]
    assert {step.key for step in steps} == {CASE}
    assert len({step.id for step in steps}) == 5


def test_adverse_decision_is_announced_to_agencies() -> None:
    """It says which duties, how many faults, and which step decided."""
    events = chain("confirmed")
    (confirmed,) = [record for record in announced(events) if isinstance(record, Confirmed)]
    assert (confirmed.faults, confirmed.duties) == (1, ("spam.gambling",))
    assert confirmed.step_digest == events[-1].digest
    assert confirmed.key == SITE


def test_other_decision_is_not() -> None:
    """An unfounded suspicion is nobody's violation."""
    assert not any(isinstance(r, Confirmed) for r in announced(chain("unfounded")))


def test_announcing_again_says_the_same() -> None:
    """A relay that starts over publishes the same records under the same ids."""
    events = chain("confirmed")
    assert announced(events) == announced(events)


def test_stored_step_reads_as_it_was_written() -> None:
    """Nothing of a step is lost on its way through the store's JSON."""
    events = chain("confirmed")
    again = [event_of(Draft(CASE, e.cause, step_of(e).body), None, e.at).body for e in events]
    assert again == [event.body for event in events]


def test_site_version_is_announced_on_both_topics() -> None:
    """The latest for those who judge now, each for those who judge the past."""
    entry = SiteEntry("Tin", "https://tin.example.vn/", "aggregator", Personal())
    version = next_version(entry, None, lambda _, value: value, FIRST_DAY)
    assert version is not None
    body = version.record.model_dump(mode="json")
    event = follow(None, entry.site_id, cause="x", at=FIRST_DAY, type="recorded", body=body)
    record, history = announce_site(event)
    assert record == version.record
    assert isinstance(record, SiteRecord)
    assert isinstance(history, SiteVersion)
    assert record.id != history.id
    assert record.model_dump(exclude={"id"}) == history.model_dump(exclude={"id"})


def test_record_of_another_kind_than_its_duty_is_refused() -> None:
    """It would be heard in the wrong case for ever."""
    record = suspected(SITE).model_copy(update={"kind": "licence"})
    found = refused(Received(record, POSITION))
    assert found is not None
    assert (found.reason, found.position) == ("invalid", POSITION)


def test_record_that_could_not_be_announced_again_is_refused() -> None:
    """A step larger than the topic takes would block the relay."""
    span = Span(start=0, end=300, text="x" * 300)
    spans = (span,) * (EVENT_BYTES // 300)
    evidence = SpamEvidence(spans=spans, hidden=False, linked_from_home=None)
    record = suspected(SITE).model_copy(update={"evidence": evidence})
    found = refused(Received(record, POSITION))
    assert found is not None
    assert found.reason == "too_large"


def test_good_record_is_taken() -> None:
    """What the classifier says is let through."""
    assert refused(Received(suspected(SITE), POSITION)) is None
