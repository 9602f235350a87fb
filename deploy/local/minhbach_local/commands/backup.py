"""``minhbach backup`` and ``minhbach restore``: the case service's database as one file."""

from pathlib import Path
from typing import Annotated

import typer

_REFUSED = 2

File = Annotated[Path, typer.Argument(help="The backup: personal data, so yours alone.")]
Data = Annotated[Path, typer.Option(help="The data folder of a running `minhbach run`.")]
Mongodb = Annotated[
    str | None, typer.Option(metavar="URI", help="Any MongoDB; then --database names the rest.")
]
DatabaseName = Annotated[
    str | None, typer.Option("--database", metavar="NAME", help="The case service's database.")
]
_FOLDER = Path(".minhbach")


def backup(
    file: File, data: Data = _FOLDER, mongodb: Mongodb = None, database: DatabaseName = None
) -> None:
    """Writes the case service's database into one file, while the service goes on.

    Exit status 0: written; 2: wrong arguments, or it cannot be done.
    """
    if mongodb is not None and database is not None:
        _run("backup", file, (mongodb, database, None))
    if mongodb is not None or database is not None:
        raise typer.BadParameter("--mongodb and --database go together")
    _run("backup", file, _of_run(data))


def restore(
    file: File,
    mongodb: Annotated[str, typer.Option(metavar="URI", help="Any MongoDB.")],
    database: Annotated[
        str, typer.Option("--database", metavar="NAME", help="An empty database, or a new one.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete what the database holds first.")
    ] = False,
) -> None:
    """Restores a backup into an empty database; no case service may run on it.

    Exit status 0: restored; 1: restored, but a chain of events does not hold; 2: refused.
    """
    _run("restore", file, (mongodb, database, None), replace=replace)


def _run(command: str, file: Path, store: tuple[str, str, bytes | None], **more: bool) -> None:
    import asyncio

    from pymongo.errors import PyMongoError

    from minhbach_case.backups.command import run
    from minhbach_shared.errors import MinhBachError

    uri, name, secret = store
    try:
        status = asyncio.run(run(command, file, uri, name, secret, **more))
    except (MinhBachError, PyMongoError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_REFUSED) from None
    raise typer.Exit(status)


def _of_run(data: Path) -> tuple[str, str, bytes | None]:
    """Address, database and secret of what runs on a data folder."""
    import orjson

    from minhbach_local.running.plans import database_of

    file = data / "run.json"
    try:
        address = str(orjson.loads(file.read_bytes())["mongodb"])
        secret = str(orjson.loads((data / "household.json").read_bytes())["secret"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        typer.echo(
            f"error: nothing runs in {data} ({type(error).__name__}): start it with `minhbach "
            "run`, or name a database by --mongodb and --database",
            err=True,
        )
        raise typer.Exit(_REFUSED) from None
    return address, database_of("case"), secret.encode()
