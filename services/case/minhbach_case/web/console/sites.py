"""The register in the console: the list, one site, and taking a file in."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from minhbach_case.errors import NotAllowed, UnreadableFile
from minhbach_case.views import CaseFilters, ImportReport, PageRequest, SiteFilters
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.sites import seen_site, seen_sites
from minhbach_case.web.console.answers import Page, query_with, show, texts_of
from minhbach_case.web.guard import InSession, acting, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import ForgedForm, told

SITES_A_PAGE: Final = 50


def sites_pages() -> APIRouter:
    """``/sites`` and ``/sites/{id}``."""
    routes = APIRouter()
    routes.add_api_route("/sites", list_page)
    routes.add_api_route("/sites", import_file, methods=["POST"])
    routes.add_api_route("/sites/{site_id}", site_page)
    return routes


async def list_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """The sites of the register, by name."""
    return await _show_sites(parts, request, account)


async def import_file(parts: WithParts, request: Request, account: InSession) -> Response:
    """Takes a register file in and says what became of it."""
    async with request.form(max_files=1, max_fields=10) as form:
        file, seal = form.get("file"), form.get("csrf")
        if not isinstance(seal, str) or not parts.seal.holds(session_word(request), seal):
            raise ForgedForm
        if not isinstance(file, UploadFile) or not file.filename:
            problem = texts_of(request)("import.no_file")
            return await _show_sites(parts, request, account, problem=problem, status=422)
        return await _import(parts, request, account, file.filename, await file.read())


async def _import(
    parts: Parts, request: Request, account: Account, name: str, data: bytes
) -> Response:
    try:
        report = await parts.register.import_csv(name, data, acting(account))
    except NotAllowed as error:
        problem = told(texts_of(request), error)
        return await _show_sites(parts, request, account, problem=problem, status=403)
    except UnreadableFile as error:
        return await _show_sites(parts, request, account, problem=str(error), status=422)
    return await _show_sites(parts, request, account, report=report)


async def site_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """One site's record with its cases."""
    site = await seen_site(parts, account, site_id)
    cases = await parts.cases.list(CaseFilters(site_id=site_id), PageRequest(limit=50))
    context = {"site": site, "lines": cases.items}
    return show(request, Page("site.html", context, account=account, here="sites"))


async def _show_sites(
    parts: Parts,
    request: Request,
    account: Account,
    *,
    report: ImportReport | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    after = request.query_params.get("after") or None
    page = PageRequest(limit=SITES_A_PAGE, after=after and after[:100])
    found = await seen_sites(parts, account, SiteFilters(), page)
    context = {
        "sites": found.items,
        "report": report,
        "problem": problem,
        "keeps_register": account.role in ("officer", "supervisor", "administrator"),
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("sites.html", context, account=account, here="sites", status=status))
