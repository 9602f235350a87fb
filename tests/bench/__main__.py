"""`make bench`: our ratios on the embedded stack, in one run, the store's share told apart.

The store is a tool for local runs, in Python, on this machine: its share says nothing about us,
and a real MongoDB answers many times faster. Compare ratios, not machines.
"""

import asyncio
import logging
import tempfile
from pathlib import Path

import structlog

from tests.bench.cases import measure_cases
from tests.bench.consuming import BATCH, RECORDS, Consumed, measure_consuming
from tests.bench.index import ARTICLES, KEYS, measure_all, measure_stored, report
from tests.bench.measuring import Stretch
from tests.bench.queue import measure_queue
from tests.bench.queue import report as report_queue
from tests.bench.reading import report as report_reading
from tests.support.stack import RunningStack


def main() -> None:
    """Runs everything and prints it."""
    print(report_reading(None))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, RunningStack(Path(folder)) as stack:
        _print_consuming(asyncio.run(measure_consuming(stack)))
        gathered = asyncio.run(measure_cases(stack))
        _print_stretch("Suspicions into cases", "suspicions", gathered.suspicions, 1300)
        _print_stretch("Events out of the relay", "events", gathered.events, 320)
        print("\n" + report_queue(asyncio.run(measure_queue(stack))))
        held = measure_all(ARTICLES, KEYS, Path(folder))
        print("\n" + report(held, asyncio.run(measure_stored(stack))))


def _print_consuming(found: Consumed) -> None:
    print(f"\nConsuming {RECORDS} records of 1 KB in batches of {BATCH}, a commit a batch")
    print(f"  raw aiokafka                        {found.raw:7.1f} us a record    1.0")
    _ratio("raw aiokafka, the event read as well", found.raw_and_read, found.raw)
    _ratio("our loop (event, id, key, headers)", found.ours, found.raw)
    print(f"  our loop against reading the event  {found.ours / found.raw_and_read:29.1f}")


def _ratio(what: str, took: float, base: float) -> None:
    print(f"  {what:36}{took:7.1f} us a record  {took / base:5.1f}")


def _print_stretch(title: str, what: str, found: Stretch, reached: int) -> None:
    print(f"\n{title}: {found.count} {what} in {found.seconds:.1f} s")
    print(f"  in all              {found.rate:8.0f} a second   {found.rate / reached:5.2f} of the")
    print(f"    shape that reached {reached} a second on this store")
    print(f"  the store's share   {found.store_share:8.0%}", end="   ")
    print(", ".join(f"{name} {took:.1f} s" for name, took in found.commands.items() if took))
    print(f"  without the store   {found.own_rate:8.0f} a second")


if __name__ == "__main__":
    main()
