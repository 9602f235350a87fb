"""The licensees' own reports over the API: what is due, filed, asked for."""

from typing import Annotated, Any, Final, Self
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Query, UploadFile
from fastapi.params import File as FileField
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, Json, StrictBool, StrictInt, model_validator
from pydantic.config import JsonDict, JsonValue

from minhbach_case.domain.commands import TEXT_LIMIT, UPLOADS
from minhbach_case.domain.filings.deadlines import DueStanding
from minhbach_case.domain.filings.form import ReportForm
from minhbach_case.domain.filings.steps import REPORT_KEY, ReportKey, request_key, year_key
from minhbach_case.errors import Missing, Wrong
from minhbach_case.filings.commands import Ask, File, Withdraw
from minhbach_case.filings.filing import SIGNED
from minhbach_case.filings.views import Asked, FilingOverview, FormToFill, SiteFilings
from minhbach_case.storage.uploads import SentFile
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import After, Limit
from minhbach_case.web.api.days import Day
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, acting, actor_of, own_site
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.uploads import FILE_BYTES, sent_file
from minhbach_shared.vocabulary import SiteClass

Year = Annotated[int, Field(ge=2000, le=9998)]
Which = Annotated[
    str | None,
    Query(pattern=REPORT_KEY, description="A report's `report`: `year:2025`, or `request:` and id"),
]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Of a report's version")]
Words = Annotated[
    str, Field(max_length=TEXT_LIMIT, json_schema_extra={"minLength": 1, "pattern": r"\S"})
]
AnswerIn = Annotated[str, Field(max_length=TEXT_LIMIT)] | StrictInt | StrictBool | None


_SENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(SIGNED)
        },
    },
    **answers(401, 403, 404, 422, 503),
}


def _one_of(*names: str) -> JsonDict:
    """For a body's description: exactly one of these has to be given."""
    given: list[JsonValue] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in names
    ]
    return {"oneOf": given}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FilingBody(_Body):
    """A report in the form that is in force, or its correction."""

    model_config = ConfigDict(json_schema_extra=_one_of("year", "request_id"))

    year: Year | None = Field(default=None, description="The year that it is about")
    request_id: UUID | None = Field(default=None, description="Or the request that it answers")
    answers: dict[str, AnswerIn] = Field(max_length=200, description="By the form's fields")
    received_on: Day | None = Field(
        default=None, description="An officer's entry of a report on paper: when it came"
    )
    seen_version: int = Field(
        default=0, ge=0, le=10_000, description="The last version that you read; 409 if it moved"
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.year is None) == (self.request_id is None):
            raise ValueError("give the year or the request_id")
        return self


class AskBody(_Body):
    """Whom to ask for a report, by when and why."""

    model_config = ConfigDict(json_schema_extra=_one_of("site_id", "site_class"))

    site_id: UUID | None = None
    site_class: SiteClass | None = None
    due_on: Day = Field(description="The last day")
    reason: Words

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.site_id is None) == (self.site_class is None):
            raise ValueError("give the site_id or the site_class")
        return self


class WithdrawBody(_Body):
    """Why a request is taken back."""

    reason: Words


def filings_routes() -> APIRouter:
    """``/filings`` and ``/sites/{id}/filings``."""
    routes = APIRouter(tags=["licensees' reports"])
    own = [Depends(own_site)]
    acts = answers(401, 403, 404, 409, 413, 422, 503)
    routes.add_api_route(
        "/filings", list_filings, summary="A year's reports, by site", responses=answers(422)
    )
    routes.add_api_route("/filings/forms", list_forms, summary="The forms, every version")
    routes.add_api_route(
        "/filings/requests",
        ask,
        methods=["POST"],
        summary="Ask a site, or all licensed ones of a class, for a report",
        responses=acts,
    )
    routes.add_api_route(
        "/sites/{site_id}/filings",
        read_filings,
        summary="A site's reports: due, filed, asked for",
        responses=answers(404, 422),
    )
    routes.add_api_route(
        "/sites/{site_id}/filings",
        file_report,
        methods=["POST"],
        dependencies=own,
        summary="File a report, or its correction",
        responses=acts,
    )
    routes.add_api_route(
        "/sites/{site_id}/filings/signed",
        file_signed,
        methods=["POST"],
        dependencies=own,
        summary="File a signed report as a file",
        responses=acts,
    )
    routes.add_api_route(
        "/sites/{site_id}/filings/form",
        read_form,
        dependencies=own,
        summary="A report's form, with what stands in it to begin with",
        responses=answers(404, 422),
    )
    routes.add_api_route(
        "/sites/{site_id}/filings/files/{sha256}",
        read_sent,
        dependencies=own,
        summary="A file that came with a report",
        responses=_SENT,
        response_class=Response,
    )
    routes.add_api_route(
        "/sites/{site_id}/filings/requests/{request_id}/withdraw",
        withdraw,
        methods=["POST"],
        dependencies=own,
        summary="Take a request back",
        responses=acts,
    )
    return routes


