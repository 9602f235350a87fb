"""The API over the real store: who may come in, who may do what, what is answered."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from minhbach_case.domain.acting import agency_day
from minhbach_case.web.accounts import AccountEntry, Entered
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, api_of, client_of, log_in
from tests.support.seeds import (
    HOME,
    PASSWORDS,
    PORTAL,
    PRESS,
    Desk,
    database_of,
    open_desk,
    seed,
)
from tests.support.stack import RunningStack


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


async def test_a_case_is_walked_over_the_api(desk: Desk) -> None:
    """Two accounts take a case from review to its closing; each step is in the chain."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer, supervisor = await api_of(client, "officer"), await api_of(client, "supervisor")
        taken = await officer.act(case, 1, act="review")
        assert taken.json()["summary"]["state"] == "under_review"
        today = agency_day(datetime.fromisoformat(taken.json()["steps"][-1]["at"])).isoformat()
        walk = (
            (officer, {"act": "notify", "served_on": today, "way": "post"}, "notified"),
            (officer, {"act": "record_reply", "received_on": today, "text": "Rõ."}, "replied"),
            (officer, {"act": "propose", "outcome": "confirmed", "reasons": "Rõ."}, "proposed"),
            (supervisor, {"act": "decide", "reasons": "Đồng ý."}, "decided"),
            (supervisor, {"act": "close"}, "closed"),
        )
        for seen, (api, act, state) in enumerate(walk, start=2):
            answer = await api.act(case, seen, **act)
            assert answer.json()["summary"]["state"] == state, answer.text
        steps = (await supervisor.ask("GET", f"/cases/{case}/steps")).json()["items"]
    assert [step["sequence"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert [step["previous"] for step in steps[1:]] == [step["digest"] for step in steps[:-1]]


async def test_the_same_act_twice_counts_once(desk: Desk) -> None:
    """A request that is sent again after a lost answer has no second effect."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        answers = [await officer.act(case, 1, act="review") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert [len(a.json()["steps"]) for a in answers] == [2, 2, 2]


@pytest.mark.parametrize(
    ("role", "act", "status", "code"),
    [
        ("officer", {"act": "decide"}, 403, "not_allowed"),
        ("supervisor", {"act": "review"}, 403, "not_allowed"),
        ("auditor", {"act": "review"}, 403, "forbidden"),
        ("viewer", {"act": "review"}, 403, "forbidden"),
        ("operator", {"act": "review"}, 403, "not_allowed"),
        ("officer", {"act": "close"}, 409, "wrong_state"),
        ("officer", {"act": "dismiss"}, 422, "invalid"),
        ("officer", {"act": "erase"}, 422, "invalid"),
        ("officer", {"act": "review", "why": "so"}, 422, "invalid"),
    ],
)
async def test_who_may_not_is_told_so(
    desk: Desk, role: Role, act: dict[str, str], status: int, code: str
) -> None:
    """A role, a state or a body that does not fit changes nothing and says why."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        api = await api_of(client, role)
        answer = await api.act(case, 1, **act)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        kept = await api.ask("GET", f"/cases/{case}")
    assert kept.json()["summary"]["sequence"] == 1


async def test_an_act_on_an_old_page_is_refused(desk: Desk) -> None:
    """Somebody acted since: 409, and nothing is overwritten."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        await officer.act(case, 1, act="review")
        answer = await officer.act(case, 1, act="dismiss", reason="Trang đã sửa.")
        assert (answer.status_code, answer.json()["code"]) == (409, "stale")
        kept = await officer.ask("GET", f"/cases/{case}")
    assert kept.json()["summary"]["state"] == "under_review"


async def test_an_operator_sees_its_own_site_only(desk: Desk) -> None:
    """Another site's case and record are as if they were not; officers' names are not shown."""
    own, other = await desk.only("licence"), await desk.only("harmful_content")
    async with client_of(desk) as client:
        await (await api_of(client, "officer")).act(own, 1, act="review")
        operator = await api_of(client, "operator")
        listed = (await operator.ask("GET", "/cases")).json()["items"]
        assert {case["site_id"] for case in listed} == {str(site_id(HOME))}
        assert (await operator.ask("GET", f"/cases?site_id={site_id(PORTAL)}")).json()[
            "items"
        ] == []
        assert (await operator.ask("GET", f"/cases/{other}")).status_code == 404
        assert (await operator.ask("GET", f"/cases/{other}/evidence")).status_code == 404
        assert (await operator.ask("GET", f"/sites/{site_id(PORTAL)}")).status_code == 404
        sites = (await operator.ask("GET", "/sites")).json()["items"]
        assert [site["site_id"] for site in sites] == [str(site_id(HOME))]
        seen = (await operator.ask("GET", f"/cases/{own}")).json()
    assert [step["user"] for step in seen["steps"]] == [None, None]


async def test_names_and_phones_are_not_for_everyone(desk: Desk) -> None:
    """A viewer reads a site's record without its personal values; an officer reads them."""
    async with client_of(desk) as client:
        path = f"/sites/{site_id(HOME)}"
        viewed = (await (await api_of(client, "viewer")).ask("GET", path)).json()
        read = (await (await api_of(client, "officer")).ask("GET", path)).json()
    assert viewed["personal"] is None
    assert read["personal"]["responsible_person"] == "Trần Mẫu"


async def test_cases_are_filtered_and_paged(desk: Desk) -> None:
    """Every case is on one page, once; a filter leaves those that fit."""
    async with client_of(desk) as client:
        api = await api_of(client, "viewer")
        seen, after = [], ""
        while True:
            page = (await api.ask("GET", f"/cases?limit=2{after}")).json()
            seen += [case["kind"] for case in page["items"]]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert len(seen) == len(set(seen)) == 5
        chosen = (await api.ask("GET", "/cases?state=suspected&kind=disclosure")).json()["items"]
        assert [case["kind"] for case in chosen] == ["disclosure"]
        assert (await api.ask("GET", "/cases?state=closed")).json()["items"] == []
        assert (await api.ask("GET", "/cases?kind=opinion")).status_code == 422
        case = await desk.only("unsourced_aggregation")
        first = (await api.ask("GET", f"/cases/{case}/evidence?limit=1")).json()
        rest = await api.ask("GET", f"/cases/{case}/evidence?limit=1&after={first['next']}")
    assert rest.json()["next"] is None
    assert rest.json()["items"][0]["fault_id"] != first["items"][0]["fault_id"]


async def test_a_register_file_comes_in_over_the_api(desk: Desk) -> None:
    """Bad rows are named, the rest goes in; a viewer may not send one; rubbish is refused."""
    rows = f"name,address,class\nBáo Mới,http://baomoi.example/,reference\nSai,{PRESS},blog\n"
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        answer = await officer.ask(
            "POST", "/register/imports", files={"file": ("list.csv", rows.encode())}
        )
        report = answer.json()
        assert (report["added"], len(report["rejected"])) == (1, 1)
        assert (report["rejected"][0]["line"], report["rejected"][0]["column"]) == (3, "class")
        rubbish = await officer.ask(
            "POST", "/register/imports", files={"file": ("list.csv", b"%PDF-1.7")}
        )
        assert (rubbish.status_code, rubbish.json()["code"]) == (422, "unreadable_file")
        viewer = await api_of(client, "viewer")
        refused = await viewer.ask(
            "POST", "/register/imports", files={"file": ("list.csv", rows.encode())}
        )
        assert refused.status_code == 403
        torn = await officer.ask(
            "POST",
            "/register/imports",
            content=b"--x\r\nno header",
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        assert torn.status_code == 400
        large = await officer.ask(
            "POST", "/register/imports", files={"file": ("list.csv", b"a" * 20_100_000)}
        )
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


async def test_without_a_standing_token_nothing_is_answered(desk: Desk) -> None:
    """No token, rubbish, a console's session word, and a shut account's token: 401."""
    async with client_of(desk) as client:
        officer, nobody = await api_of(client, "officer"), await api_of(client, None)
        assert (await nobody.ask("GET", "/cases")).headers["www-authenticate"] == "Bearer"
        await log_in(client, "viewer")
        word = client.cookies["minhbach_session"]
        document = (await client.get("/openapi.json")).json()
        for token in ("rubbish", word, "x" * 5000):
            assert (await Api(client, document, token).ask("GET", "/cases")).status_code == 401
        await desk.accounts.disable("officer")
        assert (await officer.ask("GET", "/cases")).status_code == 401
        again = await nobody.ask(
            "POST", "/tokens", json={"user": "officer", "password": PASSWORDS["officer"]}
        )
    assert (again.status_code, again.json()["code"]) == (401, "wrong_password")


async def test_the_right_password_may_come_often(desk: Desk) -> None:
    """What is counted are wrong words: a machine that asks for many tokens gets them."""
    async with client_of(desk) as client:
        for _ in range(70):
            await api_of(client, "viewer")


async def test_guessing_a_password_is_stopped(desk: Desk) -> None:
    """After a few wrong words no other is looked at from there; others, and elsewhere, get in."""
    async with client_of(desk) as client:
        nobody = await api_of(client, None)
        for _ in range(8):
            guess = await nobody.ask("POST", "/tokens", json={"user": "viewer", "password": "no"})
            assert guess.status_code == 401
        right = {"user": "viewer", "password": PASSWORDS["viewer"]}
        stopped = await nobody.ask("POST", "/tokens", json=right)
        assert stopped.status_code == 429
        assert 0 < int(stopped.headers["retry-after"]) <= 600
        await api_of(client, "officer")
        for _ in range(80):
            await nobody.ask("POST", "/tokens", json=right)
    elsewhere = await desk.accounts.log_in("token", "viewer", PASSWORDS["viewer"], "10.0.0.9")
    assert isinstance(elsewhere, Entered)


def _viewer(password: str) -> dict[Role, AccountEntry]:
    return {"viewer": AccountEntry(user="viewer", password=password)}


async def test_a_new_password_ends_what_the_old_one_opened(desk: Desk) -> None:
    """Installing the accounts again changes nothing, a changed password ends the tokens."""
    async with client_of(desk) as client:
        viewer = await api_of(client, "viewer")
        await desk.accounts.install(_viewer(PASSWORDS["viewer"]))
        assert (await viewer.ask("GET", "/cases")).status_code == 200
        await desk.accounts.install(_viewer("another long word"))
        assert (await viewer.ask("GET", "/cases")).status_code == 401


@pytest.mark.slow
async def test_without_its_store_the_service_says_so(stack: RunningStack, desk: Desk) -> None:
    """While the store is away: 503 and a word; when it is back, so is the service."""
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        await log_in(client, "officer")
        stack.kill_store()
        try:
            answer = await officer.ask("GET", "/cases")
            page = await client.get("/")
        finally:
            stack.start_store()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (page.status_code, "Tạm thời" in page.text) == (503, True)
        assert (await officer.ask("GET", "/cases")).status_code == 200
