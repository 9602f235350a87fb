"""The crawler on the real broker and store: whole visits, crashes, leases, requests."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from fastwarc import ArchiveIterator
from pydantic import SecretStr

from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.captures import CaptureStore
from minhbach_shared.delivery import Producer, Publisher
from minhbach_shared.events import Captured, Snapshot, VisitCompleted
from minhbach_shared.ids import site_id, visit_id
from minhbach_shared.provisioning import provision
from minhbach_shared.topics import TOPICS
from tests.support.announced import read_events
from tests.support.crawling import NOON, record_of, request_for, settings_for
from tests.support.stack import RunningStack
from tests.support.websites import Answer, Website, page

PAGES = [f"/{number}.html" for number in range(12)]
HOME = page("".join(f'<a href="{path}">bài</a>' for path in PAGES))


@asynccontextmanager
async def publisher(settings: CrawlerSettings) -> AsyncIterator[Publisher]:
    """The topics, and somebody who publishes on them."""
    await provision(settings, TOPICS, replication=1)
    sender = Publisher(Producer(settings), "test")
    try:
        yield sender
    finally:
        await sender.stop()


@asynccontextmanager
async def crawler(settings: CrawlerSettings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The crawler as a process of its own; ended at the end if it still runs."""
    values = settings.model_dump(mode="python")
    values["allow_private"] = ",".join(str(network) for network in settings.allow_private)
    environment = {
        f"MINHBACH_{name.upper()}": str(
            value.get_secret_value() if isinstance(value, SecretStr) else value
        )
        for name, value in values.items()
        if value is not None
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "minhbach_crawler", env={**os.environ, **environment}
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def completed_visits(
    stack: RunningStack, site: Website, count: int, seconds: float = 45.0
) -> list[VisitCompleted]:
    """Waits for so many ended visits of a site; each once, in order."""
    async with asyncio.timeout(seconds):
        while True:
            events = await read_events(stack.kafka, VisitCompleted)
            own = {e.id: e for e in events if e.site_id == site_id(site.address)}
            if len(own) >= count:
                return list(own.values())
            await asyncio.sleep(0.2)


async def snapshots_of(stack: RunningStack, visit: VisitCompleted) -> dict[str, Snapshot]:
    """The snapshots of a visit by address; every copy of one says the same."""
    events = await read_events(stack.kafka, Snapshot)
    own = [event for event in events if event.visit_id == visit.id]
    by_id = {event.id: event for event in own}
    assert all(by_id[event.id] == event for event in own)
    assert set(by_id) == set(visit.snapshots)
    return {event.address: event for event in by_id.values()}


async def check_captures(settings: CrawlerSettings, snapshots: Sequence[Snapshot]) -> None:
    """Each capture's record lies where its snapshot says, and its body has the digest."""
    store = CaptureStore.of(settings)
    for snapshot in snapshots:
        assert isinstance(snapshot.result, Captured)
        capture = snapshot.result.capture
        piece = await store.get_range(capture.warc, capture.offset, capture.length)
        record = next(iter(ArchiveIterator(io.BytesIO(piece))))
        assert record.headers["WARC-Target-URI"] == snapshot.result.final_address
        assert record.headers["WARC-IP-Address"] == snapshot.result.server_address == "127.0.0.1"
        assert sha256(record.reader.read()).hexdigest() == capture.payload_digest


async def test_a_requested_site_is_visited_and_announced(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Record and request in; WARC, snapshots and the visit's end out; a repeated request is one."""
    settings = settings_for(stack, "crawler_whole", tmp_path)
    paths: dict[str, Answer] = {"/": HOME, **dict.fromkeys(PAGES[:-1], page("<p>bài</p>"))}
    async with Website(paths) as site, publisher(settings) as sender, crawler(settings) as process:
        asked = request_for(site.address, NOON)
        await sender.publish([asked, record_of(site.address), asked])
        (visit,) = await completed_visits(stack, site, 1)
        await sender.publish(
            [asked, request_for(site.address, NOON + timedelta(1), site.at("/3.html"))]
        )
        first, second = await completed_visits(stack, site, 2)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 15) == 0
    assert first == visit
    assert visit.id == visit_id(site_id(site.address), NOON)
    assert (visit.due_at, visit.captured, visit.failed) == (NOON, 13, 0)
    snapshots = await snapshots_of(stack, visit)
    assert next(iter(snapshots)) == site.address
    assert snapshots[site.at("/3.html")].linked_from_home is True
    gone = snapshots[site.at("/11.html")].result
    assert isinstance(gone, Captured)
    assert gone.status == 404
    await check_captures(settings, list(snapshots.values()))
    assert second.due_at == NOON + timedelta(1)
    (single,) = (await snapshots_of(stack, second)).values()
    assert (single.found_by, single.linked_from_home) == ("request", None)


async def test_a_crawler_killed_in_a_visit_is_replaced(stack: RunningStack, tmp_path: Path) -> None:
    """After kill -9 another takes over when the lease is out; the visit is one, and whole."""
    settings = settings_for(stack, "crawler_killed", tmp_path, least_delay_seconds=0.15)
    paths: dict[str, Answer] = {"/": HOME, **dict.fromkeys(PAGES, page("<p>bài</p>"))}
    async with Website(paths) as site, publisher(settings) as sender:
        async with crawler(settings) as process:
            await sender.publish([record_of(site.address), request_for(site.address, NOON)])
            await asyncio.wait_for(site.reached("/3.html"), 30)
            process.kill()
            await process.wait()
        assert "/9.html" not in site.asked
        async with crawler(settings):
            (visit,) = await completed_visits(stack, site, 1)
    assert visit.id == visit_id(site_id(site.address), NOON)
    assert visit.captured == 13
    await check_captures(settings, list((await snapshots_of(stack, visit)).values()))


async def test_a_stop_gives_the_site_back(stack: RunningStack, tmp_path: Path) -> None:
    """SIGTERM in a visit ends it at once, announces nothing, and leaves the site free."""
    settings = settings_for(
        stack, "crawler_stopped", tmp_path, least_delay_seconds=0.15, lease_seconds=300.0
    )
    paths: dict[str, Answer] = {"/": HOME, **dict.fromkeys(PAGES, page("<p>bài</p>"))}
    async with Website(paths) as site, publisher(settings) as sender:
        async with crawler(settings) as process:
            await sender.publish([record_of(site.address), request_for(site.address, NOON)])
            await asyncio.wait_for(site.reached("/3.html"), 30)
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 15) == 0
        assert "/11.html" not in site.asked
        async with crawler(settings):
            (visit,) = await completed_visits(stack, site, 1)
    assert (visit.id, visit.captured) == (visit_id(site_id(site.address), NOON), 13)
