"""Logging in through the agency's provider (OpenID Connect), and leaving it."""

from dataclasses import dataclass
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.errors import NotFound
from minhbach_case.storage.audit import Entry
from minhbach_case.web.accounts import Entered, Shut
from minhbach_case.web.api.tokens import client_address
from minhbach_case.web.console.answers import Page, go, set_cookie, show, texts_of
from minhbach_case.web.console.doorway import LoginPage, open_session, own_path, show_login
from minhbach_case.web.oidc import ATTEMPT_LIFETIME, CALLBACK, Answer, Failed, Oidc, Outcome, Proven
from minhbach_case.web.oidc_claims import NoPerson, Person
from minhbach_case.web.oidc_provider import ProviderAway
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.roles import place_of
from minhbach_case.web.trailing import record_login

ATTEMPT_COOKIE: Final = "minhbach_oidc"


@dataclass(frozen=True, slots=True)
class _Told:
    """Why nobody was let in: the words' key, and the status that goes with them."""

    key: str
    status: int


_AWAY: Final = _Told("login.oidc.away", 503)
_STATUS: Final = {"state": 400, "denied": 403, "token": 401}


def provider_routes() -> APIRouter:
    """``/login/oidc`` and the way back from the provider."""
    routes = APIRouter()
    routes.add_api_route("/login/oidc", begin)
    routes.add_api_route(CALLBACK, come_back)
    return routes


async def begin(parts: WithParts, request: Request, next: str = "/") -> Response:  # noqa: A002  # the query's own name
    """Sends the browser to the provider."""
    oidc = _oidc(parts)
    try:
        begun = await oidc.begin(own_path(next))
    except ProviderAway as error:
        _say_away(error)
        return _turned_back(parts, request, _AWAY)
    response = go(begun.address)
    seconds = int(ATTEMPT_LIFETIME.total_seconds())
    set_cookie(parts, response, ATTEMPT_COOKIE, begun.word, seconds)
    return response


async def come_back(
    parts: WithParts,
    request: Request,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: str = "",
) -> Response:
    """Opens a session for whom the provider vouches, or says in words why not."""
    word = request.cookies.get(ATTEMPT_COOKIE, "")
    try:
        outcome = await _oidc(parts).finish(word, Answer(state, code, error, iss))
    except ProviderAway as away:
        _say_away(away)
        return _turned_back(parts, request, _AWAY)
    response = await _answer(parts, request, outcome)
    response.delete_cookie(ATTEMPT_COOKIE, path="/")
    return response


async def leave_provider(parts: Parts, request: Request, id_token: str) -> Response:
    """A page that leads on to the provider, where its own session ends.

    A page and no redirect: the policy lets a form lead nowhere but here.
    """
    try:
        address = await parts.oidc.end_session(id_token) if parts.oidc else None
    except ProviderAway as error:
        _say_away(error)
        return _turned_back(parts, request, _Told("login.oidc.left_alone", 200))
    if address is None:
        return go("/login")
    response = show(request, Page("left.html", {"address": address}, seal_of=""))
    response.headers["refresh"] = f"0;url={address}"
    return response


async def _answer(parts: Parts, request: Request, outcome: Outcome) -> Response:
    match outcome:
        case Failed(reason=reason):
            return _turned_back(parts, request, _Told(f"login.oidc.{reason}", _STATUS[reason]))
        case NoPerson(reason=reason) as nobody:
            await parts.accounts.turn_away(nobody)
            await _record_refused(parts, request, nobody)
            return _turned_back(parts, request, _Told(f"login.oidc.{reason}", 403), nobody.name)
        case Proven() as proven:
            return await _let_in(parts, request, proven)


async def _let_in(parts: Parts, request: Request, proven: Proven) -> Response:
    match await parts.accounts.enter(proven.person, proven.id_token):
        case Entered() as entered:
            address = client_address(request)
            await record_login(parts.trail, request, entered, address)
            return open_session(parts, entered, proven.next)
        case Shut():
            await _record_refused(parts, request, proven.person)
            return _turned_back(parts, request, _Told("login.oidc.shut", 403), proven.person.name)


async def _record_refused(parts: Parts, request: Request, somebody: Person | NoPerson) -> None:
    entry = Entry(
        act="login_failed",
        place=place_of(request.scope),
        account=somebody.account_id,
        name=somebody.name,
        address=client_address(request),
    )
    await parts.trail.record(entry)


def _turned_back(parts: Parts, request: Request, told: _Told, name: str = "") -> Response:
    texts = texts_of(request)
    problem = texts(told.key, name=name) if name else texts(told.key)
    return show_login(parts, request, LoginPage(problem=problem, status=told.status))


def _oidc(parts: Parts) -> Oidc:
    if parts.oidc is None:
        raise NotFound("no provider is set")
    return parts.oidc


def _say_away(error: ProviderAway) -> None:
    structlog.get_logger(__name__).warning("oidc_provider_away", reason=str(error))
