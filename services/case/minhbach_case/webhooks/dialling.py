"""One POST to a subscriber: only to addresses that may be dialled, bounded in time and answer.

The check stands where the connection is made, on the very address that it is made to: a name may
resolve otherwise the next time. No redirect is followed, no proxy asked, no cookie kept.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import httpcore
import httpx

from minhbach_case.domain.webhooks import Answered, Outcome, Trouble, Unanswered
from minhbach_case.web.marking import plain
from minhbach_shared.dialling import Network, refusal

SECONDS: Final = 15.0
CONNECT_SECONDS: Final = 5.0
# So much of an answer is read, and so much of it is kept.
READ_AT_MOST: Final = 16_384
HEAD_LENGTH: Final = 300
# A date takes 29.
RETRY_AFTER_LENGTH: Final = 64


class RefusedAddress(Exception):
    """A name that stands for no address which may be dialled."""


class Unresolved(Exception):
    """A name that stands for nothing."""


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be dialled, and to no other."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to one of the host's addresses.

        Raises:
            RefusedAddress: none of them may be dialled.
            Unresolved: it has none.
            httpcore.ConnectError: none answers.
        """
        may = [one for one in await _addresses(host, port) if refusal(one, self._allowed) is None]
        if not may:
            raise RefusedAddress(host)
        for address in may[:-1]:
            try:
                return await self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connect(may[-1], port, timeout, local_address, socket_options)

    async def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.AsyncNetworkStream:
        return await self._inner.connect_tcp(
            address, port, timeout, local_address, socket_options=socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Waits, for the pool."""
        await self._inner.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unresolved(host) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Poster:
    """Posts to subscribers; one pool of connections for all of them."""

    def __init__(self, allowed: Sequence[Network], seconds: float = SECONDS) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """What came of it; never raises for what the other side does."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(address, headers, body)
        except (TimeoutError, httpcore.TimeoutException):
            return Unanswered("timeout")
        except RefusedAddress:
            return Unanswered("refused_address")
        except Unresolved:
            return Unanswered("name_resolution")
        except httpcore.ConnectError as error:
            return Unanswered(_of_connecting(error))
        except (httpcore.NetworkError, OSError):
            return Unanswered("connection")
        except httpcore.ProtocolError:
            return Unanswered("bad_response")

    async def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        times = {"connect": CONNECT_SECONDS, "read": self._seconds, "write": self._seconds,
                 "pool": self._seconds}  # fmt: skip
        said = [("user-agent", "minhbach-webhooks/1"), ("accept", "*/*"), *headers.items()]
        async with self._opened().stream(
            "POST", address, headers=said, content=body, extensions={"timeout": times}
        ) as answer:
            head = b""
            async for piece in answer.aiter_stream():
                head += piece
                if len(head) >= READ_AT_MOST:
                    break
        words = plain(head.decode("utf-8", "replace"))[:HEAD_LENGTH]
        return Answered(answer.status, words, _retry_after(answer.headers))

    def _opened(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=httpx.create_ssl_context(),
                network_backend=CheckedBackend(self._allowed),
                max_connections=64,
                keepalive_expiry=15.0,
            )
        return self._pool

    async def close(self) -> None:
        """Closes its connections."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> str:
    said = (value for name, value in headers if name.lower() == b"retry-after")
    return next(said, b"")[:RETRY_AFTER_LENGTH].decode("ascii", "replace")


def _of_connecting(error: BaseException) -> Trouble:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return "connection"
