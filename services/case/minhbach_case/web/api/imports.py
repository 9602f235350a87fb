"""Imports of the register over the API: look first, then apply what was shown."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Response, UploadFile
from fastapi.params import File
from pydantic import BaseModel, ConfigDict, Field

from minhbach_case.domain.register_changes import ChangeKind, SiteChange, without_personal
from minhbach_case.import_views import Preview, RowProblem
from minhbach_case.jobs import Job, Made, Progress
from minhbach_case.views import Page
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.jobs import accepted
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer, acting, sees_personal
from minhbach_case.web.parts import Parts, WithParts

Upload = Annotated[UploadFile, File(description="CSV or XLSX with a header row")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Part = Annotated[
    int, Query(ge=0, le=99_999, alias="after", description="`next` of the page before")
]
Whole = Annotated[
    bool, Form(description="The file is the whole register: sites that it does not name leave")
]


# So many sites are looked at and written in a second or two: nobody has to wait for a job.
AT_ONCE: Final = 500
_LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {"description": "It takes longer: a job, which leads to the preview", "model": Job}
}


class ApplyBody(BaseModel):
    """What is confirmed beside the digest."""

    model_config = ConfigDict(extra="forbid")

    leaving: int | None = Field(
        default=None,
        ge=0,
        description="Where the preview says `confirm_leaving`: its `left`, once more",
    )


def imports_routes() -> APIRouter:
    """``/register/previews``."""
    routes = APIRouter(tags=["register"])
    routes.add_api_route(
        "/register/previews",
        look,
        methods=["POST"],
        summary="What a register file would change",
        responses=answers(400, 401, 403, 413, 422, 503),
    )
    one = "/register/previews/{digest}"
    reading = answers(401, 403, 404, 422, 503)
    routes.add_api_route(one, read_preview, summary="A preview of yours", responses=reading)
    routes.add_api_route(
        f"{one}/changes", list_changes, summary="Its changes of one kind", responses=reading
    )
    routes.add_api_route(
        f"{one}/rejected", list_rejected, summary="Its rows that stay out", responses=reading
    )
    routes.add_api_route(
        f"{one}/apply",
        apply_preview,
        methods=["POST"],
        summary="Apply exactly what the preview showed",
        responses=_LATER | answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    return routes


async def look(parts: WithParts, account: Bearer, file: Upload, whole: Whole = False) -> Preview:
    """Changes nothing. The preview is yours alone and ends by itself."""
    data = await file.read()
    name = file.filename or "-"
    return await parts.register.imports.look(name, data, acting(account), whole=whole)


async def read_preview(parts: WithParts, account: Bearer, digest: Digest) -> Preview:
    """With `applied` once it was applied."""
    return await parts.register.imports.read(digest, acting(account))


async def list_changes(
    parts: WithParts, account: Bearer, digest: Digest, kind: ChangeKind, after: Part = 0
) -> Page[SiteChange]:
    """Field by field, old and new; personal values for those who may see them."""
    imports = parts.register.imports
    return as_seen(await imports.changes(digest, acting(account), kind, after), account)


async def list_rejected(
    parts: WithParts, account: Bearer, digest: Digest, after: Part = 0
) -> Page[RowProblem]:
    """By line and column, with what to do."""
    return await parts.register.imports.rejected(digest, acting(account), after)


async def apply_preview(
    parts: WithParts,
    account: Bearer,
    digest: Digest,
    response: Response,
    body: ApplyBody | None = None,
) -> Preview | Job:
    """A second time changes nothing. 409: the register changed since, look again.

    Of many sites it is a job (202). One that was cut short wrote a part: apply it again, it goes
    on from there and writes nothing twice.
    """
    made = await applied(parts, account, digest, body.leaving if body else None)
    return accepted(response, made) if isinstance(made, Job) else made


async def applied(
    parts: Parts, account: Account, digest: str, leaving: int | None
) -> Preview | Job:
    """Applies a preview, at once where that is quick, else as a job that leads back to it.

    Raises:
        NotFound, Wrong, Stale: as ``Imports.apply``; of a job the last one is the job's.
    """
    imports, actor = parts.register.imports, acting(account)
    preview = await imports.to_apply(digest, actor, leaving)
    if preview.applied or preview.sites <= AT_ONCE:
        return await imports.apply(digest, actor, leaving)

    async def make(progress: Progress) -> Made:
        await imports.apply(digest, actor, leaving, progress.at)
        return Made(leads_to=f"/register/import/{digest}")

    job = await parts.outgoing.jobs.start("import", actor, make, f"import {digest}")
    await imports.begin(digest, job.job_id)
    return job


def as_seen(page: Page[SiteChange], account: Account) -> Page[SiteChange]:
    """The changes as the account may see them."""
    if sees_personal(account):
        return page
    return Page(items=tuple(without_personal(c) for c in page.items), next=page.next)
