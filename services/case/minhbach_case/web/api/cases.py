"""The cases over the API: read them, act on them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from minhbach_case.errors import NotFound
from minhbach_case.views import (
    PAGE_LIMIT,
    CaseFilters,
    CaseSummary,
    CaseView,
    EvidenceView,
    Page,
    PageRequest,
    StepView,
)
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.acts import ActBody
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import (
    Bearer,
    acting,
    actor_of,
    as_seen,
    listed_as_seen,
    sees_site,
)
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.vocabulary import CaseKind, CaseState

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT)]
After = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
_NO_EVIDENCE: Final = PageRequest(limit=1)


def cases_routes() -> APIRouter:
    """``/cases`` and what hangs under it."""
    routes = APIRouter(prefix="/cases", tags=["cases"])
    routes.add_api_route(
        "", list_cases, summary="The cases, newest first", responses=answers(401, 422, 503)
    )
    one = answers(401, 404, 422, 503)
    routes.add_api_route("/{case_id}", read_case, summary="A case", responses=one)
    routes.add_api_route(
        "/{case_id}/evidence", read_evidence, summary="A case's evidence", responses=one
    )
    routes.add_api_route("/{case_id}/steps", read_steps, summary="A case's steps", responses=one)
    routes.add_api_route(
        "/{case_id}/acts",
        act,
        methods=["POST"],
        summary="Act on a case",
        responses=answers(401, 403, 404, 409, 413, 422, 503),
    )
    return routes


async def list_cases(
    parts: WithParts,
    account: Bearer,
    state: Annotated[list[CaseState] | None, Query(description="Any of these")] = None,
    kind: CaseKind | None = None,
    site_id: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[CaseSummary]:
    """An operator gets its own site's cases only."""
    if account.role == "operator":
        if site_id not in (None, account.site_id):
            return Page(items=())
        site_id = account.site_id
    filters = CaseFilters(states=frozenset(state) if state else None, kind=kind, site_id=site_id)
    return listed_as_seen(
        await parts.cases.list(filters, PageRequest(limit=limit, after=after)), account
    )


async def read_case(parts: WithParts, account: Bearer, case_id: UUID) -> CaseView:
    """The case's fold, the first 50 of its faults, its steps, and the acts open to you."""
    return await seen_case(parts, account, case_id, PageRequest())


async def read_evidence(
    parts: WithParts, account: Bearer, case_id: UUID, limit: Limit = 50, after: After = None
) -> Page[EvidenceView]:
    """One fault an item, as it was first suspected."""
    case = await seen_case(parts, account, case_id, PageRequest(limit=limit, after=after))
    return case.evidence


async def read_steps(parts: WithParts, account: Bearer, case_id: UUID) -> Page[StepView]:
    """What people did, with the digests of the chain; a case has few steps: one page."""
    case = await seen_case(parts, account, case_id, _NO_EVIDENCE)
    return Page(items=case.steps)


async def act(parts: WithParts, account: Bearer, case_id: UUID, body: ActBody) -> CaseView:
    """Asking again with the same ``seen_sequence`` has no second effect: it is safe to retry."""
    actor = acting(account)
    return await parts.cases.act(case_id, body.command(), actor, body.seen_sequence)


async def seen_case(
    parts: Parts, account: Account, case_id: UUID, evidence: PageRequest
) -> CaseView:
    """A case as the account may see it.

    Raises:
        NotFound: there is none, or it is about another site than an operator's own.
    """
    case = await parts.cases.get(case_id, evidence, actor_of(account))
    if not sees_site(account, case.summary.site_id):
        raise NotFound(f"case {case_id}")
    return as_seen(case, account)
