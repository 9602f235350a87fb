"""``minhbach letter``: letters listed, shown, downloaded, sent again, served; drafts; and acts."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from minhbach_local.commands.letter_acts import (
    Case,
    Lang,
    Pdf,
    Seen,
    Send,
    To,
    Way,
    appeal,
    correction,
    decision,
    notice,
    retraction,
)
from minhbach_local.commands.letter_giving import day_of
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
    from minhbach_local.letters.service import CaseLetters

letter = typer.Typer(
    help="Letters: previewed and sent by an act, listed, followed, sent again, served.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Found = Annotated[UUID, typer.Argument(metavar="LETTER", help="A letter's id.")]


class State(StrEnum):
    """What became of a letter, as the console lists them."""

    UNDELIVERED = "undelivered"
    ALL = "all"
    PREPARED = "prepared"
    QUEUED = "queued"
    TRYING = "trying"
    DELAYED = "delayed"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TO_SERVE = "to_serve"
    SERVED = "served"


class Form(StrEnum):
    """What can be read as a draft at any time before it."""

    NOTICE = "notice"
    DECISION = "decision"


@letter.command("list")
def list_(
    state: Annotated[
        State | None,
        typer.Option(help="`undelivered` unless a case or a site is named: then `all`."),
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="Of one case.")] = None,
    site: Annotated[UUID | None, typer.Option(metavar="ID", help="Of one site.")] = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Lists letters, the newest first: those that wait for an officer, or others.

    Exit status 0: listed; 2: wrong arguments, or it was refused.
    """
    from rich.console import Console

    from minhbach_local.letters.telling import tell_letters

    chosen = state or (State.UNDELIVERED if case is None and site is None else State.ALL)
    with told():
        letters = _letters(data, api, token_file)
        query = _states(chosen) | ({"site_id": str(site)} if site else {})
        found = list(letters.listed(query | ({"case_id": letters.case_id(case)} if case else {})))
    if json:
        write_json({"items": found})
    elif found:
        tell_letters(Console(), found)
    else:
        typer.echo(f"no letters ({chosen})")


@letter.command()
def show(
    found: Found,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows a letter: where it goes, its mail, every attempt and what came of it.

    Exit status 0: shown; 2: wrong arguments, or there is no such letter.
    """
    with told():
        one = _letters(data, api, token_file).one(found)
    _show(one, as_json=json)


@letter.command()
def download(
    found: Found,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .pdf file.")],
    slip: Annotated[
        bool, typer.Option("--slip", help="The slip to sign when it is handed over.")
    ] = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Takes the very file of a letter, or its slip: to print it, and serve it on paper.

    Exit status 0: the file stands; 2: wrong arguments, or it was refused, and no file is written.
    """
    if output.suffix != ".pdf":
        raise typer.BadParameter(f"{output}: name a file that ends in .pdf")
    with told():
        size = _letters(data, api, token_file).download(found, output, slip=slip)
    typer.echo(f"{output}: {size:,} bytes")


@letter.command()
def draft(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    kind: Annotated[Form, typer.Argument(metavar="notice|decision", help="Which draft.")],
    output: Pdf = None,
    lang: Annotated[Lang, typer.Option(help="Of the letter.")] = Lang.VI,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Reads a notice or a decision as it would be now, at any time before it; nothing is done.

    Exit status 0: shown; 2: wrong arguments, it was given already, or nothing is proposed.
    """
    from minhbach_local.letters.telling import words_of

    with told():
        letters = _letters(data, api, token_file)
        case_id = letters.case_id(case)
        found = letters.draft(case_id, kind, lang)
        size = letters.draft_file(case_id, kind, lang, output) if output else 0
    if json:
        return write_json(found)
    for line in words_of(found):
        typer.echo(line)
    if output:
        typer.echo(f"{output}: {size:,} bytes")
    return None


@letter.command()
def resend(  # noqa: PLR0913, PLR0917 - the command's options
    found: Found,
    to: To = "",
    seen: Seen = None,
    send: Send = False,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows a letter that did not arrive, and sends it again with --send and --seen.

    As an officer, a supervisor or an administrator; to the address that it went to, or with --to
    to another one that the register has for the site.

    Exit status 0: shown, or on its way again; 2: wrong arguments, or it was refused.
    """
    if send != (seen is not None):
        raise typer.BadParameter("--send and --seen go together: read the letter first")
    with told():
        letters = _letters(data, api, token_file)
        one = letters.one(found)
        if send:
            act = {"act": "resend", "seen_sequence": seen, "to": to or None}
            one = letters.act(found, act)
    _show(one, as_json=json)
    if send:
        typer.echo("it is on its way again", err=json)
    elif "resend" not in one["acts"]:
        typer.echo("it cannot be sent again as it stands", err=json)
    else:
        goes = to or one["to"]
        hint = f"nothing was sent; to send it to {goes}: --seen {one['sequence']} --send"
        typer.echo(hint, err=json)


@letter.command()
def serve(
    found: Found,
    on: Annotated[
        datetime,
        typer.Option(
            metavar="DAY", formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day that it was served."
        ),
    ],
    way: Annotated[Way, typer.Option(help="How it was served.")],
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Records the day and way in which a letter was served on paper.

    As an officer, a supervisor or an administrator.

    Exit status 0: recorded; 2: wrong arguments, or it was refused.
    """
    with told():
        letters = _letters(data, api, token_file)
        seen = letters.one(found)["sequence"]
        act = {"act": "serve", "seen_sequence": seen, "served_on": day_of(on), "way": way}
        one = letters.act(found, act)
    _show(one, as_json=json)


def _letters(data: Path, api: str | None, token_file: Path | None) -> "CaseLetters":
    from minhbach_local.letters.service import CaseLetters

    return CaseLetters(access_by(data, api, token_file))


def _states(state: State) -> dict[str, str | list[str]]:
    from minhbach_case.domain.delivery import UNDELIVERED

    match state:
        case State.ALL:
            return {}
        case State.UNDELIVERED:
            return {"state": list(UNDELIVERED)}
        case one:
            return {"state": [one.value]}


def _show(one: dict[str, Any], *, as_json: bool) -> None:
    from minhbach_local.letters.telling import told_letter

    if as_json:
        return write_json(one)
    for line in told_letter(one):
        typer.echo(line)
    return None


for act in (notice, decision, appeal, correction, retraction):
    letter.command()(act)
