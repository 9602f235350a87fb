"""A backup is made while the service writes, and another database goes on with it."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from minhbach_case.backups.backing_up import back_up, raw
from minhbach_case.backups.errors import BackupError
from minhbach_case.backups.restoring import Restored, refuse_unfinished, restore
from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import Notify, Review
from minhbach_case.main import Parts
from minhbach_case.storage import whole_streams
from minhbach_case.storage.audit import AUDIT, Entry
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES
from minhbach_case.storage.filings import FILING_EVENTS
from minhbach_case.storage.jobs import JobStore
from minhbach_case.storage.letters import LETTER_EVENTS
from minhbach_case.storage.reports import REPORT_EVENTS
from minhbach_case.storage.sites import SITE_EVENTS, SITES
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import Misconfigured
from minhbach_shared.ids import case_id
from minhbach_shared.provisioning import provision
from minhbach_shared.store import Database, Document, connect, database
from minhbach_shared.topics import TOPICS
from tests.support.case_bench import OFFICER, SECRET, Bench, listening, open_bench, running
from tests.support.stack import RunningStack
from tests.support.stored_chains import store_chains
from tests.support.suspicions import site_of, suspected

KIND = "harmful_content"
KEY = SECRET.encode()


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


@pytest.fixture
async def other(bench: Bench) -> AsyncIterator[Bench]:
    """An empty database, and a case service that could run on it."""
    name = f"{bench.settings.mongodb_database}_restored"
    settings = bench.settings.model_copy(update={"mongodb_database": name})
    client = connect(settings.mongodb_uri.get_secret_value())
    store = database(client, name)
    yield Bench(settings, store, Parts(settings, store))
    await client.close()


def quiet(_: str) -> None:
    """Takes progress and says nothing."""


async def backed_up(bench: Bench, file: Path) -> Path:
    """A backup of what the bench holds now."""
    await back_up(bench.store, file, utc_now, quiet, KEY)
    return file


async def restored(other: Bench, file: Path, **more: bool) -> Restored:
    """A restore into the other database."""
    return await restore(other.store, file, utc_now, quiet, secret=KEY, **more)


async def documents(store: Database, name: str) -> dict[Any, Document]:
    """A collection by id, without what the relay notes later."""
    found = {d["_id"]: d async for d in store[name].find()}
    return {key: {k: v for k, v in d.items() if k != "announced"} for key, d in found.items()}


async def until(bench: Bench, name: str, query: Document, *, there: bool) -> None:
    """Waits until a collection holds such documents, or none."""
    async with asyncio.timeout(40):
        while True:
            if bool(await bench.store[name].count_documents(query)) == there:
                return
            await asyncio.sleep(0.02)


def register_of(count: int) -> bytes:
    """A register of so many sites."""
    lines = [f"Trang {n},https://t{n}.example.vn/,aggregator" for n in range(count)]
    return "\n".join(["name,address,class", *lines]).encode()


async def open_case(bench: Bench, site: UUID) -> UUID:
    """A case with one suspicion."""
    await bench.parts.gatherer.gather([suspected(site)])
    return case_id(site, KIND, 1)


async def test_a_backup_while_the_service_writes_is_restored_whole(
    bench: Bench, other: Bench, tmp_path: Path
) -> None:
    """Each stream is a beginning of the live one; what was not announced is announced there."""
    await provision(bench.settings, TOPICS, 1)
    sites = [site_of(secrets.token_hex(4)) for _ in range(30)]
    cases = [await open_case(bench, site) for site in sites[:10]]

    async def write() -> None:
        for site in sites[10:]:
            cases.append(await open_case(bench, site))
            await bench.act(cases[-1], Review())

    async with running(bench.settings):
        writing = asyncio.create_task(write())
        await bench.parts.register.import_file("a.csv", register_of(40), OFFICER)
        file = await backed_up(bench, tmp_path / "a.zip")
        await writing
    # Nobody announces these: they are still to be announced where the backup is restored.
    late = [await open_case(bench, site_of(secrets.token_hex(4))) for _ in range(3)]
    await bench.act(late[0], Review(), Notify(agency_day(utc_now()), "post"))
    found = await restored(other, file, replace=False)
    assert (found.broken, found.same_secret) == ((), True)
    for name in (CASE_EVENTS, SITE_EVENTS):
        live, kept = await documents(bench.store, name), await documents(other.store, name)
        assert kept.items() <= live.items()
    again = await backed_up(bench, tmp_path / "b.zip")
    await restored(other, again, replace=True)
    pending = await other.store[CASE_EVENTS].count_documents({"announced": False})
    assert pending == await bench.store[CASE_EVENTS].count_documents({"announced": False}) > 4
    async with (
        listening(bench.settings.kafka_servers, "cases.v1") as heard,
        running(other.settings),
    ):
        await heard.until(5, *late)
        await until(other, CASE_EVENTS, {"announced": False}, there=False)
    await bench.parts.folds.catch_up(case for case in (*cases, *late))
    for name in (CASES, SITES):
        assert await documents(bench.store, name) == await documents(other.store, name)
    assert await other.store["grants"].count_documents({}) == 0


async def test_a_restore_that_was_killed_begins_anew(
    bench: Bench, other: Bench, tmp_path: Path
) -> None:
    """A service does not start on half a database; the same restore again makes it whole."""
    await bench.parts.register.import_file("a.csv", register_of(200), OFFICER)
    file = await backed_up(bench, tmp_path / "a.zip")
    uri, name = bench.settings.mongodb_uri.get_secret_value(), other.store.name
    command = Path(sys.executable).with_name("minhbach")
    begun = await asyncio.create_subprocess_exec(
        command, "restore", file, "--mongodb", uri, "--database", name,
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await until(other, SITE_EVENTS, {}, there=True)
    with contextlib.suppress(ProcessLookupError):
        os.kill(begun.pid, signal.SIGKILL)
    assert await begun.wait() == -signal.SIGKILL
    with pytest.raises(Misconfigured, match="unfinished restore"):
        await refuse_unfinished(other.store)
    another = await backed_up(bench, tmp_path / "b.zip")
    with pytest.raises(BackupError, match="not empty"):
        await restored(other, another)
    found = await restored(other, file)
    (register,) = [one for one in found.chains if one.chain == "register"]
    assert (register.streams, register.entries, found.broken) == (200, 200, ())
    await refuse_unfinished(other.store)
    assert await other.store[SITES].count_documents({}) == 200


async def test_a_database_in_use_is_not_restored_into(
    bench: Bench, other: Bench, tmp_path: Path
) -> None:
    """Neither one that holds something, nor one that a service runs on, told or not."""
    await provision(bench.settings, TOPICS, 1)
    file = await backed_up(bench, tmp_path / "a.zip")
    await other.parts.register.import_file("a.csv", register_of(1), OFFICER)
    with pytest.raises(BackupError, match="--replace"):
        await restored(other, file)
    async with running(other.settings):
        await until(other, "leases", {"holder": {"$ne": ""}}, there=True)
        with pytest.raises(BackupError, match="service runs"):
            await restored(other, file, replace=True)
    assert await other.store[SITE_EVENTS].count_documents({}) == 1
    await restored(other, file, replace=True)
    assert await other.store[SITE_EVENTS].count_documents({}) == 0


def cut(data: bytes) -> bytes:
    """A file that was cut short."""
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """A file with a byte changed in the middle of its first part."""
    at = data.index(b"case_events.bson") + 150
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(("damage", "told"), [(cut, "cut short"), (flipped, "case_events.bson")])
async def test_a_damaged_backup_is_told_before_anything_is_touched(
    bench: Bench, other: Bench, tmp_path: Path, damage: Callable[[bytes], bytes], told: str
) -> None:
    """The part is named, and the database stays empty."""
    await open_case(bench, site_of("damaged"))
    file = await backed_up(bench, tmp_path / "a.zip")
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BackupError, match=told):
        await restored(other, file)
    assert await other.store.list_collection_names() == []


async def test_a_part_that_was_exchanged_is_told(
    bench: Bench, other: Bench, tmp_path: Path
) -> None:
    """Packed anew it has no damage of its own: the manifest's digest is another one."""
    await open_case(bench, site_of("exchanged"))
    file = await backed_up(bench, tmp_path / "a.zip")
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["case_events.bson"] = parts["case_events.bson"].replace(b"opened", b"closed")
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    with pytest.raises(BackupError, match=r"case_events\.bson is damaged"):
        await restored(other, file)


