"""``minhbach evaluate``: how often the classifier is right on labelled cases."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from minhbach_local.commands.lists import ListsFolder, hosts_of

if TYPE_CHECKING:
    from minhbach_local.offline.evaluating.tally import Tally

_TOLD_EVERY: Final = 1000
_ALL_READ, _SOME_READ, _NONE_READ = 0, 1, 2


def evaluate(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="JSON lines, also gzipped (.gz).")
    ],
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that share the work; as many as processors."),
    ] = None,
    domain_lists: ListsFolder = None,
) -> None:
    """Judges labelled cases and says how often that was right: tables, and the misses.

    Each line of a FILE is one case: a page (or a title and a text), the articles that stood
    earlier on reference sites, and what is expected. All references of a file form one index.

    A breach is the positive. An expected breach is a tp where it is found and a fn with any other
    verdict; anything else that is expected is a fp where a breach is found and a tn otherwise.
    The inconclusive verdicts among all of these are counted once more, apart.

    Exit status 0: all cases could be read; 1: some could not (each is named by file and line) and
    the rest was judged; 2: none could, or the arguments are wrong.
    """
    began = time.perf_counter()
    whole, whole_files = _judged(files, domain_lists, processes or os.cpu_count() or 1)
    seconds = time.perf_counter() - began
    for line in whole.unreadable:
        typer.echo(f"error: {line}", err=True)
    if whole.cases:
        _say(whole, seconds, json=json)
    else:
        typer.echo("error: no case could be read", err=True)
    raise typer.Exit(_status(whole, whole_files=whole_files))


def _judged(files: list[Path], lists: Path | None, processes: int) -> tuple["Tally", bool]:
    """The counts of all files, and whether each of them could be read to its end."""
    from minhbach_classifier.rule_files import load_rule_sets
    from minhbach_local.offline.evaluating.running import FileUnreadable
    from minhbach_local.offline.evaluating.running import evaluate as evaluated
    from minhbach_local.offline.evaluating.tally import Tally

    rule_sets, hosts = load_rule_sets(), hosts_of(lists)
    whole, readable = Tally(), True
    for file in files:
        try:
            whole.add(evaluated(file, rule_sets, hosts, _teller(file), processes))
        except FileUnreadable as error:
            typer.echo(f"error: {error}", err=True)
            readable = False
    return whole, readable


def _teller(file: Path) -> Callable[[int], None]:
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _TOLD_EVERY:
            told = done
            typer.echo(f"{file.name}: {done} cases", err=True)

    return tell


def _say(whole: "Tally", seconds: float, *, json: bool) -> None:
    from minhbach_local.offline.evaluating.tally import answer

    if json:
        import orjson

        sys.stdout.buffer.write(orjson.dumps(answer(whole, seconds)) + b"\n")
        return
    from minhbach_local.offline.console import wide_console
    from minhbach_local.offline.evaluating.tables import show

    show(wide_console(), whole, seconds)


def _status(whole: "Tally", *, whole_files: bool) -> int:
    if not whole.cases:
        return _NONE_READ
    return _ALL_READ if whole_files and not whole.unreadable else _SOME_READ
