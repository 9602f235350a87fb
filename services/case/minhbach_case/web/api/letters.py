"""The letters of a case before they go: drafts to read, and an act's letter as it would be."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from minhbach_case.documents.letter import Letter
from minhbach_case.domain.delivery import ActLetter, LetterWay
from minhbach_case.sending.dispatch import Preview
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.acts import (
    CorrectBody,
    DecideAppealBody,
    DecideBody,
    NotifyBody,
    RetractBody,
)
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.statements import PDF, Lang, as_file
from minhbach_case.web.guard import Bearer, acting
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.events import Value

Form = Literal["notice", "decision"]
LetterBody = Annotated[
    NotifyBody | DecideBody | DecideAppealBody | CorrectBody | RetractBody,
    Field(discriminator="act"),
]
_NO_EVIDENCE: Final = PageRequest(limit=1)
_DRAFT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The letter, marked as a draft and never sealed",
        "content": {PDF: {"schema": {"type": "string"}}},
    },
    **answers(401, 403, 404, 409, 422, 503),
}


class PreviewView(Value):
    """Exactly what would go, but for the number and the day, which only the act gives."""

    kind: ActLetter
    way: LetterWay
    to: str = Field(description="Empty on paper")
    subject: str | None = Field(description="Of the mail; null on paper")
    text: str | None = Field(description="Of the mail; null on paper")
    letter: Letter = Field(description="Word for word what the PDF says")
    addresses: tuple[str, ...] = Field(
        description="Where it could go by e-mail, as the register says now"
    )
    sealed: Literal["sealed", "unsealed"] = Field(description="Whether the PDF will be signed")


def letters_routes() -> APIRouter:
    """``/cases/{case_id}/letters/preview`` and ``/cases/{case_id}/drafts``."""
    routes = APIRouter(prefix="/cases/{case_id}", tags=["letters"])
    routes.add_api_route(
        "/letters/preview",
        preview_letter,
        methods=["POST"],
        summary="The letter of an act as it would go; nothing is done",
        responses=answers(401, 403, 404, 409, 413, 422, 503),
    )
    routes.add_api_route(
        "/letters/preview.pdf",
        preview_file,
        methods=["POST"],
        summary="The same as PDF",
        responses=_DRAFT,
        response_class=Response,
    )
    # Before the other: the first route that fits answers.
    routes.add_api_route(
        "/drafts/{kind}.pdf",
        read_draft_file,
        summary="The draft of a notice or a decision as PDF",
        responses=_DRAFT,
        response_class=Response,
    )
    routes.add_api_route(
        "/drafts/{kind}",
        read_draft,
        summary="The draft of a notice or a decision, at any time before it",
        responses=answers(401, 403, 404, 409, 422, 503),
    )
    return routes


async def preview_letter(
    parts: WithParts, account: Bearer, case_id: UUID, body: LetterBody
) -> PreviewView:
    """Refused as the act itself would be; post the same body to `…/acts` to do it."""
    preview, site = await _preview(parts, account, case_id, body)
    mail = preview.mail
    return PreviewView(
        kind=preview.kind,
        way="email" if preview.to else "print",
        to=preview.to,
        subject=mail.subject if mail else None,
        text=mail.text if mail else None,
        letter=preview.letter,
        addresses=await parts.outgoing.correspondence.outbox.addresses(site),
        sealed="sealed" if parts.letters.seal else "unsealed",
    )


async def preview_file(
    parts: WithParts, account: Bearer, case_id: UUID, body: LetterBody
) -> Response:
    """Marked as a draft, and never sealed."""
    preview, _ = await _preview(parts, account, case_id, body)
    pdf = await parts.outgoing.correspondence.outbox.composer.file(preview.letter)
    return as_file(pdf, f"{case_id.hex[:8]}-{preview.kind}-draft.pdf")


async def read_draft(
    parts: WithParts, account: Bearer, case_id: UUID, kind: Form, lang: Lang = "vi"
) -> Letter:
    """As it would be if it were given now; 409 where it was given, or nothing is proposed."""
    return await drafted(parts, account, case_id, kind, lang)


async def read_draft_file(
    parts: WithParts, account: Bearer, case_id: UUID, kind: Form, lang: Lang = "vi"
) -> Response:
    """Marked as a draft, and never sealed."""
    letter = await drafted(parts, account, case_id, kind, lang)
    return as_file(await parts.letters.file(letter), f"{case_id.hex[:8]}-{kind}-draft.pdf")


async def drafted(parts: Parts, account: Account, case_id: UUID, kind: Form, lang: Lang) -> Letter:
    """A draft, where the account sees the case.

    Raises:
        NotFound: there is no such case, or not for this account.
        WrongState: it was given already, or nothing is proposed.
    """
    await seen_case(parts, account, case_id, _NO_EVIDENCE)
    if kind == "notice":
        return await parts.letters.drafted(case_id, lang)
    return await parts.letters.drafted_decision(case_id, lang)


async def _preview(
    parts: Parts, account: Account, case_id: UUID, body: LetterBody
) -> tuple[Preview, UUID]:
    actor, seen = acting(account), body.seen_sequence
    case = await seen_case(parts, account, case_id, _NO_EVIDENCE)
    command = await parts.colleagues.resolved(body.command(), actor)
    dispatch = parts.outgoing.correspondence.dispatch
    preview = await dispatch.preview(case_id, command, actor, seen, body.sending())
    return preview, case.summary.site_id
