"""``minhbach filing``: the licensees' own reports, listed, shown, entered, asked for."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from minhbach_local.commands.service import (
    RUN,
    Api,
    AsJson,
    Data,
    TokenFile,
    access_by,
    told,
    write_json,
)

if TYPE_CHECKING:
    from minhbach_local.filings.service import Filings

filing = typer.Typer(
    help="The licensees' own reports: who has filed, what is due; entered, asked for.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


class Standing(StrEnum):
    """How a report stands."""

    FILED = "filed"
    FILED_LATE = "filed_late"
    OPEN = "open"
    LATE = "late"
    NOT_OWED = "not_owed"


class Lang(StrEnum):
    """The language of a form's labels."""

    VI = "vi"
    EN = "en"


_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_SHA256 = 64
Site = Annotated[str, typer.Argument(metavar="SITE", help="A site's id, or its address.")]
Year = Annotated[
    int | None, typer.Option(min=2000, max=9998, help="The year that the report is about.")
]
Request = Annotated[
    UUID | None, typer.Option("--request", metavar="ID", help="Or the request that it answers.")
]
Reason = Annotated[str, typer.Option(help="Why.")]


@filing.command("list")
def list_(
    year: Year = None,
    standing: Annotated[Standing | None, typer.Option(help="Only those that stand so.")] = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Lists who has filed its report on a year and who is late; the last that is due without one.

    Exit status 0: listed; 2: wrong arguments, or it was refused.
    """
    from rich.console import Console

    from minhbach_local.filings.telling import tell_overview

    with told():
        found = _filings(data, api, token_file).overview(year, standing)
    if json:
        write_json(found)
    else:
        tell_overview(Console(), found)


@filing.command()
def show(
    site: Site,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows a site's reports: due, filed in every version, asked for.

    Exit status 0: shown; 2: wrong arguments, or there is no such site.
    """
    with told():
        found = _filings(data, api, token_file).of_site(_site(site))
    _show(found, as_json=json)


@filing.command()
def form(  # noqa: PLR0913, PLR0917 - the command's options
    site: Site,
    year: Year = None,
    request: Request = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; it must be new.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Of its labels.")] = Lang.VI,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Writes a report's form as a file to fill in, with what was filed last or the register knows.

    Without --year or --request: that of the last year that is open.

    Exit status 0: the form stands; 2: wrong arguments, or there is no such report.
    """
    from minhbach_local.filings.service import form_text, write_form

    if year is not None and request is not None:
        raise typer.BadParameter("say --year or --request, not both")
    report = f"request:{request}" if request is not None else year and f"year:{year}"
    with told():
        found = _filings(data, api, token_file).form(_site(site), report or None)
        if output is not None:
            typer.echo(f"{output}: {write_form(found, lang, output):,} bytes", err=json)
    if json:
        write_json(found)
    elif output is None:
        typer.echo(form_text(found, lang), nl=False)


@filing.command()
def enter(  # noqa: PLR0913, PLR0917 - the command's options
    site: Site,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="A filled-in form (.yaml or .json), signed files (.pdf, .png, .jpg).",
        ),
    ],
    received_on: Annotated[
        datetime,
        typer.Option(metavar="DAY", formats=_DAYS, help="The day on which the agency had it."),
    ],
    year: Year = None,
    request: Request = None,
    corrects: Annotated[
        int, typer.Option(min=0, metavar="N", help="The last version that stands, to correct it.")
    ] = 0,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Enters a report that came on paper, or its correction: an officer's act.

    A version that was entered stays; a correction is the next one.

    Exit status 0: entered; 2: wrong arguments, or it was refused and nothing was kept.
    """
    from minhbach_local.filings.service import Entry, answers_of, parted

    about = _about(year, request)
    with told():
        filled, signed = parted(files)
        answers = answers_of(filled) if filled else {}
        entry = Entry(about, _day(received_on), answers, signed, corrects)
        found = _filings(data, api, token_file).enter(_site(site), entry)
    _show(found, as_json=json)


@filing.command()
def ask(  # noqa: PLR0913, PLR0917 - the command's options
    by: Annotated[datetime, typer.Option(metavar="DAY", formats=_DAYS, help="The last day.")],
    reason: Reason,
    site: Annotated[
        str | None, typer.Argument(metavar="SITE", help="A site's id, or its address.")
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="Every licensed aggregator, and no SITE.")
    ] = False,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Asks a site, or with --all every licensed one, for a report by a day.

    As an officer or a supervisor. The same asked twice is asked once.

    Exit status 0: asked; 2: wrong arguments, or it was refused.
    """
    if everyone == (site is not None):
        raise typer.BadParameter("say which SITE, or --all")
    with told():
        to = None if site is None else _site(site)
        asked = _filings(data, api, token_file).ask(to, _day(by), reason)
    if json:
        write_json(asked)
    else:
        rest = "; the others were asked the same before" if asked["asked"] < asked["sites"] else ""
        typer.echo(f"asked {asked['asked']} of {asked['sites']} sites{rest}")


@filing.command()
def withdraw(
    site: Site,
    request: Annotated[UUID, typer.Argument(metavar="REQUEST", help="A request's id.")],
    reason: Reason,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Takes a request back that was not answered: as an officer or a supervisor.

    Exit status 0: taken back; 2: wrong arguments, or it was refused.
    """
    with told():
        found = _filings(data, api, token_file).withdraw(_site(site), request, reason)
    _show(found, as_json=json)


@filing.command()
def download(
    site: Site,
    sha256: Annotated[str, typer.Argument(help="Of a file that `show` names.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Takes a file that came with a report; nobody looked whether it does harm.

    Exit status 0: the file stands; 2: wrong arguments, or it was refused, and no file is written.
    """
    if len(sha256) != _SHA256 or set(sha256) - set("0123456789abcdef"):
        raise typer.BadParameter(f"{sha256!r} is no SHA-256: `minhbach filing show` names them")
    with told():
        size = _filings(data, api, token_file).download(_site(site), sha256, output)
    typer.echo(f"{output}: {size:,} bytes")


def _filings(data: Path, api: str | None, token_file: Path | None) -> "Filings":
    from minhbach_local.filings.service import Filings

    return Filings(access_by(data, api, token_file))


def _site(word: str) -> UUID:
    from minhbach_shared.ids import site_id

    try:
        return site_id(word) if "://" in word else UUID(word)
    except ValueError:
        raise typer.BadParameter(
            f"{word!r} is neither a site's id nor its address (https://…)"
        ) from None


def _about(year: int | None, request: UUID | None) -> dict[str, str]:
    if (year is None) == (request is None):
        raise typer.BadParameter("say --year YEAR, or --request ID")
    return {"year": str(year)} if request is None else {"request_id": str(request)}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _show(found: dict[str, object], *, as_json: bool) -> None:
    from minhbach_local.filings.telling import told_site

    if as_json:
        return write_json(found)
    for line in told_site(found):
        typer.echo(line)
    return None
