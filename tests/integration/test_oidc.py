"""Login by OpenID Connect through a real provider's form: who is let in, and who is not."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from minhbach_case.web.accounts import Accounts
from minhbach_case.web.oidc_claims import account_id_of
from minhbach_shared.ids import site_id
from tests.support.clients import client_of, log_in, seal_in
from tests.support.provider import (
    Between,
    approved,
    between,
    known_person,
    log_in_there,
    oidc_at,
    query_of,
    running_provider,
    seconds_from_now,
    sent_to_provider,
)
from tests.support.seeds import HOME, PORTAL, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider, started once for this module."""
    with running_provider() as address:
        yield address


@pytest.fixture
async def desk(
    stack: RunningStack, provider: str, request: pytest.FixtureRequest
) -> AsyncIterator[Desk]:
    """A case service of the test's own that offers the provider's way in."""
    name = database_of(request.node.nodeid)
    async with oidc_at(provider) as oidc, open_desk(stack.mongodb, name, oidc=oidc) as opened:
        yield opened


async def test_the_provider_is_offered_first_and_lets_an_officer_in(
    desk: Desk, provider: str
) -> None:
    """State, nonce and PKCE go out; back comes a session under the name the provider gives."""
    await known_person(
        provider, "u1", agency={"roles": ["else", "mb-officer"]}, preferred_username="Lan Mẫu"
    )
    async with client_of(desk) as client:
        page = (await client.get("/login?next=/sites")).text
        assert page.index("/login/oidc?next=/sites") < page.index('name="password"')
        address = await sent_to_provider(client, "/sites")
        asked = query_of(address)
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert {"openid", "profile"} <= set(asked["scope"].split())
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
        entered = await client.get(await approved(address, "u1"))
        assert (entered.status_code, entered.headers["location"]) == (303, "/sites")
        shown = (await client.get("/")).text
    assert "Lan Mẫu" in shown
    assert "minhbach_oidc" not in client.cookies


async def test_an_answer_of_another_attempt_is_refused(desk: Desk, provider: str) -> None:
    """A changed state, another browser's attempt, and one without any: nobody is let in."""
    await known_person(provider, "u1", agency={"roles": "mb-officer"})
    async with client_of(desk) as client, client_of(desk) as stranger:
        back = await approved(await sent_to_provider(client), "u1")
        await sent_to_provider(stranger)
        for somebody, way in ((client, back.replace("state=", "state=0")), (stranger, back)):
            refused = await somebody.get(way)
            assert refused.status_code == 400
            assert "bấm đăng nhập lại" in refused.text
            assert "minhbach_session" not in somebody.cookies
        assert (await client.get(back)).status_code == 400


async def test_a_code_opens_once(desk: Desk, provider: str) -> None:
    """Who replays the way back, with the attempt's own cookie, is told to log in again."""
    await known_person(provider, "u1", agency={"roles": "mb-officer"})
    async with client_of(desk) as client:
        back = await approved(await sent_to_provider(client), "u1")
        word = client.cookies["minhbach_oidc"]
        assert (await client.get(back)).status_code == 303
        client.cookies.clear()
        client.cookies.set("minhbach_oidc", word)
        replayed = await client.get(back)
    assert replayed.status_code == 401
    assert "minhbach_session" not in client.cookies


async def test_who_does_not_approve_is_not_let_in(desk: Desk) -> None:
    """An error that the provider sends back is told in words."""
    async with client_of(desk) as client:
        state = query_of(await sent_to_provider(client))["state"]
        answer = await client.get(f"/login/oidc/callback?error=access_denied&state={state}")
    assert (answer.status_code, "đã không cho đăng nhập" in answer.text) == (403, True)


