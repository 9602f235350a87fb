"""Many people at once, and people at random: one wins, all are told, and the law holds."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from minhbach_case.audit_views import TrailFilters
from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.steps import (
    AppealDecided,
    Decided,
    Notified,
    Proposed,
    Replied,
    Reviewed,
    Signed,
    Step,
)
from minhbach_case.main import Parts
from minhbach_case.storage.audit import Whole
from minhbach_case.storage.case_events import step_of
from minhbach_case.storage.case_folds import CASES, CaseFolds
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.eventlog import chain_digest
from minhbach_shared.store import connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, api_of, client_of
from tests.support.seeds import Desk, database_of, open_desk, seed, settings_of
from tests.support.stack import RunningStack

CLIENTS: Final = 40
WINDOW_DAYS: Final = 3
TURNS: Final = 160
SEED: Final = 20261122
ROLES: Final[Sequence[Role]] = ("officer", "supervisor", "administrator", "operator")


class Turned:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


@pytest.fixture
def clock() -> Turned:
    """The agency's clock."""
    return Turned()


@pytest.fixture
async def desk(
    stack: RunningStack, request: pytest.FixtureRequest, clock: Turned
) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    name = database_of(request.node.nodeid)
    async with open_desk(stack.mongodb, name, clock=clock, reply_window_days=WINDOW_DAYS) as opened:
        await seed(opened)
        yield opened


async def test_of_forty_at_once_one_wins_and_all_are_told(desk: Desk) -> None:
    """Forty differing acts on one page of a case: one stands, 39 hear of it; none overwrites."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        assert (await officer.act(case, 1, act="review")).is_success
        answers = await asyncio.gather(
            *(officer.act(case, 2, act="dismiss", reason=f"Lý do {n}.") for n in range(CLIENTS))
        )
        kept = (await officer.ask("GET", f"/cases/{case}")).json()
    told = Counter(answer.status_code for answer in answers)
    assert told == {200: 1, 409: CLIENTS - 1}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {said["code"] for said in refused} <= {"stale", "wrong_state"}
    assert all(said["detail"] and said["detail_en"] for said in refused)
    (won,) = (n for n, answer in enumerate(answers) if answer.status_code == 200)
    assert [step["type"] for step in kept["steps"]] == ["opened", "reviewed", "dismissed"]
    assert kept["steps"][-1]["text"] == f"Lý do {won}."


async def test_forty_repeats_of_one_request_count_once(desk: Desk) -> None:
    """Whoever lost the answer asks again, even at once and often: the act is there once."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        answers = await asyncio.gather(
            *(officer.act(case, 1, act="review") for _ in range(CLIENTS))
        )
        kept = (await officer.ask("GET", f"/cases/{case}")).json()
    assert {answer.status_code for answer in answers} == {200}
    assert [step["type"] for step in kept["steps"]] == ["opened", "reviewed"]


class Crowd:
    """Accounts of all roles that try acts at random, on several cases, over weeks."""

    def __init__(self, client: httpx.AsyncClient, cases: Sequence[UUID], clock: Turned) -> None:
        self._client = client
        self._cases = cases
        self._clock = clock
        self._apis: dict[Role, Api] = {}
        self._random = random.Random(SEED)
        self.statuses: Counter[int] = Counter()

    async def turn(self) -> None:
        """Somebody does something to some case, right or not; at times days go by."""
        if not self._apis or self._random.random() < 0.1:
            self._clock.now += timedelta(hours=self._random.choice((1, 30, 100)))
            # Tokens end with the day.
            self._apis = {role: await api_of(self._client, role) for role in ROLES}
        case = self._random.choice(self._cases)
        found = (await self._apis["officer"].ask("GET", f"/cases/{case}")).json()["summary"]
        role, act = self._chosen(found["state"])
        seen = found["sequence"] - (self._random.random() < 0.1)
        answer = await self._apis[role].act(case, max(seen, 1), **act)
        self.statuses[answer.status_code] += 1

    def _chosen(self, state: str) -> tuple[Role, dict[str, Any]]:
        every = acts(agency_day(self._clock.now))
        if state in FORWARD and self._random.random() < 0.6:
            role, name = FORWARD[state]
            return role, every[name]
        return self._random.choice(ROLES), every[self._random.choice(sorted(every))]


