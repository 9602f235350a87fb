"""The web app, made of its parts: nothing stands before ``create_web`` is called."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import BaseRoute

from minhbach_case.application import Cases, Register
from minhbach_case.counting import ProvinceNumbers
from minhbach_case.exporting.xlsx_file import MEDIA_TYPE as XLSX
from minhbach_case.letters import Letters
from minhbach_case.observing import Observations
from minhbach_case.outgoing import Outgoing
from minhbach_case.pictures import Pictures
from minhbach_case.storage.audit import AuditTrail
from minhbach_case.storage.uploads import Uploads
from minhbach_case.web.accounts import Accounts
from minhbach_case.web.api.accounts import accounts_routes
from minhbach_case.web.api.audit import audit_routes
from minhbach_case.web.api.bounces import bounces_routes
from minhbach_case.web.api.cases import cases_routes
from minhbach_case.web.api.deliveries import deliveries_routes
from minhbach_case.web.api.dossiers import dossiers_routes
from minhbach_case.web.api.filings import filings_routes
from minhbach_case.web.api.imports import imports_routes
from minhbach_case.web.api.jobs import jobs_routes
from minhbach_case.web.api.letters import letters_routes
from minhbach_case.web.api.portals import portals_routes
from minhbach_case.web.api.problems import described
from minhbach_case.web.api.province import province_routes
from minhbach_case.web.api.report_files import report_files_routes
from minhbach_case.web.api.reports import reports_routes
from minhbach_case.web.api.sites import sites_routes
from minhbach_case.web.api.statements import statements_routes
from minhbach_case.web.api.tokens import tokens_routes
from minhbach_case.web.api.webhooks import webhooks_routes
from minhbach_case.web.assets import Assets
from minhbach_case.web.colleagues import Colleagues
from minhbach_case.web.console.accounts import accounts_pages
from minhbach_case.web.console.audit import audit_pages
from minhbach_case.web.console.bulk import bulk_pages
from minhbach_case.web.console.cases import cases_pages
from minhbach_case.web.console.dossiers import dossiers_pages
from minhbach_case.web.console.entrance import entrance_routes
from minhbach_case.web.console.filing_form import filing_form_pages
from minhbach_case.web.console.filings import filings_pages
from minhbach_case.web.console.imports import imports_pages
from minhbach_case.web.console.jobs import jobs_pages
from minhbach_case.web.console.letters import letters_pages
from minhbach_case.web.console.pictures import pictures_pages
from minhbach_case.web.console.portals import portals_pages
from minhbach_case.web.console.provider import provider_routes
from minhbach_case.web.console.province import province_pages
from minhbach_case.web.console.queue import queue_pages
from minhbach_case.web.console.rendering import Renderer
from minhbach_case.web.console.reports import reports_pages
from minhbach_case.web.console.sending import sending_pages
from minhbach_case.web.console.site import site_pages
from minhbach_case.web.console.sites import sites_pages
from minhbach_case.web.console.statements import statements_pages
from minhbach_case.web.console.uploads import uploads_pages
from minhbach_case.web.console.webhooks import webhooks_pages
from minhbach_case.web.exports.routes import exports_pages, exports_routes
from minhbach_case.web.failures import add_failures, unavailable
from minhbach_case.web.keeping import AccountKeeping
from minhbach_case.web.limits import BodyLimit
from minhbach_case.web.oidc import Oidc
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.roles import API, check_whole
from minhbach_case.web.security import FormSeal, SecurityHeaders
from minhbach_case.web.texts import read_texts
from minhbach_case.web.trailing import Trailing
from minhbach_shared.clock import Clock

_HERE: Final = Path(__file__).parent
# What jobs made, too: archives, PDF, XLSX.
_PACKED: Final = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/octet-stream",
    "application/pdf",
    XLSX,
)


def create_web(  # noqa: PLR0913  # one a part that the composition root joins
    *,
    cases: Cases,
    register: Register,
    letters: Letters,
    observations: Observations,
    numbers: ProvinceNumbers,
    accounts: Accounts,
    keeping: AccountKeeping,
    trail: AuditTrail,
    outgoing: Outgoing,
    secret: bytes,
    clock: Clock,
    secure_cookies: bool = False,
    oidc: Oidc | None = None,
    pictures: Pictures | None = None,
    uploads: Uploads | None = None,
) -> FastAPI:
    """The API and the console over one application.

    Args:
        secret: the deployment's secret; the key that seals forms is derived from it.
        secure_cookies: true wherever the console is reached over https.
        oidc: the agency's OpenID provider, where one is set.
        pictures: of captured pages, where a browser is set.
        uploads: files that come with a reply; without, none is taken.
    """
    assets, renderer = _files()
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.parts = Parts(
        cases=cases,
        register=register,
        letters=letters,
        observations=observations,
        numbers=numbers,
        accounts=accounts,
        colleagues=Colleagues(accounts, cases.seal),
        keeping=keeping,
        trail=trail,
        outgoing=outgoing,
        seal=FormSeal(secret),
        assets=assets,
        renderer=renderer,
        clock=clock,
        secure_cookies=secure_cookies,
        pictures=pictures,
        uploads=uploads,
        oidc=oidc,
    )
    app.router.routes.extend(_routes())
    check_whole(_places(app))
    add_failures(app)
    app.openapi = _document  # type: ignore[method-assign]  # FastAPI's documented way
    app.add_middleware(Trailing, trail=trail, refusing=unavailable)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    # Level 6: the last tenth of a page's size would cost twice the time.
    app.add_middleware(GZipMiddleware, compresslevel=6, exclude_content_types=_PACKED)
    return app


@cache
def _files() -> tuple[Assets, Renderer]:
    """What is read from the distribution's own files, once a process."""
    assets = Assets(_HERE / "static")
    return assets, Renderer(_HERE / "templates", read_texts(_HERE / "locales"), assets)


