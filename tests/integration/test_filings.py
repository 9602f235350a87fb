"""Licensees' reports over the real store: handed in, entered, asked for, erased, reminded of."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.filings.answers import Answer
from minhbach_case.errors import Stale
from minhbach_case.storage.filings import FILING_EVENTS, owner_of
from minhbach_case.storage.sites import SITE_EVENTS, SITES
from minhbach_case.storage.uploads import UPLOADS
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog, chain_digest
from minhbach_shared.ids import derived_id, site_id
from minhbach_shared.store import Database, connect, database
from tests.support.clients import Api, api_of, client_of, log_in, seal_in
from tests.support.commands import Command, command_of, refused, told
from tests.support.filings import ANSWERS, OPERATOR, SIGNED, SITE, filing, signed
from tests.support.seeds import HOME, OFFICER, PORTAL, Desk, database_of, open_desk
from tests.support.seeds import SITES as REGISTER
from tests.support.serving import serve
from tests.support.stack import RunningStack

YEAR: Final = agency_day(utc_now()).year - 1
PERSON: Final = "Trần Thị Mẫu"
ADMINISTRATOR: Final = Actor(user="administrator", role="administrator")


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with the register."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await opened.register.import_file("sites.csv", REGISTER.encode(), OFFICER)
        yield opened


@pytest.fixture
async def store(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The database of the test's own desk."""
    client = connect(stack.mongodb)
    yield database(client, database_of(request.node.nodeid))
    await client.close()


def as_sent(**changed: Answer) -> dict[str, str]:
    """The form's fields as the console posts them."""
    return {f"a.{name}": str(value) for name, value in {**ANSWERS, **changed}.items()} | {
        "a.reviewed_before_posting": "yes",
        "report": f"year:{YEAR}",
    }


async def test_an_operator_hands_its_report_in(desk: Desk) -> None:
    """In the console, filled in from the register, with what is wrong at its field; once."""
    path = f"/filings/{SITE}/file"
    async with client_of(desk) as client:
        await log_in(client, "operator")
        led = await client.get("/filings")
        assert led.headers["location"] == f"/filings/{SITE}"
        form = await client.get(f"{path}?report=year:{YEAR}")
        assert 'value="Công ty Hoa Mới"' in form.text
        assert 'value="Trần Mẫu"' in form.text
        post = {"csrf": seal_in(form.text), "seen": "0", **as_sent(items="nhiều")}
        refused = await client.post(path, data=post)
        assert refused.status_code == 422
        assert "Ghi một số nguyên" in refused.text
        assert "Báo Tỉnh Nhà" in refused.text
        for items, answered in (("1.204", 303), ("1.204", 303), ("9", 409)):
            sent = await client.post(path, data=post | {"a.items": items})
            assert sent.status_code == answered
        page = await client.get(f"/filings/{SITE}?done=filed")
        assert "Bản 1" in page.text
        assert "Bản 2" not in page.text
    record = (await desk.register.site(SITE)).record
    assert record.version == 2
    assert record.reports is not None
    assert [(one.year, one.received_on) for one in record.reports.received] == [
        (YEAR, agency_day(utc_now()))
    ]
    assert PERSON not in record.model_dump_json()


async def test_a_correction_is_a_version_and_nothing_is_lost(desk: Desk) -> None:
    """Both stand there, with the signed file, which is saved and never shown."""
    await desk.outgoing.filings.desk.file(SITE, filing(YEAR), OPERATOR)
    async with client_of(desk) as client:
        await log_in(client, "operator")
        form = await client.get(f"/filings/{SITE}/file?report=year:{YEAR}")
        assert 'value="24/04/2024"' in form.text
        mend = {"csrf": seal_in(form.text), "seen": "1", **as_sent(items="1.240")}
        files = {"files": ("da-ky.pdf", SIGNED, "application/pdf")}
        sent = await client.post(f"/filings/{SITE}/file", data=mend, files=files)
        assert sent.headers["location"] == f"/filings/{SITE}?done=filed"
        page = await client.get(f"/filings/{SITE}")
        for words in ("Bản 1", "Bản 2", "1\u00a0204", "1\u00a0240", "da-ky.pdf", PERSON):
            assert words in page.text
        link = page.text.split(f'href="/filings/{SITE}/files/')[1].split('"')[0]
        saved = await client.get(f"/filings/{SITE}/files/{link}")
        assert saved.content == SIGNED
        assert saved.headers["content-disposition"].startswith("attachment")
    assert (await desk.register.site(SITE)).record.version == 2


