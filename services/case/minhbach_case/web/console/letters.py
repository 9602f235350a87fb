"""Letters on their way in the console: those that did not arrive first, each with its history."""

from typing import Final, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.delivery_views import summary_of
from minhbach_case.domain.commands import ServiceWay
from minhbach_case.domain.delivery import DELIVERY_STATES, UNDELIVERED
from minhbach_case.errors import ActRefused, NotFound
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.deliveries import kept_file, slip_file
from minhbach_case.web.console.answers import Page, go, posted, query_with, show, texts_of
from minhbach_case.web.console.forms import step_seen
from minhbach_case.web.guard import InSession, acting, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, told
from minhbach_case.web.texts import read_date

A_PAGE: Final = 50
SHOWN: Final = ("undelivered", "all", *DELIVERY_STATES)


def letters_pages() -> APIRouter:
    """``/letters`` and what hangs under it."""
    routes = APIRouter(prefix="/letters")
    routes.add_api_route("", letters_page)
    # Files first: the first route that fits answers.
    routes.add_api_route("/{letter_id}.pdf", letter_file)
    routes.add_api_route("/{letter_id}", letter_page)
    routes.add_api_route("/{letter_id}/print", print_page)
    routes.add_api_route("/{letter_id}/slip.pdf", slip)
    routes.add_api_route("/{letter_id}/acts", letter_act, methods=["POST"])
    return routes


async def letters_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """Letters that did not arrive, with what to do about each; or those in another state."""
    asked = request.query_params.get("state", "undelivered")
    state = asked if asked in SHOWN else "undelivered"
    after = request.query_params.get("after") or None
    query = query_of(state)
    page = PageRequest(limit=A_PAGE, after=after and after[:100])
    found, following = await parts.outgoing.correspondence.store.page(query, page)
    context = {
        "letters": [summary_of(*one) for one in found],
        "state": state,
        "states": SHOWN,
        "by_mail": parts.outgoing.correspondence.outbox.by_mail,
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=following) if following else None,
    }
    return show(request, Page("letters.html", context, account=account, here="letters"))


async def letter_page(
    parts: WithParts, request: Request, account: InSession, letter_id: UUID
) -> Response:
    """One letter: where it goes, what happened to it, what to do."""
    return await _show(parts, request, account, letter_id)


async def letter_file(parts: WithParts, _: InSession, letter_id: UUID) -> Response:
    """The very file that goes, or went."""
    return await kept_file(parts.outgoing.correspondence, letter_id)


async def print_page(
    parts: WithParts, request: Request, account: InSession, letter_id: UUID
) -> Response:
    """A slip to sign when the letter is handed over: what, to whom, when, by whom."""
    view = await parts.outgoing.correspondence.desk.read(letter_id, account.role)
    if view.content is None:
        raise NotFound(f"There is no file of letter {letter_id}.")
    agency = parts.letters.statements.agency
    context = {"letter": view, "content": view.content, "agency": agency}
    return show(request, Page("letter_slip.html", context, account=account, here="letters"))


async def slip(parts: WithParts, account: InSession, letter_id: UUID) -> Response:
    """The same slip as PDF, in the letter's language."""
    return await slip_file(parts, account.role, letter_id)


async def letter_act(
    parts: WithParts, request: Request, account: InSession, letter_id: UUID
) -> Response:
    """Sends a letter again, or records that it was served; a refusal comes back in words."""
    form = await posted(request, session_word(request))
    seen = step_seen(form.get("seen", ""))
    desk, texts = parts.outgoing.correspondence.desk, texts_of(request)
    try:
        if form.get("act") == "resend":
            await desk.resend(letter_id, acting(account), seen, form.get("to") or None)
        else:
            day, way = read_date(form.get("served_on", "")), _way(form.get("way", ""))
            if day is None or way is None:
                fault = texts("letters.served_missing")
                return await _show(parts, request, account, letter_id, fault, 422)
            await desk.serve(letter_id, acting(account), seen, day, way)
    except NotFound:
        raise
    except ActRefused as error:
        status = STATUS[error.code]
        return await _show(parts, request, account, letter_id, told(texts, error), status)
    return go(f"/letters/{letter_id}")


async def _show(
    parts: Parts,
    request: Request,
    account: Account,
    letter_id: UUID,
    problem: str = "",
    status: int = 200,
) -> Response:
    view = await parts.outgoing.correspondence.desk.read(letter_id, account.role)
    context = {
        "letter": view,
        "mail": view.content,
        "problem": problem,
        "ways": get_args(ServiceWay),
        "acts": view.acts,
        "addresses": view.addresses,
        "people": await parts.colleagues.known(),
    }
    page = Page("letter.html", context, account=account, here="letters", status=status)
    return show(request, page)


def query_of(state: str) -> dict[str, object]:
    """What the letters of a choice are found by."""
    if state == "all":
        return {}
    return {"state": {"$in": list(UNDELIVERED)} if state == "undelivered" else state}


def _way(word: str) -> ServiceWay | None:
    return next((way for way in get_args(ServiceWay) if way == word), None)
