"""State portals over the API: scores, what each comes from, their ranking, items over a year."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.portals.periods import WRITTEN, YEARS, Period, half_of, period_of
from minhbach_case.jobs import Job
from minhbach_case.portals.papers import Form, Wanted
from minhbach_case.portals.showing import criteria_brief
from minhbach_case.portals.views import (
    CriteriaBrief,
    FreshnessView,
    PieceView,
    PortalView,
    RankingView,
)
from minhbach_case.views import Page
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.guard import Bearer, actor_of, own_site
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.texts import Language

_Written = StringConstraints(pattern=WRITTEN)
PeriodWord = Annotated[
    str,
    _Written,
    Query(description="`2026`, `2026-H1` or `2026-H2`; without it the half-year of today"),
]
Year = Annotated[
    int,
    Query(ge=YEARS[0], le=YEARS[1], description="Without it this year"),
]
CriterionWord = Annotated[str, Query(pattern="^[a-z][a-z0-9_]{0,39}$", description="Its id")]


class RankingAsked(BaseModel):
    """Which file of a ranking to make."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    period: Annotated[str, _Written] | None = Field(
        default=None, description="`2026`, `2026-H1`; null: the half-year of today"
    )
    form: Form = Field(description="PDF to print and sign, or XLSX with formulas and evidence")
    language: Language = "vi"


def portals_routes() -> APIRouter:
    """``/portals``, and the criteria behind them."""
    routes = APIRouter(tags=["portals"])
    refused = answers(401, 403, 404, 422, 503)
    routes.add_api_route(
        "/portal-criteria", read_criteria, summary="The criteria in force", responses=refused
    )
    routes.add_api_route(
        "/portals", read_ranking, summary="State portals by what is known", responses=refused
    )
    routes.add_api_route(
        "/portal-rankings",
        make_ranking,
        methods=["POST"],
        status_code=202,
        summary="Make a file of the ranking",
        responses=answers(401, 403, 422, 503),
    )
    routes.add_api_route(
        "/portals/{site_id}", read_portal, summary="A portal's score", responses=refused
    )
    routes.add_api_route(
        "/portals/{site_id}/evidence",
        read_evidence,
        summary="What a criterion's points come from",
        dependencies=[Depends(own_site)],
        responses=refused,
    )
    routes.add_api_route(
        "/portals/{site_id}/freshness",
        read_freshness,
        summary="How soon a portal put up each kind of item over a year",
        responses=refused,
    )
    return routes


async def read_criteria(parts: WithParts, _: Bearer) -> CriteriaBrief:
    """Criteria are data, in versions; every score names its set."""
    return criteria_brief(parts.outgoing.portals.criteria)


async def read_ranking(
    parts: WithParts, _: Bearer, period: PeriodWord | None = None
) -> RankingView:
    """What is unknown counts neither for nor against a portal; counted at most once a minute."""
    return await parts.outgoing.portals.ranking(period_asked(parts, period))


async def make_ranking(
    parts: WithParts, account: Bearer, asked: RankingAsked, response: Response
) -> Job:
    """Long work: ask for the job at `Location` until it is done, then for its file."""
    wanted = Wanted(period_asked(parts, asked.period), asked.form, asked.language)
    return accepted(response, await parts.outgoing.rankings.start(wanted, actor_of(account)))


async def read_portal(
    parts: WithParts, account: Bearer, site_id: UUID, period: PeriodWord | None = None
) -> PortalView:
    """An operator sees its own portal only."""
    await seen_site(parts, account, site_id)
    return await parts.outgoing.portals.of_site(site_id, period_asked(parts, period))


async def read_evidence(
    parts: WithParts,
    account: Bearer,
    site_id: UUID,
    criterion: CriterionWord,
    period: PeriodWord | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PieceView]:
    """In time; each piece names the capture that shows it, or the visit."""
    await seen_site(parts, account, site_id)
    asked = period_asked(parts, period)
    found = await parts.outgoing.portals.evidence(site_id, asked, criterion)
    return page_of(found, limit, after)


async def read_freshness(
    parts: WithParts, account: Bearer, site_id: UUID, year: Year | None = None
) -> FreshnessView:
    """A mark a day and counts a month, for each kind of item; a leap year has 366 days."""
    await seen_site(parts, account, site_id)
    wanted = year or agency_day(parts.clock()).year
    return await parts.outgoing.portals.freshness(site_id, wanted)


def period_asked(parts: Parts, word: str | None) -> Period:
    """The period that a word names (it was read before); today's half-year without one."""
    return period_of(word) if word else half_of(agency_day(parts.clock()))


def page_of(pieces: tuple[PieceView, ...], limit: int, after: str | None) -> Page[PieceView]:
    """A part of the evidence; ``after`` counts pieces."""
    start = int(after) if after and after.isascii() and after.isdigit() and len(after) < 10 else 0
    kept = pieces[start : start + limit]
    more = start + limit < len(pieces)
    return Page(items=kept, next=str(start + limit) if more else None)
