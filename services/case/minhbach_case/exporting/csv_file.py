"""An export's table as CSV: UTF-8 with a byte order mark, commas, lines that end in CRLF.

It begins with what it is: rows of a name and a value, then an empty row, then the column titles.
Without that head, the first row holds the columns' names for programs.
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

from minhbach_case.exporting.cells import csv_cell
from minhbach_case.exporting.export import ROWS_AT_MOST, Cell, Export, Table, batches

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
# It tells a spreadsheet that this is UTF-8.
MARK: Final = "\ufeff"
_BATCH: Final = 100


async def csv_chunks(export: Export, table: Table, *, head: bool) -> AsyncIterator[bytes]:
    """The file in pieces, as the rows are read."""
    first = (*_head(export, table), _titles(table)) if head else (_names(table),)
    yield (MARK + lines(first)).encode()
    count = 0
    async for batch in batches(table.rows, _BATCH):
        kept = batch[: ROWS_AT_MOST - count]
        count += len(batch)
        yield lines(kept).encode()
    if count > ROWS_AT_MOST:
        yield lines([(export.cut,)]).encode()


def lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as lines of CSV, every text harmless; an empty row is an empty line."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
    return out.getvalue()


def _head(export: Export, table: Table) -> list[Sequence[Cell]]:
    title = export.title if table.title == export.title else f"{export.title}: {table.title}"
    return [(title,), *((note,) for note in export.notes), *export.filters, ()]


def _titles(table: Table) -> Sequence[Cell]:
    return [column.title for column in table.columns]


def _names(table: Table) -> Sequence[Cell]:
    return [column.name for column in table.columns]
