"""``minhbach run`` as its users start it: a process, its output, its run file."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minhbach_local.province import ExpectedCase, Province
from minhbach_shared.clock import utc_now

COMMAND = str(Path(sys.executable).with_name("minhbach"))
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended: exit status, the result (where it was asked for), what it said."""

    status: int
    result: Json
    said: str


def run_once(data: Path, *arguments: str, seconds: float = 280.0) -> Ended:
    """``minhbach run --once --json`` to its end; the result is parsed from standard output."""
    done = subprocess.run(
        [COMMAND, "run", "--once", "--json", "--data", str(data), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    result = json.loads(done.stdout) if done.stdout.strip() else {}
    return Ended(done.returncode, result, done.stderr)


@contextmanager
def watching(data: Path, *arguments: str, seconds: float = 120.0) -> Iterator[Json]:
    """``minhbach run`` while it watches: its run file. Ctrl-C at the end must stop all of it."""
    output = data / "watch.log"
    data.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as log:
        process = subprocess.Popen(
            [COMMAND, "run", "--data", str(data), *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"COLUMNS": "200"},
        )
    try:
        yield _run_file(data / "run.json", process, output, seconds)
        process.send_signal(signal.SIGINT)
        status = process.wait(60)
        assert status == 0, output.read_text("utf-8")
    finally:
        process.kill()
        process.wait()


async def expected_of(data: Path) -> frozenset[ExpectedCase]:
    """The cases that the demo province in a run's folder deserves (the run has ended)."""
    async with Province((data / "province").absolute(), utc_now()) as province:
        return frozenset(province.expected)


def found_in(result: Json) -> frozenset[ExpectedCase]:
    """The cases that a run found."""
    return frozenset(
        ExpectedCase(case["site_address"], case["kind"], frozenset(case["duties"]))
        for case in result["cases"]
    )


def _run_file(file: Path, process: "subprocess.Popen[bytes]", output: Path, seconds: float) -> Json:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the run ended:\n{output.read_text('utf-8')}")
        if file.exists():
            found: Json = json.loads(file.read_text("utf-8"))
            return found
        time.sleep(0.2)
    raise AssertionError(f"no run file within {seconds} s:\n{output.read_text('utf-8')}")
