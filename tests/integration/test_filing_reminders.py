"""Reminders of licensees' reports, over months and restarts, on the real store."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest

from minhbach_case.domain.filings.steps import Unsent
from minhbach_case.filings.commands import Ask
from minhbach_case.filings.forms_file import load_forms
from minhbach_case.filings.reminding import Calendar, Reminder, Wanted
from minhbach_case.storage.filings import FILING_EVENTS, FilingStore
from minhbach_case.storage.sites import SITE_EVENTS, SITES, SiteStore
from minhbach_case.storage.uploads import UPLOADS, Uploads
from minhbach_shared.eventlog import EventLog
from minhbach_shared.ids import derived_id
from minhbach_shared.store import Database, connect, database
from tests.support.filings import SITE
from tests.support.seeds import OFFICER, database_of, open_desk
from tests.support.seeds import SITES as REGISTER
from tests.support.stack import RunningStack

_NOVEMBER: Final = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
async def store(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The database of the test's own desk."""
    client = connect(stack.mongodb)
    yield database(client, database_of(request.node.nodeid))
    await client.close()


@dataclass
class Box:
    """Where the test's letters lie; what is queued twice is one letter."""

    letters: dict[UUID, Wanted]
    unsent: Unsent | None = None

    async def remind(self, wanted: Wanted) -> UUID | Unsent:
        """Takes a reminder."""
        if self.unsent is not None:
            return self.unsent
        letter = derived_id("letter", wanted.site_id, wanted.report, wanted.days)
        self.letters[letter] = wanted
        return letter

    def said(self) -> Sequence[tuple[str, int]]:
        """Of what was reminded, so many days before."""
        return [(wanted.report, wanted.days) for wanted in self.letters.values()]


async def test_each_reminder_goes_once_over_months_and_restarts(
    stack: RunningStack, store: Database
) -> None:
    """Two replicas a day from November to February, each day started anew: one letter a mark."""
    now, box, due = _NOVEMBER, Box({}), load_forms().due
    async with open_desk(stack.mongodb, store.name, clock=lambda: now) as desk:
        await desk.register.import_file("sites.csv", REGISTER.encode(), OFFICER)
        asked = Ask(SITE, date(2027, 1, 4), "Quý III")
        await desk.outgoing.filings.desk.ask(asked, OFFICER)

        def started() -> Reminder:
            filings = FilingStore(store[FILING_EVENTS], Uploads(store[UPLOADS]))
            sites = SiteStore(EventLog(store[SITE_EVENTS]), store[SITES])
            calendar = Calendar(due, (30, 7))
            return Reminder(filings, sites, calendar, box, lambda: now)

        # A standstill from 14 to 24 December: what came due then is said once afterwards.
        for day in (*range(19), *range(30, 80)):
            now = _NOVEMBER + timedelta(days=day)
            await started().look()
            await started().look()
        said = sorted((report.partition(":")[0], days) for report, days in box.said())
        assert said == [("request", 7), ("request", 30), ("year", 7), ("year", 30)]
        # Who has no address is told to the officer, and not tried again.
        box.unsent, now = "no_address", datetime(2027, 12, 20, 3, tzinfo=UTC)
        assert [await started().look() for _ in range(2)] == [1, 0]
        known = (await desk.outgoing.filings.desk.of_site(SITE, OFFICER)).due
        told = {one.year: [(r.days, r.unsent) for r in one.reminders] for one in known if one.year}
        assert told == {2026: [(30, None), (7, None)], 2027: [(30, "no_address")]}
        assert len(box.letters) == 4
