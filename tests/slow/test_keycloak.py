"""Login through Keycloak's own form: what a provider that agencies run does with our requests."""

import html
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.support.clients import ORIGIN, client_of, seal_in
from tests.support.keycloak import PASSWORD, running_keycloak
from tests.support.provider import oidc_at, sent_to_provider
from tests.support.seeds import Desk, open_desk
from tests.support.stack import RunningStack

# Starting Keycloak takes most of it.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Keycloak with an officer and somebody without a role, started once."""
    users = {"lan": ("mb-officer",), "mai": ()}
    with running_keycloak(tmp_path_factory.mktemp("keycloak"), users) as issuer:
        yield issuer


@pytest.fixture
async def desk(stack: RunningStack, keycloak: str) -> AsyncIterator[Desk]:
    """A case service that sends people to Keycloak."""
    async with oidc_at(keycloak) as oidc, open_desk(stack.mongodb, "desk_kc", oidc=oidc) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """What keeps Keycloak's cookies; as browsers do, it takes this machine for safe."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def send_all(request: httpx.Request) -> None:
            # Keycloak marks them as for https alone, and httpx would keep them back.
            kept = (f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
            request.headers["cookie"] = "; ".join(kept)

        client.event_hooks = {"request": [send_all]}
        yield client


async def _log_in(
    console: httpx.AsyncClient, browser: httpx.AsyncClient, user: str
) -> httpx.Response:
    form = await browser.get(await sent_to_provider(console, "/sites"))
    assert form.status_code == 200, form.text
    action = re.search(r'<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"', form.text)
    assert action, form.text
    fields = {"username": user, "password": PASSWORD, "credentialId": ""}
    answer = await browser.post(html.unescape(action[1]), data=fields)
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(ORIGIN)
    return await console.get(answer.headers["location"].removeprefix(ORIGIN))


async def test_an_officer_comes_in_and_leaves_through_keycloak(
    desk: Desk, browser: httpx.AsyncClient
) -> None:
    """The session at Keycloak ends with ours: the next login asks for the password again."""
    async with client_of(desk) as console:
        entered = await _log_in(console, browser, "lan")
        assert (entered.status_code, entered.headers["location"]) == (303, "/sites")
        page = (await console.get("/")).text
        assert '<span class="who-name">lan</span>' in page
        known = await browser.get(await sent_to_provider(console))
        assert known.status_code == 302
        left = await console.post("/logout", data={"csrf": seal_in(page)})
        gone = await browser.get(left.headers["refresh"].removeprefix("0;url="))
        assert (gone.status_code, gone.headers["location"]) == (302, f"{ORIGIN}/login")
        again = await browser.get(await sent_to_provider(console))
        assert (again.status_code, "kc-form-login" in again.text) == (200, True)


async def test_who_has_no_role_there_is_not_let_in(desk: Desk, browser: httpx.AsyncClient) -> None:
    """Keycloak's own default roles are none of ours."""
    async with client_of(desk) as console:
        refused = await _log_in(console, browser, "mai")
        assert (refused.status_code, "chưa được giao vai trò" in refused.text) == (403, True)
        assert "minhbach_session" not in console.cookies
