"""``minhbach check``: what a site's own people would have to mend."""

import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from minhbach_local.commands.lists import ListsFolder, hosts_of

if TYPE_CHECKING:
    from minhbach_classifier.domain.hosts import HostLists
    from minhbach_local.offline.checking.checking import Result
    from minhbach_local.offline.register_file import Register
    from minhbach_local.offline.saved import NotRead

_IN_ORDER, _BREACH, _NOTHING_READ = 0, 1, 2


Class = Literal["aggregator", "state_portal"]
Kind = Literal["home", "article", "listing", "other"]
Language = Literal["vi", "en"]


def check(  # noqa: PLR0913, PLR0917 - the command's options
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="TARGET...",
            help="An address (https://…), a saved page (.html, .mhtml, .warc), or a folder.",
        ),
    ],
    site_class: Annotated[
        Class | None,
        typer.Option(
            "--class",
            help="The kind of site: else as the register says, or by the address "
            "(.gov.vn: state_portal), or aggregator.",
        ),
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option(help="The register (CSV or XLSX) with the site's own row, for its licence."),
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Judge by the law of this day (2026-11-22).")
    ] = None,
    lang: Annotated[Language, typer.Option(help="The language of the answer.")] = "vi",
    kind: Annotated[
        Kind | None,
        typer.Option(help="What the pages are, where their names and addresses do not tell."),
    ] = None,
    domain_lists: ListsFolder = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
) -> None:
    """Checks your own site's pages and says what to mend, where on the page, and how.

    It needs no server, stores nothing and sends nothing to anyone. Of an address that page is
    fetched; of a home page also up to 20 of its links, and 10 pages of its sitemap. In a folder the
    home page is the one called index.html, trang-chu.html and the like.

    Exit status 0: nothing to mend was found; 1: something is to be mended; 2: wrong arguments, or
    nothing could be read.
    """
    from minhbach_local.offline.errors import OfflineError

    at = _noon(on)
    try:
        known = _register(register) if register is not None else None
        result = _checked(targets, site_class, kind, known, at, hosts_of(domain_lists))
    except OfflineError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_NOTHING_READ) from None
    if json:
        import orjson

        from minhbach_local.offline.checking.checking import answer

        sys.stdout.buffer.write(orjson.dumps(answer(result, lang)) + b"\n")
    else:
        from minhbach_local.offline.checking.telling import tell
        from minhbach_local.offline.console import wide_console

        tell(wide_console(), result, lang, has_register=known is not None)
    raise typer.Exit(_BREACH if result.has_breach else _IN_ORDER)


def _checked(
    targets: list[str],
    site_class: Class | None,
    kind: Kind | None,
    register: "Register | None",
    at: datetime,
    hosts: "HostLists",
) -> "Result":
    from minhbach_classifier.offline import Judge
    from minhbach_classifier.rule_files import load_rule_sets
    from minhbach_local.offline.checking.checking import Asked, checked
    from minhbach_local.offline.checking.targets import pages_of

    pages = pages_of(targets, kind, _not_read)
    asked = Asked(site_class, register, at)
    return checked(pages, asked, Judge(load_rule_sets(), hosts=hosts))


def _register(file: Path) -> "Register":
    from minhbach_local.offline.register_file import read_register

    found = read_register(file)
    for remark in found.remarks:
        typer.echo(f"note: {remark}", err=True)
    return found


def _not_read(one: "NotRead") -> None:
    typer.echo(f"error: {one.name}: {one.why}", err=True)


def _noon(day: str | None) -> datetime:
    """Noon of the day in Viet Nam; now where none is told."""
    from minhbach_classifier.domain.model import VIETNAM
    from minhbach_shared.clock import utc_now

    if day is None:
        return utc_now()
    try:
        told = date.fromisoformat(day)
    except ValueError:
        message = f"{day!r} is no day; write it as 2026-11-22"
        raise typer.BadParameter(message, param_hint="--on") from None
    return datetime.combine(told, time(12), VIETNAM)
