"""Webhooks in the console, for administrators: subscribers, and what was sent to each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.webhooks import (
    ADDRESS_LENGTH,
    CHOICES,
    FIRST_CHOSEN,
    NAME_LENGTH,
    STATES,
    WebhookRefused,
)
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.console.answers import Page, go, posted, query_with, show, texts_of
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.failures import WEBHOOK_STATUS
from minhbach_case.web.guard import InSession, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.webhooks.keeping import Wanted, Webhooks
from minhbach_case.webhooks.views import Kept

DELIVERIES_A_PAGE: Final = 25
ATTEMPTS_SHOWN: Final = 20
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a form: what was kept, or the problem in words and what was filled in."""

    kept: Kept | None = None
    problem: str = ""
    status: int = 200
    values: Values | None = None


_PLAIN: Final = _Outcome()


def webhooks_pages() -> APIRouter:
    """``/webhooks`` and a page a subscriber."""
    routes = APIRouter(prefix="/webhooks")
    routes.add_api_route("", list_page)
    routes.add_api_route("", make, methods=["POST"])
    routes.add_api_route("/{subscriber_id}", one_page)
    routes.add_api_route("/{subscriber_id}", act, methods=["POST"])
    return routes


async def list_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """All subscribers, and the form that makes one."""
    return await _show_all(parts, request, account, _PLAIN)


async def make(parts: WithParts, request: Request, account: InSession) -> Response:
    """Makes a subscriber; its secret is shown on this answer alone."""
    values = await posted(request, session_word(request))
    keeping = parts.outgoing.webhooks.keeping
    try:
        outcome = _Outcome(kept=await keeping.make(_wanted(values)))
    except WebhookRefused as error:
        outcome = _refused(request, error, values)
    return await _show_all(parts, request, account, outcome)


async def one_page(
    parts: WithParts, request: Request, account: InSession, subscriber_id: UUID
) -> Response:
    """One subscriber: how it stands, its deliveries, the last attempts."""
    return await _show_one(parts, request, account, subscriber_id, _PLAIN)


async def act(
    parts: WithParts, request: Request, account: InSession, subscriber_id: UUID
) -> Response:
    """Does what a form asks; a new secret is shown on this answer alone."""
    values = await posted(request, session_word(request))
    keeping = parts.outgoing.webhooks.keeping
    if values.get("act") == "remove" and values.get("sure") == "yes":
        await keeping.remove(subscriber_id)
        return go("/webhooks")
    try:
        doing = _ACTS.get(values.get("act", ""))
        outcome = _Outcome(kept=await doing(keeping, subscriber_id, values) if doing else None)
    except WebhookRefused as error:
        if error.code == "no_subscriber":
            raise
        outcome = _refused(request, error, values)
    return await _show_one(parts, request, account, subscriber_id, outcome)


Doing = Callable[[Webhooks, UUID, Values], Awaitable[Kept]]


async def _change(keeping: Webhooks, subscriber: UUID, values: Values) -> Kept:
    return await keeping.change(subscriber, _wanted(values))


async def _rotate(keeping: Webhooks, subscriber: UUID, _: Values) -> Kept:
    return await keeping.rotate(subscriber)


async def _enable(keeping: Webhooks, subscriber: UUID, _: Values) -> Kept:
    return await keeping.switch(subscriber, on=True)


async def _disable(keeping: Webhooks, subscriber: UUID, _: Values) -> Kept:
    return await keeping.switch(subscriber, on=False)


async def _resend(keeping: Webhooks, subscriber: UUID, values: Values) -> Kept:
    await keeping.resend(subscriber, values.get("delivery", "")[:100])
    return Kept(subscriber=await keeping.subscriber(subscriber))


_ACTS: Final[Mapping[str, Doing]] = {
    "change": _change,
    "rotate": _rotate,
    "enable": _enable,
    "disable": _disable,
    "resend": _resend,
}


def _wanted(values: Values) -> Wanted:
    chosen = tuple(choice for choice in CHOICES if values.get(f"choice_{choice}") == "yes")
    return Wanted(values.get("name", ""), values.get("address", ""), chosen)


def _refused(request: Request, error: WebhookRefused, values: Values) -> _Outcome:
    words = texts_of(request)(f"problem.webhook.{error.code}")
    return _Outcome(problem=words, status=WEBHOOK_STATUS[error.code], values=values)


async def _show_all(
    parts: Parts, request: Request, account: Account, outcome: _Outcome
) -> Response:
    keeping = parts.outgoing.webhooks.keeping
    given = outcome.values or {f"choice_{choice}": "yes" for choice in FIRST_CHOSEN}
    context = {
        "subscribers": await keeping.subscribers(),
        "waiting": await keeping.waiting(),
        "outcome": outcome,
        "given": given,
        **_forms(),
    }
    page = Page("webhooks.html", context, account, here="webhooks", status=outcome.status)
    return show(request, page)


async def _show_one(
    parts: Parts, request: Request, account: Account, subscriber_id: UUID, outcome: _Outcome
) -> Response:
    keeping = parts.outgoing.webhooks.keeping
    after = request.query_params.get("after") or None
    state = one_of(request.query_params.get("state"), STATES)
    page = PageRequest(limit=DELIVERIES_A_PAGE, after=after and after[:100])
    found = await keeping.deliveries(subscriber_id, state, page)
    tried = await keeping.attempts(subscriber_id, PageRequest(limit=ATTEMPTS_SHOWN))
    subscriber = await keeping.subscriber(subscriber_id)
    chosen = {f"choice_{choice}": "yes" for choice in subscriber.choices}
    context = {
        "subscriber": subscriber,
        "deliveries": found.items,
        "attempts": tried.items,
        "state": state,
        "states": STATES,
        "outcome": outcome,
        "given": outcome.values
        if outcome.values and outcome.values.get("act") == "change"
        else {"name": subscriber.name, "address": subscriber.address, **chosen},
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
        **_forms(),
    }
    shown = Page("webhook.html", context, account, here="webhooks", status=outcome.status)
    return show(request, shown)


def _forms() -> dict[str, object]:
    return {
        "choices": CHOICES,
        "name_length": NAME_LENGTH,
        "address_length": ADDRESS_LENGTH,
    }