async def test_a_chain_that_was_broken_before_is_restored_and_named(
    bench: Bench, other: Bench, tmp_path: Path
) -> None:
    """What was altered in the store stays to be looked at: each chain's first such entry is named.

    Files of jobs and the lists of cases and sites are in no backup, and keep none from a restore.
    """
    case = await open_case(bench, site_of("broken"))
    await bench.act(case, Review())
    stored = await store_chains(bench.store)
    await JobStore(bench.store).keep_file(case, "a.zip", b"made for one reader")
    entry = Entry(act="read", place="GET /cases/{case_id}", account="lan")
    for _ in range(2):
        await bench.parts.trail.record(entry)
    whole = await restored(other, await backed_up(bench, tmp_path / "whole.zip"))
    assert whole.broken == ()
    assert {one.chain: one.entries for one in whole.chains} == {
        "audit": 2, "cases": 2, "register": 0, "reports": 2, "filings": 2, "letters": 2,
    }  # fmt: skip
    forged = {"$set": {"body.forged": True}}
    await bench.store[CASE_EVENTS].update_one({"_id": f"{case}:{2:08d}"}, forged)
    await bench.store[REPORT_EVENTS].delete_one({"_id": f"{stored.report}:{1:08d}"})
    await bench.store[FILING_EVENTS].update_one(
        {"_id": f"{stored.site}:{1:08d}"}, {"$set": {"private.user": "Lê Mẫu"}}
    )
    await bench.store[LETTER_EVENTS].update_one(
        {"_id": f"{stored.letter}:{2:08d}"}, {"$set": {"previous": "0" * 64}}
    )
    await bench.store[AUDIT].update_one({"_id": 2}, {"$set": {"place": "GET /"}})
    found = await restored(other, await backed_up(bench, tmp_path / "a.zip"), replace=True)
    words = "what was written with it is not what it holds the digest of"
    assert [one.told() for one in found.broken] == [
        "audit: entry 2: was altered: its digest is another one",
        f"cases: entry 2 of {case}: was altered: its digest is another one",
        f"reports: entry 1 of {stored.report}: is missing",
        f"filings: entry 1 of {stored.site}: {words}",
        f"letters: entry 2 of {stored.letter}: does not follow the entry before",
    ]


async def test_an_event_that_a_cursor_passed_is_fetched(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inserted behind the cursor and followed before it: no gap in the archive."""
    case = await open_case(bench, site_of("passed"))
    await bench.act(case, Review(), Notify(agency_day(utc_now()), "post"))
    collection = raw(bench.store, CASE_EVENTS)
    read = whole_streams.everything

    async def skipping(taken: Any) -> AsyncIterator[Any]:
        async for document in read(taken):
            if not str(document["_id"]).endswith("2"):
                yield document

    monkeypatch.setattr(whole_streams, "everything", skipping)
    found = [str(d["_id"])[-1] async for d in whole_streams.whole_streams(collection)]
    assert found == ["1", "2", "3"]
