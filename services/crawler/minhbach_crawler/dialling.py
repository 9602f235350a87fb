"""Connections: one connector for all sites, which refuses what may not be dialled.

The check stands where the socket is made, on the very address that it will be connected to: a
resolver is not asked for literal addresses, and a name may resolve otherwise the next time.
"""

import socket
import ssl
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Final

import aiohttp
import certifi
import httpx
from aiohttp import AddrInfoType
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from httpx_aiohttp import AiohttpTransport

from minhbach_shared.dialling import Network, refusal


@dataclass(slots=True)
class Dialled:
    """What connecting for one fetch came to, which the layers between do not tell."""

    refusals: list[str] = field(default_factory=list)
    server: str | None = None
    """IP address at the other end of the connection that was used last."""


DIALLED: Final[ContextVar[Dialled]] = ContextVar("dialled")
"""The fetch in hand puts one here, and what is dialled for it is noted in it."""


class _Connector(aiohttp.TCPConnector):
    """Notes the server of each connection that a fetch gets, new or kept alive."""

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        transport = connection.transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        if peer:
            DIALLED.get(Dialled()).server = str(peer[0]).partition("%")[0]
        return connection


def open_client(
    allowed: Sequence[Network], timeout: httpx.Timeout, agent: str
) -> httpx.AsyncClient:
    """One client with one connector and one TLS context, for all sites.

    Args:
        allowed: networks that may be dialled although they are not public.
        agent: the User-Agent header.
    """
    context = ssl.create_default_context(cafile=certifi.where())

    def session() -> aiohttp.ClientSession:
        connector = _Connector(
            ssl=context,
            limit=0,  # the schedule bounds the sites in hand, and a site has one request
            keepalive_timeout=15.0,
            socket_factory=lambda info: _checked_socket(info, allowed),
        )
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    headers = {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "vi,en;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    transport = AiohttpTransport(verify=context, trust_env=False, client=session)
    client = httpx.AsyncClient(
        transport=transport, headers=headers, timeout=timeout, trust_env=False
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


def _checked_socket(info: AddrInfoType, allowed: Sequence[Network]) -> socket.socket:
    family, kind, protocol, _, address = info
    if (why := refusal(str(address[0]), allowed)) is not None:
        DIALLED.get(Dialled()).refusals.append(why)
        raise PermissionError(why)
    return socket.socket(family, kind, protocol)
