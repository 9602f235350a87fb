"""Portals' scores and their ranking, from what was seen of them; counted at most once a minute."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.criteria import CriteriaSet
from minhbach_case.domain.portals.evidence import Observed, pieces_of, standings
from minhbach_case.domain.portals.freshness import freshness
from minhbach_case.domain.portals.periods import Period
from minhbach_case.domain.portals.ranking import rank
from minhbach_case.domain.portals.scoring import PortalScore, score
from minhbach_case.domain.portals.watching import Watched, watched
from minhbach_case.errors import NotFound
from minhbach_case.portals.showing import (
    criteria_brief,
    freshness_view,
    period_view,
    piece_view,
    ranked_view,
    score_view,
)
from minhbach_case.portals.views import FreshnessView, PieceView, PortalView, RankingView
from minhbach_case.storage.portals import PortalStore
from minhbach_case.storage.sites import SiteStore
from minhbach_shared.clock import Clock
from minhbach_shared.events import SiteRecord

VERSIONS_READ: Final = 1000
_FRESH: Final = timedelta(seconds=60)
Tell = Callable[[int, int], Awaitable[None]]
"""Called with how many portals of how many are done."""


async def untold(done: int, total: int) -> None:
    """For whoever does not follow how far it is."""


@dataclass(frozen=True, slots=True)
class _Portal:
    watched: Watched
    seen: Observed
    score: PortalScore


class Portals:
    """Answers for portals. Raises ``Unavailable`` where the store is gone."""

    def __init__(
        self, store: PortalStore, sites: SiteStore, criteria: CriteriaSet, clock: Clock
    ) -> None:
        self.store = store
        self._sites = sites
        self.criteria = criteria
        self._clock = clock
        self._counted: dict[Period, tuple[datetime, RankingView]] = {}

    async def ranking(self, period: Period, tell: Tell = untold) -> RankingView:
        """Every portal of the register in that period, ranked by what is known of it.

        A site that is of another class today, or left, was a portal then all the same.
        """
        now = self._clock()
        known = self._counted.get(period)
        if known is not None and known[0] > now - _FRESH:
            return known[1]
        sites = sorted(await self._sites.ever_of("state_portal"))
        scored: list[tuple[Watched, PortalScore]] = []
        for done, site in enumerate(sites):
            await tell(done, len(sites))
            if (portal := await self._portal(site, period)) is not None:
                scored.append((portal.watched, portal.score))
        scored.sort(key=lambda one: _by_name(one[0].record))
        ranking = rank(scored, self.criteria.ranked_from)
        found = RankingView(
            period=period_view(period, agency_day(now)),
            criteria=criteria_brief(self.criteria),
            counted_at=now,
            ranked=tuple(ranked_view(one) for one in ranking.ranked),
            apart=tuple(score_view(portal, score) for portal, score in ranking.apart),
        )
        self._keep(period, now, found)
        return found

    async def of_site(self, site: UUID, period: Period) -> PortalView:
        """One portal's score.

        Raises:
            NotFound: the register has no such portal.
        """
        portal = await self._portal(site, period)
        return PortalView(
            period=period_view(period, agency_day(self._clock())),
            criteria=criteria_brief(self.criteria),
            score=score_view(portal.watched, portal.score) if portal is not None else None,
        )

    async def evidence(self, site: UUID, period: Period, criterion: str) -> tuple[PieceView, ...]:
        """All that a criterion's points come from, in time.

        Raises:
            NotFound: the register has no such portal, or the set no such criterion.
        """
        wanted = self.criteria.criterion(criterion)
        if wanted is None:
            raise NotFound(f"criterion {criterion!r}")
        portal = await self._portal(site, period)
        if portal is None:
            return ()
        found = pieces_of(wanted, portal.seen, portal.watched.window)
        return tuple(piece_view(piece) for piece in found)

    async def all_evidence(self, site: UUID, period: Period) -> dict[str, tuple[PieceView, ...]]:
        """The same of every criterion, by its id.

        Raises:
            NotFound: the register has no such portal.
        """
        portal = await self._portal(site, period)
        if portal is None:
            return {}
        return {
            one.id: tuple(map(piece_view, pieces_of(one, portal.seen, portal.watched.window)))
            for one in self.criteria.criteria
        }

    async def freshness(self, site: UUID, year: int) -> FreshnessView:
        """How soon a portal put up each kind of item over a year.

        Raises:
            NotFound: the register has no such portal.
        """
        period = Period(year)
        whole = Span(period.first, period.last)
        portal = watched(await self._history(site), period, agency_day(self._clock()))
        seen = await self.store.seen(site, whole) if portal is not None else Observed()
        window = portal.window if portal is not None else None
        return freshness_view(freshness(year, seen, window))

    async def _portal(self, site: UUID, period: Period) -> _Portal | None:
        found = watched(await self._history(site), period, agency_day(self._clock()))
        if found is None:
            return None
        seen = await self.store.seen(site, found.window)
        counts = {
            one.id: standings(pieces_of(one, seen, found.window)) for one in self.criteria.criteria
        }
        return _Portal(found, seen, score(self.criteria, counts))

    async def _history(self, site: UUID) -> list[SiteRecord]:
        known = await self._sites.history(site, VERSIONS_READ)
        records = [one.record for one in reversed(known)]
        if not any(record.site_class == "state_portal" for record in records):
            raise NotFound(f"state portal {site}")
        return records

    def _keep(self, period: Period, now: datetime, found: RankingView) -> None:
        fresh = {k: v for k, v in self._counted.items() if v[0] > now - _FRESH}
        self._counted = {**fresh, period: (now, found)}


def _by_name(record: SiteRecord) -> tuple[str, UUID]:
    return record.name.casefold(), record.site_id
