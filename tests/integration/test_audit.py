"""The audit trail over the real store: nothing is read or changed without an entry."""

import asyncio
import dataclasses
import hashlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from fastapi.routing import iter_route_contexts
from pymongo.errors import AutoReconnect
from typer.testing import CliRunner, Result

from minhbach_case.audit_views import TrailEntry, TrailFilters
from minhbach_case.storage.audit import AUDIT, AuditTrail, Broken, Entry, Whole
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES
from minhbach_case.storage.filings import FILING_EVENTS
from minhbach_case.storage.letters import LETTERS
from minhbach_case.storage.reports import REPORT_EVENTS
from minhbach_case.storage.sites import SITE_EVENTS
from minhbach_case.views import PageRequest
from minhbach_case.web.roles import PUBLIC, RULES
from minhbach_local.command import app
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog, chain_digest
from minhbach_shared.ids import site_id
from minhbach_shared.store import Database, connect, database
from tests.support.clients import api_of, client_of, log_in, seal_in
from tests.support.dossiers import KEY
from tests.support.seeds import HOME, PASSWORDS, Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack
from tests.support.stored_chains import Stored, store_chains

ALL: Final = PageRequest(limit=100)


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


@pytest.fixture
async def store(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database of the test's own."""
    client = connect(stack.mongodb, timeout_seconds=2)
    yield database(client, database_of(request.node.nodeid))
    await client.close()


def _sealed(account: str) -> str:
    return f"sealed {account}"


def _entry(account: str = "lan", **more: Any) -> Entry:
    return Entry(act="read", place="GET /", account=account, name=account.title(), **more)


async def test_every_route_of_a_case_leaves_an_entry(desk: Desk) -> None:
    """Page, API, picture, letter or export: each route with a case id, found in the app itself."""
    case = await desk.only("licence")
    named = {"case_id": str(case), "sequence": "1", "which": "copy"}
    places = sorted(_places_of_a_case(desk))
    assert len(places) >= 7
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        await log_in(client, "officer")
        for method, path in places:
            before = await _about(desk, case)
            asked = re.sub(r"\{(\w+)\}", lambda m: named.get(m[1], "0" * 64), path)
            bearer = api.headers if path.startswith("/api/") else {}
            answer = await client.request(method, asked, headers=bearer)
            assert answer.status_code not in (401, 303, 405), (method, path)
            after = await _about(desk, case)
            recorded = RULES[f"{method} {path}"].recorded
            assert len(after) - len(before) == int(recorded), (method, path)
            if recorded:
                newest = after[0]
                assert newest.place == f"{method} {path}"
                assert (newest.name, newest.role) == ("officer", "officer")
                assert newest.status == answer.status_code
    assert isinstance(await desk.trail.verify(), Whole)


def _places_of_a_case(desk: Desk) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in iter_route_contexts(desk.web.routes)
        for method in (route.methods or set()) - {"HEAD"}
        if route.path and "{case_id}" in route.path and f"{method} {route.path}" not in PUBLIC
    }


async def _about(desk: Desk, case: UUID) -> tuple[TrailEntry, ...]:
    return (await desk.trail.page(TrailFilters(case_id=case), ALL)).items


async def test_coming_and_going_is_recorded(desk: Desk) -> None:
    """Logins, failed ones without what was typed, and leaving."""
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        seal = seal_in((await client.get("/")).text)
        await client.post("/logout", data={"csrf": seal})
        for user in ("viewer", "a password typed as a name"):
            wrong = {"user": user, "password": "not this one"}
            await client.post("/api/v1/tokens", json=wrong)
    entries = (await desk.trail.page(TrailFilters(), ALL)).items
    assert [entry.act for entry in reversed(entries)] == [
        *("login", "read", "logout", "login_failed", "login_failed"),
    ]
    assert entries[1].who == entries[2].who
    assert (entries[0].who, entries[0].name) == (None, None)
    assert "typed" not in str(entries)


