"""``python -m tests.fuzz --seconds 60 [--seed N]``: ends with 1 where a page failed."""

import argparse
import secrets
import sys
import traceback
from pathlib import Path

from tests.fuzz.reading import run


def main() -> int:
    """Try pages until the time is over; say which seed makes one fail again."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="begin with this page, as a failure names it")
    parser.add_argument("--save", type=Path, default=Path(".minhbach/fuzz"), help="failed pages")
    asked = parser.parse_args()
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**9)
    print(f"fuzz: from seed {first}, for {asked.seconds:.0f} s")
    tried, failure = run(asked.seconds, first, asked.save)
    if failure is None:
        print(f"fuzz: {tried} pages, none failed")
        return 0
    traceback.print_exception(failure.error)
    print(f"fuzz: page {failure.seed} failed ({tried} tried): {failure.path}")
    print(f"Again: python -m tests.fuzz --seconds 1 --seed {failure.seed}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
