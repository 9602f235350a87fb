"""A whole service: it waits for what is not there yet, answers for itself, and stops in order."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from minhbach_shared.delivery import Received, Rejected, Subscription
from minhbach_shared.errors import Misconfigured, Unavailable
from minhbach_shared.health import Receive, Scope, Send
from minhbach_shared.service import Service, run_until
from tests.support.delivery import (
    Handled,
    Noted,
    committed_becomes,
    make_topic_with_dead_letters,
    note,
    record_of,
    send,
    settings_for,
)
from tests.support.stack import RunningStack


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _service(stack: RunningStack, name: str, handler: Handled) -> Service:
    settings = settings_for(stack, name, http_port=_free_port())
    reads = Subscription((f"{name}.v1",), name, (Noted,), handler)
    return Service(name=name, settings=settings, subscriptions=(reads,))


@asynccontextmanager
async def _running(service: Service) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_until(service, stop))
    try:
        yield stop
    finally:
        stop.set()
        await task


async def _get(service: Service, path: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{service.settings.http_port}{path}"
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            try:
                async with session.get(address) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
        raise AssertionError(f"{address} does not answer")


async def _ready(service: Service) -> None:
    async with asyncio.timeout(20):
        status, _ = await _get(service, "/readyz")
        while status != 200:
            await asyncio.sleep(0.05)
            status, _ = await _get(service, "/readyz")


async def test_it_waits_for_its_dependencies(stack: RunningStack) -> None:
    """Live but not ready while one does not answer, its app unasked; then ready, with figures."""
    name = "t-service"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    there = asyncio.Event()

    async def prepare() -> None:
        if not there.is_set():
            raise Unavailable("the store does not answer")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's
        assert there.is_set()
        await send({"type": "http.response.start", "status": 401, "headers": []})
        await send({"type": "http.response.body", "body": b"wrong password"})

    service = replace(_service(stack, name, Handled()), prepare=(prepare,), app=app)
    async with _running(service):
        assert (await _get(service, "/livez"))[0] == 200
        status, said = await _get(service, "/readyz")
        assert (status, "starting" in said) == (503, True)
        assert (await _get(service, "/api"))[0] == 503
        there.set()
        await _ready(service)
        assert (await _get(service, "/api"))[0] == 401
        bad = replace(record_of(note(1), topic), value=b"?")
        await send(stack, [record_of(note(0), topic), bad])
        await committed_becomes(stack, name, {0: 2})
        _, figures = await _get(service, "/metrics")
    assert f'minhbach_consumed_records_total{{group="{name}"}} 2.0' in figures
    assert f'minhbach_dead_letters_total{{group="{name}",reason="invalid"}} 1.0' in figures
    assert f'minhbach_consumer_lag_records{{group="{name}",partition="0",topic="{topic}"}} 0.0' in (
        figures
    )


async def test_told_to_stop_it_finishes_what_it_answers(stack: RunningStack) -> None:
    """A batch in hand and an answer on its way both end; new work is not begun."""
    name = "t-service-stop"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    asked = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's
        asked.set()
        await asyncio.sleep(0.7)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"answered"})

    async def slowly(_: Sequence[Received]) -> Sequence[Rejected]:
        asked.set()
        await asyncio.sleep(0.7)
        return ()

    handler = Handled(slowly)
    service = replace(_service(stack, name, handler), app=app)
    async with _running(service) as stop:
        await _ready(service)
        await send(stack, [record_of(note(0), topic)])
        await asked.wait()
        asked.clear()
        answer = asyncio.create_task(_get(service, "/api"))
        await asked.wait()
        stop.set()
        assert await answer == (200, "answered")
    assert handler.done == [0]
    await committed_becomes(stack, name, {0: 1})


async def test_a_task_that_ends_stops_the_whole(stack: RunningStack) -> None:
    """A service without its relay must not look healthy: it stops, and is started again."""
    name = "t-service-task"
    await make_topic_with_dead_letters(stack, name)

    async def breaks() -> None:
        raise ZeroDivisionError("the relay broke")

    service = replace(_service(stack, name, Handled()), tasks=(breaks,))
    with pytest.raises(ZeroDivisionError):
        await run_until(service, asyncio.Event())


async def test_a_busy_port(stack: RunningStack) -> None:
    """It does not start, and says which setting to change."""
    service = _service(stack, "t-service-port", Handled())
    with (
        socket.create_server(("127.0.0.1", service.settings.http_port)),
        pytest.raises(Misconfigured, match="MINHBACH_HTTP_PORT"),
    ):
        await run_until(service, asyncio.Event())
