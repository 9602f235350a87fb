"""``/exports/…``: one address an export, the same under the console and under the API."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from minhbach_case.exporting import csv_file, xlsx_file
from minhbach_case.exporting.export import Form
from minhbach_case.jobs import Job
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.jobs import job_answer
from minhbach_case.web.api.problems import answers
from minhbach_case.web.console.answers import go, language_of
from minhbach_case.web.exports.asking import Asking, Offer
from minhbach_case.web.exports.making import AT_ONCE, Streamed, made
from minhbach_case.web.exports.offers import OFFERS
from minhbach_case.web.guard import Bearer, InSession, own_site
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.texts import Language

Head = Literal["yes", "no"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
_MEDIA_TYPES: Final[dict[Form, str]] = {
    "csv": csv_file.MEDIA_TYPE,
    "xlsx": xlsx_file.MEDIA_TYPE,
}
_FORM: Final = Path(
    description="`csv`: one table, streamed however long it is; `xlsx`: all tables, a sheet each, "
    f"as a job (202) where they hold more than {AT_ONCE} rows"
)
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in _MEDIA_TYPES.values()
        },
    },
    202: {
        "description": "A workbook that takes longer: a job, whose file it will be",
        "model": Job,
    },
    **answers(401, 403, 404, 422, 503),
}


def exports_routes() -> APIRouter:
    """``/exports/…`` of the API, with the query of each page described and checked."""
    routes = APIRouter(prefix="/exports", tags=["exports"])
    for offer in OFFERS:
        routes.add_api_route(
            _address(offer),
            _for_machines(offer),
            name=f"export {offer.path}",
            summary=offer.summary,
            # An operator's own site first: of another one nothing of the request is judged.
            dependencies=[*_own(offer), Depends(_common), *_reading(offer.names, offer.query)],
            responses=_FILE,
            response_class=Response,
        )
    return routes


def exports_pages() -> APIRouter:
    """``/exports/…`` of the console; what a page's query says in vain filters nothing here too."""
    routes = APIRouter(prefix="/exports")
    for offer in OFFERS:
        reading = _reading(offer.names)
        routes.add_api_route(_address(offer), _for_people(offer), dependencies=reading)
    return routes


def _address(offer: Offer) -> str:
    return f"{offer.path}.{{form}}"


def _own(offer: Offer) -> Sequence[Any]:
    return [Depends(own_site)] if "{site_id}" in offer.path else []


def _reading(*readers: Callable[..., None] | None) -> Sequence[Any]:
    return [Depends(reader) for reader in readers if reader is not None]


def _common(
    lang: Annotated[Language, Query(description="Of titles and words")] = "vi",
    head: Annotated[
        Head,
        Query(description="CSV: `no` leaves the head out; the first row then holds column names"),
    ] = "yes",
    table: Annotated[
        str, Query(max_length=40, description="CSV: which table, where there are several")
    ] = "",
) -> None:
    del lang, head, table


Answering = Callable[..., Awaitable[Response]]


def _for_machines(offer: Offer) -> Answering:
    async def export(
        parts: WithParts, request: Request, account: Bearer, form: Annotated[Form, _FORM]
    ) -> Response:
        found = await _made(offer, parts, request, account, form)
        return job_answer(found) if isinstance(found, Job) else _as_file(found)

    return export


def _for_people(offer: Offer) -> Answering:
    async def export(
        parts: WithParts, request: Request, account: InSession, form: Annotated[Form, _FORM]
    ) -> Response:
        found = await _made(offer, parts, request, account, form)
        return go(f"/jobs/{found.job_id}") if isinstance(found, Job) else _as_file(found)

    return export


async def _made(
    offer: Offer, parts: Parts, request: Request, account: Account, form: Form
) -> Streamed | Job:
    texts = parts.renderer.texts(language_of(request))
    asking = Asking(parts, account, texts, request.query_params, request.path_params)
    place = f"{request.url.path}?{request.url.query}"
    return await made(asking, await offer.make(asking), form, place)


def _as_file(file: Streamed) -> Response:
    """A file to be saved; its audit entry stands before its first byte leaves."""
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.pieces, media_type=_MEDIA_TYPES[file.form], headers=headers)
