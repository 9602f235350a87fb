"""``minhbach read``: what was read from saved pages."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from minhbach_local.offline.saved import NotRead

_READ, _NOTHING_READ = 0, 2


def read(
    targets: Annotated[
        list[Path],
        typer.Argument(
            metavar="TARGET...", help="A saved page (.html, .mhtml, .warc), or a folder of them."
        ),
    ],
    json: Annotated[
        bool, typer.Option("--json", help="A JSON line a page on standard output.")
    ] = False,
) -> None:
    """Shows what was read from saved pages: main text, title, credit, time, footer, links.

    Exit status 0: something was read; 2: wrong arguments, or nothing could be read.
    """
    from minhbach_local.offline.checking.targets import pages_of
    from minhbach_local.offline.errors import OfflineError

    try:
        pages = pages_of([str(target) for target in targets], None, _not_read)
    except OfflineError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_NOTHING_READ) from None
    import orjson

    from minhbach_classifier.collecting import collect_rarely
    from minhbach_local.offline.console import wide_console
    from minhbach_local.offline.reading.showing import for_people, read_again

    console = wide_console()
    # As in a worker: the milliseconds are those of reading, not of Python looking at all pages.
    collect_rarely()
    found = _NOTHING_READ
    for page in pages:
        told = read_again(page)
        found = found if "error" in told else _READ
        if json:
            sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
        else:
            console.print(for_people(told), highlight=False)
    raise typer.Exit(found)


def _not_read(one: "NotRead") -> None:
    typer.echo(f"error: {one.name}: {one.why}", err=True)
