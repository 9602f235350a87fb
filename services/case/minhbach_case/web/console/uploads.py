"""Files that came with a reply or an appeal, given back to be saved and never to be shown.

No scan for viruses is made: what is saved is opened on the reader's own machine, under its rules.
"""

from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response

from minhbach_case.errors import NotFound
from minhbach_case.views import CaseView, PageRequest
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.guard import InSession, sees_personal
from minhbach_case.web.parts import WithParts
from minhbach_case.web.refusals import Forbidden

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
# Whatever a browser makes of it all the same: no script, no origin, nothing loaded.
_POLICY: Final = "sandbox; default-src 'none'"


def uploads_pages() -> APIRouter:
    """``/cases/{id}/uploads/{sha256}``."""
    routes = APIRouter()
    routes.add_api_route("/cases/{case_id}/uploads/{sha256}", uploaded)
    return routes


async def uploaded(parts: WithParts, account: InSession, case_id: UUID, sha256: Sha256) -> Response:
    """One file, if a step of the case that this account sees names it."""
    case = await seen_case(parts, account, case_id, PageRequest(limit=1))
    if not sees_personal(account):
        raise Forbidden
    named = parts.uploads is not None and sha256 in _named(case)
    found = await parts.uploads.get(case_id, sha256) if parts.uploads and named else None
    if found is None:
        raise NotFound(f"case {case_id} has no file {sha256}")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "content-security-policy": _POLICY,
    }
    return Response(found.content, media_type=found.upload.media_type, headers=headers)


def _named(case: CaseView) -> set[str]:
    uploads = (step.details.get("uploads") for step in case.steps)
    files = (file for sent in uploads if isinstance(sent, list) for file in sent)
    return {str(file["sha256"]) for file in files if isinstance(file, dict)}
