"""Reports in the console: what was issued and drafted, a report with its charts, its figures."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.reports.corrections import REASON_LIMIT
from minhbach_case.domain.reports.model import AUDIENCES, Audience, Document
from minhbach_case.domain.reports.periods import Part, Period, period_of
from minhbach_case.errors import ActRefused, NotFound, Wrong
from minhbach_case.jobs import Job
from minhbach_case.reports.files import XLSX
from minhbach_case.reports.views import DraftView, ReportLine
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.report_files import as_file
from minhbach_case.web.api.reports import Key
from minhbach_case.web.api.statements import PDF
from minhbach_case.web.console.answers import (
    Page,
    go,
    language_of,
    posted,
    query_with,
    show,
    texts_of,
)
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.guard import InSession, actor_of, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of
from minhbach_case.web.roles import ISSUERS, KEEPERS

YEARS_BACK: Final = 5
DRAFTS_SHOWN: Final = 10
_PARTS: Final[tuple[Part, ...]] = ("year", "H2", "H1")
ReportId = Annotated[UUID, Path(description="Of an issued report, or of a draft")]


def reports_pages() -> APIRouter:
    """``/reports`` and what stands below it."""
    routes = APIRouter(prefix="/reports")
    routes.add_api_route("", reports_page)
    routes.add_api_route("", make_draft, methods=["POST"])
    routes.add_api_route("/drafts/{draft_id}", draft_page)
    routes.add_api_route("/drafts/{draft_id}", issue_draft, methods=["POST"])
    # Files first: the first route that fits answers.
    routes.add_api_route("/{report_id}.pdf", pdf_file)
    routes.add_api_route("/{report_id}.xlsx", workbook_file)
    routes.add_api_route("/{report_id}/figures/{key}", figure_page)
    routes.add_api_route("/{report_id}", report_page)
    return routes


async def reports_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """What was issued, newest first, what was drafted, and the form that asks for a draft."""
    return await _list(parts, request, account, "")


async def make_draft(parts: WithParts, request: Request, account: InSession) -> Response:
    """Counts a draft: to its page, or to the job that leads there."""
    values = await posted(request, session_word(request))
    audience = one_of(values.get("audience"), AUDIENCES)
    if audience is None:
        return await _list(parts, request, account, "reports.audience.missing")
    desk = parts.outgoing.reports.desk
    try:
        made = await desk.draft(values.get("period", ""), audience, actor_of(account))
    except ActRefused:
        return await _list(parts, request, account, "reports.period.missing")
    if isinstance(made, Job):
        return go(f"/jobs/{made.job_id}")
    return go(f"/reports/drafts/{made.draft_id}")


async def draft_page(
    parts: WithParts, request: Request, account: InSession, draft_id: UUID
) -> Response:
    """A draft as it would be issued, and what stands in the way of that."""
    draft = await parts.outgoing.reports.desk.drafted(draft_id)
    return await _draft(parts, request, account, draft)


async def issue_draft(
    parts: WithParts, request: Request, account: InSession, draft_id: UUID
) -> Response:
    """Issues a draft that was read, once whoever does it has said that they are sure."""
    values = await posted(request, session_word(request))
    desk, reason = parts.outgoing.reports.desk, values.get("reason", "")
    if values.get("sure") != "yes":
        draft = await desk.drafted(draft_id)
        return await _draft(parts, request, account, draft, reason=reason, unsure=True)
    try:
        issued = await desk.issue(draft_id, values.get("digest", ""), actor_of(account), reason)
    except NotFound:
        raise
    except ActRefused as error:
        draft = await desk.drafted(draft_id)
        return await _draft(parts, request, account, draft, reason=reason, refused=error)
    return go(f"/reports/{issued.issue.report_id}?done=issued")


async def report_page(
    parts: WithParts, request: Request, account: InSession, report_id: ReportId
) -> Response:
    """An issued report: its words, tables and charts, and its files."""
    reports = parts.outgoing.reports
    view = await reports.desk.one(report_id)
    document = Document(report=view.report, issue=view.issue)
    context = {
        "report": reports.files.words(report_id, document, language_of(request)),
        "id": report_id,
        "issue": view.issue,
        "corrected_by": view.corrected_by,
        "draft": None,
        "people": await parts.colleagues.known(),
        "issued_now": request.query_params.get("done") == "issued",
    }
    return show(request, Page("report.html", context, account=account, here="reports"))


async def pdf_file(
    parts: WithParts, request: Request, _: InSession, report_id: ReportId
) -> Response:
    """A report or a draft as PDF, in the reader's language."""
    return as_file(await parts.outgoing.reports.files.pdf(report_id, language_of(request)), PDF)


