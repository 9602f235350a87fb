"""Letters on their way over the API: what became of each, and what people do about it."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from minhbach_case.delivery_views import DeliverySummary, DeliveryView, summary_of
from minhbach_case.documents.slip import Handed, slip_of
from minhbach_case.domain.commands import ServiceWay
from minhbach_case.domain.delivery import DeliveryState
from minhbach_case.errors import NotFound
from minhbach_case.sending.correspondence import Correspondence
from minhbach_case.views import PAGE_LIMIT, Page, PageRequest
from minhbach_case.web.api.days import Day
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.statements import PDF, as_file
from minhbach_case.web.guard import Bearer, acting
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.vocabulary import Role

_PDF: Final = {PDF: {"schema": {"type": "string"}}}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The letter", "content": _PDF},
    **answers(401, 403, 404, 422, 503),
}
_SLIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The slip", "content": _PDF},
    **answers(401, 403, 404, 422, 503),
}


class LettersAsked(BaseModel):
    """Which letters."""

    state: tuple[DeliveryState, ...] = Field(default=(), description="Any of these")
    case_id: UUID | None = None
    site_id: UUID | None = None
    limit: int = Field(default=50, ge=1, le=PAGE_LIMIT)
    after: str | None = Field(default=None, max_length=100, description="`next` of the page before")

    def query(self) -> dict[str, Any]:
        """As the store is asked."""
        asked: dict[str, Any] = {"state": {"$in": list(self.state)}} if self.state else {}
        places = {"case_id": self.case_id, "site_id": self.site_id}
        return asked | {name: value for name, value in places.items() if value is not None}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seen_sequence: int = Field(
        ge=0, le=2**53 - 1, description="`sequence` of the letter as you read it"
    )


class ResendBody(_Body):
    """Send a letter again that did not arrive, or may not have."""

    act: Literal["resend"]
    to: str | None = Field(
        default=None, max_length=254, description="Another of the register's addresses of the site"
    )


class ServeBody(_Body):
    """A letter was handed over or posted."""

    act: Literal["serve"]
    served_on: Day
    way: ServiceWay


LetterAct = Annotated[ResendBody | ServeBody, Field(discriminator="act")]


def deliveries_routes() -> APIRouter:
    """``/deliveries``."""
    routes = APIRouter(prefix="/deliveries", tags=["letters"])
    one = answers(401, 403, 404, 422, 503)
    routes.add_api_route("", list_letters, summary="Letters on their way", responses=one)
    # Before the other: the first route that fits answers.
    routes.add_api_route(
        "/{letter_id}.pdf",
        read_letter_file,
        summary="A letter as it goes, or went",
        responses=_FILE,
        response_class=Response,
    )
    routes.add_api_route("/{letter_id}", read_letter, summary="A letter", responses=one)
    routes.add_api_route(
        "/{letter_id}/slip.pdf",
        read_slip,
        summary="The slip to sign when a letter is handed over",
        responses=_SLIP,
        response_class=Response,
    )
    routes.add_api_route(
        "/{letter_id}/acts",
        act_on_letter,
        methods=["POST"],
        summary="Send a letter again, or record that it was served",
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    return routes


async def list_letters(
    parts: WithParts, _: Bearer, asked: Annotated[LettersAsked, Query()]
) -> Page[DeliverySummary]:
    """The newest first."""
    page = PageRequest(limit=asked.limit, after=asked.after)
    found, following = await parts.outgoing.correspondence.store.page(asked.query(), page)
    return Page(items=tuple(summary_of(*one) for one in found), next=following)


async def read_letter(parts: WithParts, account: Bearer, letter_id: UUID) -> DeliveryView:
    """With its address, its mail, all that happened to it, and what is open to you."""
    return await parts.outgoing.correspondence.desk.read(letter_id, account.role)


async def read_letter_file(parts: WithParts, _: Bearer, letter_id: UUID) -> Response:
    """The very file; 404 once its words were erased."""
    return await kept_file(parts.outgoing.correspondence, letter_id)


async def act_on_letter(
    parts: WithParts, account: Bearer, letter_id: UUID, body: LetterAct
) -> DeliveryView:
    """Asking again with the same ``seen_sequence`` has no second effect: it is safe to retry."""
    letters, actor, seen = parts.outgoing.correspondence, acting(account), body.seen_sequence
    match body:
        case ResendBody(to=to):
            await letters.desk.resend(letter_id, actor, seen, to)
        case ServeBody(served_on=day, way=way):
            await letters.desk.serve(letter_id, actor, seen, day, way)
    return await letters.desk.read(letter_id, account.role)


async def read_slip(parts: WithParts, account: Bearer, letter_id: UUID) -> Response:
    """404 once the letter's words were erased, or before it is made."""
    return await slip_file(parts, account.role, letter_id)


async def slip_file(parts: Parts, role: Role, letter_id: UUID) -> Response:
    """The slip of a letter, in the letter's language.

    Raises:
        NotFound: there is no such letter, or no file of it (any more).
    """
    letter = await parts.outgoing.correspondence.desk.read(letter_id, role)
    if letter.content is None or letter.pdf_digest is None:
        raise NotFound(f"There is no file of letter {letter_id}.")
    told, t = letter.summary, parts.letters.wording.texts[letter.summary.language]
    handed = Handed(
        name=t(f"letters.kind.{told.kind}"),
        number=told.number,
        organisation=letter.content.organisation,
        pdf_digest=letter.pdf_digest,
        made_at=told.created_at,
        served_on=told.served_on,
        way=told.served_way,
    )
    slip = slip_of(handed, parts.letters.statements.agency, t)
    name = f"{letter_id.hex[:8]}-slip-{told.language}.pdf"
    return as_file(await parts.letters.press.pdf(slip), name)


async def kept_file(letters: Correspondence, letter_id: UUID) -> Response:
    """The file that goes, or went.

    Raises:
        NotFound: there is none, or none any more.
    """
    content = await letters.store.content(letter_id)
    if content is None:
        raise NotFound(f"There is no file of letter {letter_id}.")
    return as_file(content.pdf, content.file_name)
