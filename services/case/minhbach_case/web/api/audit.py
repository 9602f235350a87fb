"""The audit trail over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from minhbach_case.audit_views import TrailEntry, TrailFilters
from minhbach_case.jobs import Job
from minhbach_case.verifying.desk import VerificationWanted
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.days import Day
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, actor_of
from minhbach_case.web.parts import WithParts

Who = Annotated[str | None, Query(max_length=200, description="An account's id")]


def audit_routes() -> APIRouter:
    """``/audit``."""
    routes = APIRouter(tags=["audit"])
    routes.add_api_route(
        "/audit",
        list_entries,
        summary="Who read or changed what, newest first",
        responses=answers(401, 403, 422, 503),
    )
    routes.add_api_route(
        "/audit/verifications",
        start_verification,
        methods=["POST"],
        status_code=202,
        summary="Verify every chain that the store holds",
        responses=answers(400, 401, 403, 413, 422, 503),
    )
    return routes


async def list_entries(
    parts: WithParts,
    account: Bearer,
    who: Who = None,
    case_id: UUID | None = None,
    day: Day | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[TrailEntry]:
    """For auditors and administrators; reading the trail is in the trail too."""
    del account
    filters = TrailFilters(account=who, case_id=case_id, day=day)
    return await parts.trail.page(filters, PageRequest(limit=limit, after=after))


async def start_verification(
    parts: WithParts, account: Bearer, wanted: VerificationWanted, response: Response
) -> Job:
    """The job's file is the answer (`SignedVerification`): each chain with its entries, what is
    broken, and where every stream ends. Kept, and sent along the next time as `since`, it tells
    of an end that was cut off or written anew meanwhile."""
    job = await parts.outgoing.verifications.start(actor_of(account), wanted)
    return accepted(response, job)
