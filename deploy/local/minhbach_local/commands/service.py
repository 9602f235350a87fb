"""The options by which a command reaches a case service: that of a run here, or one elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from minhbach_local.registering.service import Access

RUN: Final = Path(".minhbach")

Data = Annotated[Path, typer.Option(help="The data folder of a running `minhbach run`.")]
Api = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A case service elsewhere.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
TokenFile = Annotated[
    Path | None, typer.Option(help="With --api: a file that holds a token, yours alone.")
]


def access_by(
    data: Path, api: str | None, token_file: Path | None, role: str = "officer"
) -> "Access":
    """Where the case service is, and who asks: a token's holder, or a run's account of a role.

    Raises:
        BadParameter: one of ``--api`` and ``--token-file`` stands alone.
        RegisteringError: nothing runs in the folder, or the token cannot be read.
    """
    from minhbach_local.registering.service import access_by_token, access_of_run

    if api is not None and token_file is not None:
        return access_by_token(api, token_file)
    if api is not None or token_file is not None:
        raise typer.BadParameter("--api and --token-file go together")
    return access_of_run(data, role)


@contextmanager
def told() -> Iterator[None]:
    """Says what went wrong on standard error, and ends with 2."""
    from minhbach_local.registering.errors import RegisteringError

    try:
        yield
    except RegisteringError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


def write_json(found: Mapping[str, Any]) -> None:
    """One JSON object and a line's end on standard output."""
    import orjson

    sys.stdout.buffer.write(orjson.dumps(found) + b"\n")
