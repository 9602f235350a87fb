"""The folder of listed domains, as the offline commands take it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from minhbach_classifier.domain.hosts import HostLists

ListsFolder = Annotated[
    Path | None,
    typer.Option(
        "--domain-lists",
        envvar="MINHBACH_DOMAIN_LISTS",
        help="A folder of lists of domains (*gambling*.txt, *adult*, *scam*, *malware*).",
    ),
]


def hosts_of(folder: Path | None) -> "HostLists":
    """The lists of a folder; none without one. A line that names no host is told and left out.

    Raises:
        typer.BadParameter: the folder cannot be read.
    """
    from minhbach_classifier.domain.hosts import HostLists
    from minhbach_classifier.domain_lists import read_lists

    if folder is None:
        return HostLists.none()
    try:
        read = read_lists(folder)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{folder}: {error}", param_hint="--domain-lists") from None
    for bad in read.bad:
        typer.echo(f"note: {bad.file}, line {bad.line}: {bad.why}", err=True)
    return read.lists
