"""A register file is looked at first, and exactly what was shown is applied."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest
from openpyxl import Workbook

from minhbach_case import register_writing
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.register_changes import ChangeKind, SiteChange
from minhbach_case.errors import NotAllowed, NotFound, Stale, UnreadableFile, Wrong
from minhbach_case.import_views import Preview
from minhbach_case.importing import KEPT, Imports, Tell
from minhbach_case.main import Parts
from minhbach_case.storage.previews import PREVIEW_PARTS
from minhbach_case.storage.sites import SALTS, SITE_EVENTS
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.api import imports as api_imports
from minhbach_shared.clock import utc_now
from tests.support.case_bench import OFFICER, Bench, open_bench
from tests.support.clients import Api, api_of, client_of, ended, log_in, seal_in
from tests.support.seeds import PORTAL, PRESS, SITES, Desk, database_of, open_desk
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of

HEADER = "name,address,class,phone"
ROWS = [f"Trang {n},https://t{n}.example.vn/,aggregator,0273 3873 15{n}" for n in range(6)]


def rows(*lines: str) -> bytes:
    """A register file of these lines."""
    return "\n".join([HEADER, *lines, ""]).encode()


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    async with open_bench(stack) as opened:
        yield opened


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service with a console, and three sites in its register."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await opened.register.import_file("sites.csv", SITES.encode(), OFFICER)
        yield opened


def counts(preview: Preview) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, left, rejected."""
    found = preview
    return (found.added, found.changed, found.unchanged, found.left, found.rejected)


async def changes(imports: Imports, preview: Preview, kind: ChangeKind) -> tuple[SiteChange, ...]:
    """The first changes of one kind."""
    return (await imports.changes(preview.digest, OFFICER, kind, 0)).items


async def test_looking_changes_nothing_and_applying_does_what_was_shown(bench: Bench) -> None:
    """Field by field, old and new; a second time is the first time's answer."""
    imports = bench.parts.register.imports
    await bench.parts.register.import_file("a.csv", rows(*ROWS[:3]), OFFICER)
    changed = ROWS[1].replace("Trang 1", "Trang Một").replace("0273 3873 151", "0273 1")
    data = rows(ROWS[0], changed.replace("0273 1", "0273 3873 999"), ROWS[3], "Sai,ftp://x,blog,")
    before = await bench.store[SITE_EVENTS].count_documents({})
    preview = await imports.look("b.csv", data, OFFICER, whole=False)
    assert counts(preview) == (1, 1, 1, 0, 2)
    assert await bench.store[SITE_EVENTS].count_documents({}) == before
    assert await bench.store[SALTS].count_documents({}) == 3
    (change,) = await changes(imports, preview, "changed")
    assert [(f.field, f.old, f.new, f.personal) for f in change.fields] == [
        ("name", "Trang 1", "Trang Một", False),
        ("phone", "0273 3873 151", "0273 3873 999", True),
    ]
    assert [p.line for p in (await imports.rejected(preview.digest, OFFICER, 0)).items] == [5, 5]
    applied = await imports.apply(preview.digest, OFFICER)
    again = await imports.apply(preview.digest, OFFICER)
    assert applied.applied == again.applied
    assert applied.applied is not None
    assert (applied.applied.added, applied.applied.changed) == (1, 1)
    assert await bench.store[SITE_EVENTS].count_documents({}) == before + 2
    assert await bench.store[PREVIEW_PARTS].count_documents({"_id": {"$regex": ":work:"}}) == 0
    after = await imports.look("b.csv", data, OFFICER, whole=False)
    assert counts(after) == (0, 0, 3, 0, 2)


