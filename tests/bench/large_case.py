"""A hacked portal: fifty thousand findings into one case, and every page and act over them.

``python -m tests.bench.large_case [FINDINGS]`` starts a stack of its own. Neither the stream nor a
page may be slower at the end than at the beginning; a notice and a decision alone read each
finding, once and briefly, since they state their reasons over all of them.
"""

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import structlog
from pymongo import monitoring

from minhbach_case.announcing import announce_case
from minhbach_case.domain.commands import (
    Actor,
    Command,
    Decide,
    Notify,
    Propose,
    RecordReply,
    Review,
)
from minhbach_case.main import Parts
from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Producer
from minhbach_shared.events import CaseStep, Confirmed
from minhbach_shared.ids import case_id
from minhbach_shared.lease import Lease
from minhbach_shared.relay import Relay
from minhbach_shared.store import connect, database
from tests.bench.measuring import StoreWatch, Stretch
from tests.support.clients import api_of, client_of, log_in
from tests.support.delivery import make_topics, settings_for
from tests.support.memory import peak_mebibytes
from tests.support.seeds import Desk, open_desk, settings_of
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected

FINDINGS: Final = 50_000
BATCH: Final = 200
PARTS: Final = 10
STORE: Final = "bench_large_case"
SITE: Final = site_of("hacked-portal")
CASE: Final = case_id(SITE, "harmful_content", 1)
OFFICER: Final = Actor("officer", "officer")
SUPERVISOR: Final = Actor("supervisor", "supervisor")


@dataclass
class LargeCase:
    """What a large case costs.

    Attributes:
        gathered, announced: tenths of the findings, in order.
        early, late: seconds of pages and acts with a tenth of the findings, and with all.
        peaks: of this process's memory, in MiB, before and after.
    """

    findings: int
    gathered: list[Stretch] = field(default_factory=list)
    announced: list[Stretch] = field(default_factory=list)
    early: dict[str, Stretch] = field(default_factory=dict)
    late: dict[str, Stretch] = field(default_factory=dict)
    peaks: tuple[int, int] = (0, 0)


@dataclass
class _Office:
    """The service without its way in, and what announces for it."""

    desk: Desk
    parts: Parts
    client: httpx.AsyncClient
    api: Callable[[str], Awaitable[httpx.Response]]
    relay: Relay
    producer: Producer


