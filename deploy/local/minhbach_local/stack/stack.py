"""Broker and store together, in one folder, for `minhbach run` and for the tests."""

import asyncio
from contextlib import ExitStack
from types import TracebackType
from typing import Final, Self

from . import ports
from .broker import KafkaBroker
from .folder import FolderClaim, check_space
from .part import Part, Progress, silent
from .settings import StackSettings
from .store import Store

_RESTARTS: Final = 5
_LOOK_SECONDS: Final = 0.2


class EmbeddedStack:
    """Apache Kafka and the store, started together and stopped together.

    `async with EmbeddedStack(settings) as stack:` claims the data folder, starts both and waits
    until both answer; `stack.kafka` and `stack.mongodb` say where. A second start on the same
    folder goes on with the first one's data, on the same ports where they are still free.

    Raises (on entering):
        StackError: see `errors`; each says what to do.
    """

    broker: KafkaBroker
    store: Store

    def __init__(self, settings: StackSettings, progress: Progress = silent) -> None:
        self._settings = settings
        self._progress = progress
        self._claim = ExitStack()

    @property
    def kafka(self) -> str:
        """The broker's host:port."""
        return self.broker.address

    @property
    def mongodb(self) -> str:
        """The store's connection string."""
        return self.store.uri

    async def __aenter__(self) -> Self:
        with ExitStack() as undo:
            undo.enter_context(FolderClaim(self._settings.data))
            check_space(self._settings.data, self._settings.minimum_free_bytes)
            self._lay_out()
            await self._start_both()
            self._claim = undo.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._claim:
            await self._stop_both()

    async def keep(self) -> None:
        """Starts again what ends by itself, on the same port and data, until it is cancelled.

        Raises:
            PartFailed: a part does not start again, or the parts keep ending.
        """
        for _ in range(_RESTARTS):
            part = await self._dead()
            self._progress(f"{part.name}: ended by itself, starting it again")
            await part.start()
        raise (await self._dead()).failure(f"ended; the stack was mended {_RESTARTS} times before")

    async def _dead(self) -> Part:
        while True:
            for part in self._parts:
                if part.died:
                    return part
            await asyncio.sleep(_LOOK_SECONDS)

    def _lay_out(self) -> None:
        data = self._settings.data.resolve()
        chosen = ports.choose(
            data / "ports.json", self._settings.kafka_port, self._settings.mongodb_port
        )
        self.broker = KafkaBroker(
            data / "broker",
            self._settings,
            self._progress,
            port=chosen.kafka,
            controller=chosen.controller,
        )
        self.store = Store(data / "store", self._settings, self._progress, port=chosen.mongodb)

    async def _start_both(self) -> None:
        starts = [asyncio.create_task(part.start()) for part in self._parts]
        try:
            await asyncio.gather(*starts)
        except BaseException:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)
            await self._stop_both()
            raise

    async def _stop_both(self) -> None:
        stopping = asyncio.gather(*(part.stop() for part in self._parts))
        try:
            await asyncio.shield(stopping)
        except asyncio.CancelledError:
            # A second Ctrl-C does not cut an orderly stop short: it is bounded anyway.
            await stopping
            raise

    @property
    def _parts(self) -> tuple[Part, ...]:
        return (self.broker, self.store)
