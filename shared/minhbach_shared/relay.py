"""The relay: publishes what the event log has not yet announced, in order, behind a lease.

It publishes in a transaction under a fixed transactional id, which fences a relay that lost its
lease; then it folds, then it marks, so a fold left behind by a crash is caught up.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

from minhbach_shared.clock import Sleep, sleep
from minhbach_shared.codec import encode
from minhbach_shared.delivery.producer import Producer
from minhbach_shared.errors import MinhBachError, Transient
from minhbach_shared.eventlog import EventLog, LoggedEvent
from minhbach_shared.events import Event
from minhbach_shared.lease import Lease
from minhbach_shared.logs import get_logger

# How many batches are read at once.
WINDOW: Final = 5

log = get_logger(__name__)

Announce = Callable[[LoggedEvent], Sequence[Event]]
Fold = Callable[[Sequence[UUID]], Awaitable[None]]
Also = Callable[[Sequence[LoggedEvent]], Awaitable[None]]


class Relay:
    """Announces one event log.

    Args:
        new_producer: makes a transactional producer, always under the same id.
        announce: pure: the records of an event.
        fold: brings the read side of these streams up to date; idempotent.
        also: what else is to know of these events before they count as announced; idempotent.
    """

    def __init__(  # noqa: PLR0913 - its parts, each passed in
        self,
        name: str,
        events: EventLog,
        lease: Lease,
        new_producer: Callable[[], Producer],
        announce: Announce,
        fold: Fold,
        *,
        also: Also | None = None,
        sleep: Sleep = sleep,
        batch: int = 200,
    ) -> None:
        self._name = name
        self._log = events
        self._lease = lease
        self._new_producer = new_producer
        self._announce = announce
        self._fold = fold
        self._also = also
        self._sleep = sleep
        self._batch = batch
        self._window: deque[LoggedEvent] = deque()

    async def run(self) -> None:
        """Runs until cancelled; a fault ends the term, never the relay."""
        while True:
            try:
                await self._term()
            except Transient as error:
                log.warning("relay_term_ended", relay=self._name, reason=str(error))
            except MinhBachError as error:
                log.error("relay_blocked", relay=self._name, reason=str(error))  # noqa: TRY400 - said
            await self._sleep(0.5)

    async def _term(self) -> None:
        if not await self._lease.acquire():
            return
        self._window.clear()
        producer = self._new_producer()
        try:
            await producer.start()
            while await self._lease.acquire():
                announced = await self.step(producer)
                await self._sleep(0 if announced else 0.1)
        finally:
            await asyncio.shield(self._give_up(producer))

    async def step(self, producer: Producer) -> int:
        """Announces one batch; the number of its events (0: nothing is pending)."""
        batch = await self._next()
        if batch:
            records = [encode(e, self._name) for event in batch for e in self._announce(event)]
            await producer.send(records)
            await self._fold(list(dict.fromkeys(event.stream for event in batch)))
            if self._also is not None:
                await self._also(batch)
            await self._log.mark(batch)
        return len(batch)

    async def _next(self) -> list[LoggedEvent]:
        """The next batch, out of a longer reading: behind a backlog each reading is dear.

        What another relay announced meanwhile cannot be announced again: it fences this one.
        """
        if not self._window:
            self._window.extend(await self._log.announceable(self._batch * WINDOW))
        return [self._window.popleft() for _ in range(min(self._batch, len(self._window)))]

    async def _give_up(self, producer: Producer) -> None:
        await producer.stop()
        try:
            await self._lease.release()
        except Transient as error:
            log.info("lease_not_released", relay=self._name, reason=str(error))
