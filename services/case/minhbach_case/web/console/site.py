"""One site in the console: its licence, its duties over time, cases, visits, record, history."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.observed import MARKS, SCALES, Scale
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.console.answers import Page, show
from minhbach_case.web.guard import InSession, sees_personal
from minhbach_case.web.parts import WithParts

_FIRST: Final[Scale] = "month"


def site_pages() -> APIRouter:
    """``/sites/{id}``."""
    routes = APIRouter()
    routes.add_api_route("/sites/{site_id}", site_page)
    return routes


async def site_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """One site, as far as the account may see it."""
    site = await seen_site(parts, account, site_id)
    asked = request.query_params.get("scale")
    scale = next((one for one in SCALES if one == asked), _FIRST)
    observed = await parts.observations.of_site(site.record, scale, sees_personal(account))
    shown = {mark for duty in observed.duties.duties for mark in (*duty.marks, duty.now)}
    context = {
        "site": site,
        "observed": observed,
        "scales": SCALES,
        "marks": [mark for mark in MARKS if mark in shown],
    }
    return show(request, Page("site.html", context, account=account, here="sites"))
