"""Who asks behind a proxy: a named proxy's word is taken, nobody else's."""

import asyncio
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from minhbach_shared.service import Service
from tests.support.delivery import settings_for
from tests.support.serving import running_whole
from tests.support.stack import RunningStack


async def _who(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.client.host if request.client else "-")


async def _asked(service: Service) -> str:
    address = f"http://127.0.0.1:{service.settings.http_port}/who"
    headers = {"x-forwarded-for": "203.0.113.9"}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
        for _ in range(200):
            try:
                return (await client.get(address)).text
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
    raise AssertionError(f"{address} does not answer")


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [("", "127.0.0.1"), ("192.0.2.0/24", "127.0.0.1"), ("192.0.2.1, 127.0.0.0/8", "203.0.113.9")],
)
async def test_only_a_named_proxy_says_who_asks(
    stack: RunningStack, trusted: str, seen: str
) -> None:
    """Behind it each client counts for itself; a stranger cannot pretend to be another."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    settings = settings_for(stack, "t-proxies", http_port=port, trusted_proxies=trusted)
    app = Starlette(routes=[Route("/who", _who)])
    service = Service(name="t-proxies", settings=settings, app=app)
    async with running_whole(service):
        assert await _asked(service) == seen
