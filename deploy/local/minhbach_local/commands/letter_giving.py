"""An act's letter from the command line: shown as it would go, and given once it is confirmed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from minhbach_local.commands.service import access_by, told, write_json

if TYPE_CHECKING:
    from minhbach_local.letters.service import CaseLetters

Json = dict[str, Any]
Place = tuple[Path, str | None, Path | None]
"""The folder of a run; or an API's address, and the file of a token."""


@dataclass(frozen=True, slots=True)
class Going:
    """How a letter is to go, and whether it goes already."""

    to: str
    seen: int | None
    send: bool
    print: bool
    output: Path | None
    as_json: bool


def day_of(moment: datetime) -> str:
    """A day that was given, as the API takes it."""
    return moment.date().isoformat()


def run(
    role: str,
    place: Place,
    case: str,
    kind: str,
    act: Json,
    going: Going,
) -> None:
    """Shows the letter of an act; does the act, and has it go, where that is asked for.

    Args:
        role: whose account of a local run acts.
        kind: of the letter.
        act: the act's body, but for what was seen and where the letter goes.
    """
    from minhbach_local.letters.service import CaseLetters

    _check(going)
    with told():
        letters = CaseLetters(access_by(*place, role))
        case_id = letters.case_id(case)
        seen = letters.seen(case_id) if going.seen is None else going.seen
        body = act | {"send_to": going.to, "seen_sequence": seen}
        preview = letters.preview(case_id, body)
        if not going.as_json:
            _tell(preview)
        if not going.send and not going.print:
            size = letters.preview_file(case_id, body, going.output) if going.output else 0
            return _close(preview, going, seen, size)
        given = letters.give(case_id, body, kind)
        return _given(letters, preview, given, going)


def _check(going: Going) -> None:
    if going.output is not None and going.output.suffix != ".pdf":
        raise typer.BadParameter(f"{going.output}: name a file that ends in .pdf")
    if going.send and (going.print or not going.to):
        raise typer.BadParameter("--send goes with --to ADDRESS; on paper it is --print")
    if going.print and going.to:
        raise typer.BadParameter("--print is on paper: leave --to out, or say --send")
    if (going.send or going.print) != (going.seen is not None):
        raise typer.BadParameter(
            "--send or --print goes together with --seen: without them the letter is shown first, "
            "and --seen is what the preview told"
        )


def _tell(preview: Json) -> None:
    from minhbach_local.letters.telling import told_preview

    for line in told_preview(preview):
        typer.echo(line)


def _close(preview: Json, going: Going, seen: int, size: int) -> None:
    if going.as_json:
        return write_json({"preview": preview, "seen": seen, "letter": None})
    if going.output:
        typer.echo(f"{going.output}: {size:,} bytes, a draft")
    do = "--send" if going.to else "--print"
    typer.echo(f"nothing was done or sent; to do it just so: --seen {seen} {do}")
    return None


def _given(letters: "CaseLetters", preview: Json, given: Json | None, going: Going) -> None:
    file = going.output if given and _download(letters, given["letter_id"], going.output) else None
    if going.as_json:
        return write_json({"preview": preview, "seen": going.seen, "letter": given})
    if given is None:
        typer.echo("done; its letter is made in a moment: see minhbach letter list --case")
        return None
    typer.echo(f"done; letter {given['letter_id']}: {given['state']}")
    if file:
        typer.echo(f"{file}: the letter")
    return None


def _download(letters: "CaseLetters", letter: UUID | str, output: Path | None) -> int:
    return letters.download(letter, output) if output else 0


def today() -> str:
    """The day at the agency, as the API takes it."""
    from minhbach_case.domain.clocks import agency_day
    from minhbach_shared.clock import utc_now

    return agency_day(utc_now()).isoformat()


def words(given: str) -> str:
    """Words as they were given, or those of a file that ``@`` stands before."""
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{given[1:]} cannot be read: {error}") from None
