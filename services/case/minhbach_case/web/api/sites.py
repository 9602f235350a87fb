"""The register over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, UploadFile
from fastapi.params import File
from pydantic import BaseModel, ConfigDict

from minhbach_case.errors import NotFound
from minhbach_case.import_views import ImportReport
from minhbach_case.views import (
    Page,
    PageRequest,
    SiteFilters,
    SiteSummary,
    SiteView,
)
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.acts import Words
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, acting, sees_personal, sees_site
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.vocabulary import SiteClass

Upload = Annotated[UploadFile, File(description="CSV or XLSX with a header row")]


class EraseSiteBody(BaseModel):
    """Why the personal data of a site is erased."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Words


def sites_routes() -> APIRouter:
    """``/sites`` and ``/register/imports``."""
    routes = APIRouter(tags=["register"])
    routes.add_api_route(
        "/sites", list_sites, summary="The sites, by name", responses=answers(401, 422, 503)
    )
    routes.add_api_route(
        "/sites/{site_id}",
        read_site,
        summary="A site's record",
        responses=answers(401, 404, 422, 503),
    )
    routes.add_api_route(
        "/sites/{site_id}/erase",
        erase_site,
        methods=["POST"],
        summary="Erase a site's personal data",
        responses=answers(401, 403, 404, 409, 413, 422, 503),
    )
    routes.add_api_route(
        "/register/imports",
        import_register,
        methods=["POST"],
        summary="Take a register file in",
        responses=answers(400, 401, 403, 413, 422, 503),
    )
    return routes


async def list_sites(
    parts: WithParts,
    account: Bearer,
    site_class: SiteClass | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[SiteSummary]:
    """An operator gets its own site only."""
    return await seen_sites(
        parts, account, SiteFilters(site_class=site_class), PageRequest(limit=limit, after=after)
    )


async def read_site(parts: WithParts, account: Bearer, site_id: UUID) -> SiteView:
    """`personal` is null for a viewer, and for everybody once it was erased."""
    return await seen_site(parts, account, site_id)


async def erase_site(
    parts: WithParts, account: Bearer, site_id: UUID, body: EraseSiteBody
) -> SiteView:
    """Names, e-mails and telephone numbers in all versions of its record, and its salt.

    The chain stays valid. A second time changes nothing. 409: a case of it is on legal hold.
    """
    return await parts.register.erase(site_id, body.reason, acting(account))


async def import_register(parts: WithParts, account: Bearer, file: Upload) -> ImportReport:
    """Bad rows are named by line and column and stay out; the rest goes in.

    All of it in one request: a long file goes better by a preview, whose application is a job.
    """
    actor = acting(account)
    return await parts.register.import_file(file.filename or "-", await file.read(), actor)


async def seen_sites(
    parts: Parts, account: Account, filters: SiteFilters, page: PageRequest
) -> Page[SiteSummary]:
    """The sites that the account may see."""
    if account.role != "operator":
        return await parts.register.sites(filters, page)
    if account.site_id is None:
        return Page(items=())
    record = (await parts.register.site(account.site_id)).record
    if filters.site_class not in (None, record.site_class):
        return Page(items=())
    return Page(items=(SiteSummary.model_validate(record.model_dump()),))


async def seen_site(parts: Parts, account: Account, site_id: UUID) -> SiteView:
    """A site as the account may see it.

    Raises:
        NotFound: there is none, or it is another site than an operator's own.
    """
    if not sees_site(account, site_id):
        raise NotFound(f"site {site_id}")
    site = await parts.register.site(site_id)
    return site if sees_personal(account) else site.model_copy(update={"personal": None})
