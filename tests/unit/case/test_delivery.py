"""The delivery of a letter as a state machine: what follows what, and who may send again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.delivery import (
    OUTCOME_WITHIN,
    WAITS,
    Accepted,
    Attempted,
    Bounced,
    Confirmed,
    Deferred,
    Delivery,
    DeliveryEvent,
    Happened,
    Lost,
    Queued,
    Refused,
    Resent,
    Served,
    Slowed,
    check_resend,
    check_serve,
    cut_short,
    delivery_of,
    may_attempt,
    next_try,
    parse_event,
)
from minhbach_case.errors import WrongState
from minhbach_case.sending.sender import event_of
from minhbach_case.sending.smtp import NotTaken, Taken, Unanswered

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
RESENT = Resent(by="a", role="officer")
SERVED = Served(by="a", role="officer", on=NOW.date(), way="hand")
TAKEN = Accepted(code=250, said="ok")
EVENTS: tuple[DeliveryEvent, ...] = (
    Queued(way="email"),
    Attempted(),
    TAKEN,
    Deferred(code=451, said="", until=NOW + timedelta(hours=1)),
    Refused(code=550, said="", why="refused"),
    Lost(),
    Bounced(attempt=2, status="5.1.1", said=""),
    Slowed(attempt=2, status="4.4.1"),
    Confirmed(attempt=2, status="2.0.0"),
    RESENT,
    SERVED,
)


def _after(*events: DeliveryEvent) -> Delivery:
    return delivery_of(
        Happened(number, NOW + timedelta(minutes=number), event)
        for number, event in enumerate(events, 1)
    )


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((), "prepared"),
        ((Queued(way="email"),), "queued"),
        ((Queued(way="print"),), "to_serve"),
        ((Queued(way="print"), SERVED), "served"),
        ((Queued(way="email"), Attempted()), "trying"),
        ((Queued(way="email"), Attempted(), TAKEN), "sent"),
        ((Queued(way="email"), Attempted(), EVENTS[3]), "delayed"),
        ((Queued(way="email"), Attempted(), EVENTS[4]), "failed"),
        ((Queued(way="email"), Attempted(), Lost()), "unknown"),
        ((Queued(way="email"), Attempted(), TAKEN, EVENTS[6]), "bounced"),
        ((Queued(way="email"), Attempted(), TAKEN, EVENTS[7]), "sent"),
        ((Queued(way="email"), Attempted(), Lost(), EVENTS[8]), "sent"),
        ((Queued(way="email"), Attempted(), Lost(), TAKEN), "sent"),
        ((Queued(way="email"), Attempted(), Lost(), RESENT), "queued"),
        ((Queued(way="email"), Attempted(), Lost(), RESENT, EVENTS[6]), "queued"),
        ((Queued(way="email"), Attempted(), Lost(), RESENT, Attempted(), EVENTS[6]), "trying"),
        ((Queued(way="email"), Attempted(), EVENTS[6], SERVED, TAKEN), "served"),
    ],
)
def test_a_letter_is_where_its_events_left_it(
    events: tuple[DeliveryEvent, ...], state: str
) -> None:
    """Each way that a letter can take; a report on an earlier attempt changes nothing."""
    assert _after(*events).state == state


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_nothing_is_sent_by_itself_once_nobody_knows(events: list[DeliveryEvent]) -> None:
    """From unknown, bounced, failed, sent and served only a person leads back to an attempt."""
    found = _after(*events)
    later = NOW + timedelta(days=30)
    if found.state in ("unknown", "bounced", "failed", "sent", "served", "to_serve", "prepared"):
        assert not may_attempt(found, later)
    if found.state in ("unknown", "bounced", "failed"):
        check_resend(found)
    else:
        with pytest.raises(WrongState):
            check_resend(found)


def test_an_attempt_without_an_outcome_is_cut_short_after_a_while() -> None:
    """Not at once: its sender may be at it still."""
    found = _after(Queued(way="email"), Attempted())
    begun = NOW + timedelta(minutes=2)
    assert not cut_short(found, begun + OUTCOME_WITHIN - timedelta(seconds=1))
    assert cut_short(found, begun + OUTCOME_WITHIN)
    assert not may_attempt(found, begun + OUTCOME_WITHIN)


def test_waits_grow_and_end() -> None:
    """Each wait is longer than the one before; after the last the letter is given up."""
    assert list(WAITS) == sorted(set(WAITS))
    assert next_try(1, NOW) == NOW + timedelta(minutes=1)
    assert next_try(len(WAITS) + 1, NOW) is None


@pytest.mark.parametrize(
    ("handed", "event"),
    [
        (Taken(250, "ok"), Accepted(code=250, said="ok")),
        (Unanswered(), Lost()),
        (NotTaken(451, ""), Deferred(code=451, said="", until=NOW + timedelta(minutes=1))),
        (NotTaken(0, "x"), Deferred(code=0, said="x", until=NOW + timedelta(minutes=1))),
        (NotTaken(550, ""), Refused(code=550, said="", why="refused")),
        (NotTaken(0, "", no_smtputf8=True), Refused(code=0, said="", why="no_smtputf8")),
    ],
)
def test_what_an_attempt_came_to_is_written_down(
    handed: Taken | NotTaken | Unanswered, event: DeliveryEvent
) -> None:
    """Put off for 4xx and where nobody answered, refused for 5xx, lost where nobody knows."""
    assert event_of(handed, 1, NOW) == event
    if isinstance(event, Deferred):
        given_up = event_of(handed, len(WAITS) + 1, NOW)
        assert isinstance(given_up, Refused)
        assert given_up.why == "given_up"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_event_is_read_as_it_was_written(event: DeliveryEvent) -> None:
    """Through the store's words and back."""
    assert parse_event(event.type, event.model_dump(mode="json")) == event


def test_only_what_is_not_being_sent_is_served_on_paper() -> None:
    """And only once."""
    check_serve(_after(Queued(way="print")))
    check_serve(_after(Queued(way="email"), Attempted(), EVENTS[6]))
    for events in ((), (Queued(way="email"), Attempted()), (Queued(way="print"), SERVED)):
        with pytest.raises(WrongState):
            check_serve(_after(*events))
    with pytest.raises(ValueError, match="no event of a delivery"):
        parse_event("flown", {})
