"""Letters in the console and over the API: previewed, confirmed, followed, sent again, served."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Notify, Propose, RecordReply, Review
from minhbach_case.sending.correspondence import Correspondence
from minhbach_case.web.texts import show_date
from minhbach_shared.clock import utc_now
from tests.support.clients import Api, api_of, client_of, log_in, seal_in
from tests.support.commands import Command, command_of, refused, told
from tests.support.mailing import MailServerOfTests, bounce, mail_server
from tests.support.seeds import OFFICER, Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack

TO = "hoamoi@mau.example"
BOUNCES = "/api/v1/bounces"
DAY = agency_day(utc_now()).isoformat()
TODAY = show_date(agency_day(utc_now()))


@pytest.fixture
async def server() -> AsyncIterator[MailServerOfTests]:
    """A mail server that takes everything unless told otherwise."""
    async with mail_server() as serving:
        yield serving


@pytest.fixture
async def desk(
    stack: RunningStack, request: pytest.FixtureRequest, server: MailServerOfTests
) -> AsyncIterator[Desk]:
    """A case service with a mail server."""
    name = database_of(request.node.nodeid)
    async with open_desk(stack.mongodb, name, more=server.settings) as opened:
        await seed(opened)
        yield opened


def _letters(desk: Desk) -> Correspondence:
    return desk.outgoing.correspondence


async def _form(client: httpx.AsyncClient, case: UUID, **fields: str) -> dict[str, str]:
    page = (await client.get(f"/cases/{case}")).text
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, page
    return {"csrf": seal_in(page), "seen": found[1], **fields}


def _hidden(page: str) -> dict[str, str]:
    """What the form under a preview sends."""
    form = page[page.index('aria-labelledby="confirm"') :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs}


async def _previewed(client: httpx.AsyncClient, case: UUID) -> str:
    """The preview of a notice by e-mail, once its form is right."""
    form = await _form(client, case, act="notify", way="email", send_to=TO)
    address = f"/cases/{case}/letters/preview"
    wrong = await client.post(address, data=form)
    assert (wrong.status_code, 'id="fault-notify-served_on"' in wrong.text) == (422, True)
    form["served_on"] = TODAY
    elsewhere = await client.post(address, data=form | {"send_to": "x@evil.example"})
    assert elsewhere.status_code == 422
    file = await client.post(f"{address}.pdf", data=form)
    assert file.content.startswith(b"%PDF")
    return (await client.post(address, data=form)).text


async def _act(client: httpx.AsyncClient, path: str, **fields: str) -> int:
    """What a form on a letter's page is answered with."""
    page = (await client.get(path)).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen, page
    form = {"csrf": seal_in(page), "seen": seen[1], **fields}
    return (await client.post(f"{path}/acts", data=form)).status_code


async def test_a_letter_is_previewed_confirmed_and_followed(
    desk: Desk, server: MailServerOfTests
) -> None:
    """The preview is what goes; nothing is done before the officer confirms; then it is told."""
    server.answers = ["550 5.1.1 <hoamoi@mau.example> unknown"]
    case, letters = await desk.only("licence"), _letters(desk)
    await desk.cases.act(case, Review(), OFFICER, None)
    async with client_of(desk) as client:
        await log_in(client, "officer")
        preview = await _previewed(client, case)
        for words in ("DỰ THẢO", TO, "chưa phải là kết luận, cùng cách khắc phục", "Chưa cài đặt"):
            assert words in preview
        assert (await desk.cases.summaries([case]))[case].state == "under_review"
        assert await letters.store.of_case(case) == []
        done = await client.post(f"/cases/{case}/acts", data=_hidden(preview))
        assert done.status_code == 303
        await letters.sender.look()
        ((entry, _),) = await letters.store.of_case(case)
        path = f"/letters/{entry.letter_id}"
        listed = (await client.get("/letters")).text
        assert path in listed
        assert "máy chủ từ chối" in listed
        assert path in (await client.get(f"/cases/{case}")).text
        page = (await client.get(path)).text
        assert TO in page
        assert "550 5.1.1" in page
        assert await _act(client, path, act="resend", to=TO) == 303
        await letters.sender.look()
        assert "Đã gửi" in (await client.get(path)).text
        kept = await client.get(f"{path}.pdf")
        content = await letters.store.content(entry.letter_id)
        assert content is not None
        assert kept.content == content.pdf
    assert len(server.taken) == 1


