"""What the broker and the store have in common: start, answer, stop, be killed, start again."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path

from .errors import PartFailed
from .process import Child, Command, end_leftover
from .settings import StackSettings

Progress = Callable[[str], None]

_POLL_SECONDS = 0.1
_LOG_LINES_SHOWN = 15


def silent(_: str) -> None:
    """Progress that nobody hears."""


class Part(ABC):
    """One server of the embedded stack, in a folder of its own.

    Call its methods from one event loop, whose thread outlives the part: on Linux the kernel ends
    the server together with the thread that started it.
    """

    name: str

    def __init__(self, folder: Path, settings: StackSettings, progress: Progress) -> None:
        self.folder = folder
        self.settings = settings
        self._progress = progress
        self._child: Child | None = None

    @property
    def log(self) -> Path:
        """The log of the running server; the run before is kept beside it."""
        return self.folder / f"{self.name}.log"

    @property
    def _record(self) -> Path:
        return self.folder / f"{self.name}.pid"

    @property
    def _helper_record(self) -> Path:
        return self.folder / f"{self.name}.helper.pid"

    @property
    def pid(self) -> int | None:
        """The server's process, or None when it was not started."""
        return self._child.pid if self._child else None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.exit_status is None

    @property
    def died(self) -> bool:
        """Whether it ended by itself: neither stopped nor killed by us."""
        return self._child is not None and self._child.exit_status is not None

    async def start(self) -> None:
        """Starts the server and waits until it answers.

        Raises:
            PartFailed: it died, or did not answer in time.
        """
        if self.running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._end_leftovers()
        self._keep_last_log()
        await self._prepare()
        self._progress(f"{self.name}: starting")
        self._child = Child(self._command(), self.log, self._record)
        try:
            await self._until_answering(self._child)
        except BaseException:
            await self.kill()
            raise
        self._progress(f"{self.name}: ready")

    async def stop(self) -> None:
        """Asks the server to end, and ends it by force when it does not in time."""
        if self._child is None:
            return
        child, self._child = self._child, None
        if not await child.stop(self.settings.stop_seconds):
            self._progress(f"{self.name}: ended by force")

    async def kill(self) -> None:
        """Ends the server as a crash would (SIGKILL)."""
        if self._child is not None:
            child, self._child = self._child, None
            await child.kill()

    async def restart(self) -> None:
        """Stops the server and starts it again on the same port and data."""
        await self.stop()
        await self.start()

    async def run_once(self, command: Command) -> int:
        """Runs a helper program of this part to its end; its output goes to the part's log."""
        child = Child(command, self.log, self._helper_record)
        try:
            return await asyncio.wait_for(child.ended(), self.settings.start_seconds)
        finally:
            if child.exit_status is None:
                await child.kill()

    def failure(self, what: str) -> PartFailed:
        """An error that shows the end of the log."""
        return PartFailed(self.name, what, self.log, _last_lines(self.log))

    async def _until_answering(self, child: Child) -> None:
        try:
            async with asyncio.timeout(self.settings.start_seconds):
                while not await self._answers():
                    if child.exit_status is not None:
                        raise self.failure(f"ended at start (exit status {child.exit_status})")
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            limit = f"{self.settings.start_seconds:g}"
            raise self.failure(f"did not answer within {limit} seconds") from None

    async def _end_leftovers(self) -> None:
        for record in (self._helper_record, self._record):
            if await end_leftover(record, self.settings.stop_seconds):
                self._progress(f"{self.name}: ended what an earlier run had left behind")

    def _keep_last_log(self) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))

    @abstractmethod
    async def _prepare(self) -> None:
        """Writes what the server needs before it starts."""

    @abstractmethod
    def _command(self) -> Command:
        """How the server is started."""

    @abstractmethod
    async def _answers(self) -> bool:
        """Whether the server serves requests now."""


def _last_lines(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(lines[-_LOG_LINES_SHOWN:])


async def listens(port: int) -> bool:
    """Whether anything takes a connection on this loopback port."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def within(seconds: float, answer: Awaitable[bool]) -> bool:
    """The answer, or False when it takes longer."""
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return False
