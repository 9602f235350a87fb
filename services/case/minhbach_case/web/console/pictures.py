"""A picture of the page as captured: shown in its case, or on a page of its own without scripts."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from minhbach_case.errors import NotFound
from minhbach_case.pictures import NoPicture, Picture
from minhbach_case.views import EvidenceView, PageRequest
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.cases import seen_case
from minhbach_case.web.console.answers import Page, show
from minhbach_case.web.console.evidence import quotes_of
from minhbach_case.web.guard import InSession, sees_personal
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import Forbidden
from minhbach_shared.events import CaptureRef

Which = Literal["page", "source"]
Sequence = Annotated[int, Path(ge=1, le=99_999_999)]
_STATUS = {"busy": 503, "failed": 502, "missing": 404}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in the picture."""

    evidence: EvidenceView
    capture: CaptureRef
    quotes: tuple[str, ...]


def pictures_pages() -> APIRouter:
    """``/cases/{id}/evidence/{sequence}/picture/{page|source}`` and its image."""
    routes = APIRouter()
    base = "/cases/{case_id}/evidence/{sequence}/picture/{which}"
    # Before the page's, whose last part would take the image's name whole.
    routes.add_api_route(base + ".webp", picture_image)
    routes.add_api_route(base, picture_page)
    return routes


async def picture_page(
    parts: WithParts,
    request: Request,
    account: InSession,
    case_id: UUID,
    sequence: Sequence,
    which: Which,
) -> Response:
    """The picture with what it shows, or why there is none."""
    wanted = await _wanted(parts, account, case_id, sequence, which)
    picture = await _taken(parts, wanted)
    failed = picture.why if isinstance(picture, NoPicture) else None
    context = {
        "case_id": case_id,
        "sequence": sequence,
        "which": which,
        "wanted": wanted,
        "picture": None if failed else picture,
        "failed": failed,
    }
    status = _STATUS.get(failed, 200) if failed and not request.headers.get("hx-request") else 200
    return show(request, Page("picture.html", context, account, here="cases", status=status))


async def picture_image(
    parts: WithParts, account: InSession, case_id: UUID, sequence: Sequence, which: Which
) -> Response:
    """The image alone."""
    wanted = await _wanted(parts, account, case_id, sequence, which)
    match await _taken(parts, wanted):
        case Picture(image=image, digest=digest):
            headers = {"content-disposition": f'inline; filename="{digest[:16]}.webp"'}
            return Response(image, media_type="image/webp", headers=headers)
        case NoPicture(why=why):
            return Response(status_code=_STATUS.get(why, 404))


async def _wanted(
    parts: Parts, account: Account, case_id: UUID, sequence: int, which: Which
) -> Wanted:
    before = PageRequest(limit=1, after=str(sequence - 1))
    case = await seen_case(parts, account, case_id, before)
    # A page shows names and telephones as it showed them: not for those who only look.
    if not sees_personal(account):
        raise Forbidden
    found = next((e for e in case.evidence.items if e.sequence == sequence), None)
    if found is None or parts.pictures is None:
        raise NotFound(f"Case {case_id} has no picture of step {sequence}.")
    if which == "page":
        return Wanted(found, found.capture, quotes_of(found.evidence))
    source = getattr(found.evidence, "source", None)
    if source is None:
        raise NotFound(f"Step {sequence} of case {case_id} names no source.")
    return Wanted(found, source.capture, quotes_of(found.evidence, of_source=True))


async def _taken(parts: Parts, wanted: Wanted) -> Picture | NoPicture:
    if parts.pictures is None:
        return NoPicture("failed")
    return await parts.pictures.of(wanted.capture, wanted.quotes)
