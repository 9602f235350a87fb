"""Logging in and out."""

from math import ceil
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.web.accounts import (
    LONGEST_PASSWORD,
    Entered,
    LogIn,
    TooManyAttempts,
    WrongPassword,
)
from minhbach_case.web.api.tokens import client_address
from minhbach_case.web.console.answers import Page, go, posted, set_cookie, show, texts_of
from minhbach_case.web.grants import LIFETIMES, random_word
from minhbach_case.web.guard import SESSION_COOKIE, session_word
from minhbach_case.web.parts import WithParts

VISIT_COOKIE: Final = "minhbach_visit"
_VISIT_SECONDS: Final = 3600


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
    return _form(parts, request, next=next)


async def log_in(parts: WithParts, request: Request) -> Response:
    """Opens a session, always a new one, or says why not."""
    values = await posted(request, request.cookies.get(VISIT_COOKIE, ""))
    user, password = values.get("user", ""), values.get("password", "")[:LONGEST_PASSWORD]
    outcome = await parts.accounts.log_in("session", user, password, client_address(request))
    match outcome:
        case Entered(grant=grant):
            response = go(own_path(values.get("next", "/")))
            seconds = int(LIFETIMES["session"].total_seconds())
            set_cookie(parts, response, SESSION_COOKIE, grant.word, seconds)
            response.delete_cookie(VISIT_COOKIE, path="/")
            return response
        case WrongPassword() | TooManyAttempts():
            return _form(parts, request, next=values.get("next", "/"), user=user, outcome=outcome)


async def log_out(parts: WithParts, request: Request) -> Response:
    """Ends the session, here and in the store."""
    word = session_word(request)
    await posted(request, word)
    await parts.accounts.log_out(word)
    response = go("/login")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def own_path(address: str) -> str:
    """The address if it is a path of ours, else the first page (no redirect leads elsewhere)."""
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else "/"


def _form(
    parts: WithParts,
    request: Request,
    *,
    next: str,  # noqa: A002  # the field's own name
    user: str = "",
    outcome: LogIn | None = None,
) -> Response:
    texts = texts_of(request)
    status, problem = 200, ""
    match outcome:
        case TooManyAttempts(wait=wait):
            minutes = ceil(wait.total_seconds() / 60)
            status, problem = 429, texts("login.too_many", minutes=minutes)
        case WrongPassword():
            status, problem = 401, texts("login.wrong")
    visit = request.cookies.get(VISIT_COOKIE) or random_word()
    context = {"next": own_path(next), "user": user, "problem": problem}
    response = show(request, Page("login.html", context, status=status, seal_of=visit))
    set_cookie(parts, response, VISIT_COOKIE, visit, _VISIT_SECONDS)
    return response
