"""The province's numbers, each from the cases as they stand; counted at most twice a minute."""

from datetime import date, datetime, timedelta
from typing import Final

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import weeks_of
from minhbach_case.domain.province import (
    BUCKETS,
    MEASURES,
    STATES_OF,
    Bucket,
    Measure,
    Period,
    Week,
    by_class,
    by_kind,
    by_week,
    kept,
)
from minhbach_case.domain.queueing import Lane
from minhbach_case.observed_views import (
    ClassView,
    ClockView,
    KindView,
    ProvinceView,
    WeekView,
)
from minhbach_case.storage.province import ProvinceStore
from minhbach_case.storage.streaming import LongList
from minhbach_shared.clock import Clock
from minhbach_shared.vocabulary import CaseKind, SiteClass

LISTED: Final = 200
_FRESH: Final = timedelta(seconds=30)


class ProvinceNumbers:
    """Counts cases for the province page. Raises ``Unavailable`` where the store is gone."""

    def __init__(self, store: ProvinceStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._counted: dict[tuple[Period, SiteClass | None], tuple[datetime, ProvinceView]] = {}

    async def count(self, weeks: Period, site_class: SiteClass | None) -> ProvinceView:
        """The numbers of the last weeks, this one included, for one class of sites or all."""
        now = self._clock()
        known = self._counted.get((weeks, site_class))
        if known is not None and known[0] > now - _FRESH:
            return known[1]
        found = await self._count(weeks, site_class)
        self._counted[weeks, site_class] = (now, found)
        return found

    async def behind(
        self, measure: Measure, first: date, last: date, site_class: SiteClass | None
    ) -> list[CaseFold]:
        """The cases behind a week's count, the newest first; at most 200."""
        found = await self.each_behind(measure, first, last, site_class, LISTED)
        return [one async for one in found]

    async def standing(
        self, bucket: Bucket, kind: CaseKind | None, site_class: SiteClass | None
    ) -> list[CaseFold]:
        """The open cases behind a count of today, last opened first; at most 200."""
        found = await self.each_standing(bucket, kind, site_class, LISTED)
        return [one async for one in found]

    async def each_behind(
        self, measure: Measure, first: date, last: date, site_class: SiteClass | None, limit: int
    ) -> LongList[CaseFold]:
        """The same, at most ``limit``, read as they are taken."""
        return await self._store.behind(measure, first, last, site_class, limit)

    async def each_standing(
        self, bucket: Bucket, kind: CaseKind | None, site_class: SiteClass | None, limit: int
    ) -> LongList[CaseFold]:
        """The same, at most ``limit``, read as they are taken."""
        lanes = [Lane(state, kind, site_class) for state in STATES_OF[bucket]]
        return await self._store.standing_in(lanes, limit)

    async def _count(self, weeks: Period, site_class: SiteClass | None) -> ProvinceView:
        now = self._clock()
        spans = weeks_of(int(weeks), agency_day(now))
        watched = await self._store.watched()
        trends = await self._store.trends(spans[0].first, now, site_class)
        standing = [
            one
            for one in await self._store.standing()
            if site_class is None or one.site_class == site_class
        ]
        kinds, of_class = by_kind(standing), by_class(standing)
        return ProvinceView(
            weeks=weeks,
            site_class=site_class,
            sites=watched.get(site_class, 0) if site_class else sum(watched.values()),
            standing={
                bucket: sum(counts[bucket] for counts in kinds.values()) for bucket in BUCKETS
            },
            by_week=tuple(_week(week) for week in by_week(spans, trends.moved)),
            by_kind=tuple(KindView(kind=kind, **counts) for kind, counts in kinds.items()),
            by_class=tuple(
                ClassView(site_class=name, sites=watched.get(name, 0), **counts)
                for name, counts in sorted(of_class.items())
            ),
            clocks=tuple(
                ClockView(clock=one.clock, kept=one.kept, overrun=one.overrun)
                for one in kept(trends.clocks)
            ),
        )


def _week(week: Week) -> WeekView:
    counts = dict(zip(MEASURES, week.counts, strict=True))
    return WeekView(first=week.span.first, last=week.span.last, sightings=week.sightings, **counts)
