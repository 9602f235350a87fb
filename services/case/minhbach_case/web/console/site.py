"""One site in the console: its licence, its duties over time, cases, visits, record, history."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import TEXT_LIMIT
from minhbach_case.domain.observed import MARKS, SCALES, Scale
from minhbach_case.errors import ActRefused, Missing
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.console.answers import Page, go, posted, show, texts_of
from minhbach_case.web.console.portals import freshness_of
from minhbach_case.web.guard import InSession, acting, sees_personal, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told

_FIRST: Final[Scale] = "month"
_NO_ATTEMPT: Final[Mapping[str, Any]] = {"act": None, "values": {}, "faults": {}, "problem": None}


def site_pages() -> APIRouter:
    """``/sites/{id}``."""
    routes = APIRouter()
    routes.add_api_route("/sites/{site_id}", site_page)
    routes.add_api_route("/sites/{site_id}/erase", erase_site, methods=["POST"])
    return routes


async def site_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """One site, as far as the account may see it."""
    return await _show_site(parts, request, account, site_id, _NO_ATTEMPT)


async def erase_site(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """Erases the personal data of a site; a refusal shows the form again, as it was filled in."""
    actor = acting(account)
    values = await posted(request, session_word(request))
    try:
        if values.get("sure") != "yes":
            raise Missing("Say that it cannot be undone.", "sure")
        await parts.register.erase(site_id, values.get("reason", ""), actor)
    except ActRefused as error:
        words = told(texts_of(request), error)
        faults = {name: words for name in (field_of(error),) if name}
        attempt = {"act": "erase", "values": values, "faults": faults, "problem": words}
        return await _show_site(parts, request, account, site_id, attempt, STATUS[error.code])
    return go(f"/sites/{site_id}?done=erase")


async def _show_site(
    parts: Parts,
    request: Request,
    account: Account,
    site_id: UUID,
    attempt: Mapping[str, Any],
    status: int = 200,
) -> Response:
    site = await seen_site(parts, account, site_id)
    asked = request.query_params.get("scale")
    scale = next((one for one in SCALES if one == asked), _FIRST)
    observed = await parts.observations.of_site(site.record, scale, sees_personal(account))
    is_portal = site.record.site_class == "state_portal"
    shown = {mark for duty in observed.duties.duties for mark in (*duty.marks, duty.now)}
    context = {
        "site": site,
        "observed": observed,
        "scales": SCALES,
        "marks": [mark for mark in MARKS if mark in shown],
        "attempt": attempt,
        "limit": TEXT_LIMIT,
        "erases": account.role == "administrator" and site.personal is not None,
        "erased": request.query_params.get("done") == "erase",
        **(await freshness_of(parts, site_id) if is_portal else {"fresh": None}),
    }
    return show(request, Page("site.html", context, account, here="sites", status=status))
