"""Accounts kept by an administrator: people's, machines', and what nobody may do to them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from minhbach_case.audit_views import TrailFilters
from minhbach_case.views import PageRequest
from minhbach_shared.ids import site_id
from tests.support.clients import Api, api_of, client_of, log_in, seal_in
from tests.support.seeds import HOME, PASSWORDS, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        yield opened


async def _act(api: Api, act: str, account: str, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"act": act, "account": account, **more}
    answer = await api.ask("POST", "/accounts/acts", json=body)
    return answer.status_code, answer.json()


async def test_a_local_account_lives_and_ends(desk: Desk) -> None:
    """Made with a password that is told once, given another role, shut, opened, a new password."""
    async with client_of(desk) as client:
        admin, nobody = await api_of(client, "administrator"), await api_of(client, None)
        made = await admin.ask("POST", "/accounts", json={"user": " Mai ", "role": "viewer"})
        word = made.json()["secret"]
        assert (made.json()["account"], len(word)) == ("mai", 43)
        assert word not in (await admin.ask("GET", "/accounts")).text

        async def token(password: str) -> int:
            body = {"user": "MAI", "password": password}
            return (await nobody.ask("POST", "/tokens", json=body)).status_code

        assert await token(word) == 200
        assert (await _act(admin, "role", "mai", role="operator"))[0] == 422
        site = str(site_id(HOME))
        assert (await _act(admin, "role", "mai", role="operator", site_id=site))[0] == 200
        assert (await _act(admin, "disable", "mai"))[0] == 200
        assert await token(word) == 401
        assert (await _act(admin, "enable", "mai"))[0] == 200
        assert await token(word) == 200
        renewed = (await _act(admin, "password", "mai"))[1]["secret"]
        assert (await token(word), await token(renewed)) == (401, 200)
        listed = (await admin.ask("GET", "/accounts")).json()["items"]
    (mai,) = (one for one in listed if one["id"] == "mai")
    assert (mai["role"], mai["site_id"], mai["active"]) == ("operator", site, True)
    acts = (await desk.trail.page(TrailFilters(), PageRequest(limit=50))).items
    kept = [entry.details["act"] for entry in acts if entry.act == "account"]
    assert kept == ["password", "enable", "disable", "role", "make"]


async def test_a_machine_reads_and_acts_on_no_case(desk: Desk) -> None:
    """Its token is told once, reads, brings the register as an officer, and ends when revoked."""
    await seed(desk)
    case = await desk.only("licence")
    async with client_of(desk) as client:
        admin = await api_of(client, "administrator")
        body = {"name": "so-tttt.export", "role": "officer", "note": "Cổng dữ liệu", "days": 30}
        made = (await admin.ask("POST", "/machines", json=body)).json()
        document = (await client.get("/openapi.json")).json()
        machine = Api(client, document, made["secret"])
        assert (await machine.ask("GET", f"/cases/{case}")).status_code == 200
        refused = await machine.act(case, 1, act="review")
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        listed = (await admin.ask("GET", "/accounts")).json()["items"]
        (one,) = (found for found in listed if found["kind"] == "machine")
        assert (one["note"], one["expires_at"]) == ("Cổng dữ liệu", made["expires_at"])
        status, renewed = await _act(admin, "token", made["account"], days=10)
        assert status == 200
        assert (await machine.ask("GET", "/cases")).status_code == 401
        machine = Api(client, document, renewed["secret"])
        assert (await machine.ask("GET", "/cases")).status_code == 200
        await _act(admin, "disable", made["account"])
        assert (await machine.ask("GET", "/cases")).status_code == 401
        password = {"user": made["account"], "password": made["secret"]}
        assert (await client.post("/api/v1/tokens", json=password)).status_code == 401


_REFUSED: Final[tuple[tuple[str, dict[str, Any], int, str], ...]] = (
    ("/accounts", {"user": "oidc:0", "role": "viewer"}, 422, "name_wrong"),
    ("/accounts", {"user": "OFFICER", "role": "viewer"}, 409, "name_taken"),
    ("/accounts", {"user": "mai", "role": "operator"}, 422, "site_needed"),
    ("/machines", {"name": "Có Dấu", "role": "viewer"}, 422, "name_wrong"),
    ("/accounts/acts", {"act": "disable", "account": "administrator"}, 403, "own_account"),
    (
        "/accounts/acts",
        {"act": "role", "account": "administrator", "role": "viewer"},
        403,
        "own_account",
    ),
    ("/accounts/acts", {"act": "disable", "account": "nobody"}, 404, "no_account"),
    ("/accounts/acts", {"act": "token", "account": "officer"}, 409, "wrong_kind"),
)


async def test_what_cannot_be_done_is_told(desk: Desk) -> None:
    """In both languages, with a code that stays; nothing is changed."""
    async with client_of(desk) as client:
        admin = await api_of(client, "administrator")
        before = (await admin.ask("GET", "/accounts")).json()
        for path, body, status, code in _REFUSED:
            answer = await admin.ask("POST", path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (status, f"account.{code}")
        assert (await admin.ask("GET", "/accounts")).json() == before


async def test_two_administrators_cannot_shut_each_other_out(desk: Desk) -> None:
    """However their requests meet, one of them stands in the end."""
    async with client_of(desk) as client:
        admin = await api_of(client, "administrator")
        made = await admin.ask("POST", "/accounts", json={"user": "mai", "role": "administrator"})
        body = {"user": "mai", "password": made.json()["secret"]}
        token = (await client.post("/api/v1/tokens", json=body)).json()["token"]
        mai = Api(client, (await client.get("/openapi.json")).json(), token)
        for _ in range(3):
            await asyncio.gather(
                mai.ask("POST", "/accounts/acts", json=_shut("administrator")),
                admin.ask("POST", "/accounts/acts", json=_shut("mai")),
            )
    holders = [await desk.accounts.holder("token", token)]
    again = await desk.accounts.log_in(
        "token", "administrator", PASSWORDS["administrator"], "10.0.0.1"
    )
    assert any(holders) or hasattr(again, "grant")


def _shut(account: str) -> dict[str, str]:
    return {"act": "disable", "account": account}


async def test_accounts_are_kept_at_the_console(desk: Desk) -> None:
    """The page makes, changes and shuts; a secret is shown once; one's own is not offered."""
    async with client_of(desk) as client:
        await log_in(client, "administrator")
        page = (await client.get("/accounts")).text
        seal = {"csrf": seal_in(page)}
        assert "người khác mới đổi được" in page
        made = await client.post(
            "/accounts", data=seal | {"act": "make", "user": "mai", "role": "viewer"}
        )
        assert "chỉ hiện một lần" in made.text
        assert "chỉ hiện một lần" not in (await client.get("/accounts")).text.split("<table")[0]
        machine = {"act": "make_machine", "name": "bot", "role": "auditor", "days": "5"}
        assert 'class="secret"' in (await client.post("/accounts", data=seal | machine)).text
        wrong = await client.post(
            "/accounts", data=seal | {"act": "make", "user": "mai", "role": "viewer"}
        )
        assert (wrong.status_code, "Tên này đã có" in wrong.text) == (409, True)
        rubbish = await client.post("/accounts", data=seal | {"act": "role", "role": "king"})
        assert rubbish.status_code == 422
        shut = await client.post("/accounts", data=seal | {"act": "disable", "account": "mai"})
        assert "Đã khóa" in shut.text
        forged = await client.post("/accounts", data={"act": "disable", "account": "officer"})
        assert forged.status_code == 403
