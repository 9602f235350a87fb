"""The services as processes: started with their settings, started again when they end."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from minhbach_local.running.errors import ServiceFailed
from minhbach_local.stack.part import Progress
from minhbach_local.stack.process import Child, Command, end_leftover

_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.2
_RESTARTS_AT_START = 3
_REFUSED = 2


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """One service: its module, its environment, its HTTP address."""

    name: str
    module: str
    environment: Mapping[str, str]
    address: str
    arguments: tuple[str, ...] = ()


class ServiceProcess:
    """A service that is kept running until it is stopped."""

    def __init__(self, plan: ServicePlan, logs: Path, say: Progress) -> None:
        self.plan = plan
        self._log = logs.resolve() / f"{plan.name}.log"
        self._record = logs.resolve() / f"{plan.name}.pid"
        self._say = say
        self._child: Child | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Starts it; whether it is ready is another question."""
        await end_leftover(self._record, _STOP_SECONDS)
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".log.1"))
        self._begin()
        self._keeper = asyncio.create_task(self._keep())

    async def until_ready(self, client: httpx.AsyncClient, seconds: float) -> None:
        """Waits until the service says that it is ready.

        Raises:
            ServiceFailed: it keeps ending, or is not ready in time.
        """
        await self.until(lambda: self._ready(client), seconds)

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
        """Waits for a condition; the same errors."""
        try:
            async with asyncio.timeout(seconds):
                while not await condition():
                    if self._keeper is not None and self._keeper.done():
                        self._keeper.result()
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise self._failure() from None

    def owns(self, pid: int) -> bool:
        """Whether a process is this service's, started now and not by an earlier run."""
        return self._child is not None and self._child.pid == pid

    async def stop(self) -> None:
        """Asks it to end (SIGTERM) and waits; ends it by force past its time."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._child is not None and not await self._child.stop(_STOP_SECONDS):
            self._say(f"{self.plan.name}: ended by force after {_STOP_SECONDS:g} s")

    def _begin(self) -> None:
        folder = self._log.parent.resolve()
        # The folder on the command line lets a later run know what an earlier one left behind.
        mark = ("-X", f"minhbach={folder}")
        arguments = (sys.executable, *mark, "-m", self.plan.module, *self.plan.arguments)
        command = Command(arguments, folder, self.plan.environment)
        self._child = Child(command, self._log, self._record)

    async def _keep(self) -> None:
        restarts = 0
        while self._child is not None:
            began = asyncio.get_running_loop().time()
            status = await self._child.ended()
            lived = asyncio.get_running_loop().time() - began
            restarts = restarts + 1 if lived < 10 else 1
            # Its settings, folder or ports will be no better at the next start.
            if restarts > _RESTARTS_AT_START or status == _REFUSED:
                raise self._failure()
            self._say(f"{self.plan.name}: ended (status {status}), starting it again")
            await asyncio.sleep(0.5 * restarts)
            self._begin()

    async def _ready(self, client: httpx.AsyncClient) -> bool:
        try:
            answer = await client.get(self.plan.address + "/readyz", timeout=2.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    def _failure(self) -> ServiceFailed:
        lines = self._log.read_text("utf-8", errors="replace").splitlines()
        return ServiceFailed(self.plan.name, self._log, "\n".join(lines[-15:]))
