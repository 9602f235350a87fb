"""One request at a time to a host, and a pause between them; hosts do not wait for each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from minhbach_shared.clock import Clock, Sleep


@dataclass(slots=True)
class Pace:
    """The pace towards one host. A later issue may share it between workers."""

    delay: float
    clock: Clock
    sleep: Sleep
    _free_at: datetime | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for one's turn; ``delay`` seconds lie between the beginnings of two requests."""
        async with self._turn:
            if self._free_at is not None:
                await self.sleep(max(0.0, (self._free_at - self.clock()).total_seconds()))
            self._free_at = self.clock() + timedelta(seconds=self.delay)
            yield

    def rest(self, seconds: float) -> None:
        """Nothing is asked of the host for so long (it answered 429)."""
        until = self.clock() + timedelta(seconds=seconds)
        self._free_at = max(self._free_at or until, until)
