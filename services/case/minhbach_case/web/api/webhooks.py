"""Webhooks over the API: subscribers, what was sent to them, and sending it again."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from minhbach_case.domain.webhooks import ADDRESS_LENGTH, NAME_LENGTH, Choice, DeliveryState
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer
from minhbach_case.web.parts import WithParts
from minhbach_case.webhooks.keeping import Wanted
from minhbach_case.webhooks.views import Attempt, Delivery, Kept, Subscriber
from minhbach_shared.events import Value

DeliveryId = Annotated[
    str, Path(pattern=r"^[0-9a-f-]{36}:[0-9a-f-]{36}$", description="A delivery's `delivery_id`")
]


class SubscriberList(Value):
    """All subscribers."""

    items: tuple[Subscriber, ...]
    waiting: dict[UUID, int] = Field(
        description="How many deliveries wait, by subscriber; one for whom none waits is left out"
    )


class SubscriberBody(BaseModel):
    """Who is to be told of what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    address: str = Field(
        min_length=8, max_length=ADDRESS_LENGTH, description="`https://…`, without a password"
    )
    choices: tuple[Choice, ...] = Field(
        default=("confirmed", "corrected", "retracted"),
        min_length=1,
        max_length=4,
        description="`steps` tells of suspected cases too: only for whom the agency trusts so far",
    )

    def wanted(self) -> Wanted:
        """The same for the keeper."""
        return Wanted(self.name, self.address, self.choices)


class SubscriberAct(BaseModel):
    """What is done to a subscriber."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: Literal["rotate", "enable", "disable"] = Field(
        description="`rotate`: a new secret; the one before signs for a day too"
    )


def webhooks_routes() -> APIRouter:
    """``/webhooks``."""
    routes = APIRouter(prefix="/webhooks", tags=["webhooks"])
    reading = answers(401, 403, 404, 422, 503)
    changing = answers(401, 403, 404, 409, 413, 422, 503)
    one = "/{subscriber_id}"
    for path, handler, method, summary in (
        ("", list_subscribers, "GET", "All subscribers"),
        ("", make_subscriber, "POST", "Make a subscriber"),
        (one, read_subscriber, "GET", "A subscriber"),
        (one, change_subscriber, "PUT", "Change a subscriber"),
        (f"{one}/acts", act_on_subscriber, "POST", "Rotate its secret, switch it on or off"),
        (f"{one}/deliveries", list_deliveries, "GET", "What was and is to be sent"),
        (f"{one}/attempts", list_attempts, "GET", "Every attempt"),
        (f"{one}/deliveries/{{delivery_id}}/resend", resend, "POST", "Send it once more"),
    ):
        responses = reading if method == "GET" else changing
        routes.add_api_route(path, handler, methods=[method], summary=summary, responses=responses)
    routes.add_api_route(
        one,
        remove_subscriber,
        methods=["DELETE"],
        status_code=204,
        response_class=Response,
        summary="Remove a subscriber",
        responses=reading,
    )
    return routes


async def list_subscribers(parts: WithParts, account: Bearer) -> SubscriberList:
    """By name."""
    del account
    keeping = parts.outgoing.webhooks.keeping
    found = await keeping.subscribers()
    return SubscriberList(items=tuple(found), waiting=await keeping.waiting())


async def make_subscriber(parts: WithParts, account: Bearer, body: SubscriberBody) -> Kept:
    """The secret is told once; it is told of what happens from now on."""
    del account
    return await parts.outgoing.webhooks.keeping.make(body.wanted())


async def read_subscriber(parts: WithParts, account: Bearer, subscriber_id: UUID) -> Subscriber:
    """How it stands."""
    del account
    return await parts.outgoing.webhooks.keeping.subscriber(subscriber_id)


async def change_subscriber(
    parts: WithParts, account: Bearer, subscriber_id: UUID, body: SubscriberBody
) -> Kept:
    """What waits goes to the new address."""
    del account
    return await parts.outgoing.webhooks.keeping.change(subscriber_id, body.wanted())


async def act_on_subscriber(
    parts: WithParts, account: Bearer, subscriber_id: UUID, body: SubscriberAct
) -> Kept:
    """Switched off, nothing is kept for it; what waited before goes out when it is on again."""
    del account
    keeping = parts.outgoing.webhooks.keeping
    if body.act == "rotate":
        return await keeping.rotate(subscriber_id)
    return await keeping.switch(subscriber_id, on=body.act == "enable")


async def remove_subscriber(parts: WithParts, account: Bearer, subscriber_id: UUID) -> Response:
    """With what was on its way to it, and its log."""
    del account
    await parts.outgoing.webhooks.keeping.remove(subscriber_id)
    return Response(status_code=204)


async def list_deliveries(  # one a parameter of the query
    parts: WithParts,
    account: Bearer,
    subscriber_id: UUID,
    state: DeliveryState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[Delivery]:
    """The newest first; one that ended is kept for a while."""
    del account
    page = PageRequest(limit=limit, after=after)
    return await parts.outgoing.webhooks.keeping.deliveries(subscriber_id, state, page)


async def list_attempts(
    parts: WithParts, account: Bearer, subscriber_id: UUID, limit: Limit = 50, after: After = None
) -> Page[Attempt]:
    """The newest first."""
    del account
    page = PageRequest(limit=limit, after=after)
    return await parts.outgoing.webhooks.keeping.attempts(subscriber_id, page)


async def resend(
    parts: WithParts, account: Bearer, subscriber_id: UUID, delivery_id: DeliveryId
) -> Page[Delivery]:
    """Under the same `webhook-id`; the newest deliveries as they are now."""
    del account
    keeping = parts.outgoing.webhooks.keeping
    await keeping.resend(subscriber_id, delivery_id)
    return await keeping.deliveries(subscriber_id, None, PageRequest())
