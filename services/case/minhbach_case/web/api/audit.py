"""The audit trail over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from minhbach_case.audit_views import TrailEntry, TrailFilters
from minhbach_case.jobs import Job
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.days import Day
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, actor_of
from minhbach_case.web.parts import WithParts

Files = Annotated[
    bool, Query(description="Hold letters' and senders' files against their digests, too")
]
Digests = Annotated[
    bool, Query(description="Add every entry's digest, to be held against an earlier answer")
]
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
        "/audit/verification",
        start_verification,
        status_code=202,
        summary="Verify every chain that the store holds",
        responses=answers(401, 403, 422, 503),
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
    parts: WithParts,
    account: Bearer,
    response: Response,
    files: Files = False,
    digests: Digests = False,
) -> Job:
    """The job's file is the answer (`SignedVerification`): each chain with its entries, what is
    broken, and where every stream ends. What an auditor keeps of it tells, the next time, of an end
    that was cut off or written anew. Nothing in the store is changed."""
    verifications = parts.outgoing.verifications
    job = await verifications.start(actor_of(account), files=files, digests=digests)
    return accepted(response, job)
