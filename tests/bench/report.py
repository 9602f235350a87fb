"""A year's report over ten thousand cases: its time, the store's share of it, and its memory.

Run by itself: `python -m tests.bench.report`. What counts is a process of its own, so that its
peak is the report's and not that of the cases that were made up for it.
"""

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from pymongo import monitoring

from minhbach_case.domain.reports.checking import check
from minhbach_case.domain.reports.periods import period_named
from minhbach_case.main import Parts, load_calendar
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.verdicts import VISITS
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog
from minhbach_shared.ids import visit_id
from minhbach_shared.store import Database, Document, connect, database
from tests.bench.measuring import StoreWatch
from tests.support.many_cases import Site, many_cases, register_of, sites
from tests.support.memory import peak_mebibytes
from tests.support.seeds import OFFICER, settings_of
from tests.support.stack import RunningStack

CASES: Final = 10_000
SITES: Final = 600
WEEKS: Final = 52
AT_ONCE: Final = 2000


@dataclass(frozen=True)
class Reported:
    """One report counted, in a process of its own.

    Attributes:
        seconds: on the wall; ``store_seconds`` of them were spent waiting for the store.
        ready: peak of the process in MiB when it was ready to count.
        peak: the same when the draft stood.
    """

    figures: int
    seconds: float
    store_seconds: float
    ready: int
    peak: int


@dataclass(frozen=True)
class Seeded:
    """What there is to count."""

    cases: int
    steps: int
    visits: int


async def seed_store(stack: RunningStack, cases: int) -> Seeded:
    """A province's year: so many cases, 600 sites, a visit a site and week."""
    client = connect(stack.mongodb, timeout_seconds=60)
    store = database(client, _name(cases))
    parts = Parts(settings_of(stack.mongodb, store.name, 0), store)
    await parts.ensure_indexes()
    steps, visits = await _seed(parts, store, cases)
    await client.close()
    return Seeded(cases, steps, visits)


def count_apart(stack: RunningStack, cases: int) -> Reported:
    """Counts a year's report in a process of its own."""
    command = (sys.executable, "-m", "tests.bench.report", stack.mongodb, str(cases))
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Reported(**json.loads(said))


async def _count(mongodb: str, cases: int) -> Reported:
    watch = StoreWatch()
    monitoring.register(watch)
    client = connect(mongodb, timeout_seconds=60)
    parts = Parts(settings_of(mongodb, _name(cases), 0), database(client, _name(cases)))
    desk = parts.outgoing.reports.desk
    period = period_named(str(utc_now().year))
    await load_calendar()
    ready = peak_mebibytes()
    with watch.stretch() as stretch:
        draft = await desk.count(period, "province", OFFICER, _told)
    assert check(draft.report) == (), "the report of the benchmark does not re-add"
    await client.close()
    figures = len(draft.report.figures)
    peak = peak_mebibytes()
    return Reported(figures, stretch.seconds, stretch.store_seconds, ready, peak)


def _name(cases: int) -> str:
    return f"bench_report_{cases}"


async def _told(done: int, total: int) -> None:
    """Nobody watches."""


async def _seed(parts: Parts, store: Database, cases: int) -> tuple[int, int]:
    found = sites(SITES)
    await parts.register.import_file("sites.csv", register_of(found), OFFICER)
    log = EventLog(store[CASE_EVENTS])
    steps, held = 0, []
    for book in many_cases(cases, found, utc_now()):
        held += [replace(event, announced=True) for event in book.events()]
        if len(held) >= AT_ONCE:
            await log.append(held)
            steps, held = steps + len(held), []
    await log.append(held)
    visits = 0
    for some in _visits(found, utc_now()):
        await store[VISITS].insert_many(some, ordered=False)
        visits += len(some)
    return steps + len(held), visits


def _visits(found: Sequence[Site], now: datetime) -> Iterator[list[Document]]:
    """One visit a site and week, as the store keeps them."""
    for back in range(WEEKS):
        ended_at = now - timedelta(weeks=back)
        yield [
            {
                "_id": visit_id(site.id, ended_at),
                "site_id": site.id,
                "started_at": ended_at,
                "ended_at": ended_at,
                "captured": (back + number) % 40,
                "failed": number % 3,
                "failures": [],
                "expires_at": ended_at + timedelta(days=400),
            }
            for number, site in enumerate(found)
        ]


def report(seeded: Seeded, found: Reported) -> str:
    """The figures."""
    records = seeded.steps + seeded.visits
    own = found.seconds - found.store_seconds
    about = f"A year's report over {seeded.cases} cases ({seeded.steps} steps), {SITES} sites and"
    return "\n".join(
        (
            about,
            f"{seeded.visits} visits: {found.figures} figures, and those of the year before",
            f"  in all             {found.seconds:8.1f} s",
            f"  the store's share  {found.store_seconds / found.seconds:8.0%}",
            f"  without the store  {own:8.1f} s   {own / records * 1e6:6.0f} us a record",
            f"  peak of memory     {found.peak:8d} MiB, {found.ready} MiB before it began",
        )
    )


def main() -> None:
    """Measures all of the cases and a tenth, or (with arguments) counts once."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if len(sys.argv) > 1:
        print(json.dumps(asdict(asyncio.run(_count(sys.argv[1], int(sys.argv[2]))))))
        return
    with tempfile.TemporaryDirectory() as folder, RunningStack(Path(folder)) as stack:
        for cases in (CASES, CASES // 10):
            seeded = asyncio.run(seed_store(stack, cases))
            print(report(seeded, count_apart(stack, cases)), flush=True)


if __name__ == "__main__":
    main()
