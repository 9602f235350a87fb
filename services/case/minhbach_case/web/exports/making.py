"""An export as a file: at once where that is quick, as a job where its workbook takes longer.

CSV streams however long it is: it begins at once, and whoever takes it sees it grow. A workbook is
one only at its end.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from minhbach_case.exporting import csv_file, xlsx_file
from minhbach_case.exporting.export import Export, Form
from minhbach_case.jobs import Job, Made, Progress
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.guard import actor_of
from minhbach_case.web.texts import local_date

# A workbook of so many rows is packed in a second or two: nobody has to wait for a job.
AT_ONCE: Final = 1000
_PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file whose pieces are read as they leave."""

    name: str
    form: Form
    pieces: AsyncIterator[bytes]


async def made(asking: Asking, export: Export, form: Form, place: str) -> Streamed | Job:
    """The file, or the job that makes it.

    Args:
        place: what was asked for: the same place asked for again while its file is being made
            leads to the same job.
    """
    name = _file_name(asking, export, form)
    if form == "csv":
        table = export.table(asking.query.get("table", ""))
        head = asking.query.get("head") != "no"
        return Streamed(name, form, csv_file.csv_chunks(export, table, head=head))
    rows = await export.count()
    if rows <= AT_ONCE:
        return Streamed(name, form, _pieces(await xlsx_file.xlsx_file(export)))

    async def make(progress: Progress) -> Made:
        async def tell(done: int) -> None:
            # What came meanwhile was not counted.
            await progress.at(done, max(done, rows))

        await progress.at(0, rows)
        file = await xlsx_file.xlsx_file(export, tell)
        return Made(name, xlsx_file.MEDIA_TYPE, file)

    jobs, actor = asking.parts.outgoing.jobs, actor_of(asking.account)
    return await jobs.start("export", actor, make, f"{place} {asking.t.language}")


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    # From the disk's own cache: no thread is worth a piece.
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _file_name(asking: Asking, export: Export, form: Form) -> str:
    several = form == "csv" and len(export.tables) > 1
    part = f"-{export.table(asking.query.get('table', '')).name}" if several else ""
    day = local_date(asking.parts.clock()).isoformat()
    return f"minhbach-{export.name}{part}-{day}.{form}"