async def list_filings(
    parts: WithParts,
    _: Bearer,
    year: Year | None = None,
    standing: DueStanding | None = None,
    limit: Limit = 50,
    after: After = None,
) -> FilingOverview:
    """Without a year: the one that is open, or whose deadline passed last."""
    page = PageRequest(limit=limit, after=after)
    return await parts.outgoing.filings.desk.overview(year, standing, page)


async def list_forms(parts: WithParts, _: Bearer) -> tuple[ReportForm, ...]:
    """The last version of each is the one that is filled in."""
    return parts.outgoing.filings.desk.forms.all


async def read_filings(parts: WithParts, account: Bearer, site_id: UUID) -> SiteFilings:
    """An operator sees its own site only."""
    return await parts.outgoing.filings.desk.of_site(site_id, actor_of(account))


async def read_form(
    parts: WithParts, account: Bearer, site_id: UUID, report: Which = None
) -> FormToFill:
    """Of the last year that is open, where none is named."""
    return await parts.outgoing.filings.desk.to_fill(site_id, report, actor_of(account))


async def read_sent(parts: WithParts, account: Bearer, site_id: UUID, sha256: Sha256) -> Response:
    """To be saved, never to be shown; nobody looked whether it does harm."""
    return await sent_back(parts, account, site_id, sha256)


async def sent_back(parts: Parts, account: Account, site_id: UUID, sha256: str) -> Response:
    """A file that came with a report, under the name that it came with.

    Raises:
        NotFound: there is none (any more), or it is not for this account.
    """
    found = await parts.outgoing.filings.desk.sent(site_id, sha256, actor_of(account))
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(found.content, media_type=found.upload.media_type, headers=headers)


async def file_report(
    parts: WithParts, account: Bearer, site_id: UUID, body: FilingBody
) -> SiteFilings:
    """An operator its own, received today; an officer one that came on paper."""
    command = File(
        report=_key(body.year, body.request_id),
        answers=body.answers,
        received_on=body.received_on,
        seen=body.seen_version,
    )
    return await parts.outgoing.filings.desk.file(site_id, command, acting(account))


async def file_signed(  # noqa: PLR0913, PLR0917 - the fields of a multipart form
    parts: WithParts,
    account: Bearer,
    site_id: UUID,
    files: Annotated[list[UploadFile], FileField(description="PDF, PNG or JPEG, 10 MB each")],
    answers: Annotated[
        Json[dict[str, AnswerIn]] | None,
        Form(description="What is filled in beside them, as JSON: by the form's fields"),
    ] = None,
    year: Annotated[Year | None, Form()] = None,
    request_id: Annotated[UUID | None, Form()] = None,
    received_on: Annotated[Day | None, Form()] = None,
    seen_version: Annotated[int, Form(ge=0, le=10_000)] = 0,
) -> SiteFilings:
    """The signed report stands for the form; what is filled in beside it has to be right."""
    actor = acting(account)
    if (year is None) == (request_id is None):
        raise Missing("Give the year or the request_id.", "year")
    command = File(
        report=_key(year, request_id),
        answers=answers or {},
        files=await _sent(files),
        received_on=received_on,
        seen=seen_version,
    )
    return await parts.outgoing.filings.desk.file(site_id, command, actor)


async def ask(parts: WithParts, account: Bearer, body: AskBody) -> Asked:
    """The same site asked for the same by the same day is asked once."""
    to = body.site_id or body.site_class
    if to is None:
        raise Missing("Give the site_id or the site_class.", "site_id")
    command = Ask(to, body.due_on, body.reason)
    return await parts.outgoing.filings.desk.ask(command, acting(account))


async def withdraw(
    parts: WithParts, account: Bearer, site_id: UUID, request_id: UUID, body: WithdrawBody
) -> SiteFilings:
    """Only what was not answered; a second time changes nothing."""
    command = Withdraw(request_id, body.reason)
    return await parts.outgoing.filings.desk.withdraw(site_id, command, acting(account))


def _key(year: int | None, request: UUID | None) -> ReportKey:
    return request_key(request) if request else year_key(year or 0)


async def _sent(files: list[UploadFile]) -> tuple[SentFile, ...]:
    if len(files) > UPLOADS:
        raise Wrong(f"files: at most {UPLOADS}.", "files")
    sent: list[SentFile] = []
    for file in files:
        content = await file.read()
        found = sent_file(file.filename or "", content) if content else None
        if found is None or len(content) > FILE_BYTES:
            raise Wrong("files: a signed report is a PDF, a PNG or a JPEG, 10 MB at most.", "files")
        sent.append(found)
    return tuple(sent)
