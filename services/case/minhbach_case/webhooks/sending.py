"""Sending: what people decided goes into each subscriber's queue, and from there to its address.

The queue is filled by the relay, between announcing an event and marking it as announced: a crash
in between repeats it, and an event has one place in a queue. Whoever holds the lease sends.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from minhbach_case.announcing import announce_case
from minhbach_case.domain.webhooks import (
    Again,
    Answered,
    Delivered,
    GivenUp,
    Outcome,
    WebhookRefused,
    choice_of,
    failed_too_long,
    next_of,
    secret_of,
    signed_headers,
)
from minhbach_case.webhooks.dialling import Poster
from minhbach_case.webhooks.store import Due, Queued, WebhookStore
from minhbach_case.webhooks.subscribers import Known
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.codec import encode
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.events import Event
from minhbach_shared.lease import Lease
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

AT_ONCE: Final = 8
"""To one subscriber: of different cases."""
LOOK_SECONDS: Final = 1.0
_SOURCE: Final = "case"


class Feeding:
    """Fills the queues."""

    def __init__(self, store: WebhookStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def take(self, events: Sequence[LoggedEvent]) -> None:
        """Queues what these steps announce, for whoever chose it; again changes nothing."""
        known = await self._store.subscribers()
        listening = [one.view for one in known if one.view.standing != "off"]
        if not listening:
            return
        items = [
            _queued(one.subscriber_id, event, public, place)
            for event in events
            for place, public in enumerate(announce_case(event))
            for one in listening
            if choice_of(public) in one.choices and event.at >= one.made_at
        ]
        if items:
            await self._store.queue(items, self._clock())


def _queued(subscriber: UUID, event: LoggedEvent, public: Event, place: int) -> Queued:
    record = encode(public, _SOURCE)
    # CloudEvents in HTTP's binary mode: the headers that the record has on its topic.
    headers = {name.replace("ce_", "ce-", 1): word.decode() for name, word in record.headers}
    return Queued(
        subscriber=subscriber,
        event_id=public.id,
        type=public.type,
        case_id=event.stream,
        place=event.sequence * 10 + place,
        headers=headers,
        body=record.value or b"",
    )


class Sender:
    """Empties the queues, each subscriber's on its own.

    Args:
        master: the deployment's secret, of which the subscribers' secrets are made.
        chance: between 0 and 1.
    """

    def __init__(
        self,
        store: WebhookStore,
        poster: Poster,
        lease: Lease,
        clock: Clock,
        master: bytes,
        chance: Callable[[], float],
        sleep: Sleep = sleep,
    ) -> None:
        self._store = store
        self._poster = poster
        self._lease = lease
        self._clock = clock
        self._master = master
        self._chance = chance
        self._sleep = sleep
        self._working: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Runs until cancelled; a fault ends the term, never the sender."""
        while True:
            try:
                await self._term()
            except Transient as error:
                log.warning("webhooks_term_ended", reason=str(error))
            await self._sleep(LOOK_SECONDS)

    async def _term(self) -> None:
        try:
            while await self._lease.acquire():
                await self._look()
                await self._sleep(LOOK_SECONDS)
        finally:
            await asyncio.shield(self._give_up())

    async def _give_up(self) -> None:
        tasks = list(self._working.values())
        self._working.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.close()
        try:
            await self._lease.release()
        except Transient as error:
            log.info("webhooks_lease_not_released", reason=str(error))

    async def close(self) -> None:
        """Closes its connections; the next sending opens new ones."""
        await self._poster.close()

    async def _look(self) -> None:
        """Sees to it that each subscriber is worked for; a slow one holds nobody up."""
        for one in await self._store.subscribers():
            subscriber = one.view.subscriber_id
            task = self._working.get(subscriber)
            if task is None or task.done():
                self._working[subscriber] = asyncio.create_task(self._work(subscriber))

    async def _work(self, subscriber: UUID) -> None:
        try:
            while await self.step(subscriber):
                pass
        except WebhookRefused:
            pass  # It was removed meanwhile.
        except Transient as error:
            log.warning("webhooks_waiting", subscriber=str(subscriber), reason=str(error))

    async def step(self, subscriber: UUID) -> int:
        """Sends to one subscriber what is due, of each case one; the number of attempts made.

        Raises:
            WebhookRefused: there is no such subscriber (any more).
        """
        known = await self._store.subscriber(subscriber)
        now, leave_until = self._clock(), known.view.leave_until
        if known.view.standing != "on" or (leave_until is not None and now < leave_until):
            return 0
        due = await self._store.due(subscriber, now, AT_ONCE)
        await asyncio.gather(*(self._send(known, one) for one in due))
        return len(due)

    async def _send(self, known: Known, due: Due) -> None:
        at, began = self._clock(), time.monotonic()
        item = due.queued
        numbers = [one.number for one in known.valid(at)]
        secrets = [secret_of(self._master, known.salt, number) for number in numbers]
        headers = {**item.headers, **signed_headers(secrets, str(item.event_id), at, item.body)}
        outcome = await self._poster.post(known.view.address, headers, item.body)
        milliseconds = round((time.monotonic() - began) * 1000)
        await self._store.log(due, at, milliseconds, outcome)
        await self._settle(known, due, outcome)

    async def _settle(self, known: Known, due: Due, outcome: Outcome) -> None:
        now, subscriber = self._clock(), known.view.subscriber_id
        match next_of(outcome, due.attempts + 1, now, self._chance()):
            case Delivered():
                await self._store.end(due, "delivered", now, outcome)
                await self._store.succeeded(subscriber, now)
            case Again(at=at, leave_until=leave_until):
                if leave_until is not None:
                    await self._store.leave(subscriber, leave_until)
                await self._store.again(due, at, outcome)
                await self._store.failed(subscriber, now)
            case GivenUp(gone=gone):
                await self._store.failed(subscriber, now)
                await self._store.end(due, "given_up", now, outcome)
                if gone or failed_too_long(known.view.failing_since, now):
                    await self._store.fail(subscriber, now)
                    status = outcome.status if isinstance(outcome, Answered) else None
                    log.warning("webhook_stopped", subscriber=str(subscriber), status=status)
