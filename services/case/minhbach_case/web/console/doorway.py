"""What the ways in share: the login page, the session's cookie, and where to go then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from minhbach_case.web.accounts import Entered
from minhbach_case.web.console.answers import Page, go, set_cookie, show
from minhbach_case.web.grants import random_word
from minhbach_case.web.guard import SESSION_COOKIE
from minhbach_case.web.parts import Parts

VISIT_COOKIE: Final = "minhbach_visit"
_VISIT_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The login page, with what went wrong if something did."""

    next: str = "/"
    user: str = ""
    problem: str = ""
    status: int = 200


def show_login(parts: Parts, request: Request, page: LoginPage) -> Response:
    """The login page, with the provider's way first where there is one."""
    visit = request.cookies.get(VISIT_COOKIE) or random_word()
    context: Mapping[str, object] = {
        "next": own_path(page.next),
        "user": page.user,
        "problem": page.problem,
        "with_provider": parts.oidc is not None,
        "with_password": parts.accounts.with_passwords,
    }
    response = show(request, Page("login.html", context, status=page.status, seal_of=visit))
    set_cookie(parts, response, VISIT_COOKIE, visit, _VISIT_SECONDS)
    return response


def open_session(parts: Parts, entered: Entered, next_path: str) -> Response:
    """To where they wanted to go, with a session that is always a new one."""
    response = go(own_path(next_path))
    word, seconds = entered.grant.word, parts.accounts.session_seconds
    set_cookie(parts, response, SESSION_COOKIE, word, seconds)
    response.delete_cookie(VISIT_COOKIE, path="/")
    return response


def own_path(address: str) -> str:
    """The address if it is a path of ours, else the first page (no redirect leads elsewhere)."""
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else "/"
