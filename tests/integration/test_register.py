"""The register on the real broker and store: files in, versions announced."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest

from minhbach_case.domain.commands import (
    Actor,
)
from minhbach_case.errors import NotAllowed, NotFound
from minhbach_case.storage.sites import SALTS, SITE_EVENTS
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.personal import keyed_digest
from minhbach_shared.provisioning import provision
from minhbach_shared.topics import TOPICS
from tests.support.case_bench import (
    OFFICER,
    SECRET,
    Bench,
    listening,
    open_bench,
    running,
)
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of

ADMINISTRATOR = Actor("hoa", "administrator")
CSV = """name,class,address,email,responsible_person,hobby
Báo Thử,reference,https://{0}-bao.example.vn/,,,
Tin Thử,aggregator,https://{0}-tin.example.vn,lan@example.vn,Nguyễn Thị Lan,
"""


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


async def test_register_is_imported_and_announced(bench: Bench) -> None:
    """Both site topics carry the record; what is personal travels as keyed digests only."""
    await provision(bench.settings, TOPICS, 1)
    name = secrets.token_hex(4)
    data = CSV.format(name).encode()
    register = bench.parts.register
    bao, tin = site_of(f"{name}-bao"), site_of(f"{name}-tin")
    topics = ("sites.v1", "sites.history.v1")
    kafka = bench.settings.kafka_servers
    async with listening(kafka, *topics) as heard, running(bench.settings):
        report = await register.import_file("a.csv", data, ADMINISTRATOR)
        await heard.until(4, bao, tin)
    assert (report.added, report.unknown_columns) == (2, ("hobby",))
    values = [value for _, value in heard.of(bao, tin)]
    salt = await bench.store[SALTS].find_one({"_id": str(tin)})
    assert salt is not None
    digest = keyed_digest(SECRET.encode(), salt["salt"], "email", "lan@example.vn")
    assert sum(digest.encode() in value for value in values) == 2
    assert not any(b"lan@" in value or "Nguyễn".encode() in value for value in values)
    view = await register.site(tin)
    assert view.personal is not None
    assert (view.personal.responsible_person, view.record.version) == ("Nguyễn Thị Lan", 1)


async def test_register_changes_only_by_what_is_new(bench: Bench) -> None:
    """The same file again changes nothing; a changed row is the next version, and so is back."""
    register = bench.parts.register
    data = CSV.format("x").encode("utf-8-sig")
    changed = data.replace(b"lan@example.vn", b"hoa@example.vn")
    reports = [
        await register.import_file("a.csv", each, ADMINISTRATOR)
        for each in (data, data, changed, changed, data)
    ]
    told = [(report.added, report.changed, report.unchanged) for report in reports]
    assert told == [(2, 0, 0), (0, 0, 2), (0, 1, 1), (0, 0, 2), (0, 1, 1)]
    page = await register.sites(SiteFilters(), PageRequest())
    assert [(site.name, site.version) for site in page.items] == [("Báo Thử", 1), ("Tin Thử", 3)]
    assert await bench.store[SITE_EVENTS].count_documents({}) == 4


async def test_two_imports_at_once_make_one_version(bench: Bench) -> None:
    """Two people import the same file at the same moment."""
    data = CSV.format("y").encode()
    reports = await asyncio.gather(
        *(
            each.register.import_file("a.csv", data, OFFICER)
            for each in (bench.again(), bench.again())
        )
    )
    assert sum(report.added for report in reports) >= 2
    assert await bench.store[SITE_EVENTS].count_documents({}) == 2
    assert await bench.store[SALTS].count_documents({}) == 2


async def test_register_is_kept_by_few(bench: Bench) -> None:
    """An auditor reads all and changes nothing."""
    with pytest.raises(NotAllowed):
        await bench.parts.register.import_file("a.csv", b"", Actor("tam", "auditor"))
    with pytest.raises(NotFound):
        await bench.parts.register.site(site_of("unknown"))
