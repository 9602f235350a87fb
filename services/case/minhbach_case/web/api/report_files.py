"""A report as a file over the API: PDF and XLSX, of an issued report or of a draft."""

from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from minhbach_case.reports.files import XLSX, ReportFile
from minhbach_case.web.api.problems import answers
from minhbach_case.web.api.statements import PDF
from minhbach_case.web.guard import Bearer
from minhbach_case.web.parts import WithParts
from minhbach_case.web.texts import Language

Lang = Annotated[Language, Query(description="Of the file")]


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        200: {"description": "The file", "content": content},
        **answers(401, 403, 404, 422, 503),
    }


def report_files_routes() -> APIRouter:
    """``/reports/{report_id}.pdf`` and ``.xlsx``; before ``/reports/{report_id}`` in the app."""
    routes = APIRouter(prefix="/reports", tags=["reports"])
    for ending, handler, summary, media_type in _FILES:
        routes.add_api_route(
            f"/{{report_id}}.{ending}",
            handler,
            summary=summary,
            responses=_file(media_type),
            response_class=Response,
        )
    return routes


async def read_pdf(parts: WithParts, _: Bearer, report_id: UUID, lang: Lang = "vi") -> Response:
    """Sealed where the agency has a key. Of a draft by its id, marked as one and never sealed."""
    return as_file(await parts.outgoing.reports.files.pdf(report_id, lang), PDF)


async def read_workbook(
    parts: WithParts, _: Bearer, report_id: UUID, lang: Lang = "vi"
) -> Response:
    """Totals, changes and percentages are formulas, with their values beside them."""
    return as_file(await parts.outgoing.reports.files.workbook(report_id, lang), XLSX)


_FILES: Final = (
    ("pdf", read_pdf, "A report as PDF", PDF),
    ("xlsx", read_workbook, "A report as a workbook", XLSX),
)


def as_file(file: ReportFile, media_type: str) -> Response:
    """A file to keep: not shown in the console's own origin."""
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(
        file.content, media_type=media_type, headers={"content-disposition": disposition}
    )
