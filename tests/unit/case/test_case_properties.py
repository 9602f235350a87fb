"""Whatever arrives and whoever acts, in whatever order: what must hold of the cases."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from minhbach_case.domain.clocks import RUNNING
from minhbach_case.domain.commands import (
    Actor,
    Appeal,
    Assign,
    Close,
    Command,
    Correct,
    Decide,
    DecideAppeal,
    Disagree,
    Dismiss,
    Erase,
    Hold,
    Notify,
    Pause,
    Propose,
    RecordAppeal,
    RecordReply,
    Refer,
    Release,
    Remedy,
    Reply,
    Resume,
    Retract,
    Review,
)
from minhbach_case.domain.steps import (
    AppealDecided,
    Appealed,
    Assigned,
    Decided,
    Held,
    Notified,
    Opened,
    Proposed,
    Released,
    Replied,
    Retracted,
    Signed,
    Step,
    SuspicionAdded,
)
from minhbach_case.errors import ActRefused
from minhbach_shared.events import Suspected
from minhbach_shared.ids import case_id
from minhbach_shared.vocabulary import CaseState, Role
from tests.support.casebook import Casebook
from tests.support.suspicions import FIRST_DAY, site_of, suspected, withdrawn

SITES = (site_of("a"), site_of("b"))

suspicions = st.builds(
    suspected,
    st.sampled_from(SITES),
    fault=st.sampled_from("abc"),
    capture=st.integers(1, 60),
    duty=st.sampled_from(["spam.gambling", "spam.adult", "licence.held"]),
    site_version=st.integers(1, 2),
)
# One person may hold either role in turn: an account that was promoted stays who it is.
actors = st.builds(
    Actor,
    st.sampled_from("xyz"),
    st.sampled_from(["officer", "supervisor", "administrator", "operator"]),
    st.sampled_from(SITES),
)
makers: dict[str, Callable[[Casebook], Command]] = {
    "review": lambda _: Review(),
    "dismiss": lambda _: Dismiss("x"),
    "notify": lambda book: Notify(book.now.date(), "post"),
    "reply": lambda book: RecordReply(book.now.date(), "x"),
    "propose": lambda _: Propose("confirmed", "x"),
    "propose_unfounded": lambda _: Propose("unfounded", "x"),
    "decide": lambda _: Decide(),
    "disagree": lambda _: Disagree("under_review", "x"),
    "disagree_wholly": lambda _: Disagree("dismissed", "x"),
    "operator_reply": lambda _: Reply("x"),
    "remedy": lambda _: Remedy("x"),
    "refer": lambda _: Refer("x"),
    "close": lambda _: Close(),
    "record_appeal": lambda book: RecordAppeal(book.now.date(), "x"),
    "appeal": lambda _: Appeal("x"),
    "uphold": lambda _: DecideAppeal("upheld", "x"),
    "lessen": lambda _: DecideAppeal("lessened", "x", ("spam.gambling",)),
    "lift": lambda _: DecideAppeal("lifted", "x"),
    "correct": lambda _: Correct("x"),
    "retract": lambda _: Retract("x"),
    "assign": lambda _: Assign("y"),
    "pause": lambda _: Pause("x"),
    "resume": lambda _: Resume(),
    "hold": lambda _: Hold("x"),
    "release": lambda _: Release("x"),
    "erase": lambda _: Erase("x"),
}

FORWARD = {
    "suspected": "review",
    "under_review": "notify",
    "notified": "propose",
    "replied": "propose",
    "proposed": "decide",
    "decided": "record_appeal",
    "appealed": "uphold",
}
ROLES: dict[str, Role] = {"decide": "supervisor", "uphold": "administrator"}


class Casework(RuleBasedStateMachine):
    """Suspicions, withdrawals, redeliveries and acts of three people, over weeks."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Casebook(now=FIRST_DAY + timedelta(days=1), window_days=3)
        self.given: dict[UUID, Suspected] = {}
        self.taken_back: set[UUID] = set()

    @rule(batch=st.lists(suspicions, min_size=1, max_size=4))
    def suspect(self, batch: list[Suspected]) -> None:
        """A batch arrives; some of it may have been here before."""
        self.given |= {record.suspicion_id: record for record in batch}
        self.book.gather(*batch)

    @rule(data=st.data(), said=st.integers(1, 2))
    def withdraw(self, data: st.DataObject, said: int) -> None:
        """A suspicion is withdrawn, perhaps again."""
        if self.given:
            record = data.draw(st.sampled_from(list(self.given.values())))
            self.taken_back.add(record.suspicion_id)
            self.book.gather(withdrawn(record, said))

    @rule(data=st.data(), actor=actors, act=st.sampled_from(sorted(makers)))
    def act(self, data: st.DataObject, actor: Actor, act: str) -> None:
        """Somebody tries something on some case."""
        if self.book.steps:
            case = data.draw(st.sampled_from(sorted(self.book.steps)))
            with suppress(ActRefused):
                self.book.act(case, makers[act](self.book), actor)

    @rule(data=st.data(), users=st.text("xyz", min_size=1, max_size=5), reply=st.booleans())
    def go_forward(self, data: st.DataObject, users: str, reply: bool) -> None:
        """Some people take a case some steps towards its end, as far as they may."""
        if self.book.steps:
            case = data.draw(st.sampled_from(sorted(self.book.steps)))
            for user in users:
                self._step_forward(case, user, reply)

    @rule(data=st.data(), later=st.integers(1, 90))
    def pass_by(self, data: st.DataObject, later: int) -> None:
        """A later capture no longer shows a fault of some case."""
        if self.book.steps:
            case = data.draw(st.sampled_from(sorted(self.book.steps)))
            places = [
                p for p, t in self.book.workspace().tallies.items() if p[0] == case and t.left
            ]
            if places:
                _, fault = data.draw(st.sampled_from(sorted(places)))
                if self.book.workspace().tallies[case, fault].cleared_at is None:
                    self.book.pass_by(case, fault, FIRST_DAY + timedelta(days=later))

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.book.now += timedelta(hours=hours)

    @invariant()
    def every_suspicion_is_in_exactly_one_case(self) -> None:
        """None lost, none counted twice."""
        seen = Counter(body.suspicion_id for _, body in self.book.sightings())
        assert seen == Counter(self.given.keys())

    @invariant()
    def counts_are_exact(self) -> None:
        """What the folds count is what was given, less what was taken back."""
        left = sum(case.left for case in self.book.cases())
        assert left == len(self.given.keys() - self.taken_back)

    @invariant()
    def one_case_of_a_lane_gathers(self) -> None:
        """At most one is not yet notified; each points to the one before, without a gap."""
        lanes = {(case.site_id, case.kind) for case in self.book.cases()}
        for lane in lanes:
            cases = [c for c in self.book.cases() if (c.site_id, c.kind) == lane]
            assert [case.ordinal for case in cases] == list(range(1, len(cases) + 1))
            assert all(c.case_id == case_id(*lane, c.ordinal) for c in cases)
            assert [c.previous_case for c in cases[1:]] == [c.case_id for c in cases[:-1]]
            assert sum(case.gathering for case in cases) <= 1
            assert not any(case.gathering for case in cases[:-1])

    @invariant()
    def standing_faults_are_counted(self) -> None:
        """What a fold counts step by step is what a count of the whole case gives."""
        tallies = self.book.workspace().tallies
        for case in self.book.cases():
            own = [tally for (of, _), tally in tallies.items() if of == case.case_id]
            assert case.standing == sum(tally.left > 0 for tally in own)
            assert case.cleared == sum(t.left > 0 and t.cleared_at is not None for t in own)

    @invariant()
    def clocks_are_those_of_the_state(self) -> None:
        """Nothing runs in a state that does not let it, and what is due is known."""
        for case in self.book.cases():
            running = {clock.name for clock in case.clocks if clock.running}
            assert running <= RUNNING[case.state]
            assert (case.alarm_at is None) == (case.paused_at is not None or not running)

    @invariant()
    def decisions_are_fair(self) -> None:
        """Heard before, proposed by another, over the faults that the notice named."""
        for steps in self.book.steps.values():
            assert_fair(steps)

    def _step_forward(self, case: UUID, user: str, reply: bool) -> None:
        name = FORWARD.get(self.book.case(case).state, "close")
        if name == "propose":
            name = "reply" if reply else name
            self.book.now += timedelta(days=4)  # past the window: that it is kept, `act` tries
        role = ROLES.get(name, "officer")
        with suppress(ActRefused):
            self.book.act(case, makers[name](self.book), Actor(user, role))


