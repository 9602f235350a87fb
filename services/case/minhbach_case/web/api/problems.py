"""Errors as RFC 9457 problems: what, where, what to do, in Vietnamese and in English."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from minhbach_case.errors import ActRefused, BadAnswers, WindowOpen
from minhbach_case.web.parts import parts_of
from minhbach_case.web.refusals import STATUS, field_of, told

MEDIA_TYPE: Final = "application/problem+json"
_PARTS: Final = 50
_WORDS: Final = 500


class InvalidPart(BaseModel):
    """One part of a request that is not as it has to be."""

    where: str = Field(description="Such as `body.served_on` or `query.limit`")
    what: str


class Problem(BaseModel):
    """RFC 9457; `code` is stable, the words are for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = Field(description="In Vietnamese")
    detail_en: str = Field(description="In English")
    instance: str = Field(description="The path that was asked")
    field: str | None = Field(default=None, description="The part of the act it is about")
    until: AwareDatetime | None = Field(default=None, description="When it will be possible")
    errors: tuple[InvalidPart, ...] = ()


_TITLES: Final[Mapping[int, str]] = {
    400: "Bad request",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict with the case as it is",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not as it has to be",
    429: "Too many attempts",
    500: "Internal error",
    503: "Unavailable",
}


def problem(
    request: Request,
    status: int,
    code: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem whose words stand in the catalogues under ``problem.<code>``."""
    renderer = parts_of(request).renderer
    words = {
        "detail": renderer.texts("vi")(f"problem.{code}"),
        "detail_en": renderer.texts("en")(f"problem.{code}"),
    }
    return _answer(request, status, {"code": code, **words, **more}, headers)


def refusal(request: Request, error: ActRefused) -> Response:
    """A refused act as a problem."""
    renderer = parts_of(request).renderer
    members = {
        "code": error.code,
        "detail": told(renderer.texts("vi"), error),
        "detail_en": told(renderer.texts("en"), error),
        "field": field_of(error),
        "errors": _answers(error) if isinstance(error, BadAnswers) else (),
        "until": error.until if isinstance(error, WindowOpen) else None,
    }
    return _answer(request, STATUS[error.code], members, None)


def _answers(error: BadAnswers) -> tuple[InvalidPart, ...]:
    return tuple(
        InvalidPart(where=f"body.answers.{_readable(name)}", what=fault)
        for name, fault in error.faults.items()
    )[:_PARTS]


def invalid(request: Request, error: RequestValidationError) -> Response:
    """A request that is not as the API describes it; the values themselves are not repeated."""
    parts = tuple(
        InvalidPart(where=_readable(".".join(map(str, e["loc"]))), what=_readable(str(e["msg"])))
        for e in error.errors()
    )
    return problem(request, 422, "invalid", errors=parts[:_PARTS])


def _readable(words: str) -> str:
    # A name may be the caller's own, such as a lone surrogate, which no answer can hold.
    return words.encode("utf-8", "backslashreplace").decode()[:_WORDS]


def _answer(
    request: Request,
    status: int,
    members: Mapping[str, Any],
    headers: Mapping[str, str] | None,
) -> Response:
    body = Problem(
        title=_TITLES.get(status, "Error"), status=status, instance=request.url.path, **members
    )
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True), status, headers, media_type=MEDIA_TYPE
    )


_WHY: Final[Mapping[int, str]] = {
    400: "The body cannot be taken apart",
    401: "No token, or one that does not stand any more: get a new one",
    403: "The account's role does not do this, or a second person has to",
    404: "No such thing, or not one that this account may see",
    409: "Somebody acted since, or the case's state does not allow it: read it again",
    413: "The body is over its bound",
    415: "The body is of another type than the description names",
    422: "Something is missing or wrong; `errors` or `field` says where",
    429: "Too many attempts: wait as long as `Retry-After` says",
    503: "The store does not answer, or others keep acting: try again in a moment",
}


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route can answer beside success, for its description."""
    return {
        status: {
            "description": _WHY[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def described(
    title: str, version: str, description: str, routes: Sequence[BaseRoute]
) -> dict[str, Any]:
    """The OpenAPI document of these routes; the body of every error in it is the problem."""
    document = get_openapi(title=title, version=version, description=description, routes=routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    ours = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(ours.pop("$defs", {}))
    schemas["Problem"] = ours
    return document


def _complete(operation: dict[str, Any]) -> None:
    """Adds what every route answers by what stands before it: its guard, and its body's bounds."""
    always = (401, 403) if "security" in operation else ()
    bodies = (400, 413, 422) if "requestBody" in operation else ()
    for status, answer in answers(*always, *bodies, 503).items():
        operation["responses"].setdefault(str(status), answer)
    operation["responses"] = dict(sorted(operation["responses"].items()))
