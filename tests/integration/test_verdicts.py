"""Verdicts over time on the real store: kept once, in any order, let go in time."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from minhbach_case.domain.verdicts import marks_of
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_shared.clock import utc_now
from minhbach_shared.store import Database, connect, database
from minhbach_shared.vocabulary import DUTIES, Duty, Verdict
from tests.support.assessed import assessed, visited
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of

DAY = datetime(2026, 11, 20, 3, tzinfo=UTC)
COLLECTIONS = ("site_verdicts", "day_verdicts", "address_verdicts", "visits")


@pytest.fixture
async def store(stack: RunningStack) -> AsyncIterator[Database]:
    """A database of the test's own."""
    client = connect(stack.mongodb)
    yield database(client, f"verdicts_{secrets.token_hex(4)}")
    await client.close()


@pytest.fixture
def site() -> UUID:
    """A site that no other test has."""
    return site_of(secrets.token_hex(4))


async def contents(store: Database) -> dict[str, list[object]]:
    """All that is kept."""
    return {
        name: [document async for document in store[name].find().sort("_id", 1)]
        for name in COLLECTIONS
    }


async def test_any_order_and_any_repetition_keeps_the_same(store: Database, site: UUID) -> None:
    """Two workers at once, batches cut anywhere, records twice: what stands is the same."""
    said: tuple[dict[Duty, Verdict], ...] = (
        {"spam.gambling": "breach"},
        {"spam.gambling": "pass"},
        {"spam.adult": "pass"},
    )
    records = [
        assessed(site, f"https://a.example/{page}", DAY + timedelta(hours=hour), verdicts)
        for page in range(12)
        for hour, verdicts in enumerate(said)
    ]
    keeper = VerdictStore(store, 400)
    await keeper.ensure_indexes()
    await keeper.keep(records)
    before = await contents(store)
    shuffled = random.Random(5).sample(records, len(records))
    for name in COLLECTIONS:
        await store[name].delete_many({})
    other = VerdictStore(store, 400)
    await asyncio.gather(keeper.keep(shuffled[:20]), other.keep(shuffled[10:]))
    await other.keep(shuffled[5:25])
    assert await contents(store) == before


async def test_a_visit_of_many_pages_is_few_writes(store: Database, site: UUID) -> None:
    """A document a site, a site's day and an address, however many duties were judged."""
    verdicts: dict[Duty, Verdict] = dict.fromkeys(DUTIES, "pass")
    records = [assessed(site, f"https://a.example/{n}", DAY, verdicts) for n in range(50)]
    await VerdictStore(store, 400).keep(records)
    counts = {name: await store[name].count_documents({}) for name in COLLECTIONS}
    assert counts == {"site_verdicts": 1, "day_verdicts": 1, "address_verdicts": 50, "visits": 0}


async def test_what_is_asked_of_a_site(store: Database, site: UUID) -> None:
    """Its days, its standing now, what an address last showed, its last visits."""
    keeper = VerdictStore(store, 400)
    page = "https://a.example/1"
    first = assessed(site, page, DAY, {"spam.adult": "breach", "spam.scam": "pass"})
    later = assessed(site, page, DAY + timedelta(days=2), {"spam.adult": "pass"})
    await keeper.keep([first, later])
    await keeper.keep_visits([visited(site, DAY + timedelta(days=n), failed=n) for n in range(4)])
    days = await keeper.days(site, date(2026, 11, 20), date(2026, 11, 22))
    assert [(found.day, marks_of(found.times)) for found in days] == [
        (date(2026, 11, 20), {"spam.adult": "suspected", "spam.scam": "passed"}),
        (date(2026, 11, 22), {"spam.adult": "passed"}),
    ]
    assert await keeper.days(site, date(2026, 11, 23), date(2026, 12, 1)) == []
    latest = await keeper.latest([site, site_of("never judged")])
    assert {key: at.day for key, at in latest[site].items()} == {
        ("spam.adult", "breach"): 20,
        ("spam.scam", "pass"): 20,
        ("spam.adult", "pass"): 22,
    }
    assert len(latest) == 1
    lasts = (await keeper.lasts(site, [page, "https://a.example/2"]))[page]
    assert lasts["spam.adult", "pass"].capture_id == later.snapshot_id
    assert lasts["spam.adult", "breach"].at == first.assessed_of
    visits = await keeper.visits(site, 2)
    assert [(visit.ended_at.day, visit.failed) for visit in visits] == [(23, 3), (22, 2)]


async def test_old_verdicts_go_after_the_days_set(store: Database, site: UUID) -> None:
    """The store lets go what is past its days; what a site last showed stays."""
    keeper = VerdictStore(store, 1)
    await keeper.ensure_indexes()
    old = utc_now() - timedelta(days=5)
    await keeper.keep([assessed(site, "https://a.example/", old, {"spam.adult": "pass"})])
    kept = await contents(store)
    assert all(
        found["expires_at"] < utc_now()  # type: ignore[index]
        for name in ("day_verdicts", "address_verdicts")
        for found in kept[name]
    )
    indexes = await store["day_verdicts"].index_information()
    assert indexes["expires_at_1"]["expireAfterSeconds"] == 0
    assert len(kept["site_verdicts"]) == 1