async def test_a_decision_on_paper_waits_to_be_served(desk: Desk) -> None:
    """Its draft is read before; without an address it is printed, and the day is recorded."""
    case, letters = await desk.only("disclosure"), _letters(desk)
    today = agency_day(utc_now())
    for command in (
        Review(),
        Notify(today, "post"),
        RecordReply(today, "Đã bổ sung."),
        Propose("confirmed", "Còn thiếu."),
    ):
        await desk.cases.act(case, command, OFFICER, None)
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        draft = (await client.get(f"/cases/{case}/drafts/decision")).text
        assert "DỰ THẢO" in draft
        assert "Còn thiếu." in draft
        assert "đến hết ngày" in draft
        file = await client.get(f"/cases/{case}/drafts/decision.pdf")
        assert file.content.startswith(b"%PDF")
        form = await _form(client, case, act="decide", reasons="Đồng ý <b>.")
        preview = await client.post(f"/cases/{case}/letters/preview", data=form)
        assert "Đồng ý &lt;b&gt;." in preview.text
        unsure = await client.post(f"/cases/{case}/acts", data=_hidden(preview.text))
        assert unsure.status_code == 422
        sure = _hidden(preview.text) | {"sure": "yes"}
        assert (await client.post(f"/cases/{case}/acts", data=sure)).status_code == 303
        assert (await client.get(f"/cases/{case}/drafts/decision")).status_code == 409
        ((entry, delivery),) = await letters.store.of_case(case)
        assert (entry.kind, delivery.state) == ("decision", "to_serve")
        path = f"/letters/{entry.letter_id}"
        assert "Phiếu giao nhận văn bản" in (await client.get(f"{path}/print")).text
        assert (await client.get(f"{path}/slip.pdf")).content.startswith(b"%PDF")
        serve = {"act": "serve", "way": "hand"}
        assert await _act(client, path, **serve) == 422
        assert await _act(client, path, **serve, served_on="01/01/2020") == 422
        assert await _act(client, path, **serve, served_on=TODAY) == 303
        assert "Đã tống đạt" in (await client.get(f"/cases/{case}")).text


async def _previewed_over_the_api(officer: Api, case: UUID, body: dict[str, Any]) -> None:
    """As in the console: whole, refused as the act would be, and nothing is done."""
    path = f"/cases/{case}/letters/preview"
    shown = (await officer.ask("POST", path, json=body)).json()
    assert (shown["kind"], shown["way"], shown["to"]) == ("notice", "email", TO)
    assert (shown["addresses"], shown["letter"]["draft"]) == ([TO], "DỰ THẢO")
    assert "chưa phải là kết luận" in shown["text"]
    printed = (await officer.ask("POST", path, json=body | {"send_to": ""})).json()
    assert (printed["way"], printed["text"]) == ("print", None)
    assert (await officer.ask("POST", path, json=body | {"seen_sequence": 1})).status_code == 409
    assert (await officer.ask("POST", path, json=body | {"act": "review"})).status_code == 422
    draft = (await officer.ask("GET", f"/cases/{case}/drafts/notice")).json()
    assert (draft["head"], draft["body"][0]) == (
        shown["letter"]["head"],
        shown["letter"]["body"][0],
    )
    assert (await officer.ask("GET", f"/cases/{case}/drafts/decision")).status_code == 409
    for method, address in (("POST", f"{path}.pdf"), ("GET", f"/cases/{case}/drafts/notice.pdf")):
        file = await officer.raw(method, f"/api/v1{address}", json=body)
        assert file.content.startswith(b"%PDF")


async def _noticed(officer: Api, desk: Desk) -> str:
    """A notice that an officer gave over the API, sent: the letter's path."""
    case = await desk.only("licence")
    await officer.act(case, 1, act="review")
    notify = {"act": "notify", "served_on": DAY, "way": "email"}
    wrong = await officer.act(case, 2, **notify, send_to="x@evil.example")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "send_to")
    by_post = await officer.act(case, 2, **notify | {"way": "post"}, send_to=TO)
    assert (by_post.status_code, by_post.json()["field"]) == (422, "way")
    await _previewed_over_the_api(officer, case, notify | {"send_to": TO, "seen_sequence": 2})
    assert (await officer.act(case, 2, **notify, send_to=TO)).status_code == 200
    await _letters(desk).sender.look()
    (item,) = (await officer.ask("GET", f"/deliveries?case_id={case}&state=sent")).json()["items"]
    return f"/deliveries/{item['letter_id']}"


