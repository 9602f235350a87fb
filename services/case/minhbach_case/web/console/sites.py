"""The register in the console: the list of sites."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.importing import KEEPERS
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.sites import seen_sites
from minhbach_case.web.console.answers import Page, query_with, show
from minhbach_case.web.guard import InSession
from minhbach_case.web.parts import Parts, WithParts

SITES_A_PAGE: Final = 50


def sites_pages() -> APIRouter:
    """``/sites``."""
    routes = APIRouter()
    routes.add_api_route("/sites", list_page)
    return routes


async def list_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """The sites of the register, by name."""
    return await _show_sites(parts, request, account)


async def _show_sites(parts: Parts, request: Request, account: Account) -> Response:
    after = request.query_params.get("after") or None
    page = PageRequest(limit=SITES_A_PAGE, after=after and after[:100])
    found = await seen_sites(parts, account, SiteFilters(), page)
    context = {
        "sites": found.items,
        "keeps_register": account.role in KEEPERS,
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("sites.html", context, account=account, here="sites"))
