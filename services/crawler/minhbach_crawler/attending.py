"""What is done with one site while its lease is held: visit, close, announce, schedule.

The order holds over a crash at any point. The WARC is stored before the visit is kept; keeping
it is one insert that fixes what is announced; only then is it announced, and only then is the
site scheduled anew and the visit marked. Made again after a crash, a visit that was kept is
announced as it was kept, and one that was not has announced nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from minhbach_crawler.domain.ports import Requests, Sites, Visits
from minhbach_crawler.domain.visits import ClosedVisit, Plan, next_visit, plan_visit, recorded
from minhbach_crawler.metering import Meters
from minhbach_crawler.visiting import Visitor
from minhbach_crawler.warc import key_of, new_warc
from minhbach_shared.captures import CaptureStore
from minhbach_shared.clock import Clock
from minhbach_shared.delivery import Publisher
from minhbach_shared.logs import get_logger

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a site is visited, whether by schedule at all, and what signs the WARC."""

    interval: timedelta
    by_schedule: bool
    software: str


@dataclass(frozen=True, slots=True)
class Attendant:
    """Attends to one site at a time; any number of sites at once."""

    sites: Sites
    requests: Requests
    visits: Visits
    visitor: Visitor
    captures: CaptureStore
    publisher: Publisher
    meters: Meters
    habits: Habits
    clock: Clock

    async def attend(self, site_id: UUID) -> None:
        """Announces what a crash left behind, then makes the visit that is due, if one is.

        Raises:
            Unavailable: store, broker or capture store is gone; nothing is lost, do it again.
        """
        for left in await self.visits.unannounced(site_id):
            await self._announce(left, left.answers)
        plan = await self._plan(site_id)
        if plan is not None:
            visit = await self.visits.get(plan.visit_id) or await self._made(plan)
            await self._announce(visit, (*visit.answers, *plan.answers))

    async def _plan(self, site_id: UUID) -> Plan | None:
        known = await self.sites.get(site_id)
        if known is None:
            return None
        is_due = self.habits.by_schedule and known.scheduled_at <= self.clock()
        scheduled_at = known.scheduled_at if is_due else None
        return plan_visit(known.record, scheduled_at, await self.requests.pending(site_id))

    async def _made(self, plan: Plan) -> ClosedVisit:
        site_id, visit_id, at = plan.site.site_id, plan.visit_id, self.clock()
        log.info("visit_begins", site=str(site_id), visit=str(visit_id), whole=plan.whole)
        with TemporaryDirectory(prefix="minhbach-visit-") as folder:
            path = Path(folder) / "visit.warc.gz"
            with new_warc(path, visit_id, at, self.habits.software) as warc:
                gathered = await self.visitor.visit(plan, warc)
            key = key_of(site_id, visit_id, at, path)
            await self.captures.put(key, path)
        again = next_visit(site_id, gathered.ended_at, self.habits.interval)
        record = recorded(plan, gathered, key)
        return await self.visits.keep(
            ClosedVisit(record, plan.answers, again if plan.whole else None)
        )

    async def _announce(self, visit: ClosedVisit, answers: tuple[UUID, ...]) -> None:
        completed = visit.record.completed
        await self.publisher.publish([*visit.record.snapshots, completed])
        await self.requests.answer(answers)
        if visit.next_at is not None:
            await self.sites.schedule(completed.site_id, visit.next_at)
        await self.visits.mark_announced(completed.id)
        self.meters.visited(visit)
        log.info(
            "visit_announced",
            site=str(completed.site_id),
            visit=str(completed.id),
            captured=completed.captured,
            failed=completed.failed,
        )
