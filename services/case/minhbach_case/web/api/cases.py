"""The cases over the API: read them, act on them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from minhbach_case.domain.queueing import ClockWord, QueueOrder, QueueState
from minhbach_case.errors import NotFound
from minhbach_case.queueing import QueueFilters
from minhbach_case.views import (
    PAGE_LIMIT,
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
    filters_as_seen,
    queue_as_seen,
    sees_site,
)
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.vocabulary import CaseKind, SiteClass

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT)]
After = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
_NO_EVIDENCE: Final = PageRequest(limit=1)


class CasesAsked(BaseModel):
    """The queue's own filters, and its orders."""

    state: tuple[QueueState, ...] = Field(
        default=(), description="Any of these; `open`: something is still to be done"
    )
    kind: CaseKind | None = None
    site_id: UUID | None = None
    site_class: SiteClass | None = Field(default=None, alias="class")
    assignee: str | None = Field(
        default=None,
        pattern="^(me|nobody|[0-9a-f]{64})$",
        description="`me`, `nobody`, or a sealed account, as a case's `assignee` is one",
    )
    clock: ClockWord | None = Field(
        default=None, description="Overdue, or due within five days: always soonest due first"
    )
    q: str = Field(
        default="", max_length=100, description="Of a site's name or address, or a case's number"
    )
    sort: QueueOrder = Field(
        default="opened", description="Soonest due, last changed, or last opened first"
    )
    limit: int = Field(default=50, ge=1, le=PAGE_LIMIT)
    after: str | None = Field(
        default=None, max_length=100, description="`next` of the page before, in the same order"
    )

    def filters(self, me: str) -> QueueFilters:
        """The same as the queue takes it; ``me`` is the sealed account of who asks."""
        return QueueFilters(
            states=self.state,
            kind=self.kind,
            site_id=self.site_id,
            site_class=self.site_class,
            assignee=me if self.assignee == "me" else self.assignee,
            clock=self.clock,
            text=self.q.strip(),
            order=self.sort,
        )


def cases_routes() -> APIRouter:
    """``/cases`` and what hangs under it."""
    routes = APIRouter(prefix="/cases", tags=["cases"])
    routes.add_api_route(
        "",
        list_cases,
        summary="The cases, as the queue has them",
        responses=answers(401, 422, 503),
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
    parts: WithParts, account: Bearer, asked: Annotated[CasesAsked, Query()]
) -> Page[CaseSummary]:
    """An operator gets its own site's cases only; `assignee` and `clock` say nothing to it."""
    if account.role == "operator" and asked.site_id not in (None, account.site_id):
        return Page(items=())
    filters = filters_as_seen(asked.filters(parts.cases.seal(account.id)), account)
    page = PageRequest(limit=asked.limit, after=asked.after)
    found = queue_as_seen(await parts.cases.queue.page(filters, page), account)
    return Page(items=tuple(line.summary for line in found.lines), next=found.next)


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
    command = await parts.colleagues.resolved(body.command(), actor)
    dispatch = parts.outgoing.correspondence.dispatch
    return await dispatch.act(case_id, command, actor, body.seen_sequence, body.sending())


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
