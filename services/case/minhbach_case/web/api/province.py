"""The province over the API: its numbers, the cases behind them, sites by duties."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from minhbach_case.domain.observed import Scale
from minhbach_case.domain.province import Bucket, Measure, Period
from minhbach_case.observed_views import DutyMap, ProvinceView, SiteCase, SiteObserved
from minhbach_case.observing import site_case
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.api import days
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.guard import Bearer, sees_personal
from minhbach_case.web.parts import WithParts
from minhbach_shared.vocabulary import CaseKind, SiteClass


def _possible(day: date) -> date:
    # Before and after these no week is ever asked for, and its days could not be counted on.
    if not date(2000, 1, 1) <= day <= date(2100, 1, 1):
        raise ValueError("not between 2000 and 2100")
    return day


Day = Annotated[days.Day, AfterValidator(_possible)]


def province_routes() -> APIRouter:
    """``/province`` and what is known of a site over time."""
    routes = APIRouter(tags=["province"])
    refused = answers(401, 403, 404, 422, 503)
    routes.add_api_route(
        "/province", read_province, summary="The province in numbers", responses=refused
    )
    routes.add_api_route(
        "/province/duties", read_duties, summary="Sites by duties, now", responses=refused
    )
    routes.add_api_route(
        "/province/cases", read_behind, summary="The cases behind a week's count", responses=refused
    )
    routes.add_api_route(
        "/province/standing", read_standing, summary="The cases that stand now", responses=refused
    )
    routes.add_api_route(
        "/sites/{site_id}/observed",
        read_observed,
        summary="A site's duties over time, visits, cases, and the history of its record",
        responses=refused,
    )
    return routes


async def read_province(
    parts: WithParts,
    _: Bearer,
    weeks: Period = "13",
    site_class: SiteClass | None = None,
) -> ProvinceView:
    """Counted at most twice a minute. An operator does not see it."""
    return await parts.numbers.count(weeks, site_class)


async def read_duties(
    parts: WithParts,
    _: Bearer,
    site_class: SiteClass | None = None,
    limit: Limit = 50,
    after: After = None,
) -> DutyMap:
    """By name, a page of the register at a time; sites of class `reference` owe no duty."""
    page = PageRequest(limit=limit, after=after)
    return await parts.observations.duty_map(SiteFilters(site_class=site_class), page)


async def read_behind(  # one a parameter of the query
    parts: WithParts,
    _: Bearer,
    measure: Measure,
    first: Annotated[Day, Query(description="The first day, at the agency")],
    last: Annotated[Day, Query(description="The last day, included")],
    site_class: SiteClass | None = None,
) -> tuple[SiteCase, ...]:
    """Last changed first; at most 200."""
    found = await parts.numbers.behind(measure, first, last, site_class)
    return tuple(site_case(case) for case in found)


async def read_standing(
    parts: WithParts,
    _: Bearer,
    bucket: Bucket,
    kind: CaseKind | None = None,
    site_class: SiteClass | None = None,
) -> tuple[SiteCase, ...]:
    """Before the notice, from it to the decision, or after it; last opened first; at most 200."""
    return tuple(site_case(one) for one in await parts.numbers.standing(bucket, kind, site_class))


async def read_observed(
    parts: WithParts, account: Bearer, site_id: UUID, scale: Scale = "month"
) -> SiteObserved:
    """An operator sees its own site only; personal values are null for a viewer."""
    site = await seen_site(parts, account, site_id)
    return await parts.observations.of_site(site.record, scale, sees_personal(account))
