"""Long work in the console: a page that follows it, and then offers what was made."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.web.api.jobs import as_file
from minhbach_case.web.console.answers import Page, show
from minhbach_case.web.guard import InSession, actor_of
from minhbach_case.web.parts import WithParts


def jobs_pages() -> APIRouter:
    """``/jobs/{job_id}``."""
    routes = APIRouter()
    routes.add_api_route("/jobs/{job_id}/file", job_file)
    routes.add_api_route("/jobs/{job_id}/moved", job_moved)
    routes.add_api_route("/jobs/{job_id}", job_page)
    return routes


async def job_page(
    parts: WithParts, request: Request, account: InSession, job_id: UUID
) -> Response:
    """How far it is; asks again by itself while it runs."""
    job = await parts.outgoing.jobs.get(job_id, actor_of(account))
    return show(request, Page("job.html", {"job": job}, account=account))


async def job_moved(
    parts: WithParts, request: Request, account: InSession, job_id: UUID
) -> Response:
    """The part of the page that changes."""
    job = await parts.outgoing.jobs.get(job_id, actor_of(account))
    return show(request, Page("job_state.html", {"job": job}, account=account))


async def job_file(parts: WithParts, account: InSession, job_id: UUID) -> Response:
    """What was made."""
    return as_file(*await parts.outgoing.jobs.file(job_id, actor_of(account)))
