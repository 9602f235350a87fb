"""The state table: who may do what, from where, and what stands in the way."""

from datetime import date, timedelta

import pytest

from minhbach_case.domain.acting import reply_until, text_digest
from minhbach_case.domain.clocks import Terms
from minhbach_case.domain.commands import (
    ACTS,
    TEXT_LIMIT,
    Actor,
    Close,
    Command,
    Decide,
    Disagree,
    Dismiss,
    Notify,
    Propose,
    RecordReply,
    Review,
)
from minhbach_case.domain.states import STATES, TABLE, acts_from
from minhbach_case.domain.steps import Decided, Signed
from minhbach_case.errors import (
    ActRefused,
    FourEyes,
    Missing,
    NotAllowed,
    NothingLeft,
    Stale,
    WindowOpen,
    Wrong,
    WrongState,
)
from minhbach_shared.events import TimeLimit
from minhbach_shared.ids import case_id
from tests.support.casebook import Casebook
from tests.support.suspicions import FIRST_DAY, site_of, suspected, withdrawn

SITE = site_of("a")
CASE = case_id(SITE, "harmful_content", 1)
OFFICER = Actor("officer", "officer")
SUPERVISOR = Actor("supervisor", "supervisor")
TODAY = (FIRST_DAY + timedelta(days=1)).date()
NOTICE = Notify(TODAY, "post", citation_confirmed=True)
REPLY = RecordReply(TODAY, "Chúng tôi đã gỡ bài.")
PROPOSAL = Propose("confirmed", "Đủ chứng cứ.")


def a_book(*acts: Command, window_days: int = 0, verified: bool = True) -> Casebook:
    """A book with one case that these acts have brought to where it is."""
    book = Casebook(now=FIRST_DAY + timedelta(days=1), window_days=window_days)
    book.gather(suspected(SITE, verified=verified))
    for command in acts:
        supervised = isinstance(command, Decide | Disagree)
        book.act(CASE, command, SUPERVISOR if supervised else OFFICER)
    return book


def test_way_from_suspicion_to_closing() -> None:
    """Review, notice, reply, proposal, decision and closing lead through every state."""
    book = a_book(Review(), NOTICE, REPLY, PROPOSAL, Decide(), Close())
    states = [step.body.state for step in book.steps[CASE][1:]]
    assert states == ["under_review", "notified", "replied", "proposed", "decided", "closed"]


def test_every_act_has_a_row_and_every_row_leads_out_of_reachable_states() -> None:
    """The table holds every act, and nothing that no case can come to."""
    assert {row.act for row in TABLE} == set(ACTS)
    assert {row.source for row in TABLE} <= {"suspected"} | {row.target for row in TABLE}


@pytest.mark.parametrize("role", ["viewer", "auditor", "administrator", "operator"])
@pytest.mark.parametrize("command", [Review(), NOTICE, PROPOSAL, Decide(), Close()])
def test_other_roles_do_not_act(role: str, command: Command) -> None:
    """Reading a case is no right to act on it."""
    with pytest.raises(NotAllowed):
        a_book().act(CASE, command, Actor("somebody", role))  # type: ignore[arg-type]


def test_officer_does_not_decide() -> None:
    """A decision is a supervisor's."""
    with pytest.raises(NotAllowed):
        a_book(Review(), NOTICE, PROPOSAL).act(CASE, Decide(), OFFICER)


@pytest.mark.parametrize("command", [Decide(), Disagree("dismissed", "Không.")])
def test_proposer_does_not_judge_the_proposal(command: Command) -> None:
    """An account that became a supervisor since it proposed still is the proposer."""
    promoted = Actor(OFFICER.user, "supervisor")
    with pytest.raises(FourEyes):
        a_book(Review(), NOTICE, PROPOSAL).act(CASE, command, promoted)


def test_silent_operator_is_waited_for() -> None:
    """Without a reply nothing is proposed before the window is over, and then it is."""
    book = a_book(Review(), NOTICE, window_days=10)
    with pytest.raises(WindowOpen) as refused:
        book.act(CASE, PROPOSAL, OFFICER)
    book.now = refused.value.until - timedelta(milliseconds=1)
    with pytest.raises(WindowOpen):
        book.act(CASE, PROPOSAL, OFFICER)
    book.now = refused.value.until
    assert book.act(CASE, PROPOSAL, OFFICER).state == "proposed"


def test_reply_ends_the_wait() -> None:
    """Who replied was heard: the proposal need not wait for the window."""
    book = a_book(Review(), NOTICE, REPLY, window_days=10)
    assert book.act(CASE, PROPOSAL, OFFICER).state == "proposed"


def test_window_ends_with_its_last_day_at_the_agency() -> None:
    """Ten working days from Monday, 2 November end as 17 November begins in Viet Nam."""
    until = reply_until(date(2026, 11, 2), Terms(), FIRST_DAY)
    assert until.isoformat() == "2026-11-16T17:00:00+00:00"
    none = Terms(reply=TimeLimit(amount=0, unit="working_days"))
    assert reply_until(date(2026, 11, 2), none, FIRST_DAY) == FIRST_DAY


def test_unverified_citation_is_confirmed_before_the_notice() -> None:
    """A basis that was carried over unread is an officer's to confirm."""
    book = a_book(Review(), verified=False)
    with pytest.raises(Missing, match=r"Điều 5"):
        book.act(CASE, Notify(TODAY, "post"), OFFICER)
    assert book.act(CASE, NOTICE, OFFICER).state == "notified"


