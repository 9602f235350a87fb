"""What mail servers report of letters: a resource of its own, so that no letter is called so."""

from typing import Final

from fastapi import APIRouter, HTTPException, Request

from minhbach_case.errors import Missing
from minhbach_case.sending.desk import Noted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer
from minhbach_case.web.parts import WithParts
from minhbach_shared.events import Value

_MAIL: Final = "message/rfc822"
_BYTES: Final = {"schema": {"type": "string", "format": "binary", "minLength": 1}}


class NotedView(Value):
    """What was made of a report; `known`: it was recorded before."""

    noted: Noted


def bounces_routes() -> APIRouter:
    """``/bounces``."""
    routes = APIRouter(tags=["letters"])
    routes.add_api_route(
        "/bounces",
        record_report,
        methods=["POST"],
        summary="Record what a mail server reports",
        responses=answers(400, 401, 403, 413, 415, 422, 503),
        openapi_extra={"requestBody": {"required": True, "content": {_MAIL: _BYTES}}},
    )
    return routes


async def record_report(parts: WithParts, _: Bearer, request: Request) -> NotedView:
    """Give every mail that comes to the letters' sender (a pipe of the mail server does it).

    A delivery status notification (RFC 3464) about a letter is recorded with it; of any other
    mail nothing is kept.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MAIL:
        raise HTTPException(415)
    mail = await request.body()
    if not mail:
        raise Missing("Give the mail.", "body")
    noted = await parts.outgoing.correspondence.desk.report(mail)
    return NotedView(noted=noted)