async def test_an_operator_sees_nothing_of_other_sites(desk: Desk) -> None:
    """Neither page nor API, and what it names it cannot file for; a viewer learns no names."""
    other = site_id(PORTAL)
    await desk.outgoing.filings.desk.file(SITE, filing(YEAR), OPERATOR)
    body = {"year": YEAR, "answers": dict(ANSWERS)}
    async with client_of(desk) as client:
        api = await api_of(client, "operator")
        for method, path, more in (
            ("GET", f"/sites/{other}/filings", {}),
            ("POST", f"/sites/{other}/filings", {"json": body}),
        ):
            assert (await api.raw(method, f"/api/v1{path}", **more)).status_code == 404
        for path in ("/filings", "/filings/requests"):
            method = "POST" if path.endswith("requests") else "GET"
            asked = {"json": {"site_id": str(SITE), "due_on": "2030-01-01", "reason": "x"}}
            answer = await api.raw(method, f"/api/v1{path}", **(asked if method == "POST" else {}))
            assert answer.status_code == 403
        paper = await api.raw(
            "POST", f"/api/v1/sites/{SITE}/filings", json=body | {"received_on": "2026-01-01"}
        )
        assert paper.status_code == 403
        await log_in(client, "operator")
        for path in (f"/filings/{other}", f"/filings/{other}/file", f"/filings/{other}/files/x"):
            assert (await client.get(path)).status_code == 404
        viewer = await api_of(client, "viewer")
        seen = (await viewer.ask("GET", f"/sites/{SITE}/filings")).json()
        (version,) = next(due for due in seen["due"] if due["year"] == YEAR)["versions"]
        assert (version["personal"], version["by"]) == (None, None)
        assert version["answers"]["items"] == 1204
        assert PERSON not in str(seen)


async def test_an_officer_enters_what_came_on_paper(desk: Desk) -> None:
    """With its day of receipt, or not at all; the list says who has filed, by year."""
    today = agency_day(utc_now())
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        path, files = f"/sites/{SITE}/filings/signed", {"files": ("q.png", b"\x89PNG\r\n\x1a\n.")}
        missing = await api.ask("POST", path, data={"year": str(YEAR)}, files=files)
        assert (missing.status_code, missing.json()["field"]) == (422, "received_on")
        text = {"files": ("bao-cao.txt", b"khong co chu ky")}
        data = {"year": str(YEAR), "received_on": f"{YEAR}-12-20"}
        wrong = await api.ask("POST", path, data=data, files=text)
        assert (wrong.status_code, wrong.json()["field"]) == (422, "files")
        future = data | {"received_on": (today + timedelta(days=1)).isoformat()}
        assert (await api.ask("POST", path, data=future, files=files)).status_code == 422
        entered = await api.ask("POST", path, data=data, files=files)
        (due,) = [one for one in entered.json()["due"] if one["year"] == YEAR]
        assert (due["standing"], due["versions"][0]["way"]) == ("filed", "paper")
        bad = {"year": YEAR, "answers": {"items": "x"}, "received_on": data["received_on"]}
        told = await api.ask("POST", f"/sites/{SITE}/filings", json=bad | {"seen_version": 1})
        assert {"where": "body.answers.items", "what": "no_number"} in told.json()["errors"]
        await _corrected_by_what_was_read(api)
        listed = (await api.ask("GET", "/filings", params={"year": YEAR})).json()
        assert listed["counts"]["filed"] == len(listed["lines"]) == 1
        assert YEAR in listed["years"]
        none = (await api.ask("GET", "/filings", params={"standing": "late"})).json()
        assert none["lines"] == []
        await log_in(client, "officer")
        page = await client.get(f"/filings?year={YEAR}")
        assert f"20/12/{YEAR}" in page.text