@pytest.mark.parametrize("day", [TODAY + timedelta(days=2), TODAY - timedelta(days=30)])
def test_notice_is_served_while_the_case_lives(day: date) -> None:
    """Neither before the case was opened nor in the future."""
    with pytest.raises(Wrong) as refused:
        a_book(Review()).act(CASE, Notify(day, "post"), OFFICER)
    assert refused.value.field == "served_on"


def test_reply_is_not_received_before_the_notice() -> None:
    """A reply answers a notice."""
    with pytest.raises(Wrong):
        a_book(Review(), NOTICE).act(
            CASE, RecordReply(TODAY - timedelta(days=1), "Đã gỡ."), OFFICER
        )


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ((Review(),), Dismiss(" \n")),
        ((Review(), NOTICE), RecordReply(TODAY, "")),
        ((Review(), NOTICE), Propose("confirmed", "\t")),
        ((Review(), NOTICE, PROPOSAL), Disagree("dismissed", " ")),
    ],
)
def test_reasons_are_written(before: tuple[Command, ...], command: Command) -> None:
    """An act that needs words is not kept without them."""
    actor = SUPERVISOR if isinstance(command, Disagree) else OFFICER
    with pytest.raises(Missing):
        a_book(*before).act(CASE, command, actor)


def test_words_are_bounded() -> None:
    """Words longer than the case keeps are refused, not cut."""
    with pytest.raises(Wrong):
        a_book(Review()).act(CASE, Dismiss("x" * (TEXT_LIMIT + 1)), OFFICER)


@pytest.mark.parametrize("command", [NOTICE, PROPOSAL, Dismiss("x"), REPLY, Close()])
def test_states_are_not_jumped(command: Command) -> None:
    """From a mere suspicion the only way is review."""
    with pytest.raises(WrongState):
        a_book().act(CASE, command, OFFICER)


def test_act_on_a_page_that_is_out_of_date_is_refused() -> None:
    """Somebody acted since the page was read."""
    book = a_book(Review())
    with pytest.raises(Stale):
        book.act(CASE, Dismiss("x"), OFFICER, seen=1)
    assert book.act(CASE, Dismiss("x"), OFFICER, seen=2).state == "dismissed"


def test_notice_over_evidence_that_was_not_seen_is_refused() -> None:
    """The officer who fixes the faults has seen them; other acts are not held up by counting."""
    book = a_book(Review())
    book.gather(suspected(SITE, capture=2))
    book.act(CASE, NOTICE, OFFICER, seen=2)
    book = a_book(Review())
    book.gather(suspected(SITE, fault="b"))
    with pytest.raises(Stale):
        book.act(CASE, NOTICE, OFFICER, seen=2)


def test_no_notice_over_nothing() -> None:
    """Where every suspicion was withdrawn there is nothing to give notice of."""
    book = a_book(Review())
    book.gather(withdrawn(suspected(SITE)))
    with pytest.raises(NothingLeft):
        book.act(CASE, NOTICE, OFFICER)


def test_nothing_is_confirmed_that_was_withdrawn() -> None:
    """Withdrawn after the proposal: the decision is refused; unfounded can be decided."""
    book = a_book(Review(), NOTICE, PROPOSAL)
    book.gather(withdrawn(suspected(SITE)))
    with pytest.raises(NothingLeft):
        book.act(CASE, Decide(), SUPERVISOR)
    book.act(CASE, Disagree("under_review", "Đã rút."), SUPERVISOR)
    assert book.act(CASE, Dismiss("Đã rút."), OFFICER).state == "dismissed"


def test_decision_says_what_it_rests_on() -> None:
    """The step of an adverse decision names the faults; another names none."""
    body = a_book(Review(), NOTICE, PROPOSAL, Decide()).steps[CASE][-1].body
    assert isinstance(body, Decided)
    assert (body.outcome, body.faults, body.duties) == ("confirmed", 1, ("spam.gambling",))
    unfounded = a_book(Review(), NOTICE, Propose("unfounded", "Bài tự viết."), Decide())
    body = unfounded.steps[CASE][-1].body
    assert isinstance(body, Decided)
    assert (body.outcome, body.faults, body.addresses) == ("unfounded", 0, ())


def test_words_stay_out_of_the_body() -> None:
    """A step's body holds the salted digest of the words, and the sealed account."""
    body = a_book(Review(), Dismiss("Tin cũ.")).steps[CASE][-1].body
    assert isinstance(body, Signed)
    assert body.text_digest == text_digest("00", "Tin cũ.")
    assert "Tin cũ" not in body.model_dump_json()


def test_acts_are_told_by_state_and_role() -> None:
    """The console shows what a role could do."""
    assert acts_from("proposed", "supervisor")[:2] == ("decide", "disagree")
    assert acts_from("notified", "operator") == ("reply",)
    assert acts_from("under_review", "officer")[:2] == ("dismiss", "notify")
    assert acts_from("closed", "operator") == ("appeal",)
    assert not any(acts_from(state, "viewer") for state in STATES)


def test_every_refusal_has_a_code_of_its_own() -> None:
    """The API tells refusals apart by their codes."""
    kinds = ActRefused.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
