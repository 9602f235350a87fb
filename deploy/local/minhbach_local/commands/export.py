"""``minhbach export``: what a page of the console shows, as CSV or XLSX."""

from pathlib import Path
from typing import Annotated

import typer

from minhbach_local.commands.service import RUN, Api, Data, TokenFile, access_by

_FORMS = (".csv", ".xlsx")
_WHAT = (
    "cases, cases/ID, sites, sites/ID, province, province/cases, audit, accounts, …: "
    "an address under /exports of the API."
)


def export(  # noqa: PLR0913, PLR0917 - the command's options
    what: Annotated[str, typer.Argument(help=_WHAT)],
    output: Annotated[Path, typer.Option("--output", "-o", help="A .csv or .xlsx file.")],
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="NAME=VALUE", help="Of the page; repeatable."),
    ] = None,
    lang: Annotated[str, typer.Option(help="vi or en.")] = "vi",
    role: Annotated[
        str, typer.Option("--as", metavar="ROLE", help="Which account of a running `minhbach run`.")
    ] = "officer",
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Takes what a page of the console shows into a file, whole, with its filters in the head.

    Exit status 0: the file stands; 2: wrong arguments, or it was refused, and no file is written.
    """
    from minhbach_local.exporting.service import fetch
    from minhbach_local.registering.errors import RegisteringError

    if output.suffix not in _FORMS:
        raise typer.BadParameter(f"{output}: name a file that ends in .csv or .xlsx")
    query = _query(filters or []) | {"lang": lang}
    try:
        size = fetch(access_by(data, api, token_file, role), what, query, output)
    except RegisteringError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{output}: {size:,} bytes")


def _query(filters: list[str]) -> dict[str, str]:
    wrong = [one for one in filters if not one.partition("=")[1]]
    if wrong:
        raise typer.BadParameter(f"--filter {wrong[0]}: write NAME=VALUE, such as state=open")
    return dict(one.split("=", 1) for one in filters)
