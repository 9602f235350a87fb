"""Statements of reasons over the API: what a notice or a decision rests on, and its letter."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from minhbach_case.domain.statement import Statement, statement_digest
from minhbach_case.letters import Letters
from minhbach_case.views import Page, PageRequest, StatementEntry
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer
from minhbach_case.web.parts import WithParts
from minhbach_case.web.texts import Language
from minhbach_shared.events import Value
from minhbach_shared.events.base import Digest

PDF: Final = "application/pdf"
Sequence = Annotated[int, Path(ge=1, le=99_999_999, description="Of the step that states it")]
Lang = Annotated[Language, Query(description="Of the letter")]
_NO_EVIDENCE: Final = PageRequest(limit=1)
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The letter", "content": {PDF: {"schema": {"type": "string"}}}},
    **answers(401, 404, 422, 503),
}


class StatementView(Value):
    """A statement of reasons as it is made again from the steps before it."""

    statement: Statement
    digest: Digest = Field(description="Of `statement`: SHA-256 of its canonical JSON")
    kept_digest: Digest | None = Field(description="As the step keeps it: has to be the same")
    words: dict[int, str | None] = Field(
        description="Of people, by step: replies, reasons; null where erased or nothing was said"
    )
    sealed: Literal["sealed", "unsealed"] = Field(description="Whether the PDF is signed")


def statements_routes() -> APIRouter:
    """``/cases/{case_id}/statements``."""
    routes = APIRouter(prefix="/cases/{case_id}/statements", tags=["statements"])
    one = answers(401, 404, 422, 503)
    routes.add_api_route("", list_statements, summary="A case's statements", responses=one)
    # Before the other: the first route that fits answers.
    routes.add_api_route(
        "/{sequence}.pdf",
        read_file,
        summary="A statement's letter as PDF",
        responses=_FILE,
        response_class=Response,
    )
    routes.add_api_route("/{sequence}", read_statement, summary="A statement", responses=one)
    return routes


async def list_statements(parts: WithParts, account: Bearer, case_id: UUID) -> Page[StatementEntry]:
    """Notices and decisions that were given, in order; a case has few: one page."""
    await seen_case(parts, account, case_id, _NO_EVIDENCE)
    return Page(items=await parts.letters.statements.list(case_id))


async def read_statement(
    parts: WithParts, account: Bearer, case_id: UUID, sequence: Sequence
) -> StatementView:
    """What a notice or a decision rests on; an operator reads those of its own site."""
    await seen_case(parts, account, case_id, _NO_EVIDENCE)
    issued = await parts.letters.statements.get(case_id, sequence)
    return StatementView(
        statement=issued.statement,
        digest=statement_digest(issued.statement),
        kept_digest=issued.kept_digest,
        words=dict(issued.envelope.words),
        sealed="sealed" if parts.letters.seal else "unsealed",
    )


async def read_file(
    parts: WithParts, account: Bearer, case_id: UUID, sequence: Sequence, lang: Lang = "vi"
) -> Response:
    """The letter; the same statement gives the same pages."""
    await seen_case(parts, account, case_id, _NO_EVIDENCE)
    return await letter_file(parts.letters, case_id, sequence, lang)


async def letter_file(
    letters: Letters, case_id: UUID, sequence: int, language: Language
) -> Response:
    """A letter as a file to keep."""
    letter = await letters.issued(case_id, sequence, language)
    name = f"{case_id.hex[:8]}-{sequence:02d}-{language}.pdf"
    return as_file(await letters.file(letter), name)


def as_file(pdf: bytes, name: str) -> Response:
    """A PDF to keep: not shown in the console's own origin."""
    return Response(
        pdf, media_type=PDF, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
