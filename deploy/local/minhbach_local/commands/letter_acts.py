"""The letters that an act of a person calls for: previewed as they would go, then sent with it."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from minhbach_local.commands.letter_giving import Going, Json, day_of, run, today, words
from minhbach_local.commands.service import RUN, Api, AsJson, Data, TokenFile


class Way(StrEnum):
    """How a letter is served."""

    HAND = "hand"
    POST = "post"
    PORTAL = "portal"


class Lang(StrEnum):
    """The language of a letter."""

    VI = "vi"
    EN = "en"


class Result(StrEnum):
    """How an appeal ends."""

    UPHELD = "upheld"
    LESSENED = "lessened"
    LIFTED = "lifted"


_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
Case = Annotated[str, typer.Argument(metavar="CASE", help="A case's id or number.")]
To = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="By e-mail to this address, one that the register has for the site; without it, "
        "on paper.",
    ),
]
Seen = Annotated[
    int | None, typer.Option(min=0, help="What the preview told: nothing happened since.")
]
Send = Annotated[bool, typer.Option("--send", help="Do the act, and send the letter by e-mail.")]
Print = Annotated[
    bool, typer.Option("--print", help="Do the act; the letter is printed, to be served.")
]
Pdf = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="The PDF to write, too: a draft's, or its own."),
]
Reasons = Annotated[
    str, typer.Option(metavar="WORDS|@FILE", help="The reasons, or @ and a file that holds them.")
]
Reason = Annotated[
    str, typer.Option(metavar="WORDS|@FILE", help="The reason, or @ and a file that holds it.")
]


def notice(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    to: To = "",
    on: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=_DAYS, help="On paper: the day it is served."),
    ] = None,
    way: Annotated[Way | None, typer.Option(help="On paper: how it is served.")] = None,
    mend_by: Annotated[
        datetime | None, typer.Option(metavar="DAY", formats=_DAYS, help="The last day to mend.")
    ] = None,
    citation_confirmed: Annotated[
        bool, typer.Option("--citation-confirmed", help="Its citations were compared by you.")
    ] = False,
    seen: Seen = None,
    send: Send = False,
    print_: Print = False,
    output: Pdf = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Previews the notice of a case, and gives it with --send or --print: an officer's act.

    It fixes the faults that are heard and starts the time to reply. By e-mail it is served today.

    Exit status 0: shown, or given; 2: wrong arguments, or it was refused and nothing goes.
    """
    if to and (on is not None or way is not None):
        raise typer.BadParameter("a notice by e-mail is served today, by e-mail: no --on or --way")
    if not to and (on is None or way is None):
        raise typer.BadParameter("say --to ADDRESS, or --on DAY and --way hand, post or portal")
    act: Json = {
        "act": "notify",
        "served_on": day_of(on) if on else today(),
        "way": way or "email",
        "citation_confirmed": citation_confirmed,
        "mend_by": day_of(mend_by) if mend_by else None,
    }
    going = Going(to, seen, send, print_, output, json)
    run("officer", (data, api, token_file), case, "notice", act, going)


def decision(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    reasons: Reasons = "",
    to: To = "",
    seen: Seen = None,
    send: Send = False,
    print_: Print = False,
    output: Pdf = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Previews the decision as proposed, and takes it with --send or --print.

    A supervisor's act, and never of the one who proposed; it cannot be taken back by itself.

    Exit status 0: shown, or taken; 2: wrong arguments, or it was refused and nothing goes.
    """
    act: Json = {"act": "decide", "reasons": words(reasons)}
    going = Going(to, seen, send, print_, output, json)
    run("supervisor", (data, api, token_file), case, "decision", act, going)


def appeal(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    result: Annotated[Result, typer.Option(help="How it ends.")],
    reasons: Reasons,
    duty: Annotated[
        list[str] | None,
        typer.Option(metavar="DUTY", help="With `lessened`: one that still stands; repeatable."),
    ] = None,
    to: To = "",
    seen: Seen = None,
    send: Send = False,
    print_: Print = False,
    output: Pdf = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Previews the decision on an appeal, and takes it with --send or --print.

    An administrator's act, of one who took no part in the case; it cannot be taken back.

    Exit status 0: shown, or taken; 2: wrong arguments, or it was refused and nothing goes.
    """
    if (result == Result.LESSENED) != bool(duty):
        raise typer.BadParameter("--duty names what still stands where --result is lessened")
    act: Json = {
        "act": "decide_appeal",
        "result": result,
        "reasons": words(reasons),
        "duties": duty or [],
    }
    going = Going(to, seen, send, print_, output, json)
    run("administrator", (data, api, token_file), case, "appeal", act, going)


def correction(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    reason: Reason,
    cited: Annotated[str, typer.Option(help="A citation as it was written.")] = "",
    corrected: Annotated[str, typer.Option(help="The same as it should be.")] = "",
    to: To = "",
    seen: Seen = None,
    send: Send = False,
    print_: Print = False,
    output: Pdf = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Previews the correction of a notice or decision, and gives it with --send or --print.

    A supervisor's act; it changes no state.

    Exit status 0: shown, or given; 2: wrong arguments, or it was refused and nothing goes.
    """
    if bool(cited) != bool(corrected):
        raise typer.BadParameter("--cited and --corrected go together")
    act: Json = {"act": "correct", "reason": words(reason), "cited": cited, "corrected": corrected}
    going = Going(to, seen, send, print_, output, json)
    run("supervisor", (data, api, token_file), case, "correction", act, going)


def retraction(  # noqa: PLR0913, PLR0917 - the command's options
    case: Case,
    reason: Reason,
    to: To = "",
    seen: Seen = None,
    send: Send = False,
    print_: Print = False,
    output: Pdf = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Previews the retraction of an adverse decision, and gives it with --send or --print.

    An administrator's act, of one who took no part in the case; it cannot be taken back.

    Exit status 0: shown, or given; 2: wrong arguments, or it was refused and nothing goes.
    """
    act: Json = {"act": "retract", "reason": words(reason)}
    going = Going(to, seen, send, print_, output, json)
    run("administrator", (data, api, token_file), case, "retraction", act, going)
