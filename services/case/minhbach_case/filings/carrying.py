"""Carries into the register which reports came: year and day of receipt, never what they say.

The step in the reports' own log comes first; whoever takes it carries it, and the courier carries
what a crash left behind. Done twice, nothing happens: the register tells it already.
"""

from typing import Final
from uuid import UUID

import structlog

from minhbach_case.domain.register import reported_version
from minhbach_case.errors import Contended
from minhbach_case.storage.filings import FilingStore
from minhbach_case.storage.sites import SiteStore
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.lease import Lease

ATTEMPTS: Final = 10
AT_ONCE: Final = 200
EVERY_SECONDS: Final = 5.0
_LOG: Final = structlog.get_logger(__name__)


class Courier:
    """Brings the register up to date with the reports that came."""

    def __init__(self, store: FilingStore, sites: SiteStore, clock: Clock) -> None:
        self._store = store
        self._sites = sites
        self._clock = clock

    async def run(self, lease: Lease, pause: Sleep = sleep) -> None:
        """Carries what is pending, again and again, where this process holds the lease."""
        told = False
        try:
            while True:
                try:
                    if await lease.acquire():
                        if not told:
                            await self.begin()
                            told = True
                        await self.look()
                except Transient as error:
                    _LOG.warning("carrying_failed", error=str(error))
                await pause(EVERY_SECONDS)
        finally:
            await lease.give_up()

    async def begin(self) -> int:
        """Has the register tell of reports for aggregators that it does not yet tell it of.

        Returns:
            How many records from before reports were kept got a new version.
        """
        filters, after, count = SiteFilters(site_class="aggregator"), None, 0
        while True:
            page = PageRequest(limit=AT_ONCE, after=after)
            records, after = await self._sites.page(filters, page)
            untold = [record.site_id for record in records if record.reports is None]
            for site in untold:
                await self.carry(site)
            count += len(untold)
            if after is None:
                return count

    async def look(self) -> int:
        """Carries the steps that wait; how many."""
        events = await self._store.pending(AT_ONCE)
        for site in dict.fromkeys(event.stream for event in events):
            await self.carry(site)
        if events:
            await self._store.mark(events)
        return len(events)

    async def carry(self, site: UUID) -> None:
        """Writes the version of a site's record that tells which reports came, where none does.

        Raises:
            Contended: others keep importing the site.
        """
        for _ in range(ATTEMPTS):
            found = await self._sites.known([site])
            if site not in found:
                return
            head, known = found[site]
            received = (await self._store.load(site)).filings.received
            version = reported_version(known, received, self._clock())
            try:
                await self._sites.append([version] if version else [], {site: head})
            except (StreamMoved, AlreadyCaused):
                continue
            return
        raise Contended(f"site {site}: others keep importing it; try again")
