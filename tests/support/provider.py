"""A standards-true OpenID provider on loopback, one in between that can lie, and the way through.

The provider is ``oidc-provider-mock`` in a process of its own; its login form is posted as a
browser would post it.
"""

import base64
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI, Request, Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pydantic import SecretStr

from minhbach_case.web.oidc import Asked, Oidc
from minhbach_case.web.oidc_claims import Mapped
from minhbach_case.web.oidc_provider import Provider
from minhbach_shared.clock import Clock, utc_now
from tests.support.clients import ORIGIN
from tests.support.seeds import SECRET
from tests.support.serving import serve

CLIENT: Final = "minhbach-console"
ROLES: Final = Mapped(
    role_claim="agency.roles",
    roles={
        "mb-officer": "officer",
        "mb-supervisor": "supervisor",
        "mb-admin": "administrator",
        "mb-operator": "operator",
    },
    site_claim="site",
)


@contextmanager
def running_provider() -> Iterator[str]:
    """The provider in a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = (sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port))
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/jwks", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the OpenID provider did not start within 90 seconds")


@dataclass
class Between:
    """Stands between console and provider, signs every ID token anew, and can lie.

    Attributes:
        changes: claims of the ID token to change; None drops one.
        foreign: signs with a key that is not announced, under the announced key's name.
        away: answers nothing but 502.
    """

    address: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    foreign: bool = False
    away: bool = False

    def __post_init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "ours", "use": "sig"})
        self._stranger = ECKey.generate_key("P-256", {"kid": "ours", "use": "sig"})

    @property
    def keys(self) -> dict[str, Any]:
        """The keys as they are announced."""
        return dict(KeySet([self._key]).as_dict())

    def signed_anew(self, token: str) -> str:
        """The token with its claims changed."""
        claims = claims_in(token) | self.changes
        kept = {name: value for name, value in claims.items() if value is not None}
        key = self._stranger if self.foreign else self._key
        return jwt.encode({"alg": "ES256", "kid": "ours"}, kept, key)


@asynccontextmanager
async def between(provider: str) -> AsyncIterator[Between]:
    """A provider whose words pass through another's hands; its issuer is that address."""
    liar = Between()
    async with (
        httpx.AsyncClient(base_url=provider, trust_env=False) as client,
        serve(_forwarding(client, liar)) as address,
    ):
        liar.address = address
        yield liar


def _forwarding(client: httpx.AsyncClient, liar: Between) -> FastAPI:
    app = FastAPI()

    async def forward(request: Request, path: str) -> Response:
        if liar.away:
            return Response(status_code=502)
        if path == "jwks":
            return Response(json.dumps(liar.keys), media_type="application/json")
        kept = ("host", "content-type", "authorization", "accept")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        answer = await client.request(
            request.method,
            "/" + path,
            params=list(request.query_params.multi_items()),
            content=await request.body(),
            headers=headers,
        )
        content = answer.content
        if path == "oauth2/token" and answer.is_success:
            said = answer.json()
            content = json.dumps(said | {"id_token": liar.signed_anew(said["id_token"])}).encode()
        passed = {k: answer.headers[k] for k in ("location", "content-type") if k in answer.headers}
        return Response(content, answer.status_code, passed)

    app.add_api_route("/{path:path}", forward, methods=["GET", "POST"])
    return app


@asynccontextmanager
async def oidc_at(issuer: str, clock: Clock = utc_now) -> AsyncIterator[Oidc]:
    """The console's side of a login at an issuer."""
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        provider = Provider(issuer, CLIENT, SecretStr("a secret of tests"), client, clock)
        asked = Asked(CLIENT, "openid profile email", ORIGIN)
        yield Oidc(provider, asked, ROLES, SECRET.encode(), clock)


async def known_person(provider: str, subject: str, **claims: object) -> None:
    """Makes the provider know somebody, with these claims beside the subject."""
    async with httpx.AsyncClient(base_url=provider, trust_env=False) as client:
        answer = await client.put(f"/users/{subject}", json=claims)
    assert answer.status_code == 204, answer.text


async def sent_to_provider(console: httpx.AsyncClient, next_path: str = "/") -> str:
    """Where the console sends the browser for a login."""
    begun = await console.get("/login/oidc", params={"next": next_path})
    assert begun.status_code == 303, begun.text
    return begun.headers["location"]


async def approved(address: str, subject: str) -> str:
    """Posts the provider's login form as this person; the way back, as a path of the console."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(address)).status_code == 200
        answer = await browser.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    back = answer.headers["location"]
    assert back.startswith(ORIGIN)
    return back.removeprefix(ORIGIN)


async def log_in_there(
    console: httpx.AsyncClient, subject: str, next_path: str = "/"
) -> httpx.Response:
    """The whole login; the console's answer to the way back."""
    return await console.get(await approved(await sent_to_provider(console, next_path), subject))


def query_of(address: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def claims_in(token: str) -> dict[str, Any]:
    """The claims of a token, unverified."""
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert isinstance(claims, dict)
    return claims


def seconds_from_now(seconds: float) -> int:
    """A time as tokens say it."""
    return int((utc_now() + timedelta(seconds=seconds)).timestamp())
