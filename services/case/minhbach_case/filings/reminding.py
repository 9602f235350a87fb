"""Reminds operators of reports before their last day: a duty that everyone has, nothing adverse.

Nothing is kept in memory: what is due stands in the register and the reports' log, what was said
stands there as a step with a cause of its own, so a restart says nothing twice and two replicas
say it once. The letter comes first, under an id of its own, so a crash before the step queues the
same letter again, and not another one.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.filings.deadlines import (
    DueReminder,
    asked_for,
    due_reminder,
    next_year_due,
    yearly,
)
from minhbach_case.domain.filings.form import Due
from minhbach_case.domain.filings.steps import Filings, Reminded, ReportKey, Unsent
from minhbach_case.storage.filings import Draft, FilingStore
from minhbach_case.storage.sites import SiteStore
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import derived_id
from minhbach_shared.lease import Lease

EVERY_SECONDS: Final = 600.0
SITES_AT_ONCE: Final = 200
_NOTHING: Final = Filings()
_LOG: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder for the sending: of what, and by when; ``asked_on`` of a request alone."""

    site_id: UUID
    report: ReportKey
    year: int | None
    due_on: date
    days: int
    asked_on: date | None = None


class Post(Protocol):
    """Where reminders go."""

    async def remind(self, wanted: Wanted) -> UUID | Unsent:
        """Queues a reminder once, however often it is asked; the letter, or why none goes.

        Raises:
            Transient: it cannot be done now: ask again.
        """


@dataclass(frozen=True, slots=True)
class Calendar:
    """When is reminded: so many days before the last day."""

    due: Due
    days: Sequence[int]


class Reminder:
    """Says each reminder once."""

    def __init__(
        self,
        store: FilingStore,
        sites: SiteStore,
        calendar: Calendar,
        post: Post,
        clock: Clock,
    ) -> None:
        self._store = store
        self._sites = sites
        self._calendar = calendar
        self._post = post
        self._clock = clock

    async def run(self, lease: Lease, pause: Sleep = sleep) -> None:
        """Looks again and again, where this process holds the lease, until it is cancelled."""
        try:
            while True:
                try:
                    if await lease.acquire():
                        await self.look()
                except Transient as error:
                    _LOG.warning("reminding_failed", error=str(error))
                await pause(EVERY_SECONDS)
        finally:
            await lease.give_up()

    async def look(self) -> int:
        """Says all that is due today and was not said; how many reminders."""
        if not self._calendar.days:
            return 0
        today = agency_day(self._clock())
        said = 0
        async for record, due in self._due(today):
            said += await self._say(record.site_id, due, today)
        return said

    async def _due(self, today: date) -> AsyncIterator[tuple[SiteRecord, DueReminder]]:
        async for found in self._of_years(today):
            yield found
        async for found in self._of_requests(today):
            yield found

    async def _of_years(self, today: date) -> AsyncIterator[tuple[SiteRecord, DueReminder]]:
        rules, days = self._calendar.due, self._calendar.days
        year = next_year_due(rules, today)
        if (rules.last_day(year) - today).days > max(days):
            return
        known = await self._store.of_year(year)
        async for record in self._licensees():
            filings = known.get(record.site_id, _NOTHING)
            item = yearly(record, filings, rules, year, today)
            found = due_reminder(item, days, today)
            if found is not None and not _said(filings, found):
                yield record, found

    async def _of_requests(self, today: date) -> AsyncIterator[tuple[SiteRecord, DueReminder]]:
        days = self._calendar.days
        asked = await self._store.asked_between(today, today + timedelta(days=max(days)))
        records = await self._records(asked)
        for site in sorted(asked & records.keys()):
            filings = (await self._store.load(site)).filings
            for request in filings.requests.values():
                found = due_reminder(asked_for(request, filings, today), days, today)
                if found is not None and not _said(filings, found):
                    yield records[site], found

    async def _licensees(self) -> AsyncIterator[SiteRecord]:
        filters, after = SiteFilters(site_class="aggregator"), None
        while True:
            page = PageRequest(limit=SITES_AT_ONCE, after=after)
            records, after = await self._sites.page(filters, page)
            for record in records:
                yield record
            if after is None:
                return

    async def _records(self, sites: frozenset[UUID]) -> Mapping[UUID, SiteRecord]:
        found = await self._sites.known(sites) if sites else {}
        return {site: known.record for site, (_, known) in found.items() if known.record.active}

    async def _say(self, site: UUID, due: DueReminder, today: date) -> int:
        item = due.item
        asked_on = item.request.body.asked_on if item.request else None
        wanted = Wanted(site, item.key, item.year, item.due_on, due.days, asked_on)
        answer = await self._post.remind(wanted)
        letter = answer if isinstance(answer, UUID) else None
        unsent = None if isinstance(answer, UUID) else answer
        body = Reminded(
            report=item.key, year=item.year, days=due.days, on=today, letter=letter, unsent=unsent
        )
        cause = str(derived_id("report_reminder", site, item.key, due.days))
        head = (await self._store.load(site)).head
        try:
            await self._store.append(Draft(site, cause, self._clock(), body), head)
        except (StreamMoved, AlreadyCaused):
            # Said by another replica, or another step was first: the next look sees which.
            return 0
        return 1


def _said(filings: Filings, due: DueReminder) -> bool:
    bodies = (step.body for step in filings.reminders)
    return any(
        isinstance(body, Reminded) and body.report == due.item.key and body.days == due.days
        for body in bodies
    )
