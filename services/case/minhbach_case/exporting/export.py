"""An export: its title, what it was filtered by, who may see it, and its tables."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeVar

from minhbach_case.views import PAGE_LIMIT, Page, PageRequest

T = TypeVar("T")
Kind = Literal["text", "words", "code", "number", "decimal", "share", "day", "moment"]
"""``words`` are long, ``code`` is an id or a digest, a ``share`` is between 0 and 1."""
Form = Literal["csv", "xlsx"]
Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]
# What spreadsheets open without trouble; whoever needs more asks the API page by page.
ROWS_AT_MOST: Final = 50_000


Count = Callable[[], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, what its cells are."""

    name: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an export; its rows are read once, as they are written.

    Attributes:
        count: about how many rows there will be, asked before they are read; None where they are
            few by their nature.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: AsyncIterable[Row]
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """What leaves as one file.

    Attributes:
        name: of the file, in plain letters.
        filters: name and value as the page shows them.
        notes: when it was made and for whom, what it may be taken for.
        cut: the words that stand below a table of which more rows were left out.
    """

    name: str
    title: str
    filters: Sequence[tuple[str, str]]
    notes: Sequence[str]
    cut: str
    tables: Sequence[Table]

    async def count(self) -> int:
        """About how many rows it will hold, of the tables that may be long."""
        asked = [await table.count() for table in self.tables if table.count is not None]
        return sum(min(count, ROWS_AT_MOST) for count in asked)

    def table(self, name: str) -> Table:
        """The table of a name; the first one where none is so called."""
        return next((table for table in self.tables if table.name == name), self.tables[0])


def known(count: int) -> Count:
    """A number of rows that is at hand."""

    async def asked() -> int:
        return count

    return asked


async def of(rows: Iterable[Row]) -> AsyncIterator[Row]:
    """Rows that are at hand."""
    for row in rows:
        yield row


async def through(ask: Callable[[PageRequest], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    """Everything of a list that is asked for page by page."""
    after: str | None = None
    while True:
        page = await ask(PageRequest(limit=PAGE_LIMIT, after=after))
        for item in page.items:
            yield item
        if page.next is None:
            return
        after = page.next


async def batches(rows: AsyncIterable[Row], size: int) -> AsyncIterator[list[Row]]:
    """Rows by the batch, one more than an export holds at most."""
    batch: list[Row] = []
    count = 0
    async for row in rows:
        batch.append(row)
        count += 1
        if len(batch) == size:
            yield batch
            batch = []
        if count > ROWS_AT_MOST:
            break
    if batch:
        yield batch
