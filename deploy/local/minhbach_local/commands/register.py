"""``minhbach register``: what a register file would change, and its application."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minhbach_local.commands.service import RUN, Api, Data, TokenFile, access_by

if TYPE_CHECKING:
    from minhbach_local.registering.service import Previews

_AS_SHOWN, _ROWS_REJECTED, _NOTHING = 0, 1, 2
_LISTS = ("added", "changed", "left", "rejected")


def register(  # noqa: PLR0913, PLR0917 - the command's options
    file: Annotated[Path, typer.Argument(help="The register (CSV or XLSX).")],
    whole: Annotated[
        bool,
        typer.Option("--whole", help="The file is the whole register: sites not in it leave."),
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Apply what is shown; without it nothing changes.")
    ] = False,
    leaving: Annotated[
        int | None,
        typer.Option(min=0, help="How many sites leave, where more than a third would."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows what a register file would change, and changes it with --apply.

    Exit status 0: as shown, or applied; 1: so too, but rows were rejected; 2: wrong arguments,
    nothing could be read, or it was refused.
    """
    from minhbach_local.registering.errors import RegisteringError

    try:
        previews = _previews(data, api, token_file)
        preview = previews.look(file, whole=whole)
        lists = {kind: list(previews.listed(preview["digest"], kind)) for kind in _LISTS}
        if not json:
            _tell(preview, lists)
        if apply:
            preview = previews.apply(preview["digest"], leaving)
    except RegisteringError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_NOTHING) from None
    _close(preview, lists, as_json=json)
    raise typer.Exit(_ROWS_REJECTED if preview["rejected"] else _AS_SHOWN)


def _previews(data: Path, api: str | None, token_file: Path | None) -> "Previews":
    from minhbach_local.registering.service import Previews

    return Previews(access_by(data, api, token_file))


def _tell(preview: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> None:
    from minhbach_local.registering.telling import told

    for line in told(preview, lists):
        typer.echo(line)


def _close(
    preview: dict[str, Any], lists: dict[str, list[dict[str, Any]]], *, as_json: bool
) -> None:
    if as_json:
        import orjson

        sys.stdout.buffer.write(orjson.dumps({"preview": preview, **_named(lists)}) + b"\n")
    elif preview["applied"]:
        typer.echo("applied")
    else:
        typer.echo("nothing was changed; say --apply to apply it")


def _named(lists: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {"changes": {k: v for k, v in lists.items() if k != "rejected"}} | {
        "rejected": lists["rejected"]
    }
