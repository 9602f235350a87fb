"""The law of a case on the real store: what it refuses, what time brings, what is erased."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from pymongo.errors import WriteError

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import (
    Actor,
    Appeal,
    Close,
    Decide,
    DecideAppeal,
    Dismiss,
    Erase,
    Hold,
    Notify,
    Pause,
    Propose,
    Release,
    Reply,
    Resume,
    Review,
)
from minhbach_case.errors import FourEyes, NotAllowed, OnHold, Stopped, TooLate
from minhbach_case.main import Parts
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.views import CaseView, PageRequest
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import Claimed, EventLog, chain_digest
from minhbach_shared.ids import case_id
from tests.support.case_bench import OFFICER, SUPERVISOR, Bench, open_bench
from tests.support.hashing import cheap_hasher
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected

KIND = "harmful_content"
FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)
ADMINISTRATOR = Actor("dung", "administrator")


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


@pytest.fixture
def site() -> UUID:
    """A site that no other test has."""
    return site_of(secrets.token_hex(4))


class Days:
    """A service whose clock a test turns."""

    def __init__(self, bench: Bench, site: UUID, **settings: int) -> None:
        self._bench = bench
        self._settings = bench.settings.model_copy(update={"reply_window_days": 5} | settings)
        self.now = FIRST
        self.case = case_id(site, KIND, 1)
        self.parts = self.started_again()

    def started_again(self) -> Parts:
        """The service after a restart: nothing of it is in memory."""
        self.parts = Parts(self._settings, self._bench.store, lambda: self.now, cheap_hasher())
        return self.parts

    async def told(self, *, day: int) -> list[str]:
        """Which alarms a day brings, after a restart on that day."""
        self.now = FIRST + timedelta(days=day)
        before = (await self.view()).summary.sequence
        await self.started_again().timekeeper.look()
        steps = (await self.view()).steps
        return [f"{s.type} {s.details['clock']}" for s in steps if s.sequence > before]

    async def view(self) -> CaseView:
        """The case as it stands."""
        return await self.parts.cases.get(self.case, PageRequest())


async def test_the_store_takes_no_step_off_the_table(bench: Bench, site: UUID) -> None:
    """Another program with access to the database cannot decide a case that nobody was told of."""
    await bench.parts.gatherer.gather([suspected(site)])
    events = bench.store[CASE_EVENTS]
    found = await events.find_one({"stream": case_id(site, KIND, 1)})
    assert found is not None
    body = found["body"] | {"before": "suspected", "state": "decided"}
    forged = found | {"_id": "x", "sequence": 2, "cause": "x", "type": "decided", "body": body}
    with pytest.raises(WriteError, match="validation"):
        await events.insert_one(forged)


async def test_the_store_takes_one_say_of_a_person(bench: Bench, site: UUID) -> None:
    """Four eyes hold even where a page, or a guard, would let the same person through."""
    await bench.parts.gatherer.gather([suspected(site)])
    case = case_id(site, KIND, 1)
    await bench.act(case, Review(), Notify(agency_day(utc_now()), "post"))
    await bench.act(case, Propose("confirmed", "Đủ chứng cứ."))
    log = EventLog(bench.store[CASE_EVENTS])
    proposed = (await log.read(case))[-1]
    assert proposed.claims
    second = replace(
        proposed,
        sequence=proposed.sequence + 1,
        cause="another",
        type="decided",
        body=dict(proposed.body) | {"before": "proposed", "state": "decided"},
    )
    with pytest.raises(Claimed):
        await log.append([second])
    with pytest.raises(FourEyes):
        await bench.parts.cases.act(case, Decide(), Actor("lan", "supervisor"), None)


async def test_clocks_run_over_months_and_restarts(bench: Bench, site: UUID) -> None:
    """Each warning and each overrun is told once, whoever looks, and a pause moves the end."""
    days = Days(bench, site)
    await days.parts.gatherer.gather([suspected(site)])
    assert await days.told(day=1) == []
    assert await days.told(day=12) == ["clock_warned review"]
    assert await days.told(day=12) == []
    assert await days.told(day=15) == ["clock_overrun review"]
    assert (await days.view()).summary.overrun
    await days.parts.cases.act(days.case, Review(), OFFICER, None)
    notice = Notify(agency_day(days.now), "post")
    await days.parts.cases.act(days.case, notice, OFFICER, None)
    assert not (await days.view()).summary.overrun
    assert await days.told(day=20) == ["clock_warned reply"]
    await days.parts.cases.act(days.case, Pause("Chờ bản gốc."), OFFICER, None)
    assert await days.told(day=80) == []
    proposal = Propose("confirmed", "Đủ chứng cứ.")
    with pytest.raises(Stopped):
        await days.parts.cases.act(days.case, proposal, OFFICER, None)
    await days.parts.cases.act(days.case, Resume(), OFFICER, None)
    assert await days.told(day=81) == ["clock_warned reply"]
    assert await days.told(day=90) == ["clock_overrun reply"]
    running = {clock.name for clock in (await days.view()).clocks if clock.running}
    assert running == {"reply", "decision"}


async def test_an_appeal_is_decided_by_somebody_who_took_no_part(bench: Bench, site: UUID) -> None:
    """The site's own people appeal, once and in time; who decided cannot decide it again."""
    days = Days(bench, site, reply_window_days=0)
    await days.parts.gatherer.gather([suspected(site)])
    own, other = Actor("hoa", "operator", site), Actor("hoa", "operator", site_of("other"))
    for command, actor in (
        (Review(), OFFICER),
        (Notify(agency_day(FIRST), "post"), OFFICER),
        (Reply("Chúng tôi đã gỡ."), own),
        (Propose("confirmed", "Đủ chứng cứ."), OFFICER),
        (Decide(), SUPERVISOR),
        (Close(), OFFICER),
    ):
        await days.parts.cases.act(days.case, command, actor, None)
    with pytest.raises(NotAllowed):
        await days.parts.cases.act(days.case, Appeal("Không đúng."), other, None)
    days.now += timedelta(days=91)
    with pytest.raises(TooLate):
        await days.parts.cases.act(days.case, Appeal("Không đúng."), own, None)
    days.now -= timedelta(days=1)
    await days.parts.cases.act(days.case, Appeal("Không đúng."), own, None)
    decision, took_part = DecideAppeal("upheld", "Giữ nguyên."), Actor("minh", "administrator")
    with pytest.raises(FourEyes):
        await days.parts.cases.act(days.case, decision, took_part, None)
    lifted = DecideAppeal("lifted", "Chứng cứ không đủ.")
    view = await days.parts.cases.act(days.case, lifted, ADMINISTRATOR, None)
    assert (view.summary.state, view.appeal_result) == ("lifted", "lifted")


