"""One case in the console: its evidence first, then what can be done, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import (
    APPEAL_RESULTS,
    CITATION_LIMIT,
    OUTCOMES,
    SERVICE_WAYS,
    TEXT_LIMIT,
    Act,
    Command,
    Disagreement,
)
from minhbach_case.errors import ActRefused, CannotWork, Contended, NotFound
from minhbach_case.storage.uploads import SentFile
from minhbach_case.views import CaseSummary, CaseView, PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.console.answers import (
    Page,
    Posted,
    go,
    posted_with_files,
    query_with,
    show,
    texts_of,
)
from minhbach_case.web.console.clocks import clock_lines
from minhbach_case.web.console.forms import (
    ASSIGNMENTS,
    IRREVERSIBLE,
    Fault,
    Faults,
    as_act,
    read_command,
    step_seen,
)
from minhbach_case.web.console.grouping import groups_of
from minhbach_case.web.console.letters_of_case import letters_context, sending_of
from minhbach_case.web.console.queue import still_on_its_way, way_back
from minhbach_case.web.guard import InSession, acting, sees_personal, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told
from minhbach_case.web.texts import Texts

Standing = Literal["suspected", "decided", "unfounded", "dismissed"]
EVIDENCE_A_PAGE: Final = 20
_WITH_FILES: Final[tuple[Act, ...]] = ("reply", "appeal")
# What moves a case on; all else is offered apart, so that the next act is seen at once.
MAIN_ACTS: Final[tuple[Act, ...]] = (
    "review",
    "notify",
    "reply",
    "record_reply",
    "propose",
    "decide",
    "disagree",
    "dismiss",
    "remedy",
    "refer",
    "close",
    "appeal",
    "decide_appeal",
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that came back: what was filled in, and what is wrong with it.

    ``seen`` is the last step on the page that it was filled in on.
    """

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    seen: int | None = None


def cases_pages() -> APIRouter:
    """``/cases/{id}`` and what belongs to it."""
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
    return await show_case(parts, request, account, case_id, Attempt())


async def moved(
    parts: WithParts,
    request: Request,
    account: InSession,
    case_id: UUID,
    seen: int,
    faults: int = 0,
) -> Response:
    """What has changed since a case was opened in a browser; nothing (204) where nothing has."""
    case = await seen_case(parts, account, case_id, PageRequest(limit=1))
    if case.summary.sequence <= seen:
        return Response(status_code=204)
    context = {
        "case_id": case_id,
        "steps": tuple(step for step in case.steps if step.sequence > seen),
        "more": max(0, case.summary.faults - faults) if faults else 0,
    }
    return show(request, Page("moved.html", context, account=account))


async def back_to_case(case_id: UUID) -> Response:
    """A reload of an answered form leads back to its case."""
    return go(f"/cases/{case_id}")


async def act(parts: WithParts, request: Request, account: InSession, case_id: UUID) -> Response:
    """Does what the form asks, or shows the case again with what stands in the way."""
    form = await posted_with_files(request, session_word(request))
    await seen_case(parts, account, case_id, PageRequest(limit=1))
    attempt = await _attempt(parts, account, case_id, form, texts_of(request))
    if attempt.problem:
        return await show_case(parts, request, account, case_id, attempt)
    return go(f"/cases/{case_id}?done={attempt.act}{still_on_its_way(request)}")


async def _attempt(
    parts: Parts, account: Account, case_id: UUID, form: Posted, texts: Texts
) -> Attempt:
    actor = acting(account)
    word = form.values.get("act", "")
    files = form.files if word in _WITH_FILES else ()
    command = _command(form, actor.user, files)
    if isinstance(command, Faults):
        faults = {f.field: texts(f"fault.{f.code}") for f in command.faults}
        return Attempt(word, form.values, texts("act.not_taken"), faults, 422)
    seen = step_seen(form.values.get("seen", ""))
    try:
        command = await parts.colleagues.resolved(command, actor)
        dispatch, sending = parts.outgoing.correspondence.dispatch, sending_of(form.values)
        acted = dispatch.act(case_id, command, actor, seen, sending)
        await _take(parts, case_id, files, acted)
    except NotFound:
        raise
    except ActRefused as error:
        words, name = told(texts, error), _field(error)
        faults = {name: words} if name else {}
        return Attempt(word, form.values, words, faults, STATUS[error.code], seen)
    except Contended:
        return Attempt(word, form.values, texts("refusal.contended"), {}, 503, seen)
    return Attempt(word)


def _field(error: ActRefused) -> str | None:
    return "to_whom" if isinstance(error, CannotWork) else field_of(error)


def _command(form: Posted, me: str, files: tuple[SentFile, ...]) -> Command | Faults:
    uploads = tuple({file.upload.sha256: file.upload for file in files}.values())
    command = read_command(form.values, me=me, uploads=uploads)
    if form.wrong_files is None:
        return command
    wrong = Fault("files", form.wrong_files)
    return Faults((*command.faults, wrong) if isinstance(command, Faults) else (wrong,))


async def _take(parts: Parts, case_id: UUID, files: tuple[SentFile, ...], acted: Any) -> None:
    """Keeps the files, then acts: no step names a file that is not there."""
    new = await parts.uploads.keep(case_id, files) if parts.uploads and files else ()
    try:
        await acted
    except ActRefused:
        if parts.uploads:
            await parts.uploads.drop(case_id, new)
        raise


async def show_case(
    parts: Parts, request: Request, account: Account, case_id: UUID, attempt: Attempt
) -> Response:
    """A case's page, with a form that came back where one did."""
    after = request.query_params.get("after") or None
    page = PageRequest(limit=EVIDENCE_A_PAGE, after=after and after[:100])
    case = await seen_case(parts, account, case_id, page)
    staff = account.role != "operator"
    people = await parts.colleagues.known() if staff else {}
    me = parts.cases.seal(account.id)
    letters = await letters_context(parts, account, case)
    context = {
        "case": case,
        "attempt": attempt,
        "news": _news(case, attempt),
        "done": as_act(request.query_params.get("done")) or "",
        "standing": standing_of(case),
        "clocks": clock_lines(case, parts.clock()),
        "groups": groups_of(case.evidence.items),
        "pictures": parts.pictures is not None and sees_personal(account),
        "files": parts.uploads is not None and sees_personal(account),
        "is_operator": not staff,
        "me": me,
        "people": people,
        "lists": _lists() | {"people": people, "me": me} | letters,
        "way": way_back(request.query_params),
        "first_query": query_with(request, after=None) if after else None,
        "next_query": query_with(request, after=case.evidence.next) if case.evidence.next else None,
    }
    status = attempt.status
    return show(request, Page("case.html", context, account=account, here="cases", status=status))


def _lists() -> dict[str, Any]:
    return {
        "ways": SERVICE_WAYS,
        "outcomes": OUTCOMES,
        "disagreements": get_args(Disagreement),
        "results": APPEAL_RESULTS,
        "assignments": ASSIGNMENTS,
        "irreversible": IRREVERSIBLE,
        "main": MAIN_ACTS,
        "limit": TEXT_LIMIT,
        "citation_limit": CITATION_LIMIT,
    }


def _news(case: CaseView, attempt: Attempt) -> tuple[str, ...]:
    """The types of what others did since the page was opened that a refused form came from."""
    if attempt.seen is None:
        return ()
    return tuple(step.type for step in case.steps if step.sequence > attempt.seen)


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
