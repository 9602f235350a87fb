"""Services, and ASGI apps on a port of loopback, within the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from minhbach_shared.service import Service, run_until


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncIterator[str]:
    """Serves the app; gives its address, such as ``http://127.0.0.1:40123``."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


@asynccontextmanager
async def running_whole(service: Service) -> AsyncIterator[None]:
    """The whole service until the block ends, stopped in its order."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_until(service, stop))
    try:
        yield
    finally:
        stop.set()
        await task
