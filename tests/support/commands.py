"""The ``minhbach`` command beside a served case service, as a local run's own file names it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from minhbach_local.command import app
from tests.support.seeds import PASSWORDS

Command = Callable[..., Awaitable[Result]]


def command_of(folder: Path, address: str) -> Command:
    """What runs ``minhbach …`` against the service at an address, as its accounts by role."""
    accounts = {role: {"user": role, "password": word} for role, word in PASSWORDS.items()}
    said = {"api": f"{address}/api/v1", "accounts": accounts}
    (folder / "run.json").write_text(json.dumps(said))

    async def run(*arguments: object) -> Result:
        command = [*map(str, arguments), "--data", str(folder)]
        return await asyncio.to_thread(CliRunner().invoke, app, command)

    return run


def told(result: Result) -> Any:
    """The JSON that a command wrote, where it ended well."""
    assert result.exit_code == 0, result.output
    # The last line: the service runs in this process too, and may log before it.
    return json.loads(result.stdout.splitlines()[-1])


async def refused(run: Command, arguments: str, words: str) -> None:
    """Runs what has to end with 2 and these words, and nothing of a traceback."""
    result = await run(*arguments.split())
    plain = " ".join(result.output.replace("│", " ").split())
    assert (result.exit_code, words in plain) == (2, True), (arguments, result.output)
    assert result.exception is None or isinstance(result.exception, SystemExit)
