"""The embedded stack, run in a thread of its own so that any test's event loop can use it."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from minhbach_local.stack import EmbeddedStack, StackSettings

_SPARE_SECONDS = 30.0


class RunningStack:
    """A started stack with plain methods; parts can be killed and started by a test.

    Each call waits until it is done. A test that kills a part starts it again before it ends.
    """

    def __init__(self, folder: Path) -> None:
        self._settings = StackSettings(data=folder, minimum_free_bytes=100_000_000)
        self._stack = EmbeddedStack(self._settings)
        self._loop = asyncio.new_event_loop()
        # The servers end with the thread that started them: it lives as long as the stack.
        self._thread = Thread(target=self._loop.run_forever, name="embedded stack", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self._stack.__aenter__())
        except BaseException:
            self._end_thread()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._run(self._stack.__aexit__(kind, error, traceback))
        finally:
            self._end_thread()

    @property
    def folder(self) -> Path:
        """The stack's data folder."""
        return self._settings.data

    @property
    def kafka(self) -> str:
        """The broker's host:port."""
        return self._stack.kafka

    @property
    def mongodb(self) -> str:
        """The store's connection string."""
        return self._stack.mongodb

    @property
    def broker_pid(self) -> int:
        assert self._stack.broker.pid is not None
        return self._stack.broker.pid

    @property
    def store_pid(self) -> int:
        assert self._stack.store.pid is not None
        return self._stack.store.pid

    def kill_broker(self) -> None:
        """Ends the broker as a crash would (SIGKILL)."""
        self._run(self._stack.broker.kill())

    def start_broker(self) -> None:
        """Starts the broker again on its port and data, and waits until it serves."""
        self._run(self._stack.broker.start())

    def kill_store(self) -> None:
        """Ends the store as a crash would (SIGKILL)."""
        self._run(self._stack.store.kill())

    def start_store(self) -> None:
        """Starts the store again on its port and data, and waits until it serves."""
        self._run(self._stack.store.start())

    def _run(self, work: Coroutine[object, object, object]) -> None:
        limit = self._settings.start_seconds + self._settings.stop_seconds + _SPARE_SECONDS
        asyncio.run_coroutine_threadsafe(work, self._loop).result(limit)

    def _end_thread(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