async def _reported(officer: Api, report: bytes) -> None:
    """A mail server's report is taken once, and nothing else is; the address takes nothing but."""
    mail = {"headers": {"content-type": "message/rfc822"}}
    for content, noted in ((report, "recorded"), (report, "known"), (b"\xff", "no_report")):
        said = await officer.raw("POST", BOUNCES, content=content, **mail)
        assert said.json() == {"noted": noted}
    assert (await officer.raw("POST", BOUNCES, content=b"", **mail)).status_code == 422
    other = {"headers": {"content-type": "text/plain"}}
    assert (await officer.raw("POST", BOUNCES, content=report, **other)).status_code == 415
    read = await officer.raw("GET", BOUNCES)
    assert (read.status_code, read.headers["allow"]) == (405, "POST")


async def test_the_api_tells_of_letters_and_takes_reports(
    desk: Desk, server: MailServerOfTests
) -> None:
    """Listed, read, sent again by a person only; a report by whoever keeps the register."""
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        path = await _noticed(officer, desk)
        told = (await officer.ask("GET", path)).json()
        assert (told["to"], told["template"], told["template_version"]) == (TO, "notice", 1)
        assert (told["acts"], told["addresses"]) == (["serve"], [])
        assert "chưa phải là kết luận" in told["content"]["text"]
        for address in (f"{path}.pdf", f"{path}/slip.pdf"):
            file = await officer.raw("GET", f"/api/v1{address}")
            assert file.content.startswith(b"%PDF")
        await _reported(officer, bounce(str(server.mail()["Message-ID"]), TO))
        told = (await officer.ask("GET", path)).json()
        assert [event["type"] for event in told["events"]][-1] == "bounced"
        assert (told["acts"], told["addresses"]) == (["resend", "serve"], [TO])
        stale = {"act": "resend", "seen_sequence": told["sequence"] - 1}
        assert (await officer.ask("POST", f"{path}/acts", json=stale)).status_code == 409
        again = {"act": "resend", "seen_sequence": told["sequence"], "to": TO}
        for _ in range(2):
            resent = await officer.ask("POST", f"{path}/acts", json=again)
            assert resent.json()["summary"]["state"] == "queued"
        served = {"act": "serve", "seen_sequence": 5, "served_on": DAY, "way": "hand"}
        assert (await officer.ask("POST", f"{path}/acts", json=served)).status_code == 200
        auditor, viewer = await api_of(client, "auditor"), await api_of(client, "viewer")
        seen = (await auditor.ask("GET", path)).json()
        assert (seen["summary"]["state"], seen["acts"]) == ("served", [])
        assert (await auditor.ask("POST", f"{path}/acts", json=again)).status_code == 403
        assert (await viewer.ask("GET", "/deliveries")).status_code == 403
    assert len(server.taken) == 1


