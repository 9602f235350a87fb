"""The crawler's memory on the real store: the register, requests, visits cut off, leases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from minhbach_crawler.domain.frontier import Task
from minhbach_crawler.domain.visits import ClosedVisit, Gathered, Missed, Plan, recorded
from minhbach_crawler.handlers import Intake
from minhbach_crawler.main import create_app
from minhbach_crawler.settings import CrawlerSettings
from minhbach_crawler.storage.mongodb import (
    MongoRequests,
    MongoSites,
    MongoVisits,
    ensure_indexes,
)
from minhbach_shared.delivery import Position, Received
from minhbach_shared.events import Snapshot, VisitCompleted
from minhbach_shared.ids import site_id, visit_id
from minhbach_shared.provisioning import provision
from minhbach_shared.store import Database, connect, database
from minhbach_shared.topics import TOPICS
from tests.support.announced import read_events
from tests.support.crawling import NOON, record_of, request_for, settings_for
from tests.support.stack import RunningStack
from tests.support.websites import Website, page

ADDRESS = "http://trang-thu.vn/"
SITE = site_id(ADDRESS)
HOUR = timedelta(hours=1)


@asynccontextmanager
async def data_of(stack: RunningStack, name: str) -> AsyncIterator[Database]:
    """A database of the test's own, with the crawler's indexes."""
    client = connect(stack.mongodb)
    try:
        await ensure_indexes(database(client, name))
        yield database(client, name)
    finally:
        await client.close()


@asynccontextmanager
async def workers(settings: CrawlerSettings, count: int) -> AsyncIterator[None]:
    """So many workers, as a deployment would have, without their consumers."""
    apps = [create_app(settings) for _ in range(count)]
    running = [asyncio.ensure_future(app.tasks[0]()) for app in apps]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for app in apps:
            for close in app.close:
                await close()


async def visits_of(
    stack: RunningStack, address: str, count: int, seconds: float = 30.0
) -> list[VisitCompleted]:
    """Waits for so many ended visits of a site."""
    async with asyncio.timeout(seconds):
        while True:
            events = await read_events(stack.kafka, VisitCompleted)
            found = [event for event in events if event.site_id == site_id(address)]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.2)


async def kept(visits: MongoVisits, address: str) -> None:
    """Waits until a visit of a site is kept and not announced."""
    async with asyncio.timeout(30):
        while True:
            if await visits.unannounced(site_id(address)):
                return
            await asyncio.sleep(0.1)


def closed(plan: Plan) -> ClosedVisit:
    """A visit that found nothing but a dead home page."""
    home = Missed(Task(plan.site.address, "page", "home", asked=4), NOON, "timeout", "test")
    gathered = Gathered(NOON, NOON + HOUR, (home,))
    return ClosedVisit(recorded(plan, gathered, "warc/none"), plan.answers, NOON + 6 * HOUR)


async def test_an_older_version_never_takes_the_place_of_a_newer(stack: RunningStack) -> None:
    """Records come in any order and more than once; the newest stays, and its schedule."""
    async with data_of(stack, "crawler_versions") as data:
        sites = MongoSites(data["sites"])
        for version in (2, 1, 2, 3, 1):
            await sites.put(record_of(ADDRESS, version))
        await sites.schedule(SITE, NOON + HOUR)
        await sites.put(record_of(ADDRESS, 3))
        known = await sites.get(SITE)
        assert known is not None
        assert (known.record, known.scheduled_at) == (record_of(ADDRESS, 3), NOON + HOUR)


async def test_due_sites_are_active_and_their_time_has_come(stack: RunningStack) -> None:
    """A site that left the register is not visited; the longest due comes first."""
    addresses = [f"http://{name}.vn/" for name in ("a", "b", "c", "d")]
    async with data_of(stack, "crawler_due") as data:
        sites = MongoSites(data["sites"])
        for hours, address in zip((-2, -3, 1, -1), addresses, strict=True):
            await sites.put(record_of(address, active=address != "http://d.vn/"))
            await sites.schedule(site_id(address), NOON + hours * HOUR)
        due = await sites.due(NOON, 10)
        assert due == [site_id("http://b.vn/"), site_id("http://a.vn/")]
        assert await sites.active([site_id(a) for a in reversed(addresses)]) == [
            site_id(address) for address in ("http://c.vn/", "http://b.vn/", "http://a.vn/")
        ]


async def test_a_request_counts_once(stack: RunningStack) -> None:
    """A redelivered request, answered or not, asks for nothing again."""
    async with data_of(stack, "crawler_requests") as data:
        requests = MongoRequests(data["requests"])
        asked = request_for(ADDRESS, NOON)
        await requests.put(asked)
        await requests.put(asked)
        assert await requests.pending(SITE) == [asked]
        assert await requests.pending_sites(10) == [SITE]
        await requests.answer([asked.id])
        await requests.put(asked)
        assert await requests.pending(SITE) == []
        assert await requests.pending_sites(10) == []


async def test_a_site_without_a_usable_address_is_refused(stack: RunningStack) -> None:
    """It goes to the dead letters by its position; the others of its batch are kept."""
    batch = [
        Received(event, Position(event.topic, 0, offset))
        for offset, event in enumerate(
            (
                record_of(ADDRESS),
                record_of(ADDRESS).model_copy(update={"address": "trang thử"}),
                request_for(ADDRESS, NOON),
            )
        )
    ]
    async with data_of(stack, "crawler_intake") as data:
        intake = Intake(MongoSites(data["sites"]), MongoRequests(data["requests"]))
        (rejected,) = await intake.handle(batch)
        assert (rejected.position, rejected.reason) == (batch[1].position, "invalid")
        assert await intake.handle(batch) == [rejected]
        known = await intake.sites.get(SITE)
        assert known is not None
        assert known.record.address == ADDRESS
        assert len(await intake.requests.pending(SITE)) == 1


async def test_a_visit_is_kept_once(stack: RunningStack) -> None:
    """Of two workers that made one visit, the first to keep it says what is announced."""
    plan = Plan(record_of(ADDRESS), NOON, whole=True)
    async with data_of(stack, "crawler_kept") as data:
        visits = MongoVisits(data["visits"])
        first = closed(plan)
        assert await visits.keep(first) == first
        assert await visits.keep(replace(first, next_at=NOON)) == first
        assert await visits.unannounced(SITE) == [first]
        await visits.mark_announced(plan.visit_id)
        assert await visits.unannounced(SITE) == []
        assert await visits.get(plan.visit_id) == first


async def test_what_a_crash_left_is_announced_as_it_was_kept(
    stack: RunningStack, tmp_path: Path
) -> None:
    """A visit kept but not announced is announced from the store; the site is not asked again."""
    settings = settings_for(stack, "crawler_left", tmp_path)
    await provision(settings, TOPICS, replication=1)
    async with Website({}) as site, data_of(stack, settings.mongodb_database) as data:
        asked = request_for(site.address, NOON)
        record = record_of(site.address)
        left = closed(Plan(record, NOON, whole=True, answers=(asked.id,)))
        await MongoSites(data["sites"]).put(record)
        await MongoRequests(data["requests"]).put(asked)
        await MongoVisits(data["visits"]).keep(left)
        async with workers(settings, 1):
            found = await visits_of(stack, site.address, 1)
            await asyncio.sleep(0.5)
        known = await MongoSites(data["sites"]).get(record.site_id)
        assert known is not None
        assert known.scheduled_at == NOON + 6 * HOUR
        assert await MongoRequests(data["requests"]).pending(record.site_id) == []
    assert found == [left.record.completed]
    snapshots = await read_events(stack.kafka, Snapshot)
    assert [s for s in snapshots if s.site_id == record.site_id] == list(left.record.snapshots)
    assert site.asked == []


async def test_many_workers_visit_a_site_once(stack: RunningStack, tmp_path: Path) -> None:
    """Three workers look at the same due site: one visit is made, then the schedule rests."""
    settings = settings_for(stack, "crawler_many", tmp_path, visit_by_schedule=True)
    await provision(settings, TOPICS, replication=1)
    async with (
        Website({"/": page("<p>trang chủ</p>")}) as site,
        data_of(stack, settings.mongodb_database) as data,
    ):
        await MongoSites(data["sites"]).put(record_of(site.address))
        async with workers(settings, 3):
            found = await visits_of(stack, site.address, 1)
            await asyncio.sleep(1)
        known = await MongoSites(data["sites"]).get(site_id(site.address))
    assert [(visit.due_at, visit.captured) for visit in found] == [(NOON, 1)]
    assert site.asked.count("/") == 1
    assert known is not None
    wait = known.scheduled_at - found[0].ended_at
    assert 0.9 * 6 * HOUR <= wait <= 1.1 * 6 * HOUR


@pytest.mark.slow
async def test_a_broker_that_is_gone_delays_a_visit_and_loses_nothing(
    stack: RunningStack, tmp_path: Path
) -> None:
    """The visit is kept while nobody takes its records, and announced later; it is made once."""
    settings = settings_for(stack, "crawler_broker_gone", tmp_path)
    await provision(settings, TOPICS, replication=1)
    async with (
        Website({"/": page("<p>trang chủ</p>")}) as site,
        data_of(stack, settings.mongodb_database) as data,
    ):
        await MongoSites(data["sites"]).put(record_of(site.address))
        await MongoRequests(data["requests"]).put(request_for(site.address, NOON))
        await asyncio.to_thread(stack.kill_broker)
        async with workers(settings, 1):
            try:
                await kept(MongoVisits(data["visits"]), site.address)
            finally:
                await asyncio.to_thread(stack.start_broker)
            found = await visits_of(stack, site.address, 1, seconds=90)
    assert {visit.captured for visit in found} == {1}
    assert site.asked.count("/") == 1


@pytest.mark.slow
async def test_a_store_that_is_gone_delays_a_visit_and_loses_nothing(
    stack: RunningStack, tmp_path: Path
) -> None:
    """A visit that cannot be kept is made again when the store is back, under the same id."""
    settings = settings_for(stack, "crawler_store_gone", tmp_path, least_delay_seconds=0.2)
    await provision(settings, TOPICS, replication=1)
    links = "".join(f"<a href='/{n}'>x</a>" for n in range(5))
    async with (
        Website({"/": page(links)}) as site,
        data_of(stack, settings.mongodb_database) as data,
    ):
        await MongoSites(data["sites"]).put(record_of(site.address))
        await MongoRequests(data["requests"]).put(request_for(site.address, NOON))
        async with workers(settings, 1):
            await asyncio.wait_for(site.reached("/1"), 30)
            await asyncio.to_thread(stack.kill_store)
            try:
                await asyncio.sleep(3)
            finally:
                await asyncio.to_thread(stack.start_store)
            found = await visits_of(stack, site.address, 1, seconds=90)
    assert {(visit.id, visit.captured) for visit in found} == {
        (visit_id(site_id(site.address), NOON), 6)
    }
