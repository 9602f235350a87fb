"""``minhbach report portals``: state portals by what is known of them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from minhbach_local.commands.service import (
    RUN,
    Api,
    AsJson,
    Data,
    TokenFile,
    access_by,
    told,
    write_json,
)

if TYPE_CHECKING:
    from minhbach_local.portals.service import PortalScores

_PERIOD = re.compile(r"[0-9]{4}(-H[12])?")
_FORMS = (".pdf", ".xlsx")


def portals(  # noqa: PLR0913, PLR0917 - the command's options
    period: Annotated[
        str | None, typer.Argument(help="2026, 2026-H1, 2026-H2; today's half-year without one.")
    ] = None,
    site: Annotated[
        UUID | None, typer.Option(metavar="ID", help="One portal, criterion by criterion.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The ranking as a .pdf or .xlsx file.")
    ] = None,
    lang: Annotated[Literal["vi", "en"], typer.Option(help="Of the file.")] = "vi",
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Ranks state portals by what is known of them, and says what is not.

    What is not known counts neither for nor against a portal.

    Exit status 0: told, or the file stands; 2: wrong arguments, or it was refused.
    """
    from minhbach_local.portals.service import PortalScores

    word = _period(period)
    if output is not None and (output.suffix not in _FORMS or site is not None or json):
        raise typer.BadParameter("--output names a .pdf or .xlsx of the ranking, and stands alone")
    with told():
        scores = PortalScores(access_by(data, api, token_file))
        if output is None:
            _tell(scores, site, word, as_json=json)
        else:
            typer.echo(f"{output}: {scores.file(word, output, lang):,} bytes")


def _tell(scores: "PortalScores", site: UUID | None, period: str | None, *, as_json: bool) -> None:
    from rich.console import Console

    from minhbach_local.portals.telling import tell_portal, tell_ranking

    found = scores.ranking(period) if site is None else scores.one(site, period)
    if as_json:
        write_json(found)
    elif site is None:
        tell_ranking(Console(), found)
    else:
        tell_portal(Console(), found)


def _period(word: str | None) -> str | None:
    if word is not None and not _PERIOD.fullmatch(word.upper()):
        raise typer.BadParameter(f"{word!r} is no period; write 2026-H1, 2026-H2 or 2026")
    return word and word.upper()