async def measure_large_case(stack: RunningStack, findings: int = FINDINGS) -> LargeCase:
    """Gathers and announces the findings, tenth by tenth; reads and acts at both ends."""
    watch = StoreWatch()
    monitoring.register(watch)
    async with _open(stack) as office:
        found = LargeCase(findings)
        found.peaks = (peak_mebibytes(), 0)
        for part in range(PARTS):
            gathered, announced = await _flood(office, watch, part, findings // PARTS)
            found.gathered.append(gathered)
            found.announced.append(announced)
            if part == 0:
                found.early = await _pages(office, watch)
        found.late = await _pages(office, watch) | await _acts(office, watch)
        found.late |= {f"{name}, decided": s for name, s in (await _pages(office, watch)).items()}
        found.peaks = (found.peaks[0], peak_mebibytes())
        return found


@asynccontextmanager
async def _open(stack: RunningStack) -> AsyncIterator[_Office]:
    await make_topics(stack, 6, CaseStep.topic, Confirmed.topic)
    settings = settings_for(stack, STORE)
    store = connect(stack.mongodb, timeout_seconds=60)
    parts = Parts(settings_of(stack.mongodb, STORE, 0), database(store, STORE))
    async with open_desk(stack.mongodb, STORE) as desk, client_of(desk) as client:
        await log_in(client, "officer")
        api = await api_of(client, "officer")
        producer = Producer(settings, "bench.large")
        relay = Relay(
            "bench.large",
            parts.case_log,
            Lease(database(store, STORE)["leases"], "bench", "bench", 10.0),
            lambda: producer,
            announce_case,
            parts.eraser.fold,
        )
        try:
            yield _Office(desk, parts, client, lambda path: api.ask("GET", path), relay, producer)
        finally:
            await producer.stop()
            await store.close()


async def _flood(
    office: _Office, watch: StoreWatch, part: int, count: int
) -> tuple[Stretch, Stretch]:
    """Batch after batch is gathered and announced, as the service does both at once."""
    records = [suspected(SITE, fault=f"page-{part * count + n}") for n in range(count)]
    gathered, announced = Stretch(), Stretch()
    for start in range(0, count, BATCH):
        batch = records[start : start + BATCH]
        with watch.stretch() as stretch:
            await office.parts.gatherer.gather(batch)
        stretch.count = len(batch)
        gathered.add(stretch)
        announced.add(await _announce(office, watch))
    return gathered, announced


async def _announce(office: _Office, watch: StoreWatch) -> Stretch:
    with watch.stretch() as stretch:
        while step := await office.relay.step(office.producer):
            stretch.count += step
    return stretch


async def _pages(office: _Office, watch: StoreWatch) -> dict[str, Stretch]:
    """Each page once to warm up, then timed."""
    last = str((await office.parts.folds.load([CASE]))[CASE].head.sequence - 100)
    pages: dict[str, Callable[[], Awaitable[Any]]] = {
        "case page": lambda: _page(office, f"/cases/{CASE}"),
        "case page, last evidence": lambda: _page(office, f"/cases/{CASE}?after={last}"),
        "queue": lambda: _page(office, "/"),
        "site page": lambda: _page(office, f"/?site_id={SITE}"),
        "API, first evidence": lambda: office.api(f"/cases/{CASE}/evidence?limit=50"),
        "API, last evidence": lambda: office.api(f"/cases/{CASE}/evidence?limit=50&after={last}"),
    }
    costs = {}
    for name, read in pages.items():
        await read()
        with watch.stretch() as costs[name]:
            await read()
    return costs


async def _acts(office: _Office, watch: StoreWatch) -> dict[str, Stretch]:
    today = utc_now().date()
    acts: tuple[tuple[Actor, Command], ...] = (
        (OFFICER, Review()),
        (OFFICER, Notify(today, "post", citation_confirmed=True)),
        (OFFICER, RecordReply(today, "Đang gỡ.")),
        (OFFICER, Propose("confirmed", "Đủ căn cứ.")),
        (SUPERVISOR, Decide()),
    )
    costs = {}
    for actor, command in acts:
        name = f"act: {type(command).__name__.lower()}"
        with watch.stretch() as costs[name]:
            await office.parts.cases.act(CASE, command, actor, None)
        await _announce(office, watch)
    return costs


async def _page(office: _Office, address: str) -> None:
    answer = await office.client.get(address)
    answer.raise_for_status()


def _told(cost: Stretch | None) -> str:
    if cost is None:
        return " " * 21
    return f"{1000 * cost.seconds:10.0f}{1000 * cost.cpu_seconds:8.0f} ms"


def report(found: LargeCase) -> str:
    """The figures; what matters is the last tenth against the first."""
    lines = [f"{found.findings} findings in one case, in batches of {BATCH}, a tenth at a time"]
    for name, parts in (("gathered", found.gathered), ("announced", found.announced)):
        first, last = parts[0], parts[-1]
        rates = " ".join(f"{part.rate:.0f}" for part in parts)
        lines.append(f"  {name:12}{rates} a second; the store's share {last.store_share:.0%}")
        lines.append(
            f"  {'':12}own processor {1000 * first.cpu_seconds / first.count:.2f} ms each at first,"
            f" {1000 * last.cpu_seconds / last.count:.2f} at last"
        )
    lines.append(f"  {'':32}{'with a tenth':>21}{'with all':>21}   (wall, own processor)")
    for name, cost in found.late.items():
        early = found.early.get(name.removesuffix(", decided"))
        lines.append(f"  {name:32}{_told(early)}{_told(cost)}")
    lines.append(f"  memory at most: {found.peaks[0]} MiB before, {found.peaks[1]} MiB after")
    return "\n".join(lines)


def main(findings: int = FINDINGS) -> None:
    """Runs it on a stack of its own and prints it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, RunningStack(Path(folder)) as stack:
        print(report(asyncio.run(measure_large_case(stack, findings))))
    print(f"  {time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS)
