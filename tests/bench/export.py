"""The queue of ten thousand cases as CSV and XLSX: time a row, the store's share, memory.

Run by itself: `python -m tests.bench.export [FOLDER]`, which keeps the cases in the folder, where
one is named: seeding them takes minutes. Each file is made in a process of its own, so that its
peak is the export's and not that of the cases that were made up for it.
"""

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import structlog
from pymongo import monitoring

from minhbach_case.exporting import csv_file, xlsx_file
from minhbach_case.exporting.export import Export, Form
from minhbach_case.web.accounts import Account
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.exports.queue import queue_export
from minhbach_case.web.exports.routes import FORMS
from tests.bench.measuring import StoreWatch
from tests.bench.queue import seed_queue
from tests.support.memory import peak_mebibytes
from tests.support.seeds import open_desk
from tests.support.stack import RunningStack

CASES: Final = 10_000


@dataclass(frozen=True)
class Exported:
    """One file made, in a process of its own.

    Attributes:
        size: of the file in bytes.
        seconds: on the wall; ``store_seconds`` of them were spent waiting for the store.
        processor: seconds of the process's own processor time, the driver's included.
        ready: peak of the process in MiB when it was ready to begin.
        peak: the same when the file was made.
    """

    rows: int
    size: int
    seconds: float
    store_seconds: float
    processor: float
    ready: int
    peak: int


async def seed_store(stack: RunningStack, cases: int) -> None:
    """So many cases of a queue over 600 sites."""
    async with open_desk(stack.mongodb, _name(cases)) as desk:
        await seed_queue(stack, desk, cases, _name(cases))


def export_apart(stack: RunningStack, cases: int, form: Form) -> Exported:
    """Makes one file in a process of its own."""
    command = (sys.executable, "-m", "tests.bench.export", stack.mongodb, str(cases), form)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Exported(**json.loads(said))


async def _export(mongodb: str, cases: int, form: Form) -> Exported:
    watch = StoreWatch()
    monitoring.register(watch)
    async with open_desk(mongodb, _name(cases)) as desk:
        parts = desk.web.state.parts
        account = Account("officer", "officer", "officer")
        asking = Asking(parts, account, parts.renderer.texts("vi"), {"state": "all"}, {})
        # Once small, so that what is loaded late is loaded.
        few = Asking(parts, account, asking.t, {"state": "all", "q": "binh mau 1"}, {})
        await _made(await queue_export(few), form)
        ready = peak_mebibytes()
        with watch.stretch() as stretch:
            export = await queue_export(asking)
            rows, size = await export.count(), await _made(export, form)
    peak = peak_mebibytes()
    processor = stretch.cpu_seconds
    return Exported(rows, size, stretch.seconds, stretch.store_seconds, processor, ready, peak)


async def _made(export: Export, form: Form) -> int:
    """Makes a file as it leaves, and keeps none of it; its size."""
    if form == "xlsx":
        with await xlsx_file.xlsx_file(export) as file:
            return file.seek(0, 2)
    pieces = csv_file.csv_chunks(export, export.tables[0], head=True)
    return sum([len(piece) async for piece in pieces])


def _name(cases: int) -> str:
    return f"bench_export_{cases}"


def report(form: Form, found: Exported) -> str:
    """The figures."""
    own, processor = found.seconds - found.store_seconds, found.processor
    each = 1e6 / found.rows
    return "\n".join(
        (
            f"The queue as {form.upper()}: {found.rows} rows, {found.size / 1e6:.1f} MB",
            f"  in all             {found.seconds:8.1f} s",
            f"  the store's share  {found.store_seconds / found.seconds:8.0%}",
            f"  without the store  {own:8.1f} s   {own * each:6.0f} us a row",
            f"  processor          {processor:8.1f} s   {processor * each:6.0f} us a row",
            f"  peak of memory     {found.peak:8d} MiB, {found.ready} MiB before it began",
        )
    )


def main() -> None:
    """Measures all of the cases and a tenth in both forms, or (with arguments) makes one file."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if len(sys.argv) > 3:
        mongodb, count, word = sys.argv[1:]
        (chosen,) = (one for one in FORMS if one == word)
        print(json.dumps(asdict(asyncio.run(_export(mongodb, int(count), chosen)))))
        return
    kept = nullcontext(sys.argv[1]) if len(sys.argv) > 1 else tempfile.TemporaryDirectory()
    with kept as folder, RunningStack(Path(folder)) as stack:
        for cases in (CASES, CASES // 10):
            asyncio.run(seed_store(stack, cases))
            for form in FORMS:
                print(report(form, export_apart(stack, cases, form)), flush=True)


if __name__ == "__main__":
    main()
