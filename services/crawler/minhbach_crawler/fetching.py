"""Asking one address, once: redirects followed, bounds kept, the body as over the wire."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import aiohttp
import httpx

from minhbach_crawler.dialling import DIALLED, Dialled
from minhbach_crawler.domain.addresses import Site
from minhbach_crawler.domain.exchanges import Answered, Exchange, Lost, Outcome
from minhbach_crawler.domain.redirects import Allows, Hop, follow
from minhbach_crawler.pacing import Pace
from minhbach_shared.clock import Clock
from minhbach_shared.events import FailureReason

PAGE_TYPES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"}
    | {"application/rss+xml", "application/atom+xml", "application/gzip", "application/x-gzip"}
)
_PASSING: Final[Mapping[FailureReason, bool]] = {
    "timeout": True,
    "connection": True,
    "name_resolution": True,
    "cut_off": True,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one answer: bytes of a page, bytes of anything else, seconds in all."""

    page_bytes: int = 5_000_000
    other_bytes: int = 65_536
    seconds: float = 15.0


class _TooLarge(Exception):
    """The body passed its bound."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks over one client for all sites."""

    client: httpx.AsyncClient
    limits: Limits
    clock: Clock

    async def fetch(self, site: Site, address: str, pace: Pace, allows: Allows) -> Outcome:
        """The answer to one address after its redirects, or why none came. Asks once."""
        redirects: tuple[Exchange, ...] = ()
        hop = Hop(address)
        while True:
            match await self._ask(hop.address, pace):
                case Lost(reason=reason, detail=detail, passing=passing):
                    return Lost(redirects, reason, detail, passing)
                case Answered(answer=answer):
                    match follow(site, address, redirects, answer, allows):
                        case None:
                            return Answered(redirects, answer)
                        case Lost() as lost:
                            return lost
                        case Hop() as hop:
                            redirects = (*redirects, answer)

    async def _ask(self, address: str, pace: Pace) -> Outcome:
        dialled = Dialled()
        token = DIALLED.set(dialled)
        try:
            async with pace.turn(), asyncio.timeout(self.limits.seconds):
                return Answered((), await self._exchange(address))
        except _TooLarge as error:
            return Lost((), "too_large", str(error))
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, TimeoutError) as error:
            if dialled.refusals:
                return Lost((), "refused_address", dialled.refusals[0])
            reason = _reason(error)
            return Lost((), reason, self._detail(error), _PASSING.get(reason, False))
        finally:
            DIALLED.reset(token)

    def _detail(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"no whole answer within {self.limits.seconds:g} s"
        cause = error.__cause__ or error
        return f"{type(cause).__name__}: {cause}"[:300]

    async def _exchange(self, address: str) -> Exchange:
        asked_at = self.clock()
        async with self.client.stream("GET", address, follow_redirects=False) as response:
            head = Exchange(
                address=address,
                asked_at=asked_at,
                request_headers=tuple(response.request.headers.raw),
                status=response.status_code,
                reason=response.reason_phrase,
                headers=tuple(response.headers.raw),
                body=b"",
                server=DIALLED.get(Dialled()).server,
            )
            return replace(head, body=await self._body(head, response))

    async def _body(self, head: Exchange, response: httpx.Response) -> bytes:
        is_page = head.media_type is None or head.media_type in PAGE_TYPES
        bound = self.limits.page_bytes if is_page else self.limits.other_bytes
        told = head.header("content-length") or ""
        body = bytearray()
        if not (told.isdigit() and int(told) > bound):
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > bound:
                    break
            else:
                return bytes(body)
        raise _TooLarge(f"{head.media_type or 'no type'}: more than {bound} bytes")


def _reason(error: Exception) -> FailureReason:
    cause = error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError) else error
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return "name_resolution"
        case aiohttp.ClientSSLError():
            return "tls"
        case aiohttp.ServerTimeoutError() | TimeoutError():
            return "timeout"
        case aiohttp.ClientPayloadError():
            return "cut_off"
        case aiohttp.ClientConnectionError() | httpx.NetworkError():
            return "connection"
        case httpx.TimeoutException():
            return "timeout"
        case _:
            return "bad_response"
