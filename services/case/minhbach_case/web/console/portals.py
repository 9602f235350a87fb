"""State portals in the console: the ranking, one portal, what its points come from."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.portals.freshness import FRESH_MARKS
from minhbach_case.domain.portals.periods import Period, days_of, half_of, period_of, recent
from minhbach_case.errors import NotFound
from minhbach_case.observed_views import DaysView
from minhbach_case.portals.papers import FORMS, Wanted
from minhbach_case.portals.views import FreshnessView
from minhbach_case.web.api.portals import page_of
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.console.answers import Page, go, language_of, posted, query_with, show
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.guard import InSession, actor_of, session_word
from minhbach_case.web.parts import Parts, WithParts

PIECES_SHOWN: Final = 5
PIECES_A_PAGE: Final = 100


def portals_pages() -> APIRouter:
    """``/portals``."""
    routes = APIRouter()
    routes.add_api_route("/portals", ranking_page)
    routes.add_api_route("/portals", make_ranking, methods=["POST"])
    routes.add_api_route("/portals/{site_id}", portal_page)
    routes.add_api_route("/portals/{site_id}/evidence", evidence_page)
    return routes


async def ranking_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """All portals, by what is known of them."""
    period = _asked(parts, request)
    ranking = await parts.outgoing.portals.ranking(period)
    context = {"ranking": ranking, **_periods(parts, period)}
    return show(request, Page("portals.html", context, account=account, here="portals"))


async def make_ranking(parts: WithParts, request: Request, account: InSession) -> Response:
    """Starts to make a file of the ranking, and follows it."""
    values = await posted(request, session_word(request))
    period, form = _read_period(values.get("period", "")), one_of(values.get("form"), FORMS)
    if form is None:
        raise NotFound("a form of the ranking")
    wanted = Wanted(period, form, language_of(request))
    job = await parts.outgoing.rankings.start(wanted, actor_of(account))
    return go(f"/jobs/{job.job_id}")


async def portal_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """One portal: its points by criterion, with what they come from, and its year."""
    site = await seen_site(parts, account, site_id)
    period, portals = _asked(parts, request), parts.outgoing.portals
    evidence = await portals.all_evidence(site_id, period)
    context = {
        "site": site.record,
        "portal": await portals.of_site(site_id, period),
        "evidence": {name: pieces[-PIECES_SHOWN:][::-1] for name, pieces in evidence.items()},
        "fresh": await portals.freshness(site_id, period.year),
        **strips(period.year),
        **_periods(parts, period),
    }
    return show(request, Page("portal.html", context, account=account, here="portals"))


async def evidence_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """All that one criterion's points come from, in time."""
    site = await seen_site(parts, account, site_id)
    period, name = _asked(parts, request), request.query_params.get("criterion", "")
    found = await parts.outgoing.portals.evidence(site_id, period, name)
    after = request.query_params.get("after")
    page = page_of(found, PIECES_A_PAGE, after)
    context = {
        "site": site.record,
        "criterion": parts.outgoing.portals.criteria.criterion(name),
        "count": len(found),
        "pieces": page.items,
        "period": period,
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=page.next) if page.next else None,
    }
    return show(request, Page("portal_evidence.html", context, account=account, here="portals"))


async def freshness_of(parts: Parts, site_id: UUID) -> dict[str, Any]:
    """This year's strips, for the page of a site that is a portal."""
    year = agency_day(parts.clock()).year
    fresh: FreshnessView = await parts.outgoing.portals.freshness(site_id, year)
    return {"fresh": fresh, **strips(year)}


def strips(year: int) -> dict[str, Any]:
    """What the strips of a year are drawn with."""
    days: Sequence[DaysView] = [DaysView(first=day, last=day) for day in days_of(year)]
    return {"fresh_days": days, "fresh_marks": FRESH_MARKS}


def _periods(parts: Parts, period: Period) -> dict[str, Any]:
    known = recent(agency_day(parts.clock()))
    return {"period": period, "periods": known if period in known else (period, *known)}


def _asked(parts: Parts, request: Request) -> Period:
    return period_read(parts, request.query_params.get("period"))


def period_read(parts: Parts, word: str | None) -> Period:
    """The period that a word names; today's half-year without one.

    Raises:
        NotFound: it names none.
    """
    return _read_period(word) if word else half_of(agency_day(parts.clock()))


def _read_period(word: str) -> Period:
    try:
        return period_of(word)
    except ValueError:
        raise NotFound("a period of the portals") from None
