"""Taking a register file in: choose it, look at what it would change, apply exactly that."""

from collections.abc import AsyncIterator
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse
from starlette.datastructures import UploadFile

from minhbach_case.domain.commands import Actor
from minhbach_case.domain.register_changes import CHANGE_KINDS
from minhbach_case.errors import ActRefused, NotAllowed, UnreadableFile
from minhbach_case.exporting.csv_file import MARK, lines
from minhbach_case.import_views import Preview
from minhbach_case.importing import Imports, Listed, check_keeper
from minhbach_case.jobs import Job
from minhbach_case.web.accounts import Account
from minhbach_case.web.api.imports import applied, as_seen
from minhbach_case.web.console.answers import Page, go, posted, show, texts_of
from minhbach_case.web.guard import InSession, acting, session_word
from minhbach_case.web.parts import Parts, WithParts
from minhbach_case.web.refusals import STATUS, ForgedForm, told
from minhbach_case.web.texts import Texts

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_PATH: Final = "/register/import"
_LISTS: Final[tuple[Listed, ...]] = get_args(Listed)
_SHOWN_FIRST: Final[tuple[Listed, ...]] = ("left", "changed", "added", "rejected")


def imports_pages() -> APIRouter:
    """``/register/import`` and its previews."""
    routes = APIRouter()
    routes.add_api_route(_PATH, form_page)
    routes.add_api_route(_PATH, look, methods=["POST"])
    one = f"{_PATH}/{{digest}}"
    routes.add_api_route(one, preview_page)
    routes.add_api_route(one, apply_preview, methods=["POST"])
    routes.add_api_route(f"{one}/rejected.csv", rejected_file)
    return routes


async def form_page(request: Request, account: InSession) -> Response:
    """The form that takes a file."""
    check_keeper(acting(account))
    return _form(request, account)


async def look(parts: WithParts, request: Request, account: InSession) -> Response:
    """Compares a file with the register and shows what would change; nothing changes."""
    async with request.form(max_files=1, max_fields=10) as form:
        file, seal = form.get("file"), form.get("csrf")
        if not isinstance(seal, str) or not parts.seal.holds(session_word(request), seal):
            raise ForgedForm
        whole = form.get("whole") == "yes"
        texts = texts_of(request)
        if not isinstance(file, UploadFile) or not file.filename:
            return _form(request, account, texts("import.no_file"), 422, whole=whole)
        name, data = file.filename, await file.read()
    try:
        preview = await parts.register.imports.look(name, data, acting(account), whole=whole)
    except NotAllowed as error:
        return _form(request, account, told(texts, error), 403, whole=whole)
    except UnreadableFile as error:
        problem = texts(f"file.{error.code}", detail=error.detail)
        return _form(request, account, f"{name}: {problem}", 422, whole=whole)
    return go(f"{_PATH}/{preview.digest}")


async def preview_page(
    parts: WithParts, request: Request, account: InSession, digest: Digest
) -> Response:
    """What was found, one list at a time."""
    preview = await parts.register.imports.read(digest, acting(account))
    return await _show(parts, request, account, preview)


async def apply_preview(
    parts: WithParts, request: Request, account: InSession, digest: Digest
) -> Response:
    """Applies what was shown, or says why not."""
    values = await posted(request, session_word(request))
    imports, actor = parts.register.imports, acting(account)
    preview = await imports.read(digest, actor)
    typed = values.get("leaving", "").strip()
    leaving = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    try:
        made = await applied(parts, account, digest, leaving)
    except ActRefused as error:
        return await _show(parts, request, account, preview, refused=error)
    return go(f"/jobs/{made.job_id}" if isinstance(made, Job) else f"{_PATH}/{digest}")


async def rejected_file(
    parts: WithParts, request: Request, account: InSession, digest: Digest
) -> Response:
    """The rows that stay out, as a file for a spreadsheet."""
    imports, actor = parts.register.imports, acting(account)
    await imports.read(digest, actor)
    return StreamingResponse(
        _rejected_lines(imports, digest, actor, texts_of(request)),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="rejected.csv"'},
    )


async def _rejected_lines(
    imports: Imports, digest: str, actor: Actor, texts: Texts
) -> AsyncIterator[str]:
    heads = ("import.line", "import.column", "import.value", "import.what")
    yield MARK + lines([[texts(head) for head in heads]])
    part: int | None = 0
    while part is not None:
        page = await imports.rejected(digest, actor, part)
        for row in page.items:
            words = texts(f"cell.{row.code}")
            yield lines([[row.line, row.column, row.value, words]])
        part = int(page.next) if page.next else None


async def _show(
    parts: Parts,
    request: Request,
    account: Account,
    preview: Preview,
    *,
    refused: ActRefused | None = None,
) -> Response:
    context = {
        "preview": preview,
        "lists": [(name, getattr(preview, name)) for name in _LISTS],
        "refused": refused.code if refused else "",
        "changes_any": any(getattr(preview, kind) for kind in CHANGE_KINDS),
        **await _rows(parts.register.imports, request, account, preview),
    }
    status = STATUS[refused.code] if refused else 200
    return show(request, Page("import.html", context, account=account, here="sites", status=status))


async def _rows(
    imports: Imports, request: Request, account: Account, preview: Preview
) -> dict[str, object]:
    listed, part, actor = _listed(request, preview), _part(request), acting(account)
    told: dict[str, object] = {"listed": listed, "part": part, "changes": (), "rejected": ()}
    if listed == "rejected":
        problems = await imports.rejected(preview.digest, actor, part)
        return told | {"rejected": problems.items, "next_part": problems.next}
    page = as_seen(await imports.changes(preview.digest, actor, listed, part), account)
    return told | {"changes": page.items, "next_part": page.next}


def _listed(request: Request, preview: Preview) -> Listed:
    asked = request.query_params.get("list")
    filled = next((name for name in _SHOWN_FIRST if getattr(preview, name)), _LISTS[0])
    return next((name for name in _LISTS if name == asked), filled)


def _part(request: Request) -> int:
    asked = request.query_params.get("part", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def _form(
    request: Request,
    account: Account,
    problem: str = "",
    status: int = 200,
    *,
    whole: bool = False,
) -> Response:
    context = {"problem": problem, "whole": whole}
    return show(
        request, Page("imports.html", context, account=account, here="sites", status=status)
    )