def assert_fair(steps: list[Step]) -> None:  # noqa: C901, PLR0915 - the law told once, in order
    """No decision without notice, wait or reply, and a second person; no new faults after."""
    notice: Step | None = None
    proposal: Proposed | None = None
    heard = adverse = appealed = False
    before: CaseState | None = None
    took_part: set[str] = set()
    for step in steps:
        assert step.body.before == before
        before = step.body.state
        match step.body:
            case Opened() | SuspicionAdded():
                assert notice is None
            case Notified():
                notice, heard, proposal = step, False, None
            case Replied():
                heard = True
            case Proposed() as body:
                assert notice is not None
                assert isinstance(notice.body, Notified)
                assert heard or step.at >= notice.body.reply_until
                proposal = body
            case Decided() as body:
                assert proposal is not None
                assert proposal.by != body.by
                assert body.outcome == proposal.outcome
                assert (body.faults > 0) == (body.outcome == "confirmed")
                adverse = body.outcome == "confirmed"
            case Appealed():
                assert adverse
                assert not appealed
                appealed = True
            case AppealDecided() as body:
                assert body.by not in took_part
                assert appealed
            case Retracted() as body:
                assert body.by not in took_part
                assert adverse
            case _:
                pass
        if isinstance(step.body, Signed) and not isinstance(step.body, Assigned | Held | Released):
            took_part.add(step.body.by)


TestCasework = Casework.TestCase
TestCasework.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
