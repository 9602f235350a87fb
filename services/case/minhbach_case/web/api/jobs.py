"""Long work over the API: how far it is, and what it made."""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from minhbach_case.jobs import Job
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, actor_of
from minhbach_case.web.parts import WithParts
from minhbach_case.web.roles import API

_SAVED: Final = "application/octet-stream"


def jobs_routes() -> APIRouter:
    """``/jobs/{job_id}``."""
    routes = APIRouter(tags=["jobs"])
    reading = answers(401, 404, 422, 503)
    routes.add_api_route(
        "/jobs/{job_id}/file",
        job_file,
        response_class=Response,
        summary="What a job of yours made",
        responses=reading | {200: {"content": {_SAVED: {}}}},
    )
    routes.add_api_route(
        "/jobs/{job_id}", read_job, summary="How far a job of yours is", responses=reading
    )
    return routes


async def read_job(parts: WithParts, account: Bearer, job_id: UUID) -> Job:
    """Ask again until `state` is `done` or `failed`; its file is kept for a day."""
    return await parts.outgoing.jobs.get(job_id, actor_of(account))


async def job_file(parts: WithParts, account: Bearer, job_id: UUID) -> Response:
    """404 while there is none."""
    return as_file(*await parts.outgoing.jobs.file(job_id, actor_of(account)))


def as_file(job: Job, content: AsyncIterator[bytes]) -> Response:
    """A job's file, to be saved and never shown: one type for all, as the document says."""
    disposition = f"attachment; filename*=UTF-8''{quote(job.name or 'file')}"
    headers = {
        "content-disposition": disposition,
        "content-length": str(job.size),
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(content, media_type=_SAVED, headers=headers)


def accepted(response: Response, job: Job) -> Job:
    """Answers a request that long work began for: 202, and where to ask for it."""
    response.status_code = 202
    response.headers["location"] = _place_of(job)
    return job


def job_answer(job: Job) -> Response:
    """The same answer, of a route that answers with files otherwise."""
    headers = {"location": _place_of(job)}
    return Response(job.model_dump_json(), 202, headers, "application/json")


def _place_of(job: Job) -> str:
    return f"{API}/jobs/{job.job_id}"