async def test_a_register_that_changed_since_is_not_overwritten(bench: Bench) -> None:
    """Also where the site that changed stays as it is by the file."""
    register = bench.parts.register
    await register.import_file("a.csv", rows(*ROWS[:2]), OFFICER)
    data = rows(ROWS[0], ROWS[1].replace("Trang 1", "Trang Một"))
    preview = await register.imports.look("b.csv", data, OFFICER, whole=False)
    other = rows(ROWS[0].replace("Trang 0", "Trang Không"))
    await register.import_file("c.csv", other, OFFICER)
    with pytest.raises(Stale):
        await register.imports.apply(preview.digest, OFFICER)
    names = {(await register.site(site_of(f"t{n}"))).record.name for n in (0, 1)}
    assert names == {"Trang Không", "Trang 1"}
    anew = await register.imports.look("b.csv", data, OFFICER, whole=False)
    assert anew.digest != preview.digest
    await register.imports.apply(anew.digest, OFFICER)
    assert (await register.site(site_of("t1"))).record.name == "Trang Một"


async def test_an_application_that_was_cut_short_goes_on(bench: Bench) -> None:
    """What the first attempt wrote is known again, and nothing is written twice."""
    imports = bench.parts.register.imports
    preview = await imports.look("a.csv", rows(*ROWS), OFFICER, whole=False)
    # As if it had ended after two of six sites: they stand, the preview does not know.
    await bench.parts.register.import_file("a.csv", rows(*ROWS[:2]), OFFICER)
    done = await imports.apply(preview.digest, OFFICER)
    assert done.applied is not None
    assert await bench.store[SITE_EVENTS].count_documents({}) == 6


