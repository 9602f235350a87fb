"""Before an act: the letter and the mail exactly as they would go, then the act itself."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.domain.commands import Command
from minhbach_case.errors import ActRefused, NotFound
from minhbach_case.sending.dispatch import Preview
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.api.statements import as_file
from minhbach_case.web.console.answers import Page, posted, show, texts_of
from minhbach_case.web.console.cases import Attempt, show_case
from minhbach_case.web.console.forms import IRREVERSIBLE, Faults, Values, read_command, step_seen
from minhbach_case.web.console.letters_of_case import sending_of
from minhbach_case.web.guard import InSession, acting, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, field_of, told

_APART = ("csrf", "sure")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form of an act whose letter is looked at first."""

    values: Values
    command: Command
    seen: int


def sending_pages() -> APIRouter:
    """``/cases/{case_id}/letters/preview`` and its file."""
    routes = APIRouter(prefix="/cases/{case_id}/letters")
    routes.add_api_route("/preview", preview_page, methods=["POST"])
    routes.add_api_route("/preview.pdf", preview_file, methods=["POST"])
    return routes


async def preview_page(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The letter of an act that is still to be confirmed; a form that is wrong comes back."""
    form = await posted(request, session_word(request))
    await seen_case(parts, account, case_id, PageRequest(limit=1))
    read = await _read(parts, request, account, form)
    if isinstance(read, Attempt):
        return await show_case(parts, request, account, case_id, read)
    try:
        preview = await _preview(parts, account, case_id, read)
    except NotFound:
        raise
    except ActRefused as error:
        words, name = told(texts_of(request), error), field_of(error)
        faults = {name: words} if name else {}
        act = form.get("act", "")
        attempt = Attempt(act, form, words, faults, STATUS[error.code], read.seen)
        return await show_case(parts, request, account, case_id, attempt)
    context = {
        "case_id": case_id,
        "letter": preview.letter,
        "preview": preview,
        "sealed": parts.letters.seal is not None,
        "act": form.get("act", ""),
        "values": {name: value for name, value in form.items() if name not in _APART},
        "irreversible": form.get("act", "") in IRREVERSIBLE,
    }
    return show(request, Page("letter_preview.html", context, account=account, here="cases"))


async def preview_file(
    parts: WithParts, request: Request, account: InSession, case_id: UUID
) -> Response:
    """The same letter as PDF, marked as a draft and never sealed."""
    form = await posted(request, session_word(request))
    await seen_case(parts, account, case_id, PageRequest(limit=1))
    read = await _read(parts, request, account, form)
    if isinstance(read, Attempt):
        return await show_case(parts, request, account, case_id, read)
    preview = await _preview(parts, account, case_id, read)
    pdf = await parts.outgoing.correspondence.outbox.composer.file(preview.letter)
    return as_file(pdf, f"{case_id.hex[:8]}-{preview.kind}-draft.pdf")


async def _preview(parts: Parts, account: Account, case_id: UUID, read: _Asked) -> Preview:
    dispatch = parts.outgoing.correspondence.dispatch
    sending = sending_of(read.values)
    return await dispatch.preview(case_id, read.command, acting(account), read.seen, sending)


async def _read(
    parts: Parts, request: Request, account: Account, form: dict[str, str]
) -> _Asked | Attempt:
    # The page that follows asks whether one is sure.
    command = read_command(form | {"sure": "yes"}, me=account.id)
    seen = step_seen(form.get("seen", ""))
    if isinstance(command, Faults):
        texts = texts_of(request)
        faults = {one.field: texts(f"fault.{one.code}") for one in command.faults}
        return Attempt(form.get("act", ""), form, texts("act.not_taken"), faults, 422, seen)
    return _Asked(form, await parts.colleagues.resolved(command, acting(account)), seen)