async def test_words_are_erased_and_the_chain_stays_valid(bench: Bench, site: UUID) -> None:
    """A legal hold keeps them; without one they go at once, or when their time is over."""
    days = Days(bench, site, retention_days=100)
    await days.parts.gatherer.gather([suspected(site)])
    await days.parts.cases.act(days.case, Review(), OFFICER, None)
    await days.parts.cases.act(days.case, Dismiss("Ông A đã gọi điện."), OFFICER, None)
    await days.parts.cases.act(days.case, Hold("Có đơn thư."), SUPERVISOR, None)
    with pytest.raises(OnHold):
        await days.parts.cases.act(days.case, Erase("Hết hạn."), ADMINISTRATOR, None)
    assert await days.told(day=300) == []
    assert (await days.view()).steps[2].text == "Ông A đã gọi điện."
    await days.parts.cases.act(days.case, Release("Đã xong."), SUPERVISOR, None)
    days.now += timedelta(days=101)
    assert await days.parts.timekeeper.look() == 1
    await days.parts.eraser.fold([days.case])
    view = await days.view()
    assert view.erased
    assert [(step.user, step.text) for step in view.steps] == [(None, None)] * len(view.steps)
    events = await EventLog(bench.store[CASE_EVENTS]).read(days.case)
    assert all(chain_digest(event) == event.digest for event in events)
    assert all(a.digest == b.previous for a, b in pairwise(events))
