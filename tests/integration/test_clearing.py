"""Later captures on the real broker and store: what they show mended is written into the cases."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.commands import Actor, Dismiss, Notify, Reply, Review
from minhbach_case.domain.verdicts import Look, looks_of
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog, chain_digest
from minhbach_shared.events import Assessed, Suspected, VisitRequest
from minhbach_shared.ids import case_id
from minhbach_shared.provisioning import provision
from minhbach_shared.topics import TOPICS
from minhbach_shared.vocabulary import Verdict
from tests.support.assessed import assessed, visited
from tests.support.case_bench import Bench, listening, open_bench, publish, running
from tests.support.stack import RunningStack
from tests.support.suspicions import FIRST_DAY, site_of, suspected, withdrawn

KIND = "harmful_content"
PAGES = 1200


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


@pytest.fixture
def site() -> UUID:
    """A site that no other test has."""
    return site_of(secrets.token_hex(4))


def looked(
    site: UUID, fault: str, hour: int, verdict: Verdict = "pass", status: int = 200
) -> Assessed:
    """A capture of a fault's address so many hours after the first day, judged for gambling."""
    at = FIRST_DAY + timedelta(hours=hour)
    return assessed(site, f"https://example.vn/{fault}", at, {"spam.gambling": verdict}, status)


def looks(*records: Assessed) -> list[Look]:
    """What these records say."""
    return [look for record in records for look in looks_of(record)]


async def notified(bench: Bench, site: UUID, *records: Suspected) -> UUID:
    """A case of these suspicions whose operator has been notified."""
    await bench.parts.gatherer.gather(records)
    case = case_id(site, KIND, 1)
    await bench.act(case, Review(), Notify(agency_day(utc_now()), "post"))
    return case


async def standing(bench: Bench, case: UUID) -> CaseFold:
    """The case as its events leave it."""
    return (await bench.again().folds.load([case]))[case].case


async def test_a_later_pass_over_the_broker_proposes_the_remedy(bench: Bench, site: UUID) -> None:
    """Records in, twice: each fault is cleared once, announced, and its verdicts are kept.

    The operator had said that it is mended: the crawler was asked to look, once an address.
    """
    await provision(bench.settings, TOPICS, 1)
    case = await notified(bench, site, suspected(site), suspected(site, fault="b"))
    own = Actor("hoa", "operator", site)
    await bench.parts.cases.act(case, Reply("Đã gỡ.", mended=True), own, None)
    records = [
        looked(site, "a", 5),
        looked(site, "b", 6, "inconclusive", 404),
        looked(site, "c", 6),
        visited(site, FIRST_DAY + timedelta(hours=7)),
    ]
    kafka = bench.settings.kafka_servers
    topics = ("cases.v1", VisitRequest.topic)
    async with listening(kafka, *topics) as heard, running(bench.settings):
        await publish(bench.settings, *records)
        await publish(bench.settings, *records)
        await heard.until(7, case)
        await heard.until(2, site)
    assert len(heard.of(case)) == 7
    asked = [json.loads(value) for _, value in heard.of(site)]
    assert {one["address"] for one in asked} == {f"https://example.vn/{f}" for f in "ab"}
    assert {one["cause"] for one in asked} == {str(case)}
    found = await standing(bench, case)
    assert (found.cleared, found.remedy_proposed, found.state) == (2, True, "replied")
    assert len(await bench.parts.verdicts.visits(site, 10)) == 1
    assert len(await bench.parts.verdicts.latest([site])) == 1


async def test_seen_again_it_is_broken_again_and_can_be_cleared_again(
    bench: Bench, site: UUID
) -> None:
    """By captures' own times, whatever order they come in."""
    case = await notified(bench, site, suspected(site))
    clearer, gatherer = bench.parts.clearer, bench.parts.gatherer
    assert await clearer.clear(looks(looked(site, "a", 1))) == 0
    assert await clearer.clear(looks(looked(site, "a", 5))) == 1
    await gatherer.gather([suspected(site, capture=3)])
    assert (await standing(bench, case)).remedy_proposed
    await gatherer.gather([suspected(site, capture=7)])
    assert not (await standing(bench, case)).remedy_proposed
    assert await clearer.clear(looks(looked(site, "a", 6))) == 0
    assert await clearer.clear(looks(looked(site, "a", 9))) == 1
    assert await bench.again().clearer.clear(looks(looked(site, "a", 5), looked(site, "a", 9))) == 0
    assert (await standing(bench, case)).cleared == 1


async def test_what_clears_nothing(bench: Bench, site: UUID) -> None:
    """Another address, failure, a case not yet notified or dismissed, a fault withdrawn."""
    clearer = bench.parts.clearer
    other = site_of(secrets.token_hex(4))
    await bench.parts.gatherer.gather([suspected(other)])
    assert await clearer.clear(looks(looked(other, "a", 5))) == 0
    await bench.act(case_id(other, KIND, 1), Review(), Dismiss("Tin cũ."))
    assert await clearer.clear(looks(looked(other, "a", 5))) == 0
    gone = suspected(site, fault="b")
    await notified(bench, site, suspected(site), gone)
    await bench.parts.gatherer.gather([withdrawn(gone)])
    silent = looked(site, "a", 5, "inconclusive"), looked(site, "a", 5, "not_applicable")
    assert await clearer.clear(looks(*silent, looked(site, "b", 5), looked(site, "z", 5))) == 0
    assert await clearer.clear([]) == 0


async def test_two_writers_clear_a_fault_once(bench: Bench, site: UUID) -> None:
    """Four workers with captures of their own, and a gatherer between them: the chain is whole."""
    faults = "abcdefgh"
    case = await notified(bench, site, *(suspected(site, fault=fault) for fault in faults))
    passes = [looks(*(looked(site, fault, 5 + n) for fault in faults)) for n in range(4)]
    await asyncio.gather(
        *(bench.again().clearer.clear(one) for one in passes),
        bench.parts.gatherer.gather([suspected(site, capture=2), suspected(site, capture=3)]),
    )
    found = await standing(bench, case)
    assert (found.cleared, found.sightings, found.remedy_proposed) == (8, 10, True)
    events = await EventLog(bench.store[CASE_EVENTS]).read(case)
    assert len(events) == 8 + 2 + 8 + 2
    assert [event.digest for event in events] == [chain_digest(event) for event in events]


async def test_a_hacked_portal_that_was_cleaned(bench: Bench, site: UUID) -> None:
    """Thousands of injected pages that are gone are cleared in one case, batch by batch."""
    names = [f"f{n}" for n in range(PAGES)]
    batches = [names[at : at + 500] for at in range(0, PAGES, 500)]
    for batch in batches:
        await bench.parts.gatherer.gather([suspected(site, fault=name) for name in batch])
    case = case_id(site, KIND, 1)
    await bench.act(case, Review(), Notify(agency_day(utc_now()), "post"))
    for batch in batches:
        gone = looks(*(looked(site, name, 9, "inconclusive", 410) for name in batch))
        assert await bench.parts.clearer.clear(gone) == len(batch)
    assert (await standing(bench, case)).remedy_proposed
    again = looks(*(looked(site, name, 33, "inconclusive", 410) for name in batches[0]))
    assert await bench.parts.clearer.clear(again) == 0
