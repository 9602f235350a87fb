"""A run whose services are killed in the middle ends with the same cases as one left in peace."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.runs import COMMAND, Ended, expected_of, found_in
from tests.support.stack import data_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_killed_services_lose_and_double_nothing(tmp_path: Path) -> None:
    """Crawler, classifier and case service are each ended by ``kill -9`` while pages come in."""
    with data_folder(tmp_path) as folder:
        data = folder / "data"
        ended = _run_with_kills(data, ("crawler", "classifier", "case"))
        assert ended.status == 0, ended.said
        assert found_in(ended.result) == await expected_of(data)
    assert ended.said.count("starting it again") == 3
    assert ended.result["dead_letters"] == 0
    for case in ended.result["cases"]:
        faults = [(piece["address"], piece["duty"]) for piece in case["evidence"]]
        assert len(faults) == len(set(faults)), case


def _run_with_kills(data: Path, services: tuple[str, ...]) -> Ended:
    arguments = [COMMAND, "run", "--once", "--json", "--data", str(data)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _wait_for_captures(data, process)
        for service in services:
            record = json.loads((data / "logs" / f"{service}.pid").read_text("utf-8"))
            os.kill(record["pid"], signal.SIGKILL)
            time.sleep(1.0)
        output, said = process.communicate(timeout=300)
    finally:
        process.kill()
    return Ended(process.returncode, json.loads(output) if output.strip() else {}, said)


def _wait_for_captures(data: Path, process: "subprocess.Popen[str]") -> None:
    """Until the first visits have closed their WARCs: then all three services are at work."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if len(list((data / "captures").rglob("*.warc.gz"))) >= 2:
            return
        time.sleep(0.05)
    raise AssertionError("no visit ended in time")