async def test_the_trail_is_read_by_auditors_and_filtered(desk: Desk) -> None:
    """By person, case and day, a page at a time; reading it is in it too."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        for role in ("viewer", "officer"):
            await (await api_of(client, role)).ask("GET", f"/cases/{case}")
        auditor = await api_of(client, "auditor")
        by_person = (await auditor.ask("GET", "/audit?who=viewer")).json()["items"]
        assert [entry["act"] for entry in by_person] == ["read", "login"]
        by_case = (await auditor.ask("GET", f"/audit?case_id={case}")).json()["items"]
        assert [entry["name"] for entry in by_case] == ["officer", "viewer"]
        today = by_case[0]["at"][:10]
        assert (await auditor.ask("GET", "/audit?day=2020-01-01")).json()["items"] == []
        first = (await auditor.ask("GET", "/audit?limit=2")).json()
        rest = (await auditor.ask("GET", f"/audit?limit=2&after={first['next']}")).json()
        assert rest["items"][0]["sequence"] == first["items"][1]["sequence"] - 1
        assert first["items"][0]["place"] == "GET /api/v1/audit"
        assert len(today) == 10
        assert (await auditor.ask("GET", "/audit?case_id=none")).status_code == 422
        await log_in(client, "administrator")
        page = (await client.get(f"/audit?case_id={case}&who=officer&day=nonsense")).text
        days = [
            (await client.get(f"/audit?day={day}")).text for day in ("2020-01-02", "02/01/2020")
        ]
    # A day works as it is written and as links have it; one that cannot be read is said.
    assert all('value="02/01/2020"' in text and "<table" not in text for text in days)
    assert 'value="nonsense"' in page
    assert 'id="day-fault"' in page
    assert f"/cases/{case}" in page
    assert "GET /api/v1/cases/{case_id}" in page


async def test_what_cannot_be_recorded_is_not_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and a word instead of the case, at the page and at the API, and nobody is let in."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        await log_in(client, "officer")

        async def away(*_: object, **__: object) -> None:
            raise AutoReconnect("the store went away")

        monkeypatch.setattr(desk.trail._collection, "insert_many", away)
        refused = await api.ask("GET", f"/cases/{case}")
        page = await client.get(f"/cases/{case}")
        shut_out = await client.post(
            "/api/v1/tokens", json={"user": "viewer", "password": PASSWORDS["viewer"]}
        )
        monkeypatch.undo()
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert (page.status_code, "Tạm thời" in page.text) == (503, True)
        assert str(site_id(HOME)) not in page.text + refused.text
        assert shut_out.status_code == 503
        assert (await api.ask("GET", f"/cases/{case}")).status_code == 200
    assert isinstance(await desk.trail.verify(), Whole)


async def test_entries_that_come_together_go_in_together(store: Database) -> None:
    """Forty at once, over two replicas: each stands once, and the chain is whole."""
    trails = [AuditTrail(store[AUDIT], _sealed, utc_now) for _ in range(2)]
    await trails[0].ensure_indexes()
    await asyncio.gather(*(trails[n % 2].record(_entry(f"a{n}")) for n in range(40)))
    found = (await trails[0].page(TrailFilters(), ALL)).items
    assert sorted(entry.name or "" for entry in found) == sorted(f"A{n}" for n in range(40))
    assert [entry.sequence for entry in found] == list(range(40, 0, -1))
    assert await trails[1].verify() == Whole(40, found[0].digest)


async def test_one_that_gives_up_takes_no_other_along(store: Database) -> None:
    """A request that is cancelled while its entry is written; the next ones are written anew."""
    trail = AuditTrail(store[AUDIT], _sealed, utc_now)
    first = asyncio.create_task(trail.record(_entry("gone")))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await trail.record(_entry("here"))
    names = [entry.name for entry in (await trail.page(TrailFilters(), ALL)).items]
    assert names[0] == "Here"
    assert isinstance(await trail.verify(), Whole)


@pytest.mark.parametrize(
    ("harm", "at"),
    [
        ({"$set": {"status": 200}}, 2),
        ({"$set": {"who": "sealed somebody else"}}, 2),
        ({"$set": {"previous": None}}, 2),
        (None, 2),
    ],
)
async def test_nothing_is_altered_or_removed_unseen(
    store: Database, harm: dict[str, Any] | None, at: int
) -> None:
    """The first entry that is not as it was written is named."""
    trail = AuditTrail(store[AUDIT], _sealed, utc_now)
    for n in range(4):
        await trail.record(_entry(status=100 + n))
    if harm is None:
        await store[AUDIT].delete_one({"_id": at})
    else:
        await store[AUDIT].update_one({"_id": at}, harm)
    assert await trail.verify() == Broken(at)


async def test_a_name_is_erased_and_the_chain_still_holds(store: Database) -> None:
    """The sealed account stays, the name and the address go; others' names stay."""
    trail = AuditTrail(store[AUDIT], _sealed, utc_now)
    for account in ("lan", "mai", "lan"):
        await trail.record(_entry(account, address="10.1.2.3"))
    assert await trail.erase("lan") == 2
    entries = (await trail.page(TrailFilters(), ALL)).items
    assert [entry.name for entry in entries] == [None, "Mai", None]
    assert [entry.who for entry in entries] == ["sealed lan", "sealed mai", "sealed lan"]
    kept = [document async for document in store[AUDIT].find({"who": "sealed lan"})]
    assert "10.1.2.3" not in str(kept)
    assert isinstance(await trail.verify(), Whole)


