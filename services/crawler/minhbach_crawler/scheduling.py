"""Who visits what when: due sites are claimed by a lease, sites go in parallel within a bound."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from minhbach_crawler.attending import Attendant
from minhbach_crawler.errors import LeaseLost
from minhbach_crawler.metering import Meters
from minhbach_shared.clock import Clock, Sleep
from minhbach_shared.errors import Transient
from minhbach_shared.lease import Lease
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

NewLease = Callable[[UUID], Lease]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Sites at once; seconds between two looks at the store; seconds that a lease holds."""

    sites: int
    poll_seconds: float
    lease_seconds: float


@dataclass(slots=True)
class Schedule:
    """Claims due sites and attends to them, until it is cancelled.

    ``new_lease`` gives a lease with a holder of its own at each call: a site whose visit failed
    keeps its lease to the end, so that nobody, not even this worker, tries it again at once.
    """

    attendant: Attendant
    new_lease: NewLease
    rhythm: Rhythm
    meters: Meters
    clock: Clock
    sleep: Sleep
    _in_hand: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Runs until it is cancelled; visits in hand are then given up, their leases released."""
        try:
            while True:
                await self._begin_due()
                self.meters.in_hand(len(self._in_hand))
                await self.sleep(self.rhythm.poll_seconds)
        finally:
            tasks = list(self._in_hand.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin_due(self) -> None:
        try:
            due = await self._due()
        except Transient as error:
            log.warning("schedule_waits", reason=str(error))
            return
        for site_id in due:
            if len(self._in_hand) >= self.rhythm.sites:
                return
            if site_id not in self._in_hand:
                self._in_hand[site_id] = asyncio.create_task(self._attend(site_id))

    async def _due(self) -> Sequence[UUID]:
        """Requests first, then the schedule; some may be in other workers' hands."""
        attendant, limit = self.attendant, 10 * self.rhythm.sites
        asked = await attendant.sites.active(await attendant.requests.pending_sites(limit))
        if not attendant.habits.by_schedule:
            return asked
        return [*asked, *await attendant.sites.due(self.clock(), limit)]

    async def _attend(self, site_id: UUID) -> None:
        """One site's fault, whatever it is, is logged and stops no other."""
        lease = self.new_lease(site_id)
        try:
            if not await lease.acquire():
                return
            await self._holding(lease, self.attendant.attend(site_id))
        except asyncio.CancelledError:
            await _released(lease)
            raise
        except Transient as error:
            log.warning("visit_given_up", site=str(site_id), reason=str(error))
        except Exception:
            log.exception("visit_failed", site=str(site_id))
        else:
            await _released(lease)
        finally:
            self._in_hand.pop(site_id, None)

    async def _holding(self, lease: Lease, work: Coroutine[None, None, None]) -> None:
        """Does the work while the lease is renewed; a lost lease ends it."""
        working = asyncio.create_task(work)
        renewing = asyncio.create_task(self._renew(lease))
        try:
            await asyncio.wait([working, renewing], return_when=asyncio.FIRST_COMPLETED)
            (working if working.done() else renewing).result()
        finally:
            working.cancel()
            renewing.cancel()
            await asyncio.gather(working, renewing, return_exceptions=True)

    async def _renew(self, lease: Lease) -> None:
        missed = 0
        while missed < 3:  # three thirds: the lease is over
            await self.sleep(self.rhythm.lease_seconds / 3)
            try:
                if not await lease.acquire():
                    raise LeaseLost("another worker took the site over")
                missed = 0
            except Transient as error:
                if isinstance(error, LeaseLost):
                    raise
                missed += 1
        raise LeaseLost("the lease could not be renewed in time")


async def _released(lease: Lease) -> None:
    try:
        await lease.release()
    except Transient as error:
        log.info("lease_left_to_run_out", reason=str(error))