FORWARD: Final[dict[str, tuple[Role, str]]] = {
    "suspected": ("officer", "review"),
    "under_review": ("officer", "notify"),
    "notified": ("officer", "propose"),
    "replied": ("officer", "propose"),
    "proposed": ("supervisor", "decide"),
    "decided": ("officer", "record_appeal"),
    "appealed": ("administrator", "uphold"),
}


def acts(today: date) -> dict[str, dict[str, Any]]:
    """Bodies of acts, by a name."""
    day = today.isoformat()
    notice = {"act": "notify", "served_on": day, "way": "post", "citation_confirmed": True}
    appeal = {"act": "decide_appeal", "result": "upheld", "reasons": "x"}
    bare = ("review", "decide", "close", "resume")
    reasoned = ("dismiss", "remedy", "refer", "correct", "retract", "pause", "hold", "release")
    return {
        **{act: {"act": act} for act in bare},
        **{act: {"act": act, "reason": "x"} for act in reasoned},
        "notify": notice,
        "record_reply": {"act": "record_reply", "received_on": day, "text": "x"},
        "reply": {"act": "reply", "text": "x"},
        "propose": {"act": "propose", "outcome": "confirmed", "reasons": "x"},
        "disagree": {"act": "disagree", "to": "under_review", "reason": "x"},
        "record_appeal": {"act": "record_appeal", "received_on": day, "text": "x"},
        "uphold": appeal,
        "assign": {"act": "assign", "to": "officer"},
    }


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_whatever_people_try_the_law_holds(
    stack: RunningStack, request: pytest.FixtureRequest, desk: Desk, clock: Turned
) -> None:
    """Random acts of all roles: heard first, four eyes, whole chains, a trail, folds that agree."""
    found = (await desk.cases.list(CaseFilters(), PageRequest())).items
    cases = sorted(case.case_id for case in found)
    async with client_of(desk) as client:
        crowd = Crowd(client, cases, clock)
        for _ in range(TURNS):
            await crowd.turn()
    assert {200, 403, 409} <= set(crowd.statuses) <= {200, 403, 409, 422}
    name = database_of(request.node.nodeid)
    reading = connect(stack.mongodb)
    try:
        store = database(reading, name)
        log = Parts(settings_of(stack.mongodb, name, WINDOW_DAYS), store, clock).case_log
        for case in cases:
            events = await log.read(case)
            assert all(chain_digest(event) == event.digest for event in events)
            assert all(a.digest == b.previous for a, b in pairwise(events))
            steps = [step_of(event) for event in events]
            heard_first(steps)
            four_eyes(steps)
            await trailed(desk, case, steps)
        kept = {one["_id"]: one["fold"] async for one in store[CASES].find({})}
        anew = CaseFolds(log, store["cases_anew"])
        await anew.rebuild()
        assert {one["_id"]: one["fold"] async for one in store["cases_anew"].find({})} == kept
    finally:
        await reading.close()
    assert isinstance(await desk.trail.verify(), Whole)
    decided = [case for case in found if kept[case.case_id]["decided_at"]]
    assert decided, "no walk came to a decision: nothing was shown"


def heard_first(steps: Sequence[Step]) -> None:
    """No decision without a notice, and none before a reply or the end of its window."""
    until, replied = None, False
    for step in steps:
        match step.body:
            case Notified(reply_until=end):
                until, replied = end, False
            case Replied():
                replied = True
            case Decided():
                assert until is not None
                assert replied or step.at >= until


def four_eyes(steps: Sequence[Step]) -> None:
    """Who proposed did not decide; who took part decided no appeal."""
    proposed_by, took_part = None, set()
    for step in steps:
        match step.body:
            case Proposed(by=by):
                proposed_by = by
            case Decided(by=by):
                assert by != proposed_by
            case AppealDecided(by=by):
                assert by not in took_part
        if isinstance(step.body, Reviewed | Notified | Proposed | Decided):
            took_part.add(step.body.by)


async def trailed(desk: Desk, case: UUID, steps: Sequence[Step]) -> None:
    """Each step of a person has an entry of the audit trail: the same account, this case."""
    entries = (await desk.trail.page(TrailFilters(case_id=case), PageRequest(limit=200))).items
    changed = Counter(e.who or "" for e in entries if e.act == "change" and e.status == 200)
    signed = Counter(step.body.by for step in steps if isinstance(step.body, Signed))
    assert not signed - changed
