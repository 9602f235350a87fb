"""Clients of the case service's app: as a machine and as a browser's forms speak."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import httpx

from minhbach_shared.vocabulary import Role
from tests.support.seeds import (
    PASSWORDS,
    Desk,
)

ORIGIN: Final = "http://console.test"


@asynccontextmanager
async def client_of(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks with the app as a browser or a machine would."""
    transport = httpx.ASGITransport(desk.web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


class Api:
    """The API for one account; each answer has to be one that the document names."""

    def __init__(self, client: httpx.AsyncClient, document: dict[str, Any], token: str) -> None:
        self._client = client
        self._paths = {
            re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$"): operations
            for path, operations in document["paths"].items()
        }
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    @property
    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return dict(self._headers)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Asks, and checks status and body against the OpenAPI document."""
        headers = self._headers | more.pop("headers", {})
        answer = await self._client.request(method, f"/api/v1{path}", headers=headers, **more)
        bare = f"/api/v1{path}".partition("?")[0]
        (operations,) = (o for pattern, o in self._paths.items() if pattern.match(bare))
        assert str(answer.status_code) in operations[method.lower()]["responses"], answer.text
        if answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
            said = answer.json()
            assert said["status"] == answer.status_code
            assert said["detail"], said["detail_en"]
        return answer

    async def raw(self, method: str, address: str, **more: Any) -> httpx.Response:
        """Asks for a whole address, and checks nothing."""
        headers = self._headers | more.pop("headers", {})
        return await self._client.request(method, address, headers=headers, **more)

    async def act(self, case: UUID, seen: int, **act: Any) -> httpx.Response:
        """Acts on a case."""
        return await self.ask("POST", f"/cases/{case}/acts", json={"seen_sequence": seen, **act})


async def api_of(client: httpx.AsyncClient, role: Role | None) -> Api:
    """The API with a token of this role's account, or without any."""
    document = (await client.get("/openapi.json")).json()
    anonymous = Api(client, document, "")
    if role is None:
        return anonymous
    body = {"user": role, "password": PASSWORDS[role]}
    answer = await anonymous.ask("POST", "/tokens", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"token", "expires_at"}
    return Api(client, document, answer.json()["token"])


async def ended(api: Api, job_id: str) -> dict[str, Any]:
    """A job once it has ended."""
    async with asyncio.timeout(30):
        while True:
            job: dict[str, Any] = (await api.ask("GET", f"/jobs/{job_id}")).json()
            if job["state"] not in ("waiting", "running"):
                return job
            await asyncio.sleep(0.05)


async def log_in(client: httpx.AsyncClient, role: Role) -> httpx.Response:
    """Logs in at the console's form; the client keeps the session."""
    form = await client.get("/login")
    fields = {"csrf": seal_in(form.text), "user": role, "password": PASSWORDS[role], "next": "/"}
    return await client.post("/login", data=fields)


def seal_in(page: str) -> str:
    """The seal of the first form on a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]
