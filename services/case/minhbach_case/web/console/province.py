"""The province in the console: numbers by week, sites by duties, the cases behind each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.observed import MARKS
from minhbach_case.domain.province import BUCKETS, MEASURES, PERIODS, Bucket, Measure, Period
from minhbach_case.errors import NotFound
from minhbach_case.observed_views import CountsView, DutyMap
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.console.answers import Page, query_with, show
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.guard import InSession
from minhbach_case.web.parts import WithParts
from minhbach_case.web.texts import read_date
from minhbach_shared.vocabulary import CASE_KINDS, Duty, SiteClass

SITES_A_PAGE: Final = 40
_FIRST: Final[Period] = "13"
_YEARS: Final = (2000, 2100)
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
    chosen = chosen_of(request.query_params)
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
        "highest": max((max_of(week.model_dump()) for week in numbers.by_week), default=0),
        "most": max((sum_of(one) for one in numbers.by_kind), default=0),
        "map": found,
        "duties": judged(found),
        "marks": [m for m in MARKS if any(c.mark == m for row in found.rows for c in row.cells)],
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
    }
    return show(request, Page("province.html", context, account=account, here="province"))


async def behind_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """The cases behind one of the numbers: of today, or of some weeks.

    Raises:
        NotFound: the address names no such number.
    """
    query = request.query_params
    asked = asked_for(query)
    chosen = chosen_of(query)
    if isinstance(asked, Dated):
        found = await parts.numbers.behind(
            asked.measure, asked.first, asked.last, chosen.site_class
        )
    else:
        kind = one_of(query.get("kind"), CASE_KINDS)
        found = await parts.numbers.standing(asked, kind, chosen.site_class)
    context = {
        "asked": asked,
        "chosen": chosen,
        "kind": one_of(query.get("kind"), CASE_KINDS),
        "lines": found,
        "back": query_with(request, measure=None, first=None, last=None, bucket=None, kind=None),
    }
    return show(request, Page("province_cases.html", context, account=account, here="province"))


@dataclass(frozen=True, slots=True)
class Dated:
    """A count of some days, both ends included."""

    measure: Measure
    first: date
    last: date


def asked_for(query: Mapping[str, str]) -> Dated | Bucket:
    """The number that an address is about.

    Raises:
        NotFound: it names none.
    """
    bucket = one_of(query.get("bucket"), BUCKETS)
    if bucket is not None:
        return bucket
    measure = one_of(query.get("measure"), MEASURES)
    first, last = read_date(query.get("first", "")), read_date(query.get("last", ""))
    if measure is None or first is None or last is None:
        raise NotFound("a number of the province")
    if not _YEARS[0] <= first.year <= last.year <= _YEARS[1]:
        raise NotFound("a number of the province")
    return Dated(measure, first, last)


def max_of(week: Mapping[str, object]) -> int:
    """The highest of a week's counts: all charts of the page share one scale."""
    return max(int(str(week[measure])) for measure in MEASURES)


def sum_of(counts: CountsView) -> int:
    """All open cases of a line."""
    return counts.suspected + counts.heard + counts.decided


def chosen_of(query: Mapping[str, str]) -> Chosen:
    """What the query chooses."""
    weeks = one_of(query.get("weeks"), PERIODS) or _FIRST
    return Chosen(weeks, one_of(query.get("site_class"), _CLASSES))


def judged(found: DutyMap) -> tuple[Duty, ...]:
    """The duties that say something of any site of the page; all, where none does."""
    silent = ("not_looked", "not_concerned")
    said = {cell.duty for row in found.rows for cell in row.cells if cell.mark not in silent}
    return tuple(duty for duty in found.duties if duty in said) or found.duties