async def _corrected_by_what_was_read(api: Api) -> None:
    """The form as the console shows it; files and answers together; each file given back."""
    path = f"/sites/{SITE}/filings"
    form = (await api.ask("GET", f"{path}/form", params={"report": f"year:{YEAR}"})).json()
    assert (form["report"], form["seen_version"], form["answers"]) == (f"year:{YEAR}", 1, {})
    other = (await api.ask("GET", f"{path}/form", params={"report": f"year:{YEAR - 1}"})).json()
    assert (other["seen_version"], other["answers"]["organisation"]) == (0, "Công ty Hoa Mới")
    assert other["form"]["sections"][0]["fields"][0]["label"]["vi"].startswith("Tổ chức")
    files = {"files": ("đã ký.pdf", SIGNED)}
    data = {"year": str(YEAR), "received_on": f"{YEAR}-12-20", "seen_version": "1"}
    wrong = data | {"answers": '{"items": "x"}'}
    assert (await api.ask("POST", f"{path}/signed", data=wrong, files=files)).status_code == 422
    answers = data | {"answers": '{"items": "1.204"}'}
    sent = (await api.ask("POST", f"{path}/signed", data=answers, files=files)).json()
    (version, _) = next(due for due in sent["due"] if due["year"] == YEAR)["versions"]
    assert (version["answers"], version["files"][0]["name"]) == ({"items": 1204}, "đã ký.pdf")
    back = await api.ask("GET", f"{path}/files/{version['files'][0]['sha256']}")
    assert (back.content, back.headers["content-type"]) == (SIGNED, "application/pdf")
    assert (await api.ask("GET", f"{path}/files/{'0' * 64}")).status_code == 404
    for report, status in (
        ("year:25", 422),
        (f"request:{SITE}", 404),
        (f"request:{'a' * 36}", 404),
    ):
        answer = await api.ask("GET", f"{path}/form", params={"report": report})
        assert answer.status_code == status


async def test_a_report_is_asked_for_and_answered(desk: Desk) -> None:
    """All licensed sites by a day, each once; the operator reads why; a request can go again."""
    due_on = agency_day(utc_now()) + timedelta(days=20)
    asked = {"site_class": "aggregator", "due_on": due_on.isoformat(), "reason": "Gỡ tin quý III"}
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        for expected in (1, 0):
            answer = await api.ask("POST", "/filings/requests", json=asked)
            assert answer.json() == {"asked": expected, "sites": 1}
        portal = {"site_id": str(site_id(PORTAL)), "due_on": due_on.isoformat(), "reason": "x"}
        assert (await api.ask("POST", "/filings/requests", json=portal)).status_code == 422
        await log_in(client, "operator")
        page = await client.get(f"/filings/{SITE}")
        assert "Gỡ tin quý III" in page.text
        assert "officer" not in page.text
        own = await api_of(client, "operator")
        (due,) = [
            one
            for one in (await own.ask("GET", f"/sites/{SITE}/filings")).json()["due"]
            if one["request_id"]
        ]
        answers = {"request_id": due["request_id"], "answers": {"content": "Đã gỡ 12 tin."}}
        filed = await own.ask("POST", f"/sites/{SITE}/filings", json=answers)
        (due,) = [one for one in filed.json()["due"] if one["request_id"]]
        assert (due["standing"], due["versions"][0]["form"]) == ("filed", "requested/1")
        back = f"/sites/{SITE}/filings/requests/{due['request_id']}/withdraw"
        assert (await api.ask("POST", back, json={"reason": "x"})).status_code == 409
        await api.ask("POST", "/filings/requests", json=asked | {"reason": "Khác"})
        seen = (await api.ask("GET", f"/sites/{SITE}/filings")).json()["due"]
        (other,) = [one for one in seen if one["reason"] == "Khác"]
        back = back.replace(due["request_id"], other["request_id"])
        for _ in range(2):
            taken = (await api.ask("POST", back, json={"reason": "Đã rõ"})).json()["due"]
            assert [one["withdrawn"] for one in taken if one["reason"] == "Khác"] == [True]
        lost = {"request_id": other["request_id"], "answers": {"content": "Muộn"}}
        answer = await own.ask("POST", f"/sites/{SITE}/filings", json=lost)
        assert answer.status_code == 409


