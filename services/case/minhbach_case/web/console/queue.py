"""The queue in the console: filtered, searched and ordered by its address, page by page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.queueing import CLOCK_WORDS, NOBODY, ORDERS
from minhbach_case.queueing import QueueFilters
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.colleagues import ASSIGNABLE, WORKERS
from minhbach_case.web.console.answers import Page, go, query_with, show
from minhbach_case.web.console.forms import ASSIGNMENTS
from minhbach_case.web.guard import InSession, filters_as_seen, queue_as_seen
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.ids import iso
from minhbach_shared.vocabulary import CASE_KINDS, CaseState, SiteClass

CASES_A_PAGE: Final = 25
TEXT_LIMIT: Final = 100
STATES: Final[tuple[CaseState, ...]] = get_args(CaseState)
SITE_CLASSES: Final[tuple[SiteClass, ...]] = ("aggregator", "state_portal")
ALL: Final = "all"
_SEAL: Final = re.compile(r"[0-9a-f]{64}")
# What was written just before a page was shown may have been folded just after.
_LAPSE: Final = timedelta(seconds=5)

Who = Literal["me", "nobody"]
"""Beside a colleague, who is named by the account's seal: an address holds no name."""
WHO: Final[tuple[Who, ...]] = get_args(Who)
WordT = TypeVar("WordT", bound=str)


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters as the address says them; a word that is none filters nothing."""

    filters: QueueFilters
    who: str | None
    query: str
    """The choice as a query: what makes a queue shareable, and a case's way back to it."""

    @property
    def any(self) -> bool:
        """Whether anything but the usual is asked for."""
        return bool(self.query)


def queue_pages() -> APIRouter:
    """``/`` and ``/queue/…``."""
    routes = APIRouter()
    routes.add_api_route("/", list_page)
    routes.add_api_route("/queue/next", next_case)
    routes.add_api_route("/queue/moved", moved)
    return routes


async def list_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """A page of the queue: open cases, soonest due first, unless the address says otherwise."""
    choice = read_choice(parts, account, request.query_params)
    after = request.query_params.get("after") or None
    now = parts.clock()
    page = PageRequest(limit=CASES_A_PAGE, after=after and after[:100])
    found = queue_as_seen(await parts.cases.queue.page(choice.filters, page), account)
    staff = account.role != "operator"
    context = {
        "found": found,
        "choice": choice,
        "now": now,
        # The same for every line: only the place behind it differs.
        "way": urlencode({"queue": choice.query}) + "&at=",
        "counts": parts.cases.queue.counts if staff else None,
        "me": parts.cases.seal(account.id),
        "staff": staff,
        "people": await parts.colleagues.known() if staff else {},
        "may_dismiss": account.role == "officer",
        "may_assign": account.role in WORKERS,
        "ended": "ended" in request.query_params,
        "moved_query": f"{choice.query}&since={iso(now - _LAPSE)}".lstrip("&"),
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=found.next) if found.next else None,
        **_choices(staff),
    }
    return show(request, Page("cases.html", context, account=account, here="cases"))


async def next_case(parts: WithParts, request: Request, account: InSession) -> Response:
    """To the case that comes behind a place of a queue, or back to the queue where it ends."""
    query = request.query_params.get("queue", "")
    choice = read_choice(parts, account, dict(parse_qsl(query)))
    line = await parts.cases.queue.following(choice.filters, request.query_params.get("at", ""))
    if line is None:
        return go("/?" + "&".join(filter(None, (choice.query, "ended=1"))))
    return go(case_address(line.summary.case_id, choice.query, line.place))


async def moved(parts: WithParts, request: Request, account: InSession) -> Response:
    """A word to an open page once cases of its queue have moved; nothing costs a few bytes."""
    choice = read_choice(parts, account, request.query_params)
    since = _as_moment(request.query_params.get("since"))
    count = await parts.cases.queue.moved(choice.filters, since) if since else 0
    if count == 0:
        return Response(status_code=204)
    context = {"count": count, "query": choice.query}
    return show(request, Page("queue_moved.html", context, account=account))


def case_address(case: UUID, query: str, place: str) -> str:
    """A case's page that knows its place in a queue."""
    return f"/cases/{case}?" + urlencode({"queue": query, "at": place})


def way_back(query: Mapping[str, str]) -> Mapping[str, str] | None:
    """For a case's page: where its queue is and what its next case is; None without a queue."""
    place = query.get("at")
    if not place:
        return None
    queue = query.get("queue", "")[:2000]
    said = {"queue": queue, "at": place[:100]}
    return said | {"back": f"/?{queue}", "next": "/queue/next?" + urlencode(said)}


def still_on_its_way(request: Request) -> str:
    """Behind an act: the place in the queue that the case's page had, by the browser's referrer."""
    query = dict(parse_qsl(urlsplit(request.headers.get("referer", "")).query))
    way = way_back(query)
    return "&" + urlencode({"queue": way["queue"], "at": way["at"]}) if way else ""


def read_choice(parts: Parts, account: Account, query: Mapping[str, str]) -> Choice:
    """The filters that an address names; an operator's are about its own site, always."""
    operator = account.role == "operator"
    state = query.get("state") or (ALL if operator else "open")
    me = parts.cases.seal(account.id)
    who = _who(query.get("who", ""), me)
    filters = QueueFilters(
        state=one_of(state, (*STATES, "open")),
        kind=one_of(query.get("kind"), CASE_KINDS),
        site_class=one_of(query.get("class"), SITE_CLASSES),
        site_id=_as_id(query.get("site_id")),
        assignee={"me": me, "nobody": NOBODY}.get(who or "", who),
        clock=one_of(query.get("clock"), CLOCK_WORDS),
        text=query.get("q", "").strip()[:TEXT_LIMIT],
        order=one_of(query.get("sort"), ORDERS) or "due",
    )
    kept = {k: v for k, v in query.items() if v and k in _NAMES}
    return Choice(filters_as_seen(filters, account), who, urlencode(kept))


_NAMES: Final = ("state", "kind", "class", "site_id", "who", "clock", "q", "sort")


def one_of(word: str | None, choices: tuple[WordT, ...]) -> WordT | None:
    """The choice that a word names."""
    return next((choice for choice in choices if choice == word), None)


def _who(word: str, me: str) -> str | None:
    if one_of(word, WHO) or _SEAL.fullmatch(word):
        return "me" if word == me else word
    return None


def _choices(staff: bool) -> dict[str, Any]:
    return {
        "states": STATES,
        "kinds": CASE_KINDS,
        "classes": SITE_CLASSES,
        "whos": WHO,
        "clocks": CLOCK_WORDS,
        # By when the agency has to act is its own.
        "orders": [order for order in ORDERS if staff or order != "due"],
        "assignable": ASSIGNABLE,
        "workers": WORKERS,
        "assignments": ASSIGNMENTS,
        "text_limit": TEXT_LIMIT,
    }


def _as_id(word: str | None) -> UUID | None:
    try:
        return UUID(word) if word else None
    except ValueError:
        return None


def _as_moment(word: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(word) if word else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
