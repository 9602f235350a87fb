"""A portal with thousands of injected pages: one case, and nothing reads the whole of it."""

import secrets
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from pymongo import monitoring

from minhbach_case.domain.commands import Command, Decide, Notify, Propose, RecordReply, Review
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import AT_ONCE, CASES
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import case_id
from tests.support.case_bench import OFFICER, SUPERVISOR, Bench, open_bench
from tests.support.counting import QueryWatch
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected, withdrawn

FAULTS = 900
BATCH = 300
WATCH = QueryWatch()


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    monitoring.register(WATCH)
    async with open_bench(stack) as opened:
        yield opened


async def flood(bench: Bench, site: UUID) -> None:
    """Every page of the portal is suspected, batch after batch; the relay has come to all of it."""
    records = [suspected(site, fault=f"page-{number}") for number in range(FAULTS)]
    for start in range(0, FAULTS, BATCH):
        await bench.parts.gatherer.gather(records[start : start + BATCH])
    await bench.parts.folds.fold([case_id(site, "harmful_content", 1)])


async def act(bench: Bench, case: UUID, command: Command) -> int:
    """Acts on the case; how many of its documents that read."""
    actor = SUPERVISOR if isinstance(command, Decide) else OFFICER
    with WATCH.counting() as asked:
        await bench.parts.cases.act(case, command, actor, None)
    return asked.documents(CASE_EVENTS, CASES)


async def test_no_page_act_or_batch_reads_a_large_case(bench: Bench) -> None:
    """What is read of it stays the same few, from the next suspicion to the decision over all."""
    site, other = site_of(secrets.token_hex(4)), site_of(secrets.token_hex(4))
    case = case_id(site, "harmful_content", 1)
    await flood(bench, site)

    fresh = bench.again().gatherer
    late = suspected(site, fault="page-7", capture=2)
    with WATCH.counting() as asked:
        await fresh.gather([suspected(other), late, suspected(site, fault="one-more")])
    assert asked.documents(CASE_EVENTS, CASES) <= 20

    after = None
    for _ in range(3):
        with WATCH.counting() as asked:
            page = await bench.parts.cases.get(case, PageRequest(limit=10, after=after))
        assert asked.documents(CASE_EVENTS, CASES) <= 40
        after = page.evidence.next
    with WATCH.counting() as asked:
        listed = await bench.parts.cases.list(CaseFilters(site_id=site), PageRequest())
    assert asked.documents(CASE_EVENTS, CASES) <= 2
    assert [found.faults for found in listed.items] == [FAULTS + 1]

    await bench.parts.gatherer.gather([withdrawn(suspected(site, fault="page-3"))])
    today = utc_now().date()
    # A notice and a decision state their reasons over every finding, each read once and briefly.
    for command, stated in (
        (Review(), 0),
        (Notify(today, "post"), FAULTS),
        (RecordReply(today, "Đang gỡ."), 0),
        (Propose("confirmed", "Đủ căn cứ."), 0),
        (Decide(), FAULTS),
    ):
        assert await act(bench, case, command) <= stated + 400, command
    (decided,) = await bench.parts.case_log.find({"stream": case, "type": "decided"})
    assert decided.body["faults"] == FAULTS
    addresses = decided.body["addresses"]
    assert isinstance(addresses, list)
    assert len(addresses) == 100


async def test_a_lost_fold_of_a_large_case_comes_back_in_parts(bench: Bench) -> None:
    """No more than a part is held at once, and what a part brought is kept."""
    site = site_of(secrets.token_hex(4))
    case = case_id(site, "harmful_content", 1)
    await flood(bench, site)
    before = await bench.parts.cases.get(case, PageRequest(limit=1))
    await bench.store[CASES].drop()
    with WATCH.counting() as asked:
        await bench.parts.folds.fold([case])
    spans = [
        read["filter"]["sequence"]["$lte"]
        for read, _ in asked.reads
        if read.get("find") == CASE_EVENTS and "filter" in read
    ]
    assert spans == [*range(AT_ONCE, FAULTS + AT_ONCE, AT_ONCE)]
    assert asked.writes >= FAULTS // AT_ONCE
    assert await bench.parts.cases.get(case, PageRequest(limit=1)) == before
