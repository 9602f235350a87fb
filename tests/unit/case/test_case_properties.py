"""Whatever arrives and whoever acts, in whatever order: what must hold of the cases."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from minhbach_case.domain.commands import (
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
from minhbach_case.domain.steps import (
    Decided,
    Notified,
    Opened,
    Proposed,
    Replied,
    Step,
    SuspicionAdded,
)
from minhbach_case.errors import ActRefused
from minhbach_shared.events import Suspected
from minhbach_shared.ids import case_id
from minhbach_shared.vocabulary import Role
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
actors = st.builds(Actor, st.sampled_from("xyz"), st.sampled_from(["officer", "supervisor"]))
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
    "close": lambda _: Close(),
}

FORWARD = {
    "suspected": "review",
    "under_review": "notify",
    "notified": "propose",
    "replied": "propose",
    "proposed": "decide",
}


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
    def decisions_are_fair(self) -> None:
        """Heard before, proposed by another, over the faults that the notice named."""
        for steps in self.book.steps.values():
            assert_fair(steps)

    def _step_forward(self, case: UUID, user: str, reply: bool) -> None:
        name = FORWARD.get(self.book.case(case).state, "close")
        if name == "propose":
            name = "reply" if reply else name
            self.book.now += timedelta(days=4)  # past the window: that it is kept, `act` tries
        role: Role = "supervisor" if name == "decide" else "officer"
        with suppress(ActRefused):
            self.book.act(case, makers[name](self.book), Actor(user, role))


def assert_fair(steps: list[Step]) -> None:
    """No decision without notice, wait or reply, and a second person; no new faults after."""
    notice: Step | None = None
    proposal: Proposed | None = None
    heard = False
    for step in steps:
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
            case _:
                pass


TestCasework = Casework.TestCase
TestCasework.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
