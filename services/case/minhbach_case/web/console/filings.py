"""The licensees' own reports in the console: who has filed, what is due, the form, the history."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import TEXT_LIMIT
from minhbach_case.domain.filings.deadlines import STANDINGS
from minhbach_case.errors import ActRefused, Missing, NotFound
from minhbach_case.filings.asking import ASKERS
from minhbach_case.filings.commands import Ask, Withdraw
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.filings import sent_back
from minhbach_case.web.console.answers import Page, go, posted, query_with, show, texts_of
from minhbach_case.web.guard import InSession, acting, actor_of, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told
from minhbach_case.web.texts import read_date
from minhbach_shared.vocabulary import SiteClass

SITES_A_PAGE: Final = 50
_CLASS: Final[SiteClass] = "aggregator"
_NO_ATTEMPT: Final[Mapping[str, Any]] = {"act": None, "values": {}, "faults": {}, "problem": None}
_DONE: Final = frozenset(("filed", "asked", "withdrawn"))


def filings_pages() -> APIRouter:
    """``/filings`` and ``/filings/{site}``; the form itself stands in ``filing_form``."""
    routes = APIRouter()
    routes.add_api_route("/filings", overview_page)
    routes.add_api_route("/filings/requests", ask_all, methods=["POST"])
    routes.add_api_route("/filings/{site_id}", site_page)
    routes.add_api_route("/filings/{site_id}/requests", ask_one, methods=["POST"])
    routes.add_api_route(
        "/filings/{site_id}/requests/{request_id}/withdraw", withdraw, methods=["POST"]
    )
    routes.add_api_route("/filings/{site_id}/files/{sha256}", sent)
    return routes


async def overview_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """Who has filed and who is late, by year; an operator is led to its own site's page."""
    if account.role == "operator":
        if account.site_id is None:
            raise NotFound("this account has no site")
        return go(f"/filings/{account.site_id}")
    return await _show_overview(parts, request, account, _NO_ATTEMPT)


async def ask_all(parts: WithParts, request: Request, account: InSession) -> Response:
    """Asks all licensed sites for a report."""
    values = await posted(request, session_word(request))
    try:
        asked = await parts.outgoing.filings.desk.ask(_ask(values, _CLASS), acting(account))
    except ActRefused as error:
        attempt = _attempt(request, "ask", values, error)
        return await _show_overview(parts, request, account, attempt, STATUS[error.code])
    return go(f"/filings?done=asked&count={asked.asked}")


async def site_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """What is due of one site, and what it filed."""
    return await _show_site(parts, request, account, site_id, _NO_ATTEMPT)


async def ask_one(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """Asks one site for a report."""
    values = await posted(request, session_word(request))
    try:
        await parts.outgoing.filings.desk.ask(_ask(values, site_id), acting(account))
    except ActRefused as error:
        attempt = _attempt(request, "ask", values, error)
        return await _show_site(parts, request, account, site_id, attempt, STATUS[error.code])
    return go(f"/filings/{site_id}?done=asked")


async def withdraw(
    parts: WithParts, request: Request, account: InSession, site_id: UUID, request_id: UUID
) -> Response:
    """Takes a request back."""
    values = await posted(request, session_word(request))
    command = Withdraw(request_id, values.get("reason", ""))
    try:
        await parts.outgoing.filings.desk.withdraw(site_id, command, acting(account))
    except ActRefused as error:
        attempt = _attempt(request, f"withdraw-{request_id}", values, error)
        return await _show_site(parts, request, account, site_id, attempt, STATUS[error.code])
    return go(f"/filings/{site_id}?done=withdrawn")


async def sent(parts: WithParts, account: InSession, site_id: UUID, sha256: str) -> Response:
    """A file that came with a report, to be saved and never shown."""
    return await sent_back(parts, account, site_id, sha256)


def _ask(values: Mapping[str, str], to: UUID | SiteClass) -> Ask:
    due_on = read_date(values.get("due_on", ""))
    if due_on is None:
        raise Missing("Say by which day.", "due_on")
    return Ask(to, due_on, values.get("reason", ""))


def _attempt(
    request: Request, act: str, values: Mapping[str, str], error: ActRefused
) -> Mapping[str, Any]:
    if isinstance(error, NotFound):
        raise error
    words = told(texts_of(request), error)
    name = field_of(error)
    faults = {name: words} if name else {}
    return {"act": act, "values": values, "faults": faults, "problem": words}


async def _show_overview(
    parts: Parts,
    request: Request,
    account: Account,
    attempt: Mapping[str, Any],
    status: int = 200,
) -> Response:
    query = request.query_params
    asked = query.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    standing = next((one for one in STANDINGS if one == query.get("standing")), None)
    after = query.get("after") or None
    page = PageRequest(limit=SITES_A_PAGE, after=after and after[:100])
    desk = parts.outgoing.filings.desk
    found = await desk.overview(year, standing, page)
    context = {
        "overview": found,
        "years": desk.years(),
        "standing": standing,
        "standings": STANDINGS,
        "asks": account.role in ASKERS,
        "attempt": attempt,
        "limit": TEXT_LIMIT,
        "done": _done(request),
        "count": query.get("count", "")[:6],
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("filings.html", context, account, here="filings", status=status))


async def _show_site(
    parts: Parts,
    request: Request,
    account: Account,
    site_id: UUID,
    attempt: Mapping[str, Any],
    status: int = 200,
) -> Response:
    desk = parts.outgoing.filings.desk
    found = await desk.of_site(site_id, actor_of(account))
    context = {
        "site": found,
        "forms": {form.identity: form for form in desk.forms.all},
        "files": account.role in ("operator", "officer"),
        "asks": account.role in ASKERS,
        "attempt": attempt,
        "limit": TEXT_LIMIT,
        "done": _done(request),
    }
    return show(request, Page("filing.html", context, account, here="filings", status=status))


def _done(request: Request) -> str:
    done = request.query_params.get("done", "")
    return done if done in _DONE else ""
