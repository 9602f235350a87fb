"""Many cases at once, each an act of its own: dismissed with one reason, or given to somebody.

A dismissal is shown first and is for one kind; whose cases are can be changed again, so that is
done at once.

Every case goes through the same guards as a single one, with the step that the officer saw: one
that moved meanwhile is told, and the others go on. Nothing here decides more than a form does.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import (
    TEXT_LIMIT,
    Act,
    Actor,
    Assign,
    Command,
    Dismiss,
    Review,
)
from minhbach_case.errors import ActRefused, CannotWork, Contended
from minhbach_case.queueing import QueueLine
from minhbach_case.views import PAGE_LIMIT, CaseSummary, PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.colleagues import WORKERS
from minhbach_case.web.console.answers import Page, show, texts_of
from minhbach_case.web.console.forms import recipient, step_seen
from minhbach_case.web.console.queue import read_choice
from minhbach_case.web.guard import InSession, acting, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import Forbidden, ForgedForm, told
from minhbach_case.web.texts import Texts
from minhbach_shared.vocabulary import CaseState

AT_ONCE: Final = PAGE_LIMIT
DISMISSIBLE: Final[tuple[CaseState, ...]] = ("suspected", "under_review")
_FIELDS: Final = AT_ONCE + 20


@dataclass(frozen=True, slots=True)
class Posted:
    """The form: which cases, as they were seen, and why."""

    cases: tuple[tuple[UUID, int], ...]
    which: str
    queue: str
    reason: str
    done: bool
    to_whom: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; ``problem`` is empty where it was done."""

    case: CaseSummary
    problem: str = ""


def bulk_pages() -> APIRouter:
    """``/queue/dismiss`` and ``/queue/assign``."""
    routes = APIRouter()
    routes.add_api_route("/queue/dismiss", dismiss, methods=["POST"])
    routes.add_api_route("/queue/assign", assign, methods=["POST"])
    return routes


async def dismiss(parts: WithParts, request: Request, account: InSession) -> Response:
    """Shows which cases would be dismissed; with a reason and a second click, dismisses them.

    Raises:
        Forbidden: dismissing is an officer's act.
    """
    if account.role != "officer":
        raise Forbidden
    actor = acting(account)
    posted = await _posted(parts, request)
    chosen = await _chosen(parts, account, posted)
    texts = texts_of(request)
    problem = _problem(texts, chosen, posted)
    if not posted.done or problem:
        return _preview(request, account, posted, chosen, problem if chosen and posted.done else "")
    results = [await _dismissed(parts, actor, case, posted.reason, texts) for case in chosen]
    return _told(request, account, posted, "dismiss", results)


async def assign(parts: WithParts, request: Request, account: InSession) -> Response:
    """Gives the picked cases to one person, or takes them from whoever has them.

    Raises:
        Forbidden: whose a case is, officers and supervisors say.
    """
    if account.role not in WORKERS:
        raise Forbidden
    actor = acting(account)
    posted = await _posted(parts, request)
    chosen = await _chosen(parts, account, posted)
    texts = texts_of(request)
    try:
        to = recipient(posted.to_whom, account.id)
        command = await parts.colleagues.resolved(Assign(to), actor)
    except CannotWork as error:
        refused = [Result(case, told(texts, error)) for case in chosen]
        return _told(request, account, posted, "assign", refused)
    results = [await _assigned(parts, actor, case, command, texts) for case in chosen]
    return _told(request, account, posted, "assign", results)


def _told(
    request: Request, account: Account, posted: Posted, act: Act, results: Sequence[Result]
) -> Response:
    context = {"act": act, "results": results, "queue": posted.queue}
    return show(request, Page("bulk_done.html", context, account=account, here="cases"))


def _preview(
    request: Request,
    account: Account,
    posted: Posted,
    chosen: Sequence[CaseSummary],
    problem: str,
) -> Response:
    kinds = {case.kind for case in chosen}
    context = {
        "chosen": chosen,
        "one_kind": len(kinds) == 1,
        "posted": posted,
        "problem": problem,
        "at_once": AT_ONCE,
        "text_limit": TEXT_LIMIT,
    }
    status = 422 if problem else 200
    return show(
        request, Page("dismiss.html", context, account=account, here="cases", status=status)
    )


def _problem(texts: Texts, chosen: Sequence[CaseSummary], posted: Posted) -> str:
    if len({case.kind for case in chosen}) != 1:
        return texts("bulk.one_kind")
    if not posted.reason:
        return texts("fault.missing")
    return texts("fault.too_long") if len(posted.reason) > TEXT_LIMIT else ""


async def _dismissed(
    parts: Parts, actor: Actor, case: CaseSummary, reason: str, texts: Texts
) -> Result:
    """Reviews where nobody has yet, then dismisses: two steps, each by the law of the case."""

    async def both() -> None:
        seen = case.sequence
        if case.state == "suspected":
            seen = (await parts.cases.act(case.case_id, Review(), actor, seen)).summary.sequence
        await parts.cases.act(case.case_id, Dismiss(reason), actor, seen)

    return await _result(case, both(), texts)


async def _assigned(
    parts: Parts, actor: Actor, case: CaseSummary, command: Command, texts: Texts
) -> Result:
    done = parts.cases.act(case.case_id, command, actor, case.sequence)
    return await _result(case, done, texts)


async def _result(case: CaseSummary, acted: Awaitable[object], texts: Texts) -> Result:
    try:
        await acted
    except ActRefused as error:
        return Result(case, told(texts, error))
    except Contended:
        return Result(case, texts("refusal.contended"))
    return Result(case)


async def _chosen(parts: Parts, account: Account, posted: Posted) -> list[CaseSummary]:
    """The cases as they stand, each with the step that was seen where the form named one."""
    if posted.which == "all":
        return [line.summary for line in await _filtered(parts, account, posted)]
    found = await parts.cases.summaries([case for case, _ in posted.cases])
    return [
        found[case].model_copy(update={"sequence": seen})
        for case, seen in posted.cases
        if case in found
    ]


async def _filtered(parts: Parts, account: Account, posted: Posted) -> Sequence[QueueLine]:
    choice = read_choice(parts, account, dict(parse_qsl(posted.queue)))
    if choice.filters.kind is None or choice.filters.state not in DISMISSIBLE:
        return ()
    found = await parts.cases.queue.page(choice.filters, PageRequest(limit=AT_ONCE))
    return found.lines


async def _posted(parts: Parts, request: Request) -> Posted:
    async with request.form(max_files=0, max_fields=_FIELDS) as form:
        seal = form.get("csrf")
        if not isinstance(seal, str) or not parts.seal.holds(session_word(request), seal):
            raise ForgedForm
        named = [found for word in form.getlist("case") if (found := _seen(str(word)))]
        return Posted(
            cases=tuple(named[:AT_ONCE]),
            which=str(form.get("which", "")),
            queue=str(form.get("queue", ""))[:2000],
            reason=str(form.get("reason", "")).replace("\r\n", "\n").strip(),
            done=form.get("step") == "do",
            to_whom=str(form.get("to_whom", "")),
        )


def _seen(word: str) -> tuple[UUID, int] | None:
    case, _, sequence = word.partition(":")
    try:
        return (UUID(case), step_seen(sequence)) if sequence.isdecimal() else None
    except ValueError:
        return None