async def test_the_command_enters_asks_and_tells(desk: Desk, tmp_path: Path) -> None:
    """The form goes out as a file and comes back filled in; signed files too; what is asked."""
    form, paper = tmp_path / "form.yaml", tmp_path / "đã ký.pdf"
    paper.write_bytes(SIGNED)
    due = ("--year", YEAR, "--received-on", f"20/12/{YEAR}")
    async with serve(desk.web) as address:
        run = command_of(tmp_path, address)
        made = await run("filing", "form", HOME, "--year", YEAR, "-o", form)
        assert (made.exit_code, form.stat().st_mode & 0o777) == (0, 0o600)
        assert 'organisation: "Công ty Hoa Mới"' in form.read_text()
        bare = await run("filing", "enter", SITE, form, *due)
        assert (bare.exit_code, "body.answers.items: missing" in bare.stderr) == (2, True)
        form.write_text("".join(f"{n}: {str(a)!r}\n" for n, a in ANSWERS.items()))
        form.write_text(form.read_text().replace("True", "yes").replace("\\n", ", "))
        entered = told(await run("filing", "enter", SITE, form, *due, "--json"))
        (version,) = next(one for one in entered["due"] if one["year"] == YEAR)["versions"]
        assert (version["answers"]["items"], version["personal"]["responsible_phone"]) == (
            1204,
            "0273 3999 001",
        )
        await refused(
            run, f"filing enter {SITE} {form} --year {YEAR} --received-on 1/1/2026", "409"
        )
        mended = await run("filing", "enter", HOME, paper, form, *due, "--corrects", 1)
        for words in ("version 2 (paper)", "đã ký.pdf", "responsible_person: Trần Thị Mẫu"):
            assert words in mended.stdout
        sha256 = hashlib.sha256(SIGNED).hexdigest()
        taken = await run("filing", "download", SITE, sha256, "-o", tmp_path / "back.pdf")
        assert (taken.exit_code, (tmp_path / "back.pdf").read_bytes()) == (0, SIGNED)
        listed = told(await run("filing", "list", "--year", YEAR, "--json"))
        assert [(one["standing"], one["versions"]) for one in listed["lines"]] == [("filed", 2)]
        assert "Tin Hoa Mới" in (await run("filing", "list", "--year", YEAR)).stdout
        await _asked_by_command(run)
        await _told_what_is_wrong(run, form)


async def _asked_by_command(run: Command) -> None:
    """One site, then all; the same again is not asked twice; taken back by its id."""
    by = (agency_day(utc_now()) + timedelta(days=20)).isoformat()
    for more in ((HOME,), ("--all",)):
        asked = await run("filing", "ask", *more, "--by", by, "--reason", "Gỡ tin quý III")
        assert (asked.exit_code, f"asked {int(more[0] == HOME)} of 1" in asked.stdout) == (0, True)
    (due,) = [
        one for one in told(await run("filing", "show", SITE, "--json"))["due"] if one["request_id"]
    ]
    back = await run("filing", "withdraw", SITE, due["request_id"], "--reason", "Đã rõ")
    assert (back.exit_code, f"request {due['request_id']}: withdrawn" in back.stdout) == (0, True)


