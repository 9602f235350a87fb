"""One pass over the records: both periods are counted at once, each record is read once."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Protocol

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.reports.counting_cases import CaseCounting
from minhbach_case.domain.reports.counting_sites import SiteCounting
from minhbach_case.domain.reports.periods import Period
from minhbach_case.domain.reports.windows import Windows, windows_of
from minhbach_case.reports.lists import Lists
from minhbach_case.storage.report_records import ReportRecords

Told = Callable[[int, int], Awaitable[None]]
"""Says how many of how many records were read."""


class Dated(Protocol):
    """Anything that happened at a time."""

    @property
    def at(self) -> datetime:
        """When."""


class Pass:
    """Reads every record up to a moment into the counts of a period and of the one before it."""

    def __init__(
        self, records: ReportRecords, period: Period, until: datetime, lists: Lists, told: Told
    ) -> None:
        self._records = records
        self._lists = lists
        self._told = told
        self._since = period.before.begins
        self._until = until
        self._read = 0
        self._total = 0
        self._first: datetime | None = None
        self.windows: Windows = windows_of(period, until)
        self.windows.now.counts.keep = lists.keep

    @property
    def records_from(self) -> date | None:
        """The first day of any record that was read."""
        return agency_day(self._first) if self._first else None

    async def run(self) -> None:
        """Counts it all."""
        self._total = await self._records.size()
        await self._sites()
        await self._cases()
        await self._lists.flush(last=True)
        await self._told(self._read, self._read)

    async def _sites(self) -> None:
        counting = SiteCounting(self.windows)
        async for versions in self._records.versions(self._until):
            counting.take(versions)
            self._date(*versions)
            await self._at(len(versions))
        async for visits in self._records.visits(self._since, self._until):
            counting.visited(visits)
            self._date(*visits)
            await self._at(len(visits))
        counting.close()
        await self._lists.flush()

    async def _cases(self) -> None:
        counting = CaseCounting(self.windows)
        async for steps in self._records.steps(self._until):
            counting.take(steps)
            self._date(*steps)
            await self._at(len(steps))
            await self._lists.flush()
        counting.close()

    def _date(self, *records: Dated) -> None:
        first = min((record.at for record in records), default=None)
        if first is not None:
            self._first = min(first, self._first or first)

    async def _at(self, count: int) -> None:
        self._read += count
        await self._told(self._read, max(self._total, self._read))
