"""Small web sites on loopback, for tests of the crawler: each path answered by a function."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page(body: str, status: int = 200, **headers: str) -> Answer:
    """A path that always answers with the same page."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type="text/html", headers=named)

    return answer


def file(content: bytes, kind: str, **headers: str) -> Answer:
    """A path that always answers with the same bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=content, headers={"Content-Type": kind, **named})

    return answer


def moved(location: str) -> Answer:
    """A path that redirects."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": location})

    return answer


def at_first(wrong: Answer, times: int, then: Answer) -> Answer:
    """A path that answers wrongly some times, then rightly."""
    asked = Counter[str]()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked[request.path] += 1
        return await (wrong if asked[request.path] <= times else then)(request)

    return answer


@dataclass
class Website:
    """A running site; ``asked`` lists the paths with their queries, in the order asked."""

    paths: Mapping[str, Answer]
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _runner: web.AppRunner | None = None
    _moments: dict[str, asyncio.Event] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The home page's address."""
        return f"http://127.0.0.1:{self.port}/"

    def at(self, path: str) -> str:
        """The address of a path."""
        return self.address.rstrip("/") + path

    async def reached(self, path: str) -> None:
        """Waits until a path was asked for."""
        self._moments.setdefault(path, asyncio.Event())
        await self._moments[path].wait()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        server = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await server.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        if request.path_qs in self._moments:
            self._moments[request.path_qs].set()
        found = self.paths.get(request.path_qs) or self.paths.get(request.path)
        return await (found or page("<p>không có</p>", status=404))(request)