def _lies() -> tuple[tuple[dict[str, Any], int], ...]:
    """What somebody in between changes in a token, and what the console answers."""
    return (
        ({}, 303),
        ({"exp": seconds_from_now(-30)}, 303),
        ({"exp": seconds_from_now(-3600)}, 401),
        ({"iat": seconds_from_now(3600)}, 401),
        ({"nonce": "another"}, 401),
        ({"nonce": None}, 401),
        ({"aud": "another-console"}, 401),
        ({"aud": ["minhbach-console", "another-console"]}, 401),
        ({"azp": "another-console"}, 401),
        ({"iss": "http://127.0.0.1:1"}, 401),
        ({"sub": None}, 401),
    )


async def test_a_token_that_is_not_the_providers_word_lets_nobody_in(
    stack: RunningStack, provider: str
) -> None:
    """Each claim that has to hold is looked at; a clock that is half a minute off is no lie."""
    await known_person(provider, "u1", agency={"roles": "mb-officer"})
    async with (
        between(provider) as liar,
        oidc_at(liar.address) as oidc,
        open_desk(stack.mongodb, "desk_oidc_lies", oidc=oidc) as desk,
    ):
        for changes, status in _lies():
            liar.changes = changes
            assert await _entering(desk) == status, changes
        liar.changes, liar.foreign = {}, True
        assert await _entering(desk) == 401


async def _entering(desk: Desk) -> int:
    async with client_of(desk) as client:
        answer = await log_in_there(client, "u1")
        assert ("minhbach_session" in client.cookies) == (answer.status_code == 303)
        return answer.status_code


async def test_a_provider_that_is_away_is_told(stack: RunningStack, provider: str) -> None:
    """503 and clear words, at the start and on the way back; local accounts still come in."""
    await known_person(provider, "u1", agency={"roles": "mb-officer"})
    async with (
        between(provider) as liar,
        oidc_at(liar.address) as oidc,
        open_desk(stack.mongodb, "desk_oidc_away", oidc=oidc) as desk,
        client_of(desk) as client,
    ):
        await _told_away(client.get("/login/oidc"), liar)
        back = await approved(await sent_to_provider(client), "u1")
        await _told_away(client.get(back), liar)
        liar.away = True
        assert (await log_in(client, "officer")).status_code == 303


async def _told_away(asking: Any, liar: Between) -> None:
    liar.away = True
    answer = await asking
    liar.away = False
    assert answer.status_code == 503
    assert "hiện không trả lời" in answer.text


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({}, "chưa được giao vai trò"),
        ({"agency": {"roles": ["clerk"]}}, "chưa được giao vai trò"),
        ({"agency": "mb-officer"}, "chưa được giao vai trò"),
        ({"agency": {"roles": ["mb-officer", "mb-operator"]}}, "nhiều vai trò"),
        ({"agency": {"roles": ["mb-operator"]}}, "chưa được gắn với trang"),
        ({"agency": {"roles": ["mb-operator"]}, "site": "no id"}, "chưa được gắn với trang"),
    ],
)
async def test_who_has_no_place_here_is_told_so(
    desk: Desk, provider: str, claims: dict[str, object], told: str
) -> None:
    """Without one mapped role, or as an operator without a site, nobody is let in anywhere."""
    await known_person(provider, "u2", preferred_username="mai", **claims)
    async with client_of(desk) as client:
        answer = await log_in_there(client, "u2")
        assert (answer.status_code, told in answer.text) == (403, True)
        assert "mai" in answer.text
        assert (await client.get("/")).headers["location"].startswith("/login")


async def test_an_operator_sees_the_site_of_its_claim(desk: Desk, provider: str) -> None:
    """The site's own people come in through the provider and see their site's cases only."""
    await seed(desk)
    claims = {"agency": {"roles": ["mb-operator"]}, "site": str(site_id(PORTAL))}
    await known_person(provider, "u3", **claims)
    async with client_of(desk) as client:
        assert (await log_in_there(client, "u3")).status_code == 303
        own, other = await desk.only("harmful_content"), await desk.only("licence")
        assert (await client.get(f"/cases/{own}")).status_code == 200
        assert (await client.get(f"/cases/{other}")).status_code == 404
        assert (await client.get(f"/sites/{site_id(HOME)}")).status_code == 404


