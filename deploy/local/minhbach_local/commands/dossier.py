"""``minhbach dossier``: a case's dossier as one ZIP, and its verification."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minhbach_local.commands.service import RUN, Api, Data, TokenFile, access_by

if TYPE_CHECKING:
    from minhbach_local.registering.service import Access

_WRONG = 2


def dossier(  # noqa: PLR0913, PLR0917 - the command's options
    what: Annotated[
        str, typer.Argument(metavar="CASE|verify", help="A case's id or number; or `verify`.")
    ],
    file: Annotated[
        Path | None, typer.Argument(help="With `verify`: a dossier, as a ZIP or unpacked.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Unmasked, for an inspectorate: as a supervisor.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The ZIP to write.")] = None,
    key: Annotated[
        str | None, typer.Option(help="With `verify`: a public key (hex or PEM file).")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="With `verify`: the full copy that opens the masks.")
    ] = None,
    english: Annotated[bool, typer.Option("--english", help="Answers of `verify`.")] = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Makes the dossier of a case, or verifies one with the program that lies in it.

    Exit status 0: it stands, or is intact; 1: not intact; 2: wrong arguments, or it was refused.
    """
    if what == "verify":
        if file is None:
            raise typer.BadParameter("say which file: minhbach dossier verify FILE")
        if full or output is not None:
            raise typer.BadParameter("--full and --output make a dossier; verify takes neither")
        raise typer.Exit(_verify(file, key, against, english=english))
    if file is not None:
        raise typer.BadParameter(f"one case, and no {file}; to verify: dossier verify FILE")
    if key is not None or against is not None or english:
        raise typer.BadParameter("--key, --against and --english go with verify")
    _make(what, _access(data, api, token_file, full=full), output, full=full)


def _make(case: str, access: "Access", output: Path | None, *, full: bool) -> None:
    from minhbach_local.dossiers.service import make, write
    from minhbach_local.jobs import JobFailed
    from minhbach_local.registering.errors import RegisteringError

    try:
        made = make(access, case, full=full)
        written = write(made, output)
    except (RegisteringError, JobFailed) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_WRONG) from None
    typer.echo(f"{written}: {len(made.content):,} bytes")


def _verify(file: Path, key: str | None, against: Path | None, *, english: bool) -> int:
    from minhbach_case.dossiers.verifier.command import main

    arguments = [str(file), *(("--english",) if english else ())]
    arguments += ["--key", key] if key else []
    return main([*arguments, *(("--against", str(against)) if against else ())])


def _access(data: Path, api: str | None, token_file: Path | None, *, full: bool) -> "Access":
    from minhbach_local.registering.errors import RegisteringError

    try:
        return access_by(data, api, token_file, "supervisor" if full else "officer")
    except RegisteringError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_WRONG) from None
