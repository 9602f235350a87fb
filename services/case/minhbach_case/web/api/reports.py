"""Periodic reports over the API: drafted, issued, read; and what stands behind each figure."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from minhbach_case.domain.reports.corrections import REASON_LIMIT
from minhbach_case.domain.reports.model import Audience
from minhbach_case.jobs import Job
from minhbach_case.reports.views import DraftLine, DraftView, ItemView, ReportLine, ReportView
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, actor_of
from minhbach_case.web.parts import WithParts
from minhbach_shared.events.base import Digest

Key = Annotated[
    str, Path(max_length=100, pattern=r"^[a-z_.]+$", description="Such as `visits.total.made`")
]
_LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "description": "It takes longer: a job, which leads to the draft when it is done",
        "model": Job,
    }
}


class DraftAsked(BaseModel):
    """Which report to count."""

    period: str = Field(
        pattern=r"^(20[0-9]{2}|2100)(-H[12])?$", description="`2026-H1`, `2026-H2` or `2026`"
    )
    audience: Audience = "province"


class IssueAsked(BaseModel):
    """The draft as it was read."""

    digest: Digest = Field(description="The draft's own: what is issued is what was read")
    reason: str = Field(
        default="",
        max_length=REASON_LIMIT,
        description="Where the draft `corrects` an issued report: why, in your own words. It is "
        "kept with the report and printed in it: name no person. Else leave it out",
    )


def reports_routes() -> APIRouter:
    """``/reports`` and ``/report-drafts``; a report as a file stands in routes of its own."""
    routes = APIRouter(tags=["reports"])
    reading, one = answers(401, 403, 422, 503), answers(401, 403, 404, 422, 503)
    routes.add_api_route(
        "/reports", list_reports, summary="Issued reports, newest first", responses=reading
    )
    routes.add_api_route(
        "/report-drafts", list_drafts, summary="Drafts, newest first", responses=reading
    )
    routes.add_api_route(
        "/report-drafts",
        draft_report,
        methods=["POST"],
        status_code=201,
        summary="Count a report as a draft",
        responses=_LATER | reading,
    )
    routes.add_api_route("/report-drafts/{draft_id}", read_draft, summary="A draft", responses=one)
    routes.add_api_route(
        "/report-drafts/{draft_id}/issue",
        issue_report,
        methods=["POST"],
        status_code=201,
        summary="Issue a draft: kept for good, never changed",
        responses=answers(401, 403, 404, 409, 422, 503),
    )
    routes.add_api_route(
        "/reports/{report_id}", read_report, summary="An issued report", responses=one
    )
    routes.add_api_route(
        "/reports/{report_id}/figures/{key}/items",
        list_items,
        summary="The cases or sites behind a figure",
        responses=one,
    )
    return routes


async def list_reports(
    parts: WithParts, _: Bearer, limit: Limit = 50, after: After = None
) -> Page[ReportLine]:
    """A report with `corrected_by` is no longer the one in force."""
    return await parts.outgoing.reports.lists.issued(PageRequest(limit=limit, after=after))


async def list_drafts(
    parts: WithParts, _: Bearer, limit: Limit = 50, after: After = None
) -> Page[DraftLine]:
    """Drafts are kept for 30 days."""
    return await parts.outgoing.reports.lists.drafted(PageRequest(limit=limit, after=after))


async def draft_report(
    parts: WithParts, account: Bearer, asked: DraftAsked, response: Response
) -> DraftView | Job:
    """Counts the period and the one before; where there is much to read, as a job (202)."""
    desk = parts.outgoing.reports.desk
    made = await desk.draft(asked.period, asked.audience, actor_of(account))
    return accepted(response, made) if isinstance(made, Job) else made


async def read_draft(parts: WithParts, _: Bearer, draft_id: UUID) -> DraftView:
    """With what does not re-add, and what stands in the way of issuing it."""
    return await parts.outgoing.reports.desk.drafted(draft_id)


async def issue_report(
    parts: WithParts, account: Bearer, draft_id: UUID, asked: IssueAsked
) -> ReportView:
    """A supervisor's or an administrator's own act. Of two who issue at once, one wins."""
    desk = parts.outgoing.reports.desk
    return await desk.issue(draft_id, asked.digest, actor_of(account), asked.reason)


async def read_report(parts: WithParts, _: Bearer, report_id: UUID) -> ReportView:
    """As it was issued, with what it changed of the report that it corrects."""
    return await parts.outgoing.reports.desk.one(report_id)


async def list_items(  # one a parameter of the query
    parts: WithParts,
    _: Bearer,
    report_id: UUID,
    key: Key,
    limit: Limit = 50,
    after: After = None,
) -> Page[ItemView]:
    """Of a report, or of a draft by its id; as they stood when it was counted."""
    page = PageRequest(limit=limit, after=after)
    return await parts.outgoing.reports.lists.behind(report_id, key, page)
