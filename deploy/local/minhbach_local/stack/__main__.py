"""`python -m minhbach_local.stack fetch`: the broker's jars, as locked. `lock`: the lock anew."""

import argparse
import sys

from . import jars
from .errors import StackError
from .java import find_java
from .settings import default_jars


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m minhbach_local.stack", description=__doc__)
    parser.add_argument("what", choices=["fetch", "lock"])
    try:
        match parser.parse_args().what:
            case "fetch":
                _fetch()
            case "lock":
                print(f"{jars.relock()} jars locked in {jars.LOCK.name}")
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _fetch() -> None:
    jars.fetch(default_jars(), _show)
    print(f"Java: {find_java()}")


def _show(done: int, of: int) -> None:
    end = "\n" if done == of else ""
    start = "\r" if sys.stdout.isatty() else ""
    if start or done == of or done % 15 == 0:
        print(f"{start}Apache Kafka: {done} of {of} jars", end=end if start else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
