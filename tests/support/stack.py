"""The embedded stack, run in a thread of its own so that any test's event loop can use it."""

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Final, Self

import psutil

from minhbach_local.stack import EmbeddedStack, StackSettings

_SPARE_SECONDS = 30.0
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only our own folder in it, with a name of its own
_ROOM: Final = 4_000_000_000
_OURS: Final = "minhbach-tests-"


@contextmanager
def data_folder(otherwise: Path) -> Iterator[Path]:
    """An empty folder for a stack's data: in memory where there is room, else the one given.

    The store syncs each write before it acknowledges it, which a disk takes milliseconds for.
    What ``kill -9`` leaves of a process is the same in both.
    """
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        yield otherwise
        return
    _remove_leftovers()
    with TemporaryDirectory(prefix=f"{_OURS}{os.getpid()}-", dir=_MEMORY) as folder:
        yield Path(folder)


def _remove_leftovers() -> None:
    """What tests that were ended by force left in memory: the process in its name is gone."""
    for folder in _MEMORY.glob(f"{_OURS}*"):
        process = folder.name.removeprefix(_OURS).partition("-")[0]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


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
