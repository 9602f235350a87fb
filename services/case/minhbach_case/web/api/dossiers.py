"""Dossiers of cases over the API: started here, then followed and taken as any long work."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from minhbach_case.jobs import Job
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, actor_of
from minhbach_case.web.parts import Parts, WithParts

_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    **answers(401, 403, 404, 422, 503),
}


def dossiers_routes() -> APIRouter:
    """``/cases/{case_id}/dossier``, and ``…/full`` for the unmasked one."""
    routes = APIRouter(prefix="/cases/{case_id}/dossier", tags=["dossiers"])
    routes.add_api_route(
        "",
        start_masked,
        methods=["POST"],
        status_code=202,
        summary="Make a case's dossier",
        responses=_ANSWERS,
    )
    routes.add_api_route(
        "/full",
        start_full,
        methods=["POST"],
        status_code=202,
        summary="Make a case's dossier unmasked",
        responses=_ANSWERS,
    )
    return routes


async def start_masked(parts: WithParts, account: Bearer, case_id: UUID, response: Response) -> Job:
    """A ZIP that proves itself; what is not the parties' own is masked."""
    return accepted(response, await start_dossier(parts, account, case_id, full=False))


async def start_full(parts: WithParts, account: Bearer, case_id: UUID, response: Response) -> Job:
    """For an inspectorate or a court: supervisors only; the audit trail says who asked for it."""
    return accepted(response, await start_dossier(parts, account, case_id, full=True))


async def start_dossier(parts: Parts, account: Account, case_id: UUID, *, full: bool) -> Job:
    """Starts a dossier; who may, and that it is recorded, stands in the table of routes.

    Raises:
        NotFound: there is no such case.
    """
    dossiers = parts.outgoing.dossiers
    await dossiers.known(case_id)
    make = partial(dossiers.make, case_id, full=full)
    return await parts.outgoing.jobs.start("dossier", actor_of(account), make)
