"""A case's dossier in the console: asked for on the case's page, followed on the job's."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.web.api.dossiers import start_dossier
from minhbach_case.web.console.answers import go, posted
from minhbach_case.web.guard import InSession, session_word
from minhbach_case.web.parts import WithParts


def dossiers_pages() -> APIRouter:
    """``/cases/{case_id}/dossier``, and ``…/full`` for the unmasked one."""
    routes = APIRouter(prefix="/cases/{case_id}/dossier")
    routes.add_api_route("", start_masked, methods=["POST"])
    routes.add_api_route("/full", start_full, methods=["POST"])
    return routes


async def start_masked(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """Starts the dossier, and leads to the page that follows it."""
    await posted(request, session_word(request))
    job = await start_dossier(parts, account, case_id, full=False)
    return go(f"/jobs/{job.job_id}")


async def start_full(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The unmasked one: for supervisors, as the table of routes says."""
    await posted(request, session_word(request))
    job = await start_dossier(parts, account, case_id, full=True)
    return go(f"/jobs/{job.job_id}")