async def workbook_file(
    parts: WithParts, request: Request, _: InSession, report_id: ReportId
) -> Response:
    """A report or a draft as a workbook, in the reader's language."""
    files = parts.outgoing.reports.files
    return as_file(await files.workbook(report_id, language_of(request)), XLSX)


async def figure_page(
    parts: WithParts, request: Request, account: InSession, report_id: ReportId, key: Key
) -> Response:
    """The cases or sites behind one figure, as they stood when it was counted.

    Raises:
        NotFound: there is no such report, draft or figure.
    """
    reports = parts.outgoing.reports
    document = await reports.desk.document(report_id)
    after = request.query_params.get("after") or None
    page = await reports.lists.behind(report_id, key, PageRequest(after=after and after[:100]))
    issued = document.issue is not None
    context = {
        "figure": reports.files.figure(document, key, language_of(request)),
        "back": f"/reports/{report_id}" if issued else f"/reports/drafts/{report_id}",
        "lines": page.items,
        "export_path": f"reports/{report_id}/figures/{key}",
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=page.next) if page.next else None,
    }
    return show(request, Page("report_figure.html", context, account=account, here="reports"))


async def _list(parts: Parts, request: Request, account: Account, problem: str) -> Response:
    reports = parts.outgoing.reports
    after = request.query_params.get("after") or None
    issued = await reports.lists.issued(PageRequest(limit=20, after=after and after[:20]))
    drafts = await reports.lists.drafted(PageRequest(limit=DRAFTS_SHOWN))
    today = agency_day(parts.clock())
    periods = tuple(_periods(parts, today))
    context = {
        "issued": [(line, _number(parts, line)) for line in issued.items],
        "drafts": drafts.items,
        "people": await parts.colleagues.known(),
        "may_ask": account.role in KEEPERS,
        "periods": periods,
        "ended": next((one.word for one in periods if one.last < today), ""),
        "audiences": AUDIENCES,
        "problem": problem,
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=issued.next) if issued.next else None,
    }
    status = 422 if problem else 200
    page = Page("reports.html", context, account=account, here="reports", status=status)
    return show(request, page)


def _number(parts: Parts, line: ReportLine) -> str:
    audience: Audience = line.audience
    return parts.outgoing.reports.files.number(line.period, audience, line.ordinal)


def _periods(parts: Parts, today: date) -> Iterator[Period]:
    """What can be asked for: every period that has begun, the last one first."""
    for year in range(today.year + 1, today.year - YEARS_BACK, -1):
        for part in _PARTS:
            period = period_of(year, part, parts.outgoing.reports.desk.closing_day)
            if period.first <= today:
                yield period


async def _draft(
    parts: Parts,
    request: Request,
    account: Account,
    draft: DraftView,
    *,
    reason: str = "",
    refused: ActRefused | None = None,
    unsure: bool = False,
) -> Response:
    document = Document(report=draft.report, issue=None)
    files = parts.outgoing.reports.files
    problem = _problem(request, refused) if refused else ""
    context = {
        "report": files.words(draft.draft_id, document, language_of(request)),
        "id": draft.draft_id,
        "issue": None,
        "corrected_by": None,
        "draft": draft,
        "people": await parts.colleagues.known(),
        "may_issue": account.role in ISSUERS and draft.in_the_way is None,
        "problem": problem,
        "reason": reason,
        "reason_limit": REASON_LIMIT,
        "faulty": refused is not None and field_of(refused) == "reason",
        "unsure": unsure,
    }
    status = STATUS[refused.code] if refused else 422 if unsure else 200
    page = Page("report.html", context, account=account, here="reports", status=status)
    return show(request, page)


def _problem(request: Request, refused: ActRefused) -> str:
    texts = texts_of(request)
    if field_of(refused) == "reason":
        return texts("report.reason.wrong", limit=REASON_LIMIT)
    key = "report.other_digest" if isinstance(refused, Wrong) else f"refusal.{refused.code}"
    return texts(key)
