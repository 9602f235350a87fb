"""The province in the console: numbers by week, sites by duties, the cases behind each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.observed import MARKS
from minhbach_case.domain.province import BUCKETS, MEASURES, PERIODS, STATES_OF, Period
from minhbach_case.errors import NotFound
from minhbach_case.observed_views import DutyMap
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.console.answers import Page, query_with, show
from minhbach_case.web.guard import InSession
from minhbach_case.web.parts import WithParts
from minhbach_case.web.texts import read_date
from minhbach_shared.vocabulary import Duty, SiteClass

SITES_A_PAGE: Final = 40
_FIRST: Final[Period] = "13"
_CLASSES: Final[tuple[SiteClass, ...]] = ("aggregator", "state_portal")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is about; a word that is none chooses nothing."""

    weeks: Period = _FIRST
    site_class: SiteClass | None = None

    @property
    def query(self) -> str:
        """What a link carries on."""
        return urlencode({"site_class": self.site_class}) if self.site_class else ""


def province_pages() -> APIRouter:
    """``/province`` and ``/province/cases``."""
    routes = APIRouter()
    routes.add_api_route("/province", province_page)
    routes.add_api_route("/province/cases", behind_page)
    return routes


async def province_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """The numbers, and a page of sites by duties."""
    chosen = _chosen(request.query_params)
    after = request.query_params.get("after") or None
    page = PageRequest(limit=SITES_A_PAGE, after=after and after[:100])
    numbers = await parts.numbers.count(chosen.weeks, chosen.site_class)
    found = await parts.observations.duty_map(SiteFilters(site_class=chosen.site_class), page)
    context = {
        "numbers": numbers,
        "chosen": chosen,
        "periods": PERIODS,
        "classes": _CLASSES,
        "measures": MEASURES,
        "buckets": BUCKETS,
        "states_of": STATES_OF,
        "highest": max((max_of(week.model_dump()) for week in numbers.by_week), default=0),
        "map": found,
        "duties": _judged(found),
        "marks": [m for m in MARKS if any(c.mark == m for row in found.rows for c in row.cells)],
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("province.html", context, account=account, here="province"))


async def behind_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """The cases behind one of the numbers."""
    query = request.query_params
    measure = next((one for one in MEASURES if one == query.get("measure")), None)
    first, last = read_date(query.get("first", "")), read_date(query.get("last", ""))
    if measure is None or first is None or last is None or not 2000 <= first.year <= last.year:
        raise NotFound("a number of the province")
    chosen = _chosen(query)
    found = await parts.numbers.behind(measure, first, last, chosen.site_class)
    context = {
        "measure": measure,
        "first": first,
        "last": last,
        "chosen": chosen,
        "lines": found,
        "back": query_with(request, measure=None, first=None, last=None),
    }
    return show(request, Page("province_cases.html", context, account=account, here="province"))


def max_of(week: Mapping[str, object]) -> int:
    """The highest of a week's counts: all charts of the page share one scale."""
    return max(int(str(week[measure])) for measure in MEASURES)


def _chosen(query: Mapping[str, str]) -> Chosen:
    weeks = next((one for one in PERIODS if one == query.get("weeks")), _FIRST)
    return Chosen(weeks, next((c for c in _CLASSES if c == query.get("site_class")), None))


def _judged(found: DutyMap) -> tuple[Duty, ...]:
    """The duties that say something of any site of the page; all, where none does."""
    silent = ("not_looked", "not_concerned")
    said = {cell.duty for row in found.rows for cell in row.cells if cell.mark not in silent}
    return tuple(duty for duty in found.duties if duty in said) or found.duties
