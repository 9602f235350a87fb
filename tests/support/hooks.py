"""A subscriber's own server, and a desk whose steps are told to it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.responses import Response

from minhbach_case.domain.webhooks import CHOICES, Answered
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.webhooks.keeping import Wanted
from minhbach_case.webhooks.opening import WebhookParts
from minhbach_case.webhooks.store import Queued
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog, LoggedEvent
from minhbach_shared.ids import derived_id
from minhbach_shared.store import connect, database
from tests.support.seeds import Desk, database_of, open_desk
from tests.support.serving import serve
from tests.support.stack import RunningStack

LOOPBACK: Final = {"webhook_http": True, "webhook_networks": "127.0.0.0/8"}


@dataclass
class Taken:
    """One request that came."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes what comes at ``/hook``; ``answer`` decides what it says to each."""

    answer: Callable[[Taken], Response] = lambda _: Response(status_code=204)
    taken: list[Taken] = field(default_factory=list)
    address: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids of what came, in order."""
        return [one.headers["webhook-id"] for one in self.taken]

    async def hear(self, request: Request) -> Response:
        """Keeps a request and answers it."""
        one = Taken(dict(request.headers), await request.body())
        self.taken.append(one)
        return self.answer(one)


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[Receiver]:
    """Serves a receiver on loopback."""
    app = FastAPI()
    app.add_api_route("/hook", receiver.hear, methods=["POST"])
    async with serve(app) as address:
        receiver.address = f"{address}/hook"
        yield receiver


@dataclass
class Told:
    """A desk with its webhooks, on a clock that can be set forward."""

    desk: Desk
    log: EventLog
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The desk's clock."""
        return utc_now() + self.ahead

    @property
    def parts(self) -> WebhookParts:
        """Its webhooks."""
        return self.desk.outgoing.webhooks

    async def steps(self) -> Sequence[LoggedEvent]:
        """Every step of every case, in the order of time."""
        return await self.log.find({}, [("at", 1), ("stream", 1)])


@asynccontextmanager
async def telling(stack: RunningStack, test: str) -> AsyncIterator[Told]:
    """A desk that may write to loopback."""
    name = database_of(test)
    client = connect(stack.mongodb)
    clock: list[Told] = []

    def now() -> datetime:
        return clock[0].now() if clock else utc_now()

    try:
        async with open_desk(stack.mongodb, name, clock=now, more=LOOPBACK) as desk:
            told = Told(desk, EventLog(database(client, name)[CASE_EVENTS]))
            clock.append(told)
            yield told
            await told.parts.sender.close()
    finally:
        await client.close()


async def subscriber_of(desk: Desk) -> UUID:
    """A subscriber of a desk with something to show: one delivery is done, one waits."""
    parts = desk.outgoing.webhooks
    for known in await parts.keeping.subscribers():
        return known.subscriber_id
    wanted = Wanted("Thanh tra tỉnh", "https://thanhtra.example/nhan-tin", CHOICES[:3])
    made = (await parts.keeping.make(wanted)).subscriber.subscriber_id
    now, case = utc_now(), await desk.only("disclosure")
    kind = "vn.minhbach.violation.confirmed.v1"
    queued = [Queued(made, derived_id("told", n), kind, case, n, {}, b"{}") for n in (1, 2)]
    await parts.store.queue(queued, now)
    (due,) = await parts.store.due(made, now, 1)
    await parts.store.log(due, now, 38, Answered(200, "đã nhận"))
    await parts.store.end(due, "delivered", now, Answered(200))
    return made
