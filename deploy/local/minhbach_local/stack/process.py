"""One child process: started in its own session, recorded in a file, ended for certain."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_GUARD = Path(__file__).with_name("guard.py")
_POLL_SECONDS = 0.02
# Linux derives a process's start from the boot time, which a clock correction can shift a little.
_SAME_START_SECONDS = 3.0


@dataclass(frozen=True)
class Command:
    """What to start: program and arguments, working folder, and extra environment."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


class Child:
    """A started process. Start it from a thread that lives as long as the process should."""

    def __init__(self, command: Command, log: Path, record: Path) -> None:
        self._record = record
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()), *command.arguments],
                cwd=command.folder,
                env={**os.environ, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal reaches the parent only, which then stops all in order.
                start_new_session=True,
            )
        _write_record(record, self._process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status, or None while the process lives."""
        return self._process.poll()

    async def ended(self) -> int:
        """Waits for the end; returns the exit status."""
        while (status := self.exit_status) is None:  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(_POLL_SECONDS)
        self._record.unlink(missing_ok=True)
        return status

    async def stop(self, seconds: float) -> bool:
        """Asks the process to end, then ends it by force; returns whether asking was enough."""
        if self.exit_status is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self.ended(), seconds)
        except TimeoutError:
            await self.kill()
            return False
        return True

    async def kill(self) -> None:
        """Ends the process at once, as a crash would."""
        self._process.kill()
        await self.ended()


async def end_leftover(record: Path, seconds: float) -> bool:
    """Ends the process that an earlier run recorded and left behind; returns whether one lived.

    A process id can have been given to another program since: only a process that started when
    the record says, with our own folder on its command line, is touched.
    """
    leftover = _find_leftover(record)
    if leftover is not None:
        await asyncio.to_thread(_end, leftover, seconds)
    record.unlink(missing_ok=True)
    return leftover is not None


def _end(process: psutil.Process, seconds: float) -> None:
    try:
        process.terminate()
        process.wait(seconds)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(seconds)
    except psutil.NoSuchProcess:
        return


def _write_record(record: Path, pid: int) -> None:
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return
    record.write_text(json.dumps({"pid": pid, "started": started}), encoding="utf-8")


def _find_leftover(record: Path) -> psutil.Process | None:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        process = psutil.Process(int(known["pid"]))
        same_start = abs(process.create_time() - float(known["started"])) < _SAME_START_SECONDS
        ours = any(str(record.parent) in argument for argument in process.cmdline())
    except (FileNotFoundError, ValueError, KeyError, TypeError, psutil.Error):
        return None
    if same_start and ours and process.status() != psutil.STATUS_ZOMBIE:
        return process
    return None
