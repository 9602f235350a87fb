"""Logging in with a password of our own, and logging out."""

from math import ceil

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.web.accounts import (
    LONGEST_PASSWORD,
    Entered,
    TooManyAttempts,
    WrongPassword,
)
from minhbach_case.web.api.tokens import client_address
from minhbach_case.web.console.answers import go, posted, texts_of
from minhbach_case.web.console.doorway import (
    VISIT_COOKIE,
    LoginPage,
    open_session,
    own_path,
    show_login,
)
from minhbach_case.web.console.provider import leave_provider
from minhbach_case.web.guard import SESSION_COOKIE, session_word
from minhbach_case.web.parts import WithParts
from minhbach_case.web.roles import place_of
from minhbach_case.web.trailing import entry_about, record_login


def entrance_routes() -> APIRouter:
    """``/login`` and ``/logout``."""
    routes = APIRouter()
    routes.add_api_route("/login", login_page)
    routes.add_api_route("/login", log_in, methods=["POST"])
    routes.add_api_route("/logout", log_out, methods=["POST"])
    return routes


async def login_page(parts: WithParts, request: Request, next: str = "/") -> Response:  # noqa: A002  # the query's own name
    """The login form."""
    if await parts.accounts.holder("session", session_word(request)):
        return go(own_path(next))
    return show_login(parts, request, LoginPage(next))


async def log_in(parts: WithParts, request: Request) -> Response:
    """Opens a session, always a new one, or says why not."""
    values = await posted(request, request.cookies.get(VISIT_COOKIE, ""))
    user, password = values.get("user", ""), values.get("password", "")[:LONGEST_PASSWORD]
    next_path, texts = values.get("next", "/"), texts_of(request)
    address = client_address(request)
    outcome = await parts.accounts.log_in("session", user, password, address)
    await record_login(parts.trail, request, outcome, address)
    match outcome:
        case Entered():
            return open_session(parts, outcome, next_path)
        case WrongPassword():
            return show_login(parts, request, LoginPage(next_path, user, texts("login.wrong"), 401))
        case TooManyAttempts(wait=wait):
            told = texts("login.too_many", minutes=ceil(wait.total_seconds() / 60))
            return show_login(parts, request, LoginPage(next_path, user, told, 429))


async def log_out(parts: WithParts, request: Request) -> Response:
    """Ends the session, here and in the store, and leads to the end of the provider's."""
    word = session_word(request)
    await posted(request, word)
    if account := await parts.accounts.holder("session", word):
        await parts.trail.record(entry_about(account, "logout", place_of(request.scope)))
    id_token = await parts.accounts.log_out(word)
    response = await leave_provider(parts, request, id_token) if id_token else go("/login")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response
