"""Statements of reasons in the console: the letter as a page, as a file, and as a draft."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.documents.letter import Letter
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.api.letters import drafted
from minhbach_case.web.api.statements import Sequence, as_file, letter_file
from minhbach_case.web.console.answers import Page, language_of, show
from minhbach_case.web.guard import InSession
from minhbach_case.web.parts import Parts, WithParts


def statements_pages() -> APIRouter:
    """``/cases/{case_id}/statements/…`` and ``/cases/{case_id}/drafts/…``."""
    routes = APIRouter(prefix="/cases/{case_id}")
    # Files first: the first route that fits answers.
    routes.add_api_route("/statements/{sequence}.pdf", statement_file)
    routes.add_api_route("/statements/{sequence}", statement_page)
    routes.add_api_route("/drafts/notice.pdf", draft_file)
    routes.add_api_route("/drafts/notice", draft_page)
    routes.add_api_route("/drafts/decision.pdf", decision_file)
    routes.add_api_route("/drafts/decision", decision_page)
    return routes


async def statement_page(
    parts: WithParts, request: Request, account: InSession, case_id: UUID, sequence: Sequence
) -> Response:
    """The letter of a notice or a decision."""
    await _seen(parts, account, case_id)
    letter = await parts.letters.issued(case_id, sequence, language_of(request))
    return _show(request, account, letter, case_id, f"/cases/{case_id}/statements/{sequence}.pdf")


async def statement_file(
    parts: WithParts, request: Request, account: InSession, case_id: UUID, sequence: Sequence
) -> Response:
    """The same letter as PDF."""
    await _seen(parts, account, case_id)
    return await letter_file(parts.letters, case_id, sequence, language_of(request))


async def draft_page(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The notice as it would be if it were given now: to read before it is."""
    letter = await _drafted(parts, request, account, case_id)
    return _show(request, account, letter, case_id, f"/cases/{case_id}/drafts/notice.pdf")


async def draft_file(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The draft as PDF, marked as one and never sealed."""
    letter = await _drafted(parts, request, account, case_id)
    return as_file(await parts.letters.file(letter), f"{case_id.hex[:8]}-draft.pdf")


async def decision_page(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The decision as it would be if it were taken now, without the decider's own words."""
    letter = await _decision(parts, request, account, case_id)
    return _show(request, account, letter, case_id, f"/cases/{case_id}/drafts/decision.pdf")


async def decision_file(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The same draft as PDF."""
    letter = await _decision(parts, request, account, case_id)
    return as_file(await parts.letters.file(letter), f"{case_id.hex[:8]}-decision-draft.pdf")


async def _decision(parts: Parts, request: Request, account: Account, case_id: UUID) -> Letter:
    return await drafted(parts, account, case_id, "decision", language_of(request))


async def _drafted(parts: Parts, request: Request, account: Account, case_id: UUID) -> Letter:
    return await drafted(parts, account, case_id, "notice", language_of(request))


async def _seen(parts: Parts, account: Account, case_id: UUID) -> None:
    await seen_case(parts, account, case_id, PageRequest(limit=1))


def _show(request: Request, account: Account, letter: Letter, case_id: UUID, file: str) -> Response:
    context = {"letter": letter, "case_id": case_id, "file": file}
    return show(request, Page("statement.html", context, account=account, here="cases"))
