"""The audit trail in the console, for auditors and administrators."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.audit_views import TrailFilters
from minhbach_case.views import PageRequest
from minhbach_case.web.console.answers import Page, query_with, show
from minhbach_case.web.guard import InSession
from minhbach_case.web.parts import WithParts
from minhbach_case.web.texts import read_date

ENTRIES_A_PAGE: Final = 100


def audit_pages() -> APIRouter:
    """``/audit``."""
    routes = APIRouter()
    routes.add_api_route("/audit", audit_page)
    return routes


async def audit_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """Who read or changed what, newest first; by person, case and day."""
    filters = filters_of(request.query_params)
    after = request.query_params.get("after") or None
    page = PageRequest(limit=ENTRIES_A_PAGE, after=after and after[:100])
    found = await parts.trail.page(filters, page)
    context = {
        "entries": found.items,
        "filters": filters,
        # A day that cannot be read comes back as it was typed, with what is wrong with it.
        "unread_day": "" if filters.day else request.query_params.get("day", "").strip()[:10],
        "accounts": await parts.keeping.accounts(),
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("audit.html", context, account=account, here="audit"))


def filters_of(query: Mapping[str, str]) -> TrailFilters:
    """The filters that the query names; what cannot be read filters nothing."""
    return TrailFilters(
        account=query.get("who", "")[:200] or None,
        case_id=_as_id(query.get("case_id", "")),
        day=read_date(query.get("day", "")),
    )


def _as_id(word: str) -> UUID | None:
    try:
        return UUID(word.strip())
    except ValueError:
        return None