async def test_a_new_role_takes_effect_at_the_next_login(desk: Desk, provider: str) -> None:
    """Also in the session of before; who has none any more loses that session too."""
    async with client_of(desk) as before, client_of(desk) as after:
        await known_person(provider, "u4", agency={"roles": "mb-officer"})
        await log_in_there(before, "u4")
        await known_person(provider, "u4", agency={"roles": "mb-supervisor"})
        await log_in_there(after, "u4")
        assert "Người phê duyệt" in (await before.get("/")).text
        await known_person(provider, "u4", agency={})
        after.cookies.clear()
        assert (await log_in_there(after, "u4")).status_code == 403
        assert (await before.get("/")).status_code == 303


async def test_an_account_is_the_person_and_not_the_name(desk: Desk, provider: str) -> None:
    """Two people of one name, and a local account of that name, are three accounts."""
    for subject in ("u5", "u6"):
        await known_person(
            provider, subject, agency={"roles": "mb-officer"}, preferred_username="officer"
        )
    seen = set()
    for subject in ("u5", "u6"):
        async with client_of(desk) as client:
            await log_in_there(client, subject)
            seen.add(await _account_id(desk.accounts, client.cookies["minhbach_session"]))
    async with client_of(desk) as client:
        await log_in(client, "officer")
        seen.add(await _account_id(desk.accounts, client.cookies["minhbach_session"]))
        ids = {account_id_of(provider, "u5"), account_id_of(provider, "u6"), "officer"}
        assert seen == ids
        password = {"user": account_id_of(provider, "u5"), "password": "any word at all"}
        assert (await client.post("/api/v1/tokens", json=password)).status_code == 401


async def _account_id(accounts: Accounts, word: str) -> str:
    holder = await accounts.holder("session", word)
    assert holder is not None
    assert holder.user == "officer"
    return holder.id


async def test_logging_out_ends_the_providers_session_too(desk: Desk, provider: str) -> None:
    """The page leads on to the provider with the ID token; the session here is over at once."""
    await known_person(provider, "u7", agency={"roles": "mb-officer"})
    async with client_of(desk) as client:
        await log_in_there(client, "u7")
        seal = seal_in((await client.get("/")).text)
        word = client.cookies["minhbach_session"]
        left = await client.post("/logout", data={"csrf": seal})
        assert left.status_code == 200
        address = left.headers["refresh"].removeprefix("0;url=")
        assert address.startswith(f"{provider}/oauth2/end_session?")
        asked = query_of(address)
        assert asked["post_logout_redirect_uri"] == "http://console.test/login"
        assert asked["id_token_hint"].count(".") == 2
        client.cookies.set("minhbach_session", word)
        assert (await client.get("/")).status_code == 303


async def test_without_local_accounts_only_the_provider_lets_in(
    stack: RunningStack, provider: str
) -> None:
    """No form for a password, no session and no token for one; the provider's way stays."""
    await known_person(provider, "u8", agency={"roles": "mb-admin"})
    async with oidc_at(provider) as oidc:
        desk_of = open_desk(stack.mongodb, "desk_oidc_only", oidc=oidc, with_passwords=False)
        async with desk_of as desk, client_of(desk) as client:
            assert 'name="password"' not in (await client.get("/login")).text
            right = {"user": "officer", "password": "officer of the tests"}
            assert (await client.post("/api/v1/tokens", json=right)).status_code == 401
            assert (await log_in_there(client, "u8")).status_code == 303


async def test_without_a_provider_its_way_is_none(stack: RunningStack) -> None:
    """The embedded run: the login page offers the password alone."""
    async with open_desk(stack.mongodb, "desk_no_oidc") as desk, client_of(desk) as client:
        assert "/login/oidc" not in (await client.get("/login")).text
        assert (await client.get("/login/oidc")).status_code == 404
        assert (await client.get("/login/oidc/callback?code=1&state=2")).status_code == 404
