"""The form of a licensee's report in the console: filled in, signed and sent, or entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.filings.answers import Answer
from minhbach_case.errors import ActRefused, BadAnswers, Contended, NotFound
from minhbach_case.filings.commands import File
from minhbach_case.filings.views import FormToFill
from minhbach_case.web.accounts import Account
from minhbach_case.web.console.answers import Page, Posted, go, posted_with_files, show, texts_of
from minhbach_case.web.guard import InSession, acting, actor_of, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told
from minhbach_case.web.texts import Texts, read_date, show_date

PREFIX: Final = "a."
"""Of the names of a form's own fields on the page."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that came back: what was filled in, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200


def filing_form_pages() -> APIRouter:
    """``/filings/{site}/file``."""
    routes = APIRouter()
    routes.add_api_route("/filings/{site_id}/file", form_page)
    routes.add_api_route("/filings/{site_id}/file", file, methods=["POST"])
    return routes


async def form_page(
    parts: WithParts, request: Request, account: InSession, site_id: UUID
) -> Response:
    """The form of one report, as it was filed last or with what the register knows."""
    return await _show(parts, request, account, site_id, None)


async def file(parts: WithParts, request: Request, account: InSession, site_id: UUID) -> Response:
    """Takes the report in, or shows the form again with what is wrong."""
    actor = acting(account)
    form = await posted_with_files(request, session_word(request))
    texts = texts_of(request)
    if form.wrong_files is not None:
        words = texts(f"fault.{form.wrong_files}")
        attempt = Attempt(form.values, {"files": words}, texts("act.not_taken"), 422)
        return await _show(parts, request, account, site_id, attempt)
    try:
        await parts.outgoing.filings.desk.file(site_id, read_filing(form), actor)
    except NotFound:
        raise
    except ActRefused as error:
        attempt = _refused(form, texts, error)
        return await _show(parts, request, account, site_id, attempt)
    except Contended:
        attempt = Attempt(form.values, {}, texts("refusal.contended"), 503)
        return await _show(parts, request, account, site_id, attempt)
    return go(f"/filings/{site_id}?done=filed")


def read_filing(form: Posted) -> File:
    """What a posted form hands in; days that cannot be read are told by whoever takes it."""
    values = form.values
    seen = values.get("seen", "")
    return File(
        report=values.get("report", "")[:60],
        answers={
            name.removeprefix(PREFIX): value
            for name, value in values.items()
            if name.startswith(PREFIX) and value.strip()
        },
        files=form.files,
        received_on=read_date(values.get("received_on", "")),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0,
    )


def _refused(form: Posted, texts: Texts, error: ActRefused) -> Attempt:
    status = STATUS[error.code]
    if isinstance(error, BadAnswers):
        faults = {name: texts(f"answer.{fault}") for name, fault in error.faults.items()}
        return Attempt(form.values, faults, texts("act.not_taken"), status)
    words, name = told(texts, error), field_of(error)
    return Attempt(form.values, {name: words} if name else {}, words, status)


async def _show(
    parts: Parts, request: Request, account: Account, site_id: UUID, attempt: Attempt | None
) -> Response:
    desk, actor = parts.outgoing.filings.desk, actor_of(account)
    asked = (attempt.values if attempt else request.query_params).get("report", "")
    found = await desk.to_fill(site_id, asked or None, actor)
    site = await desk.of_site(site_id, actor)
    due = next((one for one in site.due if one.report == found.report), None)
    context = {
        "site": site,
        "form": found.form,
        "due": due,
        "report": found.report,
        "year": found.year,
        "seen": found.seen_version,
        "officer": account.role == "officer",
        "values": attempt.values if attempt else filled(found),
        "faults": attempt.faults if attempt else {},
        "problem": attempt.problem if attempt else "",
    }
    status = attempt.status if attempt else 200
    return show(request, Page("filing_form.html", context, account, "filings", status))


def filled(found: FormToFill) -> dict[str, str]:
    """What stands in the form to begin with, as people write it."""
    days = {one.name for one in found.form.fields if one.kind == "day"}
    return {f"{PREFIX}{n}": _written(answer, n in days) for n, answer in found.answers.items()}


def _written(answer: Answer, is_day: bool) -> str:
    match answer:
        case str() if is_day:
            return show_date(date.fromisoformat(answer))
        case bool():
            return "yes" if answer else "no"
        case _:
            return str(answer)
