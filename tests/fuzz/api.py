"""``python -m tests.fuzz.api --seconds 120 [--seed N]``: ends with 1 where an answer was wrong."""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.api_walk import WALKERS, walk
from tests.support.seeds import open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack


def main() -> int:
    """Walk the API in every role until the time is over; say which seed walks so again."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.api", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--seed", type=int, help="the same requests again")
    asked = parser.parse_args()
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**9)
    print(f"fuzz-api: from seed {first}, for {asked.seconds} s")
    with TemporaryDirectory() as folder, RunningStack(Path(folder)) as stack:
        return asyncio.run(_walks(stack, Path(folder), asked.seconds // len(WALKERS), first))


async def _walks(stack: RunningStack, folder: Path, seconds: int, first: int) -> int:
    arguments = ("--max-time", str(max(seconds, 1)), "--seed", str(first), "--max-examples", "50")
    async with open_desk(stack.mongodb, "fuzz_api") as desk:
        await seed(desk)
        async with serve(desk.web) as address:
            walks = [await walk(address, role, folder, arguments) for role in WALKERS]
    for one in walks:
        print(one.told)
    return 0 if all(one.found_nothing for one in walks) else 1


if __name__ == "__main__":
    sys.exit(main())
