"""Commands of the set-up: what they do is said by `python -m minhbach_local.stack --help`."""

import argparse
import asyncio
import sys
from pathlib import Path

from . import archive, jars
from .errors import StackError
from .folder import check_idle
from .java import find_java
from .settings import default_jars


def main() -> int:
    """Runs one command; 1 and a line on standard error when it cannot be done."""
    arguments = _parser().parse_args()
    try:
        match arguments.what:
            case "fetch":
                jars.fetch(default_jars(), _show)
                print(f"Java: {find_java()}")
                _keep_classes_ready()
            case "lock":
                print(f"{jars.relock()} jars locked in {jars.LOCK.name}")
            case "idle":
                check_idle(arguments.folder)
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _keep_classes_ready() -> None:
    """Makes later starts quicker; where that cannot be done they are as slow as they are."""
    try:
        asyncio.run(archive.make(default_jars()))
    except (StackError, OSError, TimeoutError) as error:
        print(f"note: starts of Apache Kafka stay slower: {error}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m minhbach_local.stack")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("fetch", help="fetch the broker's jars, as locked")
    what.add_parser("lock", help="resolve the broker's jars anew")
    idle = what.add_parser("idle", help="fail when a running stack holds the folder")
    idle.add_argument("folder", type=Path)
    return parser


def _show(done: int, of: int) -> None:
    if sys.stdout.isatty():
        print(f"\rApache Kafka: {done} of {of} jars", end="\n" if done == of else "", flush=True)
    elif done in (0, of):
        print(f"Apache Kafka: {done} of {of} jars", flush=True)


if __name__ == "__main__":
    sys.exit(main())
