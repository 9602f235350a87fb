"""``python -m tests.evaluation.report --cases DIR [--command minhbach] [--only NAME…]``.

Runs ``minhbach evaluate --json`` on each file of cases, keeps the answers beside them, and prints
the targets and the misses by kind. With ``--again`` answers that are there are read, not made.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.evaluation.outcomes import Outcome, joined, misses_by_kind, read_cases
from tests.evaluation.targets import targets

_SHOWN: Final = 80
_QUOTE: Final = 90


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.report", description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, help="the folder of case files")
    parser.add_argument("--command", default=".venv/bin/minhbach")
    parser.add_argument("--only", nargs="+", help="names of files, without endings")
    parser.add_argument("--again", action="store_true", help="read the answers of the last time")
    told = parser.parse_args()
    files = [f for f in sorted(told.cases.glob("*.jsonl.gz")) if _wanted(f, told.only)]
    outcomes: list[Outcome] = []
    for file in files:
        answer = _answer(file, None if told.again else told.command)
        outcomes += joined(read_cases(file), answer["misses"])
        _say(f"{file.name:28}{answer['cases']:6} cases {answer['seconds']:8.1f} s")
    _say(report(outcomes))


def _wanted(file: Path, only: Sequence[str] | None) -> bool:
    return only is None or file.name.split(".")[0] in only


def _answer(file: Path, command: str | None) -> dict[str, Any]:
    kept = file.with_name(file.name.split(".")[0] + ".answer.json")
    if command is not None:
        done = subprocess.run(
            [command, "evaluate", str(file), "--json"], stdout=subprocess.PIPE, check=False
        )
        if done.returncode != 0:
            sys.stderr.write(f"{file}: the command ended with {done.returncode}\n")
        kept.write_bytes(done.stdout)
    answer: dict[str, Any] = json.loads(kept.read_bytes())
    return answer


def report(outcomes: Sequence[Outcome]) -> str:
    """The targets as a table, and the misses by kind, the most frequent first."""
    lines = ["", f"{'target':50}{'wanted':>9}  {'measured':>22}"]
    for one in targets(outcomes):
        if one.of:
            met = "met" if one.met else "NOT MET"
            lines.append(f"{one.name:50}{one.target:>9}  {one.value:>22}  {met}")
    lines += ["", "misses by kind"]
    for (kind, what, how), count, example in misses_by_kind(outcomes)[:_SHOWN]:
        quote = " ".join(example.quote.split())[:_QUOTE]
        lines.append(f"{count:5}  {kind}  {what}: {how}  [{example.asked.id}] {quote}")
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
