"""``python -m minhbach_case backup FILE`` and ``restore FILE``, by the service's own settings."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from minhbach_case.backups.backing_up import back_up
from minhbach_case.backups.restoring import restore
from minhbach_case.backups.telling import told_backup, told_restore
from minhbach_case.settings import CaseSettings
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import MinhBachError
from minhbach_shared.settings import load_or_exit
from minhbach_shared.store import connect, database

COMMANDS: Final = ("backup", "restore")
DONE, BROKEN, REFUSED = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Exit status 0: done; 1: restored, but a chain does not hold; 2: refused, with the reason."""
    asked = _parser().parse_args(arguments)
    settings = load_or_exit(CaseSettings)
    try:
        return asyncio.run(
            run(
                asked.command,
                asked.file,
                settings.mongodb_uri.get_secret_value(),
                settings.mongodb_database,
                settings.secret.get_secret_value().encode(),
                replace=getattr(asked, "replace", False),
            )
        )
    except MinhBachError as error:
        say(f"error: {error}")
        return REFUSED


async def run(
    command: str, file: Path, uri: str, name: str, secret: bytes | None, *, replace: bool = False
) -> int:
    """Backs up or restores one database; progress goes to standard error.

    Raises:
        MinhBachError: it cannot be done.
    """
    client = connect(uri)
    try:
        store = database(client, name)
        if command == "backup":
            manifest = await back_up(store, file, utc_now, say, secret)
            _print(told_backup(file, manifest))
            return DONE
        restored = await restore(store, file, utc_now, say, secret=secret, replace=replace)
        _print(told_restore(name, restored))
        return BROKEN if restored.broken else DONE
    finally:
        await client.close()


def say(line: str) -> None:
    """Progress and errors."""
    sys.stderr.write(f"{line}\n")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m minhbach_case")
    commands = parser.add_subparsers(dest="command", required=True)
    backup = commands.add_parser("backup", help="write the database into one file")
    backup.add_argument("file", type=Path)
    restoring = commands.add_parser("restore", help="restore a file into an empty database")
    restoring.add_argument("file", type=Path)
    restoring.add_argument(
        "--replace", action="store_true", help="delete what the database holds first"
    )
    return parser
