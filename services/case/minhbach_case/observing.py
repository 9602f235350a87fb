"""What the console and the API may ask about sites over time, and about the province."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.licence_time import licence_left
from minhbach_case.domain.observed import (
    Held,
    Mark,
    Scale,
    Strip,
    spans_of,
    standing_of,
    strip,
)
from minhbach_case.domain.record_history import RecordVersion, versions
from minhbach_case.domain.verdicts import Times
from minhbach_case.observed_views import (
    DaysView,
    DutiesView,
    DutyMap,
    DutyView,
    LicenceView,
    SiteCase,
    SiteObserved,
    StandingCell,
    StandingRow,
    VisitView,
)
from minhbach_case.storage.province import ProvinceStore, held_of
from minhbach_case.storage.sites import SiteStore
from minhbach_case.storage.verdicts import VerdictStore, Visit
from minhbach_case.views import PAGE_LIMIT, PageRequest, SiteFilters
from minhbach_shared.clock import Clock
from minhbach_shared.events import SiteRecord
from minhbach_shared.vocabulary import DUTIES, Duty, kind_of

CASES_SHOWN: Final = 100
VISITS_SHOWN: Final = 10
VERSIONS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Observations:
    """Answers for pages about sites. Raises ``Unavailable`` where the store is gone."""

    sites: SiteStore
    verdicts: VerdictStore
    province: ProvinceStore
    clock: Clock

    async def of_site(self, record: SiteRecord, scale: Scale, personal: bool) -> SiteObserved:
        """All that is known of a site of the register.

        Args:
            personal: whether the history may show personal values.
        """
        site, now = record.site_id, self.clock()
        today = agency_day(now)
        spans = spans_of(scale, today)
        days = await self.verdicts.days(site, spans[0].first, spans[-1].last)
        latest = (await self.verdicts.latest([site])).get(site, {})
        cases = await self.province.of_site(site, CASES_SHOWN)
        held = [held_of(case) for case in cases]
        visits = await self.verdicts.visits(site, VISITS_SHOWN)
        known = await self.sites.history(site, VERSIONS_SHOWN)
        history = versions(known, whole=len(known) < VERSIONS_SHOWN)
        left = licence_left(record, today)
        return SiteObserved(
            licence=LicenceView(time=left.time, days=left.days, share=left.share),
            duties=_duties(strip(scale, today, [(d.day, d.times) for d in days], latest, held)),
            cases=tuple(site_case(case) for case in cases),
            visits=tuple(_visit(visit) for visit in visits),
            versions=history if personal else tuple(map(_without_personal, history)),
        )

    async def duty_map(self, filters: SiteFilters, page: PageRequest) -> DutyMap:
        """The sites of a page by name, each with how every duty stands there now."""
        records, following = await self.sites.page(filters, page)
        return DutyMap(duties=DUTIES, rows=await self._standing(records), next=following)

    async def whole_map(self, filters: SiteFilters, limit: int) -> AsyncIterator[StandingRow]:
        """At most ``limit`` sites by name, read as they are taken."""
        some: list[SiteRecord] = []
        async for record in await self.sites.whole(filters, limit):
            some.append(record)
            if len(some) == PAGE_LIMIT:
                for row in await self._standing(some):
                    yield row
                some = []
        if some:
            for row in await self._standing(some):
                yield row

    async def _standing(self, records: Sequence[SiteRecord]) -> tuple[StandingRow, ...]:
        # No duty applies to a site of class ``reference`` (safeguard 1).
        watched = [r for r in records if r.active and r.site_class != "reference"]
        ids = [record.site_id for record in watched]
        latest = await self.verdicts.latest(ids)
        held = await self.province.held(ids)
        return tuple(
            _row(record, latest.get(record.site_id, {}), held.get(record.site_id, []))
            for record in watched
        )


def site_case(case: CaseFold) -> SiteCase:
    """A case as a list about sites shows it."""
    return SiteCase(
        case_id=case.case_id,
        site_id=case.site_id,
        site_name=case.site_name,
        kind=case.kind,
        ordinal=case.ordinal,
        state=case.state,
        opened_at=case.opened_at,
        faults=case.faults,
        remedy_proposed=case.remedy_proposed,
    )


def _duties(found: Strip) -> DutiesView:
    return DutiesView(
        scale=found.scale,
        spans=tuple(DaysView(first=span.first, last=span.last) for span in found.spans),
        duties=tuple(
            DutyView(duty=row.duty, kind=kind_of(row.duty), now=row.now, marks=row.marks)
            for row in found.rows
        ),
    )


def _visit(visit: Visit) -> VisitView:
    return VisitView(
        visit_id=visit.visit_id,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        captured=visit.captured,
        failed=visit.failed,
        failures=visit.failures,
    )


def _without_personal(version: RecordVersion) -> RecordVersion:
    """For somebody who may not see personal values: that they changed, not what."""
    hidden = (
        one.model_copy(update={"old": None, "new": None}) if one.personal else one
        for one in version.changes
    )
    return version.model_copy(update={"changes": tuple(hidden)})


def _row(record: SiteRecord, latest: Times, held: Sequence[Held]) -> StandingRow:
    return StandingRow(
        site_id=record.site_id,
        name=record.name,
        site_class=record.site_class,
        cells=tuple(
            StandingCell(duty=duty, kind=kind_of(duty), mark=_mark(duty, latest, held))
            for duty in DUTIES
        ),
    )


def _mark(duty: Duty, latest: Times, held: Sequence[Held]) -> Mark:
    mark = standing_of(duty, latest, held)
    # A site that was looked at and never judged by a duty is of a class that does not owe it.
    return "not_concerned" if mark == "not_looked" and latest else mark
