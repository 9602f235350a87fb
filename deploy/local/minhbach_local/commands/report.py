"""``minhbach report``: periodic reports, drafted, issued, listed, shown, downloaded."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from minhbach_local.commands.portals import portals
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

report = typer.Typer(
    help="Periodic reports for the province and the ministry.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
_PERIOD = re.compile(r"[0-9]{4}(-H[12])?")
_FORMS = (".pdf", ".xlsx")


class Audience(StrEnum):
    """Whom a report is for."""

    PROVINCE = "province"
    MINISTRY = "ministry"


class Lang(StrEnum):
    """The language of a file."""

    VI = "vi"
    EN = "en"


For = Annotated[Audience, typer.Option("--audience", help="Whom it is for.")]
Found = Annotated[UUID, typer.Argument(metavar="ID", help="Of a report, or of a draft.")]


@report.command()
def draft(
    period: Annotated[str, typer.Argument(help="2026-H1, 2026-H2 or 2026.")],
    audience: For = Audience.PROVINCE,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Counts a report as a draft, which is kept for 30 days; nothing is issued.

    Exit status 0: it stands; 2: wrong arguments, or it was refused.
    """
    from minhbach_local.reporting.service import Reports

    word = _period(period)
    with told():
        made = Reports(access_by(data, api, token_file)).draft(word, audience)
    _show(made, as_json=json)


@report.command()
def issue(
    what: Annotated[str, typer.Argument(metavar="DRAFT|PERIOD", help="A draft's id, or a period.")],
    reason: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Why, where it corrects an issued report; printed."),
    ] = "",
    audience: For = Audience.PROVINCE,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Issues a draft as it stands, or counts a period and issues what was counted.

    A supervisor's or an administrator's act: with --api, by a token of one. A report that was
    issued is never changed; issuing the same period again corrects it, where a figure changed,
    and --reason says why.

    Exit status 0: it is issued; 2: wrong arguments, or it was refused.
    """
    from minhbach_local.reporting.service import Reports

    draft_id = None if _PERIOD.fullmatch(what.upper()) else _draft_id(what)
    with told():
        reports = Reports(access_by(data, api, token_file, "supervisor"))
        read = (
            reports.draft(what.upper(), audience) if draft_id is None else reports.drafted(draft_id)
        )
        if read["corrects"] is not None and read["in_the_way"] is None and not reason:
            raise typer.BadParameter("it corrects an issued report: say why with --reason")
        issued = reports.issue(read, reason)
    _show(issued, as_json=json, whole=False)


@report.command("list")
def list_(
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts, not issued reports.")] = False,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Lists issued reports, or drafts, newest first.

    Exit status 0: listed; 2: wrong arguments, or it was refused.
    """
    from rich.console import Console

    from minhbach_local.reporting.service import Reports
    from minhbach_local.reporting.telling import tell_lines

    with told():
        lines = list(Reports(access_by(data, api, token_file)).listed(drafts=drafts))
    if json:
        write_json({"items": lines})
    else:
        tell_lines(Console(), lines)


@report.command()
def show(
    found: Found,
    figure: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="What stands behind a figure, as `visits.total.made`."),
    ] = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows a report, or the cases or sites behind one of its figures.

    Each figure stands before that of the period before, in brackets.

    Exit status 0: shown; 2: wrong arguments, or there is no such report or figure.
    """
    from rich.console import Console

    from minhbach_local.reporting.service import Reports
    from minhbach_local.reporting.telling import tell_items

    with told():
        reports = Reports(access_by(data, api, token_file))
        if figure is None:
            return _show(reports.one(found), as_json=json)
        items = list(reports.behind(found, figure))
    if json:
        write_json({"items": items})
    else:
        tell_items(Console(), items)
    return None


@report.command()
def download(
    found: Found,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .pdf or .xlsx file.")],
    lang: Annotated[Lang, typer.Option(help="Of the file.")] = Lang.VI,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Takes a report, or a draft, into a file.

    Exit status 0: the file stands; 2: wrong arguments, or it was refused, and no file is written.
    """
    from minhbach_local.exporting.service import fetch_from

    if output.suffix not in _FORMS:
        raise typer.BadParameter(f"{output}: name a file that ends in .pdf or .xlsx")
    path = f"reports/{found}{output.suffix}"
    with told():
        size = fetch_from(access_by(data, api, token_file), path, {"lang": lang}, output)
    typer.echo(f"{output}: {size:,} bytes")


def _period(word: str) -> str:
    if not _PERIOD.fullmatch(word.upper()):
        raise typer.BadParameter(f"{word!r} is no period; write 2026-H1, 2026-H2 or 2026")
    return word.upper()


def _draft_id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        raise typer.BadParameter(
            f"{word!r} is neither a draft's id nor a period; write 2026-H1, 2026-H2 or 2026"
        ) from None


def _show(found: dict[str, Any], *, as_json: bool, whole: bool = True) -> None:
    from rich.console import Console

    from minhbach_local.reporting.telling import head, tell_report

    if as_json:
        write_json(found)
    elif whole:
        tell_report(Console(), found)
    else:
        for line in head(found):
            typer.echo(line)


report.command()(portals)
