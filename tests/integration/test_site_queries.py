"""What the site page and the province page ask of the store: few questions, none that scans."""

import secrets
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from pymongo import monitoring

from minhbach_case.domain.commands import Actor
from minhbach_case.domain.observed import SCALES
from minhbach_case.storage.case_folds import CASES
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.clock import utc_now
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import DUTIES, Duty, Verdict
from tests.support.assessed import assessed, visited
from tests.support.case_bench import Bench, open_bench
from tests.support.counting import Asked, QueryWatch, scans
from tests.support.stack import RunningStack
from tests.support.suspicions import suspected

SITES = 30
WATCH = QueryWatch()
HOMES = [f"https://site{n:02}.example.vn/" for n in range(SITES)]
KEEPER = Actor("lan", "officer")
# The list of watched sites is counted whole: it is as long as the register.
WHOLE = "sites"


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A register of sites, each judged and visited, each with two cases."""
    monitoring.register(WATCH)
    async with open_bench(stack) as opened:
        rows = "".join(f"Trang {n},{home},aggregator\n" for n, home in enumerate(HOMES))
        parts = opened.parts
        file = f"name,address,class\n{rows}".encode()
        await parts.register.import_file("sites.csv", file, KEEPER)
        said: dict[Duty, Verdict] = dict.fromkeys(DUTIES, "pass")
        now, sites = utc_now(), [site_id(home) for home in HOMES]
        await parts.verdicts.keep([assessed(s, h, now, said) for s, h in _pairs(sites)])
        await parts.verdicts.keep_visits([visited(site, now) for site in sites])
        duties: tuple[Duty, ...] = ("spam.gambling", "licence.held")
        await parts.gatherer.gather([suspected(s, duty=duty) for s in sites for duty in duties])
        await parts.fold_sites(sites)
        await parts.folds.freshen()
        yield opened


def _pairs(sites: list[UUID]) -> list[tuple[UUID, str]]:
    return list(zip(sites, HOMES, strict=True))


async def scanned(bench: Bench, asked: Asked) -> list[object]:
    """The collections of which a question looked at every document."""
    reads = [read for read, _ in asked.reads if {"filter", "pipeline"} & read.keys()]
    names = [next(iter(read.values())) for read in reads if await scans(bench.store, read)]
    return [name for name in names if name != WHOLE]


async def test_a_site_page_asks_few_questions(bench: Bench) -> None:
    """As many however many sites, days and cases there are; only its own documents come."""
    site = site_id(HOMES[secrets.randbelow(SITES)])
    for scale in SCALES:
        with WATCH.counting() as asked:
            record: SiteRecord = (await bench.parts.register.site(site)).record
            seen = await bench.parts.observations.of_site(record, scale, personal=True)
        assert len(seen.cases) == 2
        assert (asked.commands, asked.documents(CASES)) == (6, 2)
        assert await scanned(bench, asked) == []


async def test_the_province_is_counted_by_few_questions_and_then_kept(bench: Bench) -> None:
    """A page of the map and all numbers; asked again at once, the numbers cost nothing."""
    with WATCH.counting() as asked:
        numbers = await bench.parts.numbers.count("13", "aggregator")
    assert (numbers.sites, numbers.standing["suspected"]) == (SITES, 2 * SITES)
    assert asked.commands == 3
    assert await scanned(bench, asked) == []
    with WATCH.counting() as asked:
        assert await bench.parts.numbers.count("13", "aggregator") == numbers
    assert asked.commands == 0
    with WATCH.counting() as asked:
        found = await bench.parts.observations.duty_map(
            SiteFilters(site_class="aggregator"), PageRequest(limit=10)
        )
    assert len(found.rows) == 10
    # Two of them bring a register's list up to date that nobody has announced yet.
    assert (asked.commands, asked.documents(CASES)) == (6, 20)
    assert await scanned(bench, asked) == []
    week = numbers.by_week[-1]
    with WATCH.counting() as asked:
        behind = await bench.parts.numbers.behind("opened", week.first, week.last, None)
        standing = await bench.parts.numbers.standing("suspected", "licence", "aggregator")
    # Each asks for the places of its list first, and then for what stands there.
    assert (len(behind), len(standing), asked.commands) == (2 * SITES, SITES, 4)
    assert await scanned(bench, asked) == []