async def test_without_a_mail_server_only_paper_is_offered(
    stack: RunningStack, request: pytest.FixtureRequest
) -> None:
    """No address is shown to choose, and none is taken."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as desk:
        await seed(desk)
        case, letters = await desk.only("licence"), _letters(desk)
        await desk.cases.act(case, Review(), OFFICER, None)
        async with client_of(desk) as client:
            await log_in(client, "officer")
            page = (await client.get(f"/cases/{case}")).text
            assert "Xem trước thư" in page
            assert TO not in page
            assert "Chưa cài đặt máy chủ thư" in (await client.get("/letters")).text
            form = await _form(client, case, act="notify", way="email", served_on=TODAY)
            refused = await client.post(f"/cases/{case}/acts", data=form | {"send_to": TO})
            assert refused.status_code == 422
            printed = form | {"way": "post"}
            assert (await client.post(f"/cases/{case}/acts", data=printed)).status_code == 303
        ((_, delivery),) = await letters.store.of_case(case)
        assert (delivery.state, delivery.served_way) == ("served", "post")


async def test_the_command_previews_and_gives_what_it_showed(
    desk: Desk, server: MailServerOfTests, tmp_path: Path
) -> None:
    """Nothing goes before ``--send`` and what was seen; then it is followed to its end."""
    case, letters = await desk.only("licence"), _letters(desk)
    await desk.cases.act(case, Review(), OFFICER, None)
    async with serve(desk.web) as address:
        run = command_of(tmp_path, address)
        notice = ("letter", "notice", case, "--to", TO)
        shown = await run(*notice, "-o", tmp_path / "draft.pdf")
        for words in (
            TO,
            "chưa phải là kết luận",
            "DỰ THẢO",
            "--seen 2 --send",
            "nothing was done",
        ):
            assert words in shown.stdout
        assert (tmp_path / "draft.pdf").read_bytes().startswith(b"%PDF")
        assert await letters.store.of_case(case) == []
        await refused(run, f"letter notice {case} --to {TO} --seen 1 --send", "409")
        given = told(await run(*notice, "--seen", 2, "--send", "--json"))
        letter = given["letter"]["letter_id"]
        assert given["preview"]["to"] == TO
        await refused(run, f"letter notice {case} --to {TO} --seen 2 --send", "409")
        await letters.sender.look()
        await letters.desk.report(bounce(str(server.mail()["Message-ID"]), TO))
        (line,) = told(await run("letter", "list", "--json"))["items"]
        assert (line["letter_id"], line["state"]) == (letter, "bounced")
        listed = await run("letter", "list", "--case", case, "--state", "sent")
        assert (listed.exit_code, letter in listed.stdout) == (0, False)
        await _followed(run, letter, tmp_path)
    assert len(server.taken) == 1


async def _followed(run: Command, letter: str, folder: Path) -> None:
    """Shown with its attempts, sent again only where that is said, served, its papers taken."""
    shown = await run("letter", "resend", letter)
    for words in ("attempted", "bounced", f"nothing was sent; to send it to {TO}: --seen 4 --send"):
        assert words in shown.stdout
    await refused(run, f"letter resend {letter} --send", "go together")
    await refused(run, f"letter resend {letter} --to x@evil.example --seen 4 --send", "422")
    again = await run("letter", "resend", letter, "--seen", 4, "--send")
    assert "it is on its way again" in again.stdout
    served = told(await run("letter", "serve", letter, "--on", TODAY, "--way", "hand", "--json"))
    assert served["summary"]["served_on"] == DAY
    for name, more in (("letter.pdf", ()), ("slip.pdf", ("--slip",))):
        taken = await run("letter", "download", letter, "-o", folder / name, *more)
        assert (taken.exit_code, (folder / name).read_bytes()[:4]) == (0, b"%PDF")
    shown = await run("letter", "show", letter)
    assert (shown.exit_code, f"served {DAY}, hand" in shown.stdout) == (0, True)


async def test_the_command_needs_whose_act_it_is(desk: Desk, tmp_path: Path) -> None:
    """A decision on paper is a supervisor's, with a draft before; wrong arguments are told."""
    case, today = await desk.only("disclosure"), agency_day(utc_now())
    (tmp_path / "ly-do.txt").write_text("Đồng ý với đề xuất.", "utf-8")
    async with serve(desk.web) as address:
        run = command_of(tmp_path, address)
        await refused(run, f"letter draft {case} decision", "409")
        seen = 0
        for act in (
            Review(),
            Notify(today, "post"),
            RecordReply(today, "Đã bổ sung."),
            Propose("confirmed", "Còn thiếu."),
        ):
            seen = (await desk.cases.act(case, act, OFFICER, None)).summary.sequence
        draft = await run("letter", "draft", case, "decision", "-o", tmp_path / "draft.pdf")
        assert (draft.exit_code, "Còn thiếu." in draft.stdout) == (0, True)
        token = tmp_path / "token"
        async with client_of(desk) as client:
            token.write_text((await api_of(client, "officer")).headers["authorization"][7:])
        token.chmod(0o600)
        by_officer = f"letter decision {case} --api {address} --token-file {token}"
        await refused(run, by_officer, "403")
        decide = ("letter", "decision", case, "--reasons", f"@{tmp_path / 'ly-do.txt'}")
        output = ("-o", tmp_path / "a.pdf")
        given = told(await run(*decide, "--print", "--seen", seen, "--json", *output))
        assert (given["letter"]["state"], given["letter"]["way"]) == ("to_serve", "print")
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
        for arguments, words in (
            (f"notice {case}", "--to ADDRESS, or --on DAY and --way"),
            (f"notice {case} --to {TO} --way post", "no --on or --way"),
            (f"notice {case} --on 31/13/2026 --way post", "does not match"),
            (f"notice {case} --to {TO} --send", "together with --seen"),
            (f"notice {case} --to {TO} --print --seen 2", "--print is on paper"),
            (f"decision {case} --send --seen 2", "--send goes with --to"),
            (f"decision {case} -o a.txt", "ends in .pdf"),
            (f"decision {case} --reasons @{tmp_path}/none", "cannot be read"),
            ("decision 00000000", "the number or id of no case"),
            (f"appeal {case} --result lessened --reasons x", "--duty names"),
            (f"correction {case} --reason x --cited y", "go together"),
            ("show 1", "be a valid UUID"),
            (f"show {case}", "404"),
            ("list --state lost", "is not one of"),
        ):
            await refused(run, f"letter {arguments}", words)