async def test_auditors_verify_every_chain_by_command(
    desk: Desk, stack: RunningStack, store: Database, tmp_path: Path
) -> None:
    """Signed and kept; the first broken entry of each chain is named, and a tail that was cut."""
    stored, case = await store_chains(store), await desk.only("licence")
    desk.outgoing.verifications = dataclasses.replace(desk.outgoing.verifications, key=KEY)
    kept = tmp_path / "kept.json"
    async with serve(desk.web) as address:
        run = _command(tmp_path, address)
        first = await run("--keep", kept, "--key", KEY.public, "--files")
        assert (first.exit_code, "BROKEN" in first.stdout) == (0, False), first.output
        again = await run("--since", kept, "--json")
        found, since = (json.loads(again.stdout)[name] for name in ("verification", "since"))
        assert (again.exit_code, found["verdict"], since["broken"]) == (0, "whole", [])
        told = {one["chain"]: (one["streams"], one["entries"]) for one in found["chains"]}
        assert told.keys() == {"audit", "cases", "register", "reports", "filings", "letters"}
        assert (told["register"], told["reports"], told["letters"]) == ((3, 3), (1, 2), (1, 2))

        await _harm(store, case, stored)
        broken = await run("--since", kept, "--keep", kept, "--files")
        assert (broken.exit_code, json.loads(kept.read_text())["public_key"]) == (1, KEY.public)
        for words in (
            "audit: entry 1: was altered",
            f"cases: entry 1 of {case}: is missing with its whole chain",
            f"register: entry 1 of {site_id(HOME)}: is another one than stood here",
            f"reports: entry 2 of {stored.report}: is missing: the chain ends before it",
            f"filings: entry 2 of {stored.site}: what was written with it is not",
            f"letters: entry 1 of {stored.letter}: a file that belongs to it is not the one",
        ):
            assert words in broken.stdout, broken.stdout
        directly = await run("--mongodb", stack.mongodb, "--database", store.name, at_run=False)
        assert (directly.exit_code, "Nobody signed" in directly.stdout) == (1, True)
        changed = kept.read_text().replace('"verdict": "whole"', '"verdict":"broken"', 1)
        (tmp_path / "changed.json").write_text(changed)
        for wrong, status, said in (
            (("--since", tmp_path / "changed.json"), 2, "it was changed"),
            (("--since", tmp_path / "run.json"), 2, "is no answer"),
            (("--since", kept, "--key", "0" * 64), 1, "is not signed by key 0000"),
            (("--key", "none"), 2, "no public Ed25519 key"),
            (("--mongodb", stack.mongodb), 2, "go together"),
        ):
            answer = await run(*wrong)
            assert (answer.exit_code, said in answer.output) == (status, True), answer.output


async def _harm(store: Database, case: UUID, stored: Stored) -> None:
    """Does something else to each chain, as somebody would who may write to the store."""
    await store[AUDIT].update_one({"_id": 1}, {"$set": {"day": "2020-01-01"}})
    await store[CASE_EVENTS].delete_many({"stream": case})
    await store[CASES].delete_one({"_id": case})
    site = site_id(HOME)
    (event,) = await EventLog(store[SITE_EVENTS]).read(site)
    forged = dataclasses.replace(event, body={**event.body, "name": "Tin Khác"})
    again = {"$set": {"body": forged.body, "digest": chain_digest(forged)}}
    await store[SITE_EVENTS].update_one({"stream": site}, again)
    await store[REPORT_EVENTS].delete_one({"_id": f"{stored.report}:{2:08d}"})
    place = {"_id": f"{stored.site}:{2:08d}"}
    await store[FILING_EVENTS].update_one(place, {"$set": {"private.answers": {}}})
    pdf = b"%PDF-1.7 another"
    other = {"apart.pdf": pdf, "pdf_digest": hashlib.sha256(pdf).hexdigest()}
    await store[LETTERS].update_one({"_id": stored.letter}, {"$set": other})


def _command(folder: Path, address: str) -> Callable[..., Awaitable[Result]]:
    """Runs `minhbach audit verify …` against a service as a local run's file names it."""
    account = {"user": "auditor", "password": PASSWORDS["auditor"]}
    said = json.dumps({"api": f"{address}/api/v1", "accounts": {"auditor": account}})
    (folder / "run.json").write_text(said)

    async def run(*arguments: object, at_run: bool = True) -> Result:
        words = ["audit", "verify", *map(str, arguments)]
        words += ["--data", str(folder)] if at_run else []
        return await asyncio.to_thread(CliRunner().invoke, app, words)

    return run