async def _told_what_is_wrong(run: Command, form: Path) -> None:
    broken = form.with_name("broken.yaml")
    broken.write_text("items: 1\nitems: 2\n")
    day = f"--received-on 2026-01-01 --year {YEAR}"
    for arguments, words in (
        (f"enter {SITE} {form} --received-on 2026-01-01", "--year YEAR, or --request ID"),
        (f"enter {SITE} {broken} {day}", "'items' stands twice"),
        (f"enter {SITE} {form} {form} {day}", "one form filled in"),
        (f"enter {SITE} a.docx {day}", "a report comes as one of"),
        (f"enter {SITE} none.pdf {day}", "cannot be read"),
        (f"enter tinhoamoi {form} {day}", "neither a site's id nor its address"),
        (f"show {derived_id('site', 'x')}", "404"),
        (f"form {SITE} --year 2001", "404"),
        (f"form {SITE} --year {YEAR} -o {form}", "is there already"),
        (f"download {SITE} abc -o x", "is no SHA-256"),
        (f"ask {SITE} --all --by 2030-01-01 --reason x", "say which SITE, or --all"),
        (f"ask {SITE} --by 2020-01-01 --reason x", "has to be after today"),
        ("list --year 1999", "or equal to 2000"),
        ("list --standing never", "is not one of"),
    ):
        await refused(run, f"filing {arguments}", words)


async def test_what_names_people_goes_with_the_site(desk: Desk, store: Database) -> None:
    """Names, files and reasons are destroyed; the answers and the chain stay; later ones too."""
    reports = desk.outgoing.filings.desk
    await reports.file(SITE, filing(YEAR), OPERATOR)
    await reports.file(SITE, signed(YEAR, seen=1), OPERATOR)
    await desk.register.erase(SITE, "Theo yêu cầu", ADMINISTRATOR)
    due = next(one for one in (await reports.of_site(SITE, OFFICER)).due if one.year == YEAR)
    assert [version.personal for version in due.versions] == [None, None]
    assert due.versions[1].answers["items"] == 1204
    assert due.versions[0].files[0].name is None
    assert await store[UPLOADS].count_documents({"case_id": owner_of(SITE)}) == 0
    # What comes afterwards is kept until it is asked for again.
    await reports.file(SITE, filing(YEAR, seen=2), OPERATOR)
    await desk.register.erase(SITE, "Lần nữa", ADMINISTRATOR)
    events = await EventLog(store[FILING_EVENTS]).read(SITE)
    assert len(events) == 3
    assert all(event.private is None for event in events)
    assert all(event.digest == chain_digest(event) for event in events)
    assert not any(PERSON in str(event.body) for event in events)
    record = (await desk.register.site(SITE)).record
    assert record.reports is not None
    assert [one.year for one in record.reports.received] == [YEAR]


async def test_the_courier_carries_what_a_crash_left(desk: Desk, store: Database) -> None:
    """A report without its version of the register; a register from before reports were kept."""
    parts = desk.outgoing.filings
    await store[SITE_EVENTS].update_one({"stream": SITE}, {"$unset": {"body.reports": ""}})
    await store[SITES].update_one({"_id": SITE}, {"$unset": {"record.reports": ""}})
    assert await parts.courier.begin() == 1
    assert await parts.courier.begin() == 0
    record = (await desk.register.site(SITE)).record
    assert record.reports is not None
    assert record.reports.owed_since == agency_day(record.recorded_at)
    filer = parts.desk._hands.filer
    await filer.file(SITE, filing(YEAR), OPERATOR)
    assert (await desk.register.site(SITE)).record.version == 2
    assert await parts.courier.look() == 1
    assert await parts.courier.look() == 0
    assert (await desk.register.site(SITE)).record.version == 3
    with pytest.raises(Stale):
        await filer.file(SITE, filing(YEAR, items=1), OPERATOR)
