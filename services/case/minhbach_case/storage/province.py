"""What the site page and the province page ask of the cases; an index carries every question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import ClockName
from minhbach_case.domain.observed import STANDING, Held
from minhbach_case.domain.province import MEASURES, Measure, Moved, first_moment, hour_of
from minhbach_case.storage.case_folds import CASES, CaseFolds
from minhbach_case.storage.sites import SITES
from minhbach_shared.store import Database, Document, guarded
from minhbach_shared.vocabulary import CaseKind, CaseState, SiteClass

_PARTS: Final = {
    "_id": 0,
    "site_id": 1,
    "fold.kind": 1,
    "fold.state": 1,
    "fold.duties": 1,
    "fold.outcome": 1,
    "fold.decided_at": 1,
    "fold.sightings": 1,
    "fold.withdrawn": 1,
}
Open = tuple[str, CaseKind, CaseState, int]
"""Site, kind, state, and how many."""


@dataclass(frozen=True, slots=True)
class Trends:
    """What the cases that moved in a period say."""

    moved: tuple[Moved, ...]
    clocks: tuple[tuple[ClockName, bool, int], ...]
    """Name, whether it was overrun, how many."""


class ProvinceStore:
    """Reads cases for pages about sites. Raises ``Unavailable`` where the store is gone.

    What another replica has just written comes when the relay has folded it.
    """

    def __init__(self, store: Database, folds: CaseFolds) -> None:
        self._folds = folds
        self._cases = store[CASES]
        self._sites = store[SITES]

    async def ensure_indexes(self) -> None:
        """Makes the index that leads to the cases that moved in a period."""
        with guarded("indexes of the province"):
            await self._cases.create_index("fold.updated_at")

    async def of_site(self, site: UUID, limit: int) -> list[CaseFold]:
        """A site's cases, the newest first."""
        await self._folds.freshen()
        with guarded("reading a site's cases"):
            cursor = self._cases.find({"site_id": str(site)}, {"fold": 1})
            found = cursor.sort("order", -1).limit(limit)
            return [CaseFold.model_validate(document["fold"]) async for document in found]

    async def held(self, sites: Iterable[UUID]) -> dict[UUID, list[Held]]:
        """The open cases of these sites."""
        await self._folds.freshen()
        query = {"site_id": {"$in": [str(site) for site in sites]}, "state": _among(STANDING)}
        found: dict[UUID, list[Held]] = {}
        with guarded("reading sites' open cases"):
            async for document in self._cases.find(query, _PARTS):
                held = found.setdefault(UUID(document["site_id"]), [])
                held.append(_held(document["fold"]))
        return found

    async def classes(self) -> dict[str, SiteClass]:
        """The class of every site of the register that is watched."""
        query = {"record.active": True}
        with guarded("reading the register's classes"):
            cursor = self._sites.find(query, {"site_class": 1})
            return {str(found["_id"]): found["site_class"] async for found in cursor}

    async def open_cases(self) -> list[Open]:
        """How many cases stand, by site, kind and state."""
        await self._folds.freshen()
        group = {"_id": {"site": "$site_id", "kind": "$kind", "state": "$state"}, "n": {"$sum": 1}}
        steps: list[Document] = [{"$match": {"state": _among(STANDING)}}, {"$group": group}]
        with guarded("counting open cases"):
            cursor = await self._cases.aggregate(steps)
            found = [(f["_id"], f["n"]) async for f in cursor]
        return [(key["site"], key["kind"], key["state"], number) for key, number in found]

    async def trends(self, first: date, now: datetime, sites: Iterable[str] | None) -> Trends:
        """What moved since the beginning of ``first``; of these sites, or of all."""
        await self._folds.freshen()
        since = _word(first_moment(first))
        match = _moved_since(since, sites)
        facets: dict[str, Any] = {name: _hours(name, since) for name in MEASURES}
        facets["clocks"] = _clocks(since, _word(now))
        with guarded("counting what moved"):
            cursor = await self._cases.aggregate([{"$match": match}, {"$facet": facets}])
            (found,) = [document async for document in cursor]
        return Trends(
            tuple(_moved(name, one) for name in MEASURES for one in found[name]),
            tuple((c["_id"]["name"], c["_id"]["overrun"], c["n"]) for c in found["clocks"]),
        )

    async def behind(
        self, measure: Measure, first: date, last: date, sites: Iterable[str] | None, limit: int
    ) -> list[CaseFold]:
        """The cases that a week's count is of, the newest first."""
        await self._folds.freshen()
        since, until = first_moment(first), first_moment(last + timedelta(days=1))
        query = _moved_since(_word(since), sites)
        query[f"fold.{measure}_at"] = {"$gte": _word(since), "$lt": _word(until)}
        with guarded("reading the cases behind a number"):
            cursor = self._cases.find(query, {"fold": 1}).sort("order", -1).limit(limit)
            return [CaseFold.model_validate(document["fold"]) async for document in cursor]


def held_of(case: CaseFold) -> Held:
    """What a case says of how its site stands."""
    return Held(
        kind=case.kind,
        state=case.state,
        duties=frozenset(case.duties),
        confirmed=case.outcome == "confirmed" and case.decided_at is not None,
        left=case.left,
    )


def _held(fold: Mapping[str, Any]) -> Held:
    return Held(
        kind=fold["kind"],
        state=fold["state"],
        duties=frozenset(fold["duties"]),
        confirmed=fold.get("outcome") == "confirmed" and fold.get("decided_at") is not None,
        left=fold["sightings"] - fold["withdrawn"],
    )


def _among(states: Iterable[CaseState]) -> Document:
    return {"$in": sorted(states)}


def _word(moment: datetime) -> str:
    # Folds hold times as text, in UTC; to the second it sorts before all that follow.
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _moved_since(since: str, sites: Iterable[str] | None) -> Document:
    query: Document = {"fold.updated_at": {"$gte": since}}
    if sites is not None:
        query["site_id"] = {"$in": sorted(sites)}
    return query


def _hours(measure: Measure, since: str) -> list[Document]:
    at = f"fold.{measure}_at"
    seen = "$fold.sightings" if measure == "opened" else 0
    group = {
        "_id": {"$substrBytes": [f"${at}", 0, 13]},
        "n": {"$sum": 1},
        "sightings": {"$sum": seen},
    }
    return [{"$match": {at: {"$gte": since}}}, {"$group": group}]


def _clocks(since: str, until: str) -> list[Document]:
    name, due = "fold.clocks.name", "fold.clocks.due_at"
    group = {
        "_id": {"name": f"${name}", "overrun": "$fold.clocks.overrun"},
        "n": {"$sum": 1},
    }
    return [
        {"$unwind": "$fold.clocks"},
        {"$match": {due: {"$gte": since, "$lt": until}}},
        {"$group": group},
    ]


def _moved(measure: Measure, found: Mapping[str, Any]) -> Moved:
    return Moved(measure, hour_of(found["_id"]), found["n"], found["sightings"])
