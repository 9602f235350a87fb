"""What an error becomes: a problem at the API, a page of words at the console."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from minhbach_case.domain.webhooks import WebhookRefusal, WebhookRefused
from minhbach_case.errors import ActRefused, UnreadableFile
from minhbach_case.web.api.problems import invalid, problem, refusal
from minhbach_case.web.console.answers import show_message, to_login
from minhbach_case.web.keeping import AccountRefusal, AccountRefused
from minhbach_case.web.refusals import STATUS, Forbidden, ForgedForm, Unauthenticated
from minhbach_case.web.roles import place_of
from minhbach_shared.errors import Transient

Handler = Callable[[Request, Exception], Awaitable[Response]]

_CODES: Final = {
    404: "not_found",
    405: "method",
    400: "invalid",
    413: "too_large",
    415: "media_type",
}
ACCOUNT_STATUS: Final[Mapping[AccountRefusal, int]] = {
    "no_account": 404,
    "own_account": 403,
    "last_administrator": 409,
    "from_provider": 409,
    "wrong_kind": 409,
    "name_taken": 409,
    "wrong_role": 422,
    "name_wrong": 422,
    "site_needed": 422,
}
WEBHOOK_STATUS: Final[Mapping[WebhookRefusal, int]] = {
    "no_subscriber": 404,
    "no_delivery": 404,
    "too_many": 409,
    "still_waiting": 409,
    "name_wrong": 422,
    "address_wrong": 422,
    "address_http": 422,
    "address_private": 422,
    "nothing_chosen": 422,
}
_AGAIN: Final = {"retry-after": "5"}


def add_failures(app: FastAPI) -> None:
    """Has the app answer each kind of error in its own way."""
    handlers: dict[type[Exception], Handler] = {
        Unauthenticated: _unauthenticated,
        Forbidden: _told(403, "forbidden"),
        ForgedForm: _told(403, "forged_form"),
        Transient: _told(503, "unavailable"),
        ActRefused: _refused,
        AccountRefused: _account_refused,
        WebhookRefused: _webhook_refused,
        UnreadableFile: _unreadable,
        RequestValidationError: _invalid,
        HTTPException: _http,
        Exception: _failed,
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


async def unavailable(request: Request) -> Response:
    """The answer where the store, or the audit trail in it, does not take part."""
    return _answer(request, 503, "unavailable")


def _told(status: int, code: str) -> Handler:
    async def handler(request: Request, _: Exception) -> Response:
        return _answer(request, status, code)

    return handler


def _answer(
    request: Request, status: int, code: str, headers: Mapping[str, str] | None = None
) -> Response:
    if not _is_api(request):
        return show_message(request, status, code)
    return problem(request, status, code, headers=_AGAIN if status == 503 else headers)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _unauthenticated(request: Request, error: Exception) -> Response:
    if not _is_api(request):
        return to_login(request)
    stale = isinstance(error, Unauthenticated) and error.had_word
    challenge = 'Bearer error="invalid_token"' if stale else "Bearer"
    return problem(request, 401, "unauthenticated", headers={"www-authenticate": challenge})


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, ActRefused):
        raise error
    if _is_api(request):
        return refusal(request, error)
    return show_message(request, STATUS[error.code], _page_code(error))


def _page_code(error: ActRefused) -> str:
    return {"not_found": "not_found", "not_allowed": "forbidden"}.get(error.code, "invalid")


async def _account_refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, AccountRefused):
        raise error
    return problem(request, ACCOUNT_STATUS[error.code], f"account.{error.code}")


async def _webhook_refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, WebhookRefused):
        raise error
    status = WEBHOOK_STATUS[error.code]
    if _is_api(request):
        return problem(request, status, f"webhook.{error.code}")
    return show_message(request, status, "not_found" if status == 404 else "invalid")


async def _unreadable(request: Request, error: Exception) -> Response:
    if _is_api(request):
        return problem(request, 422, "unreadable_file", detail_en=str(error))
    return show_message(request, 422, "unreadable_file")


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # At the console this is an address that nobody was given: such as a case id that is none.
    return invalid(request, error) if _is_api(request) else show_message(request, 404, "not_found")


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    code = _CODES.get(status, "invalid" if status < 500 else "failed")
    headers = (_allowed(request) if status == 405 else None) or error.headers
    return _answer(request, status, code, headers)


def _allowed(request: Request) -> dict[str, str]:
    """Every method that an address of the API takes: the router knows those of one route only."""
    path = place_of(request.scope).partition(" ")[2]
    methods = request.app.openapi()["paths"].get(path, {})
    return {"allow": ", ".join(sorted(method.upper() for method in methods))} if methods else {}


async def _failed(request: Request, error: Exception) -> Response:
    # The class only: a message may hold a page's text or a person's words.
    structlog.get_logger(__name__).error(
        "request_failed", error=type(error).__qualname__, route=_route(request)
    )
    return _answer(request, 500, "failed")


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", request.scope.get("path", "")))
