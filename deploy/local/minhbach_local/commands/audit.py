"""``minhbach audit``: what a case service stores, verified for an auditor."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minhbach_local.commands.service import RUN, Api, Data, TokenFile, access_by

if TYPE_CHECKING:
    from minhbach_case.verifying.answer import SignedVerification
    from minhbach_local.auditing.answers import Since

    Found = tuple[SignedVerification, Since | None]

audit = typer.Typer(
    help="Verifies that nothing stored was altered, removed or added unseen.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
_WRONG = 2


@audit.callback()
def _audit() -> None:
    """Verifies that nothing stored was altered, removed or added unseen."""


@audit.command()
def verify(  # noqa: PLR0913, PLR0917 - the command's options
    since: Annotated[
        Path | None, typer.Option(help="An earlier answer: what stood then must stand.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Where to keep this answer.")] = None,
    key: Annotated[
        str | None, typer.Option(help="The agency's public key (hex or PEM file): both are held.")
    ] = None,
    files: Annotated[
        bool, typer.Option("--files", help="Read kept files, too; this takes longer.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The answer alone, as JSON.")] = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
    mongodb: Annotated[
        str | None, typer.Option(metavar="URI", help="Read this MongoDB, and ask no service.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --mongodb: the database.")
    ] = None,
) -> None:
    """Verifies the audit trail and the chains of cases, register, reports, filings and letters.

    As an auditor or administrator: by a token, or in a local run as its auditor. With --mongodb
    it reads a database itself, such as a restored backup, and trusts no service.

    Exit status 0: whole; 1: broken, the first broken entries are named, or a signature is
    another's; 2: wrong arguments, or it cannot be done.
    """
    if (mongodb is None) != (database is None):
        raise typer.BadParameter("--mongodb and --database go together")
    if mongodb is not None and (api is not None or token_file is not None or key is not None):
        raise typer.BadParameter("--mongodb takes no --api, --token-file or --key")
    store = (mongodb, database) if mongodb is not None and database is not None else None
    found = _found(store, (data, api, token_file), (since, keep, key), files=files)
    if json:
        _write(found)
    else:
        _tell(found)
    raise typer.Exit(1 if _broken(found) else 0)


def _found(
    store: tuple[str, str] | None,
    access: tuple[Path, str | None, Path | None],
    papers: tuple[Path | None, Path | None, str | None],
    *,
    files: bool,
) -> "Found":
    from pymongo.errors import PyMongoError

    from minhbach_local.auditing.answers import keep_answer, kept_answer, public_key, since_then
    from minhbach_local.auditing.asking import at_store, by_service
    from minhbach_local.auditing.errors import AuditingError
    from minhbach_local.jobs import JobFailed
    from minhbach_local.registering.errors import RegisteringError
    from minhbach_shared.errors import MinhBachError

    since_file, keep_file, word = papers
    try:
        key = public_key(word) if word else None
        since = kept_answer(since_file) if since_file else None
        if since is not None:
            _held(since, key, str(since_file))
        if store is not None:
            answer = at_store(*store, files=files)
        else:
            access_to = access_by(*access, "auditor")
            answer = by_service(access_to, files=files, digests=since is not None)
        _held(answer, key, "the answer")
        found = answer, since_then(since, answer) if since is not None else None
        if keep_file is not None and not _spared(found, keep_file, since_file):
            keep_answer(answer, keep_file)
    except (AuditingError, RegisteringError, JobFailed, MinhBachError, PyMongoError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_WRONG) from None
    return found


def _broken(found: "Found") -> bool:
    answer, since = found
    return answer.verification.verdict == "broken" or (since is not None and bool(since.broken))


def _spared(found: "Found", keep: Path, since: Path | None) -> bool:
    """Whether a broken answer would take the place of the earlier one, which shows the break."""
    if since is None or not _broken(found):
        return False
    if keep.resolve() != since.resolve():
        return False
    typer.echo(f"{since} stays as it is: name another file to keep this answer", err=True)
    return True


def _held(answer: "SignedVerification", key: str | None, what: str) -> None:
    from minhbach_local.auditing.answers import check_signed
    from minhbach_local.auditing.errors import AuditingError

    if key is None:
        return
    try:
        check_signed(answer, key, what)
    except AuditingError as error:
        typer.echo(f"BROKEN {error}", err=True)
        raise typer.Exit(1) from None


def _tell(found: "Found") -> None:
    from rich.console import Console

    from minhbach_local.auditing.telling import tell

    tell(Console(), *found)


def _write(found: "Found") -> None:
    import orjson

    answer, since = found
    told = answer.model_dump(mode="json", exclude={"passed"})
    held = (
        {"at": since.at, "broken": [one.model_dump(mode="json") for one in since.broken]}
        if (since is not None)
        else None
    )
    sys.stdout.buffer.write(orjson.dumps(told | {"since": held}) + b"\n")
