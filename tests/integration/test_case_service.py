"""The case service on the real broker and store: suspicions in, cases out."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import (
    Actor,
    Close,
    Command,
    Decide,
    Dismiss,
    Notify,
    Propose,
    Review,
)
from minhbach_case.errors import FourEyes, NotFound, Stale
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.folds import Folds
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import Unavailable
from minhbach_shared.eventlog import EventLog, chain_digest
from minhbach_shared.events import Suspected
from minhbach_shared.ids import case_id
from minhbach_shared.provisioning import provision
from minhbach_shared.topics import TOPICS
from tests.support.case_bench import (
    OFFICER,
    Bench,
    listening,
    open_bench,
    publish,
    running,
)
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected, withdrawn

KIND = "harmful_content"


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


@pytest.fixture
def site() -> UUID:
    """A site that no other test has."""
    return site_of(secrets.token_hex(4))


def through_notice() -> Sequence[Command]:
    """Review and notice, today."""
    return Review(), Notify(agency_day(utc_now()), "post")


def to_the_end() -> Sequence[Command]:
    """From review to closing."""
    return (*through_notice(), Propose("confirmed", "Đủ chứng cứ."), Decide(), Close())


async def test_suspicions_become_one_case_a_site_and_kind(bench: Bench, site: UUID) -> None:
    """The whole way over the broker: records in, one case each, every step announced once."""
    await provision(bench.settings, TOPICS, 1)
    other = site_of(secrets.token_hex(4))
    first = suspected(site)
    records = [
        first,
        suspected(site, fault="b"),
        suspected(site, capture=2),
        suspected(site, duty="licence.held"),
        suspected(other),
        first,
        withdrawn(first),
    ]
    cases = [case_id(site, KIND, 1), case_id(site, "licence", 1), case_id(other, KIND, 1)]
    kafka = bench.settings.kafka_servers
    async with listening(kafka, "cases.v1") as heard, running(bench.settings):
        await publish(bench.settings, *records)
        await publish(bench.settings, *records)
        await heard.until(6, *cases)
    assert len(heard.of(*cases)) == 6
    # The service stopped: what its relay published and did not fold yet, the next one would.
    await bench.parts.folds.catch_up(cases)
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    counted = {
        (c.site_id, c.kind): (c.faults, c.sightings, c.withdrawn)
        for c in page.items
        if c.site_id in (site, other)
    }
    assert counted == {
        (site, KIND): (2, 3, 1),
        (site, "licence"): (1, 1, 0),
        (other, KIND): (1, 1, 0),
    }


async def test_decision_is_announced(bench: Bench, site: UUID) -> None:
    """Two people decide; agencies read who was heard and over what, auditors every step."""
    await provision(bench.settings, TOPICS, 1)
    await bench.parts.gatherer.gather([suspected(site)])
    case = case_id(site, KIND, 1)
    await bench.act(case, *to_the_end())
    topics = ("cases.v1", "violations.confirmed.v1")
    kafka = bench.settings.kafka_servers
    async with listening(kafka, *topics) as heard, running(bench.settings):
        await heard.until(6, case)
        await heard.until(1, site)
    ((topic, decided),) = heard.of(site)
    assert topic == "violations.confirmed.v1"
    assert b'"standing":"confirmed"' in decided
    said = [value for _, value in heard.of(site, case)]
    assert not any("Đủ chứng cứ".encode() in value or b'minh"' in value for value in said)


async def test_redelivery_counts_nothing_twice(bench: Bench, site: UUID) -> None:
    """Neither to the same worker nor to one that starts with nothing in memory."""
    batch = [suspected(site), suspected(site, fault="b"), suspected(site, capture=2)]
    await bench.parts.gatherer.gather(batch)
    await bench.parts.gatherer.gather(batch)
    await bench.again().gatherer.gather(batch)
    (case,) = (await bench.parts.cases.list(CaseFilters(), PageRequest())).items
    assert (case.faults, case.sightings, case.sequence) == (2, 3, 3)


async def test_two_openers_of_a_case_meet(bench: Bench, site: UUID) -> None:
    """Four workers find a site at once: one case, every suspicion in it once, the chain whole."""
    workers = [bench.again().gatherer for _ in range(4)]
    batches = [[suspected(site, fault=f, capture=n) for f in "abc"] for n in range(4)]
    await asyncio.gather(
        *(w.gather(b) for w, b in zip(workers, batches, strict=True)),
        workers[0].gather(batches[3]),
    )
    await bench.parts.folds.rebuild()
    (case,) = (await bench.parts.cases.list(CaseFilters(), PageRequest())).items
    assert (case.faults, case.sightings) == (3, 12)
    events = await EventLog(bench.store[CASE_EVENTS]).read(case.case_id)
    assert [event.sequence for event in events] == list(range(1, 13))
    assert [event.digest for event in events] == [chain_digest(event) for event in events]
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]
    assert len({event.at for event in events}) == 12


async def test_store_killed_in_the_middle_of_a_batch(
    bench: Bench, site: UUID, stack: RunningStack
) -> None:
    """Whatever part of the batch was stored, handing it in again completes it."""
    faults = [suspected(site, fault=f"f{n}") for n in range(60)]
    again = [suspected(site, fault=f"f{n}", capture=2) for n in range(60)]
    await bench.parts.gatherer.gather(faults[:1])
    work = asyncio.create_task(bench.parts.gatherer.gather([*faults, *again]))
    try:
        await asyncio.sleep(0.05)
        await asyncio.to_thread(stack.kill_store)
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
    finally:
        await asyncio.to_thread(stack.start_store)
    assert outcome is None or isinstance(outcome, Unavailable)
    for worker in (bench.parts, bench.again()):
        await worker.gatherer.gather([*faults, *again])
    view = await bench.parts.cases.get(case_id(site, KIND, 1), PageRequest())
    assert (view.summary.faults, view.summary.sightings) == (60, 120)
    events = await EventLog(bench.store[CASE_EVENTS]).read(view.summary.case_id)
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]


async def test_worker_that_remembers_an_older_state_routes_anew(bench: Bench, site: UUID) -> None:
    """The notice went out since the worker last looked: a new fault opens the next case."""
    gatherer = bench.parts.gatherer
    await gatherer.gather([suspected(site)])
    await bench.act(case_id(site, KIND, 1), *through_notice())
    await gatherer.gather([suspected(site, fault="b"), suspected(site, capture=2)])
    view = await bench.parts.cases.get(case_id(site, KIND, 2), PageRequest())
    assert (view.previous_case, view.summary.faults) == (case_id(site, KIND, 1), 1)
    first = (await bench.parts.cases.get(case_id(site, KIND, 1), PageRequest())).summary
    assert (first.faults, first.sightings) == (1, 2)


async def test_redelivery_after_closing_changes_nothing(bench: Bench, site: UUID) -> None:
    """A record that comes again when its case is long closed is known; a later capture is not."""
    await bench.parts.gatherer.gather([suspected(site)])
    await bench.act(case_id(site, KIND, 1), *to_the_end())
    late = suspected(site, capture=2)
    new = suspected(site, capture=3, captured_at=utc_now() + timedelta(hours=1))
    for worker in (bench.parts, bench.again()):
        await worker.gatherer.gather([suspected(site), late, new])
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    assert [(c.ordinal, c.state, c.sightings) for c in page.items] == [
        (2, "suspected", 1),
        (1, "closed", 2),
    ]


async def test_dismissed_fault_stays_dismissed(bench: Bench, site: UUID) -> None:
    """Counted where it was dismissed, until register or rule set changed."""
    await bench.parts.gatherer.gather([suspected(site), suspected(site, capture=2, site_version=2)])
    await bench.act(case_id(site, KIND, 1), Review(), Dismiss("Tin cũ."))
    for worker, capture in ((bench.parts, 3), (bench.again(), 4)):
        await worker.gatherer.gather([suspected(site, capture=capture, site_version=2)])
    await bench.parts.gatherer.gather([suspected(site, capture=5, site_version=3)])
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    assert [(c.ordinal, c.state, c.sightings) for c in page.items] == [
        (2, "suspected", 1),
        (1, "dismissed", 4),
    ]


async def test_fault_withdrawn_before_the_notice_goes_to_the_next_case(
    bench: Bench, site: UUID
) -> None:
    """The notice did not name it, so it is heard in a case of its own."""
    gone = suspected(site, fault="b")
    await bench.parts.gatherer.gather([suspected(site), gone, withdrawn(gone)])
    await bench.act(case_id(site, KIND, 1), *through_notice())
    await bench.again().gatherer.gather([suspected(site, fault="b", capture=2)])
    view = await bench.parts.cases.get(case_id(site, KIND, 2), PageRequest())
    assert view.summary.faults == 1


async def test_more_cases_than_are_probed_at_once(bench: Bench, site: UUID) -> None:
    """The latest case of a site and kind is found however many there were."""
    for number in range(1, 19):
        await bench.again().gatherer.gather([suspected(site, fault=f"f{number}")])
        await bench.act(case_id(site, KIND, number), Review(), Dismiss("Tin cũ."))
    page = await bench.parts.cases.list(CaseFilters(site_id=site), PageRequest(limit=10))
    rest = await bench.parts.cases.list(
        CaseFilters(site_id=site), PageRequest(limit=10, after=page.next)
    )
    assert [c.ordinal for c in (*page.items, *rest.items)] == list(range(18, 0, -1))
    assert rest.next is None


async def test_acts_are_refused_by_name_and_clicked_twice_count_once(
    bench: Bench, site: UUID
) -> None:
    """The page that was seen decides what a click means."""
    await bench.parts.gatherer.gather([suspected(site)])
    cases, case = bench.parts.cases, case_id(site, KIND, 1)
    await cases.act(case, Review(), OFFICER, 1)
    again = await cases.act(case, Review(), OFFICER, 1)
    assert again.summary.sequence == 2
    with pytest.raises(Stale):
        await cases.act(case, Dismiss("x"), Actor("mai", "officer"), 1)
    await bench.act(case, through_notice()[1], Propose("confirmed", "Đủ."))
    with pytest.raises(FourEyes):
        await cases.act(case, Decide(), Actor(OFFICER.user, "supervisor"), None)
    with pytest.raises(NotFound):
        await cases.get(case_id(site, KIND, 9), PageRequest())


async def test_evidence_is_read_by_the_page(bench: Bench, site: UUID) -> None:
    """Each fault once, with how often it was seen; the steps of people with their words."""
    records: list[Suspected] = [suspected(site, fault=f"f{n}") for n in range(5)]
    seen_again = suspected(site, fault="f3", capture=2)
    await bench.parts.gatherer.gather([*records, seen_again, withdrawn(records[4])])
    case = case_id(site, KIND, 1)
    await bench.act(case, Review(), Dismiss("Tin cũ."))
    first = await bench.parts.cases.get(case, PageRequest(limit=3), OFFICER)
    after = PageRequest(limit=3, after=first.evidence.next)
    second = (await bench.parts.cases.get(case, after)).evidence
    shown = [*first.evidence.items, *second.items]
    assert [item.fault_id for item in shown] == [record.fault_id for record in records]
    assert [(item.sightings, item.withdrawn) for item in shown] == [
        (1, 0), (1, 0), (1, 0), (2, 0), (1, 1),
    ]  # fmt: skip
    assert second.next is None
    assert [(s.type, s.user, s.text) for s in first.steps] == [
        ("opened", None, None),
        ("reviewed", "lan", None),
        ("dismissed", "lan", "Tin cũ."),
    ]


async def test_folds_are_rebuilt_from_events(bench: Bench, site: UUID) -> None:
    """What is kept beside the events can be thrown away, and never goes back."""
    await bench.parts.gatherer.gather([suspected(site), suspected(site, fault="b")])
    before = await bench.parts.cases.list(CaseFilters(), PageRequest())
    stored = await bench.store["cases"].find_one({})
    assert stored is not None
    await Folds(bench.store["cases"], newest_first=True).write([stored | {"sequence": 1}])
    assert await bench.parts.cases.list(CaseFilters(), PageRequest()) == before
    await bench.store["cases"].drop()
    await bench.parts.folds.rebuild()
    assert await bench.parts.cases.list(CaseFilters(), PageRequest()) == before
