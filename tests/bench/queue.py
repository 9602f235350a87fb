"""Officers at the queue and at cases, over ten thousand of them: the service's own cost a page.

``python -m tests.bench.queue FOLDER [CASES]`` keeps the cases in a folder: seeding them takes
minutes, and a second run finds them there.
"""

import asyncio
import logging
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx
import structlog
from pymongo import monitoring

from minhbach_case.main import Parts
from minhbach_case.storage.case_folds import CASES as FOLDS
from minhbach_shared.clock import utc_now
from minhbach_shared.store import connect, database
from tests.bench.measuring import StoreWatch
from tests.support.clients import client_of, log_in
from tests.support.counting import QueryWatch
from tests.support.ledger import store_all
from tests.support.many_cases import many_cases, register_of, sites
from tests.support.seeds import OFFICER, Desk, open_desk, settings_of
from tests.support.stack import RunningStack

CASES: Final = 10_000
SITES: Final = 600
OFFICERS: Final = 40
ROUNDS: Final = 5
AT_ONCE: Final = 50
LIMIT_MS: Final = 20.0
STORE: Final = "bench_queue"
_ROW: Final = r'<a class="row-link" href="(/cases/[^"]+)"'
QUEUES: Final = (
    "/",
    "/?state=suspected&kind=disclosure&sort=moved",
    "/?q=binh+mau",
    "/?clock=overrun&class=state_portal",
)


@dataclass(frozen=True)
class Cost:
    """One kind of page.

    Attributes:
        own_ms: the service's own processor time, the median of many, in ms.
        commands: the most that a page asked of the store, the entry in the audit trail included.
        seconds: of each page under many officers at once, sorted.
        store_share: of one page's time alone, the part that it waits for the store.
    """

    name: str
    own_ms: float
    commands: int
    store_share: float
    seconds: tuple[float, ...]

    def percentile(self, part: float) -> float:
        """Within how many seconds so large a part of the pages came."""
        return self.seconds[min(int(part * len(self.seconds)), len(self.seconds) - 1)]


async def measure_queue(stack: RunningStack, cases: int = CASES) -> list[Cost]:
    """Seeds the cases where they are not there, then reads pages: one, then all at once."""
    watch, asked = StoreWatch(), QueryWatch()
    monitoring.register(watch)
    monitoring.register(asked)
    async with open_desk(stack.mongodb, STORE) as desk:
        await seed_queue(stack, desk, cases, STORE)
        return await measure_desk(desk, watch, asked)


async def measure_desk(desk: Desk, watch: StoreWatch, asked: QueryWatch) -> list[Cost]:
    """The costs of a desk's pages."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        cases = re.findall(_ROW, (await client.get("/")).text)[:10]
        shown = [case.replace("&amp;", "&") for case in cases]
        pages = {"the queue": QUEUES, "a case": shown}
        costs = []
        for name, addresses in pages.items():
            commands = await _commands(client, asked, addresses)
            costs.append(await _cost(name, client, watch, addresses, commands))
        return costs


async def seed_queue(stack: RunningStack, desk: Desk, cases: int, name: str) -> None:
    """Seeds so many cases into a desk's database, where they are not there."""
    client = connect(stack.mongodb, timeout_seconds=60)
    store = database(client, name)
    if await store[FOLDS].count_documents({}) < cases:
        parts = Parts(settings_of(stack.mongodb, name, 0), store)
        found = sites(SITES)
        await desk.register.import_file("sites.csv", register_of(found), OFFICER)
        await parts.fold_sites([site.id for site in found])
        some = []
        for book in many_cases(cases, found, utc_now()):
            some.append(book)
            if len(some) == AT_ONCE:
                await store_all(parts, some)
                some = []
        await store_all(parts, some)
    await client.close()


async def _commands(client: httpx.AsyncClient, asked: QueryWatch, addresses: Sequence[str]) -> int:
    found = 0
    for address in addresses:
        await _read(client, address)
        with asked.counting() as page:
            await _read(client, address)
        found = max(found, page.commands)
    return found


async def _cost(
    name: str,
    client: httpx.AsyncClient,
    watch: StoreWatch,
    addresses: Sequence[str],
    commands: int,
) -> Cost:
    await _read(client, addresses[0])
    own: list[float] = []
    with watch.stretch() as stretch:
        for address in list(addresses) * ROUNDS:
            began = time.process_time()
            await _read(client, address)
            own.append((time.process_time() - began) * 1000)
    seconds: list[float] = []

    async def officer(number: int) -> None:
        for turn in range(2):
            began = time.perf_counter()
            await _read(client, addresses[(number + turn) % len(addresses)])
            seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(officer(number) for number in range(OFFICERS)))
    return Cost(name, median(own), commands, stretch.store_share, tuple(sorted(seconds)))


async def _read(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    answer.raise_for_status()


def report(costs: Sequence[Cost]) -> str:
    """The figures, each against its limit or against one page alone."""
    lines = [f"{CASES} cases, {OFFICERS} officers at once"]
    for cost in costs:
        lines.append(
            f"  {cost.name:12} {cost.own_ms:6.1f} ms of the service's own processor"
            f"   {cost.own_ms / LIMIT_MS:5.2f} of the limit of {LIMIT_MS:.0f} ms;"
            f" {cost.commands} commands to the store"
        )
        lines.append(
            f"  {'':12} {cost.store_share:6.0%} of a page's time is the store's;"
            f" with {OFFICERS} at once {len(cost.seconds) / sum(cost.seconds) * OFFICERS:.1f}"
            f" pages a second, half within {cost.percentile(0.5):.2f} s,"
            f" 95% within {cost.percentile(0.95):.2f} s"
        )
    return "\n".join(lines)


def main(folder: Path, cases: int) -> None:
    """Runs it on what a folder keeps, and prints it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with RunningStack(folder) as stack:
        print(report(asyncio.run(measure_queue(stack, cases))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CASES)
