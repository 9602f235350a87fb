"""A case in the console: its evidence first, then the acts and the steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import OUTCOMES, SERVICE_WAYS, TEXT_LIMIT, Disagreement
from minhbach_case.errors import ActRefused, Contended, NotFound
from minhbach_case.views import CaseSummary, CaseView, PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.console.answers import Page, go, posted, query_with, show, texts_of
from minhbach_case.web.console.forms import Faults, as_act, read_command
from minhbach_case.web.console.queue import way_back
from minhbach_case.web.guard import InSession, acting, sees_personal, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told
from minhbach_case.web.texts import Texts

Standing = Literal["suspected", "decided", "unfounded", "dismissed"]
EVIDENCE_A_PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that came back: what was filled in, and what is wrong with it."""

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def cases_pages() -> APIRouter:
    """``/cases/…``."""
    routes = APIRouter()
    routes.add_api_route("/cases/{case_id}", case_page)
    routes.add_api_route("/cases/{case_id}/moved", moved)
    routes.add_api_route("/cases/{case_id}/acts", back_to_case)
    routes.add_api_route("/cases/{case_id}/acts", act, methods=["POST"])
    return routes


async def case_page(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """A case: evidence first, then the acts and the steps."""
    return await _show_case(parts, request, account, case_id, Attempt())


async def moved(
    parts: WithParts, request: Request, account: InSession, case_id: UUID, seen: int
) -> Response:
    """A word of warning once somebody acted on a case that stands open in a browser."""
    case = await seen_case(parts, account, case_id, PageRequest(limit=1))
    if case.summary.sequence <= seen:
        return Response(status_code=204)
    return show(request, Page("moved.html", {"case_id": case_id}, account=account))


async def back_to_case(case_id: UUID) -> Response:
    """A reload of an answered form leads back to its case."""
    return go(f"/cases/{case_id}")


async def act(parts: WithParts, request: Request, account: InSession, case_id: UUID) -> Response:
    """Does what the form asks, or shows the case again with what stands in the way."""
    values = await posted(request, session_word(request))
    await seen_case(parts, account, case_id, PageRequest(limit=1))
    attempt = await _attempt(parts, account, case_id, values, texts_of(request))
    if attempt.problem:
        return await _show_case(parts, request, account, case_id, attempt)
    return go(f"/cases/{case_id}?done={attempt.act}")


async def _attempt(
    parts: Parts, account: Account, case_id: UUID, values: Mapping[str, str], texts: Texts
) -> Attempt:
    actor = acting(account)
    word = values.get("act", "")
    command = read_command(values)
    if isinstance(command, Faults):
        faults = {f.field: texts(f"fault.{f.code}") for f in command.faults}
        return Attempt(word, values, texts("act.not_taken"), faults, 422)
    seen = values.get("seen", "")
    try:
        await parts.cases.act(case_id, command, actor, int(seen) if seen.isdecimal() else 0)
    except NotFound:
        raise
    except ActRefused as error:
        words, name = told(texts, error), field_of(error)
        return Attempt(word, values, words, {name: words} if name else {}, STATUS[error.code])
    except Contended:
        return Attempt(word, values, texts("refusal.contended"), {}, 503)
    return Attempt(word)


async def _show_case(
    parts: Parts, request: Request, account: Account, case_id: UUID, attempt: Attempt
) -> Response:
    after = request.query_params.get("after") or None
    page = PageRequest(limit=EVIDENCE_A_PAGE, after=after and after[:100])
    case = await seen_case(parts, account, case_id, page)
    context = {
        "case": case,
        "attempt": attempt,
        "pictures": parts.pictures is not None and sees_personal(account),
        "done": as_act(request.query_params.get("done")) or "",
        "standing": standing_of(case),
        "ways": SERVICE_WAYS,
        "outcomes": OUTCOMES,
        "disagreements": get_args(Disagreement),
        "text_limit": TEXT_LIMIT,
        "way": way_back(request.query_params),
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=case.evidence.next) if case.evidence.next else None,
    }
    status = attempt.status
    return show(request, Page("case.html", context, account=account, here="cases", status=status))


def standing_of(case: CaseView) -> Standing:
    """How its suspicions stand: suspected until people have decided (safeguard 4)."""
    match case.summary:
        case CaseSummary(state="dismissed" | "lifted"):
            return "dismissed"
        case CaseSummary(outcome="confirmed") if case.decided_at is not None:
            return "decided"
        case CaseSummary(outcome="unfounded") if case.decided_at is not None:
            return "unfounded"
        case _:
            return "suspected"