async def test_an_application_stopped_by_the_process_s_end_is_begun_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that ends after a part: nothing is lost, nothing twice; told in console and API."""
    monkeypatch.setattr(register_writing, "AT_ONCE", 2)
    monkeypatch.setattr(api_imports, "AT_ONCE", 5)
    imports, actor = desk.register.imports, replace(OFFICER, user="officer")
    preview = await imports.look("a.csv", rows(*ROWS), actor, whole=False)
    path = f"/register/previews/{preview.digest}"
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        with monkeypatch.context() as patched:
            held = _held_at(imports, 4)
            patched.setattr(imports, "apply", held.apply)
            job = (await api.ask("POST", f"{path}/apply")).json()
            assert (await api.ask("POST", f"{path}/apply")).json()["job_id"] == job["job_id"]
            await asyncio.wait_for(held.reached.wait(), 20)
            await desk.outgoing.jobs.stop()
        job = await ended(api, job["job_id"])
        assert (job["problem"], job["total"]) == ("stopped", 6)
        assert await _names(desk) == {"Trang 0", "Trang 1"}
        told = (await api.ask("GET", path)).json()
        assert (told["applied"], told["begun"]["job_id"]) == (None, job["job_id"])
        await log_in(client, "officer")
        await _applied_again(client, api, f"/register/import/{preview.digest}")
    assert len(await _names(desk)) == 6
    versions = [(await desk.register.site(site_of(f"t{n}"))).record.version for n in range(6)]
    assert versions == [1] * 6


async def _applied_again(client: httpx.AsyncClient, api: Api, page: str) -> None:
    """The page says that it was begun; its button begins it again, and it comes to its end."""
    shown = (await client.get(page)).text
    assert "bấm áp dụng lần nữa" in shown
    again = await client.post(page, data={"csrf": seal_in(shown)})
    job = await ended(api, again.headers["location"].rpartition("/")[2])
    assert (job["state"], job["done"], job["leads_to"]) == ("done", 6, page)
    assert "Đã thêm 6 trang" in (await client.get(page)).text


@dataclass
class _Held:
    """An application that goes so far and then waits for ever."""

    apply: Callable[[str, Actor, int | None, Tell], Awaitable[Preview]]
    reached: asyncio.Event


def _held_at(imports: Imports, last: int) -> _Held:
    reached, apply = asyncio.Event(), imports.apply

    async def held(digest: str, actor: Actor, leaving: int | None, tell: Tell) -> Preview:
        async def told(done: int, total: int) -> None:
            await tell(done, total)
            if done == last:
                reached.set()
                await asyncio.Event().wait()

        return await apply(digest, actor, leaving, told)

    return _Held(held, reached)


async def _names(desk: Desk) -> set[str]:
    """The names of the register's sites but for those of the desk's own file."""
    sites = (await desk.register.sites(SiteFilters(), PageRequest())).items
    return {site.name for site in sites if site.name.startswith("Trang ")}


async def test_the_whole_register_lets_sites_leave_and_come_back(bench: Bench) -> None:
    """Only where asked for; a leaving site keeps its history, a returning one goes on with it."""
    register = bench.parts.register
    await register.import_file("a.csv", rows(*ROWS[:4]), OFFICER)
    part = await register.imports.look("b.csv", rows(*ROWS[:3]), OFFICER, whole=False)
    assert part.left == 0
    whole = await register.imports.look("b.csv", rows(*ROWS[:3]), OFFICER, whole=True)
    assert (whole.left, whole.active, whole.confirm_leaving) == (1, 4, False)
    (gone,) = await changes(register.imports, whole, "left")
    assert (gone.name, gone.line) == ("Trang 3", None)
    await register.imports.apply(whole.digest, OFFICER)
    record = (await register.site(gone.site_id)).record
    assert (record.active, record.version) == (False, 2)
    back = await register.imports.look("c.csv", rows(*ROWS[:4]), OFFICER, whole=True)
    assert counts(back) == (0, 1, 3, 0, 0)
    (returned,) = await changes(register.imports, back, "changed")
    assert [(f.field, f.new) for f in returned.fields] == [("active", "true")]
    await register.imports.apply(back.digest, OFFICER)
    record = (await register.site(gone.site_id)).record
    assert (record.active, record.version) == (True, 3)


async def test_many_sites_leave_only_when_confirmed(bench: Bench) -> None:
    """More than a third: the number has to be said once more."""
    register = bench.parts.register
    await register.import_file("a.csv", rows(*ROWS[:3]), OFFICER)
    preview = await register.imports.look("b.csv", rows(ROWS[0]), OFFICER, whole=True)
    assert (preview.left, preview.confirm_leaving) == (2, True)
    for said in (None, 1):
        with pytest.raises(Wrong):
            await register.imports.apply(preview.digest, OFFICER, said)
    await register.imports.apply(preview.digest, OFFICER, 2)
    assert not (await register.site(site_of("t2"))).record.active


async def test_a_row_with_an_error_lets_no_site_leave(bench: Bench) -> None:
    """Its own site is named by it; where the address cannot be read, it may be any site."""
    register = bench.parts.register
    await register.import_file("a.csv", rows(*ROWS[:4]), OFFICER)
    wrong = ROWS[3].replace("0273 3873 153", "12")
    named = await register.imports.look("b.csv", rows(*ROWS[:3], wrong), OFFICER, whole=True)
    assert (named.left, named.rejected, named.kept_back) == (0, 1, 0)
    unreadable = ROWS[3].replace("https://", "")
    held = await register.imports.look("b.csv", rows(*ROWS[:3], unreadable), OFFICER, whole=True)
    assert (held.left, held.kept_back, held.nameless) == (0, 1, (5,))
    with pytest.raises(UnreadableFile):
        await register.imports.look("b.csv", rows(), OFFICER, whole=True)


async def test_a_preview_is_its_reader_s_own_and_ends(bench: Bench) -> None:
    """Others do not find it, roles that do not keep the register are refused, time ends it."""
    imports = bench.parts.register.imports
    preview = await imports.look("a.csv", rows(*ROWS), OFFICER, whole=False)
    with pytest.raises(NotFound):
        await imports.read(preview.digest, replace(OFFICER, user="minh"))
    with pytest.raises(NotAllowed):
        await imports.look("a.csv", rows(*ROWS), Actor("tam", "auditor"), whole=False)
    later = Parts(bench.settings, bench.store, lambda: utc_now() + KEPT + timedelta(minutes=1))
    with pytest.raises(NotFound):
        await later.register.imports.read(preview.digest, OFFICER)


async def test_a_file_is_imported_at_the_console(desk: Desk) -> None:
    """Shown in Vietnamese, applied with one button; rejected rows come back as a safe CSV."""
    data = f"name,address,class,colour\nBáo Mới,http://bao.example/,reference,\n=1+1,{PRESS},x,\n"
    async with client_of(desk) as client:
        await log_in(client, "officer")
        seal = {"csrf": seal_in((await client.get("/register/import")).text)}
        files = {"file": ("list.csv", data.replace(PRESS, "=cmd()").encode())}
        sent = await client.post("/register/import", data=seal, files=files)
        assert sent.status_code == 303
        page = sent.headers["location"]
        shown = (await client.get(page)).text
        assert all(words in shown for words in ("chưa có gì thay đổi", "Báo Mới", "colour"))
        listed = (await client.get(f"{page}/rejected.csv")).text
        cells = list(csv.reader(io.StringIO(listed.lstrip("\ufeff"))))
        assert [cell[:3] for cell in cells[1:]] == [
            ["3", "address", "'=cmd()"],
            ["3", "class", "x"],
        ]
        done = await client.post(page, data=seal)
        assert (done.status_code, done.headers["location"]) == (303, page)
        assert "Đã thêm 1 trang" in (await client.get(page)).text
        empty = await client.post("/register/import", data=seal, files={"file": ("", b"")})
        assert (empty.status_code, "Chưa chọn tệp" in empty.text) == (422, True)
        old = {"file": ("list.xls", b"\xd0\xcf\x11\xe0")}
        refused = await client.post("/register/import", data=seal, files=old)
        assert (refused.status_code, "XLS" in refused.text) == (422, True)


async def test_the_console_asks_again_before_many_leave(desk: Desk) -> None:
    """A wrong number and a register that changed are told on the page; nothing happens."""
    data = f"name,address,class\nBáo Tỉnh Nhà,{PRESS},reference\n"
    async with client_of(desk) as client:
        await log_in(client, "administrator")
        seal = {"csrf": seal_in((await client.get("/register/import")).text)}
        files = {"file": ("list.csv", data.encode())}
        sent = await client.post("/register/import", data=seal | {"whole": "yes"}, files=files)
        page = sent.headers["location"]
        assert "nhiều hơn một phần ba" in (await client.get(page)).text
        wrong = await client.post(page, data=seal | {"leaving": "1"})
        assert (wrong.status_code, "chưa đúng" in wrong.text) == (422, True)
        other = f"name,address,class\nCổng mới,{PORTAL},state_portal\n"
        await desk.register.import_file("b.csv", other.encode(), OFFICER)
        stale = await client.post(page, data=seal | {"leaving": "2"})
        assert (stale.status_code, "đã thay đổi từ khi xem" in stale.text) == (409, True)
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        assert (await client.get("/register/import")).status_code == 403


async def test_a_file_is_imported_over_the_api(desk: Desk) -> None:
    """XLSX too: looked at, listed, applied; another's preview is not found."""
    book = Workbook()
    for line in (("name", "address", "class"), ("Báo Mới", "http://bao.example/", "reference")):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    files = {"file": ("list.xlsx", out.getvalue())}
    async with client_of(desk) as client:
        officer, supervisor = await api_of(client, "officer"), await api_of(client, "supervisor")
        shown = await officer.ask("POST", "/register/previews", files=files)
        digest = shown.json()["digest"]
        assert (shown.json()["added"], shown.json()["applied"]) == (1, None)
        path = f"/register/previews/{digest}"
        listed = await officer.ask("GET", f"{path}/changes?kind=added")
        assert listed.json()["items"][0]["name"] == "Báo Mới"
        assert (await officer.ask("GET", f"{path}/rejected")).json()["items"] == []
        assert (await supervisor.ask("POST", f"{path}/apply")).status_code == 404
        applied = await officer.ask("POST", f"{path}/apply", json={"leaving": None})
        assert applied.json()["applied"]["added"] == 1
        at_once = await officer.ask("POST", "/register/imports", files=files)
        assert (at_once.json()["unchanged"], at_once.json()["rejected"]) == (1, [])
        viewer = await api_of(client, "viewer")
        assert (await viewer.ask("POST", "/register/previews", files=files)).status_code == 403
