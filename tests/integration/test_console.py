"""The console's pages over the real store: the way in, what is shown, forms and their faults."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest

from minhbach_case.web.security import POLICY
from minhbach_shared.ids import site_id
from tests.support.clients import client_of, log_in, seal_in
from tests.support.seeds import (
    HOME,
    PASSWORDS,
    Desk,
    database_of,
    every_kind,
    open_desk,
    seed,
)
from tests.support.stack import RunningStack

INLINE: Final = r"<script(?! src=)|<style|<b\b|<[^>]*\s(?:on\w+|style)="


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


async def test_unknown_addresses_are_told(desk: Desk) -> None:
    """The API answers with a problem, the console with a page; both say what to do."""
    async with client_of(desk) as client:
        api = await client.get("/api/v1/nothing")
        assert (api.status_code, api.json()["code"]) == (404, "not_found")
        wrong = await client.delete("/api/v1/cases")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "method")
        await log_in(client, "viewer")
        for path in ("/nothing", "/cases/nothing", f"/cases/{site_id(HOME)}"):
            page = await client.get(path)
            assert page.status_code == 404
            assert "Không tìm thấy" in page.text


async def test_the_console_asks_who_is_there(desk: Desk) -> None:
    """Every page leads to the login and back; a wrong password says so; leaving ends it."""
    async with client_of(desk) as client:
        for path in ("/", "/cases/1", "/sites", "/cases/1/moved?seen=1"):
            assert (await client.get(path)).headers["location"].startswith("/login")
        form = await client.get("/login?next=/sites")
        wrong = {"csrf": seal_in(form.text), "user": "officer", "password": "no", "next": "/sites"}
        refused = await client.post("/login", data=wrong)
        assert refused.status_code == 401
        assert "không đúng" in refused.text
        entered = await client.post("/login", data=wrong | {"password": PASSWORDS["officer"]})
        assert (entered.status_code, entered.headers["location"]) == (303, "/sites")
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        word = client.cookies["minhbach_session"]
        page = await client.get("/")
        left = await client.post("/logout", data={"csrf": seal_in(page.text)})
        assert left.headers["location"] == "/login"
        client.cookies.set("minhbach_session", word)
        assert (await client.get("/")).status_code == 303


async def test_a_forged_form_is_refused(desk: Desk) -> None:
    """A post without the session's seal does nothing, at the login too."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        foreign = {"user": "officer", "password": PASSWORDS["officer"], "csrf": "0" * 64}
        assert (await client.post("/login", data=foreign)).status_code == 403
        await log_in(client, "officer")
        for seal in ({}, {"csrf": "0" * 64}):
            post = {"act": "review", "seen": "1", **seal}
            answer = await client.post(f"/cases/{case}/acts", data=post)
            assert answer.status_code == 403
        sent = await client.post(
            "/register/import", files={"file": ("a.csv", b"name,address,class\n")}
        )
        assert sent.status_code == 403
        page = await client.get(f"/cases/{case}")
    assert "Nghi vấn mới" in page.text


async def test_pages_carry_nothing_inline_and_every_quote_escaped(desk: Desk) -> None:
    """A hostile page's markup is shown as text; the policy lets no inline script or style run."""
    async with client_of(desk) as client:
        await log_in(client, "auditor")
        paths = ["/", "/sites", f"/sites/{site_id(HOME)}"]
        kinds = {found.kind for found in every_kind()}
        paths += [f"/cases/{await desk.only(kind)}" for kind in sorted(kinds)]
        for path in paths:
            answer = await client.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["content-security-policy"] == POLICY
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert re.findall(INLINE, answer.text) == [], path
        spam = await client.get(f"/cases/{await desk.only('harmful_content')}")
        assert "&lt;b onclick=alert(1)&gt;" in spam.text
        assert "\u202e" not in spam.text


async def test_static_files_are_kept_for_ever_under_their_digest(desk: Desk) -> None:
    """Each file that a page names is there and may be cached; another name is not found."""
    async with client_of(desk) as client:
        names = re.findall(r'(?:href|src)="(/static/[^"]+)"', (await client.get("/login")).text)
        assert len(set(names)) == 3
        for name in names:
            answer = await client.get(name)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert (await client.get("/static/../app.py")).status_code == 404


async def test_a_form_with_faults_comes_back_as_it_was(desk: Desk) -> None:
    """What was typed stays, each fault stands at its field, and nothing is recorded."""
    case = await desk.only("unsourced_aggregation")
    async with client_of(desk) as client:
        await log_in(client, "officer")
        page = await client.get(f"/cases/{case}")
        seal = seal_in(page.text)
        act = {"csrf": seal, "act": "review", "seen": "2"}
        taken = await client.post(f"/cases/{case}/acts", data=act)
        assert taken.headers["location"] == f"/cases/{case}?done=review"
        notice = {"csrf": seal, "act": "notify", "seen": "3", "served_on": "1/13/2026"}
        refused = await client.post(f"/cases/{case}/acts", data=notice)
        assert refused.status_code == 422
        assert 'value="1/13/2026"' in refused.text
        assert 'id="fault-notify-served_on"' in refused.text
        assert 'id="fault-notify-way"' in refused.text
        assert 'href="#fault-notify-way"' in refused.text
        unread = notice | {"served_on": "22/11/2020", "way": "post"}
        answer = await client.post(f"/cases/{case}/acts", data=unread)
        assert answer.status_code == 422
        assert 'id="fault-notify-citation_confirmed"' in answer.text
        kept = await client.get(f"/cases/{case}")
    assert "Đang xem xét" in kept.text


async def test_who_acts_on_an_old_page_is_told(desk: Desk) -> None:
    """Somebody acted since the page was opened: the page says so and keeps what was written."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        await log_in(client, "officer")
        seal = seal_in((await client.get(f"/cases/{case}")).text)
        still = await client.get(f"/cases/{case}/moved?seen=1")
        assert still.status_code == 204
        await client.post(f"/cases/{case}/acts", data={"csrf": seal, "act": "review", "seen": "1"})
        moved = await client.get(f"/cases/{case}/moved?seen=1")
        assert "Vụ việc vừa có thay đổi" in moved.text
        old = {"csrf": seal, "act": "dismiss", "seen": "1", "reason": "Đã gọi cho đơn vị."}
        answer = await client.post(f"/cases/{case}/acts", data=old)
    assert answer.status_code == 409
    assert "Không có gì bị ghi đè" in answer.text
    assert "Đã gọi cho đơn vị." in answer.text


async def test_the_console_speaks_english_too(desk: Desk) -> None:
    """The chosen language stays until another is chosen; the page says which it is."""
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        assert '<html lang="vi">' in (await client.get("/")).text
        assert '<html lang="en">' in (await client.get("/?lang=en")).text
        assert "Suspected" in (await client.get("/")).text
        assert "Nghi vấn mới" in (await client.get("/?lang=vi")).text


async def test_who_only_reads_is_offered_no_act(desk: Desk) -> None:
    """An auditor's page of a case has no form of an act, and a posted one is refused."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        await log_in(client, "auditor")
        page = await client.get(f"/cases/{case}")
        assert f"/cases/{case}/acts" not in page.text
        act = {"csrf": seal_in(page.text), "act": "review", "seen": "1"}
        assert (await client.post(f"/cases/{case}/acts", data=act)).status_code == 403
