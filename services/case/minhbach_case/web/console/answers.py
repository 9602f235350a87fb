"""How the console answers: a page in the reader's language, a way back to the login."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from minhbach_case.domain.commands import UPLOADS
from minhbach_case.storage.uploads import SentFile
from minhbach_case.web.accounts import Account
from minhbach_case.web.console.forms import FaultCode
from minhbach_case.web.guard import session_word
from minhbach_case.web.parts import Parts, parts_of
from minhbach_case.web.refusals import ForgedForm
from minhbach_case.web.texts import Language, Texts, as_language
from minhbach_case.web.uploads import FILE_BYTES, sent_file

LANGUAGE_COOKIE: Final = "minhbach_language"
_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Page:
    """One page to answer with; ``seal_of`` is the session (or visit) that its forms belong to."""

    template: str
    context: Mapping[str, Any]
    account: Account | None = None
    here: str = ""
    status: int = 200
    seal_of: str | None = None


def language_of(request: Request) -> Language:
    """The language that the reader chose; Vietnamese unless they did."""
    chosen = as_language(request.query_params.get("lang"))
    return chosen or as_language(request.cookies.get(LANGUAGE_COOKIE)) or "vi"


def texts_of(request: Request) -> Texts:
    """The words of the reader's language."""
    return parts_of(request).renderer.texts(language_of(request))


def show(request: Request, page: Page) -> Response:
    """Renders a page, and keeps the language that the reader has just chosen."""
    parts = parts_of(request)
    language = language_of(request)
    seal_of = session_word(request) if page.seal_of is None else page.seal_of
    context = {
        "account": page.account,
        "here": page.here,
        "csrf": parts.seal.of(seal_of),
        "here_query": query_with(request, after=None),
        "other_language_query": _other_language(request, language),
        **page.context,
    }
    response = HTMLResponse(parts.renderer.page(page.template, language, context), page.status)
    if as_language(request.query_params.get("lang")):
        set_cookie(parts, response, LANGUAGE_COOKIE, language, _YEAR)
    return response


def show_message(request: Request, status: int, code: str) -> Response:
    """A page that says what went wrong and what to do; its words are those of the API."""
    texts = texts_of(request)
    context = {"title": texts(f"message.{code}"), "detail": texts(f"problem.{code}")}
    return show(request, Page("message.html", context, status=status))


def to_login(request: Request) -> Response:
    """To the login page, and back here afterwards."""
    back = request.url.path if request.method == "GET" else "/"
    if request.method == "GET" and request.url.query:
        back += "?" + request.url.query
    login = "/login" if back == "/" else "/login?next=" + quote(back, safe="")
    if request.headers.get("hx-request"):
        # A redirect would be followed inside the page; this makes the browser go there.
        return Response(status_code=204, headers={"hx-redirect": "/login"})
    return RedirectResponse(login, 303)


def go(address: str) -> Response:
    """To another page, after a post."""
    return RedirectResponse(address, 303)


def set_cookie(parts: Parts, response: Response, name: str, value: str, seconds: int) -> None:
    """Sets a cookie that scripts cannot read and other sites' posts do not carry."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        secure=parts.secure_cookies,
        # Lax, so that a link in a mail opens the case; every post carries a seal as well.
        samesite="lax",
        path="/",
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that came in: its text fields, its files, and whether some are too many or large."""

    values: Mapping[str, str]
    files: tuple[SentFile, ...] = ()
    wrong_files: FaultCode | None = None


async def posted(request: Request, seal_of: str) -> dict[str, str]:
    """A posted form's text fields.

    Raises:
        ForgedForm: it does not carry the seal of this session.
    """
    async with request.form(max_files=0, max_fields=60) as form:
        return _sealed(request, form, seal_of)


async def posted_with_files(request: Request, seal_of: str) -> Posted:
    """A posted form's text fields and the files of its field ``files``.

    Raises:
        ForgedForm: it does not carry the seal of this session.
    """
    # One more than is taken: so that one file too many is told at its field.
    async with request.form(max_files=UPLOADS + 1, max_fields=60) as form:
        values = _sealed(request, form, seal_of)
        sent = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
        if len(sent) > UPLOADS:
            return Posted(values, wrong_files="too_many_files")
        if any(not file.size or file.size > FILE_BYTES for file in sent):
            return Posted(values, wrong_files="file_too_large")
        read = [sent_file(file.filename or "", await file.read()) for file in sent]
        files = tuple(file for file in read if file is not None)
        return Posted(values, files, "file_type" if len(files) < len(read) else None)


def _sealed(request: Request, form: FormData, seal_of: str) -> dict[str, str]:
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    if not seal_of or not parts_of(request).seal.holds(seal_of, values.get("csrf", "")):
        raise ForgedForm
    return values


def query_with(request: Request, **changed: str | None) -> str:
    """The query of this page with some parts changed, or removed where null."""
    parts = {k: v for k, v in request.query_params.items() if v and k not in ("lang", "done")}
    for name, value in changed.items():
        parts.pop(name, None)
        if value is not None:
            parts[name] = value
    return urlencode(parts)


def _other_language(request: Request, language: Language) -> str:
    return query_with(request, lang="en" if language == "vi" else "vi")