def _places(app: FastAPI) -> set[str]:
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or set()) - {"HEAD"}
    }


@cache
def _document() -> dict[str, Any]:
    """The API's document, once a process as its routes are."""
    what = "Cases of registered web sites: suspected until people decide."
    return described("Minh Bạch", "1", what, _routes())


@cache
def _routes() -> Sequence[BaseRoute]:
    """Every route, once a process: reading their signatures takes a second, and none of them
    holds a part; the parts come with the app of each request."""
    whole = APIRouter()
    for routes in (
        tokens_routes(),
        accounts_routes(),
        audit_routes(),
        cases_routes(),
        statements_routes(),
        letters_routes(),
        deliveries_routes(),
        bounces_routes(),
        dossiers_routes(),
        sites_routes(),
        province_routes(),
        portals_routes(),
        imports_routes(),
        filings_routes(),
        exports_routes(),
        webhooks_routes(),
        jobs_routes(),
        report_files_routes(),
        reports_routes(),
    ):
        whole.include_router(routes, prefix=API)
    for pages in (
        entrance_routes(),
        provider_routes(),
        accounts_pages(),
        audit_pages(),
        queue_pages(),
        bulk_pages(),
        cases_pages(),
        statements_pages(),
        letters_pages(),
        sending_pages(),
        dossiers_pages(),
        pictures_pages(),
        uploads_pages(),
        sites_pages(),
        site_pages(),
        province_pages(),
        portals_pages(),
        imports_pages(),
        filings_pages(),
        filing_form_pages(),
        exports_pages(),
        webhooks_pages(),
        jobs_pages(),
        reports_pages(),
        _static_routes(),
    ):
        whole.include_router(pages, include_in_schema=False)
    return tuple(whole.routes)


def _static_routes() -> APIRouter:
    routes = APIRouter()
    routes.add_api_route("/static/{name}", static_file, methods=["GET", "HEAD"])
    return routes


async def static_file(parts: WithParts, name: str) -> Response:
    """One of the console's files, under the name that its digest gives it."""
    return parts.assets.answer(name)
