"""Answers requests for one demo site: over HTTP in ``serve``, by rules in ``SiteAnswers``."""

import asyncio
import hashlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from minhbach_local.province.errors import AddressTaken
from minhbach_local.province.pages import Page

LOOPBACK: Final = "127.0.0.1"
# Above the embedded stack's ports and below every system's range for outgoing connections,
# where a port that was free yesterday can be somebody's client today.
_PORTS: Final = range(32_001, 32_700)
_LONGER_THAN_ANY_PATIENCE: Final = 3600.0
_NOT_FOUND: Final = Page("<h1>Không tìm thấy trang</h1>".encode(), status=404)
_UNAVAILABLE: Final = Page(b"Service Unavailable", status=503)


class SiteAnswers:
    """What a site answers, request by request.

    A flaky site answers 503 to the first, third, fifth… request for an address and as it should
    to the others. Its robots.txt always answers: a site whose robots.txt fails is not visited
    at all, and that would show less.
    """

    def __init__(self, pages: Mapping[str, Page], *, flaky: bool = False) -> None:
        self.pages = pages
        self._flaky = flaky
        self._asked: Counter[str] = Counter()

    def answer(self, path: str) -> Page:
        """The answer to one GET of a path with its query."""
        self._asked[path] += 1
        if self._flaky and path != "/robots.txt" and self._asked[path] % 2:
            return self._failing(path)
        return self.pages.get(path, _NOT_FOUND)

    def _failing(self, path: str) -> Page:
        page = self.pages.get(path, _NOT_FOUND)
        # Of the addresses that are bad in a way of their own, each shows it at once.
        return _UNAVAILABLE if page.status == 200 and page.body else page


def listen(name: str, host: str, port: int | None, taken: frozenset[int]) -> socket.socket:
    """A socket that listens at ``host``: on that port, or on a free one that is not ``taken``.

    Raises:
        AddressTaken: that port is another program's, or no port is free.
    """
    for candidate in [port] if port is not None else (p for p in _PORTS if p not in taken):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # A stopped run's closing connections would hold its ports for a minute otherwise.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    raise AddressTaken(name, port if port is not None else _PORTS[-1])


@asynccontextmanager
async def serve(answers: SiteAnswers, listener: socket.socket) -> AsyncIterator[None]:
    """Serves a site on a socket until the block ends."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return await _respond(answers, request)

    runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()


async def _respond(answers: SiteAnswers, request: web.BaseRequest) -> web.StreamResponse:
    if request.method not in {"GET", "HEAD"}:
        return web.Response(status=405, headers={"Allow": "GET, HEAD"})
    page = answers.answer(request.rel_url.raw_path_qs)
    if page.hangs:
        await asyncio.sleep(_LONGER_THAN_ANY_PATIENCE)
    headers = {"Content-Type": page.content_type}
    if page.location is not None:
        headers["Location"] = page.location
    if page.status == 200:
        headers["ETag"] = f'"{hashlib.sha256(page.body).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers={"ETag": headers["ETag"]})
    return web.Response(body=page.body, status=page.status, headers=headers)
