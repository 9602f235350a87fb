"""What the site page and the province page ask of the cases; an index carries every question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import ClockName
from minhbach_case.domain.observed import STANDING, Held
from minhbach_case.domain.province import (
    MEASURES,
    Measure,
    Moved,
    Standing,
    first_moment,
    hour_of,
)
from minhbach_case.domain.queueing import Lane, place, site_word
from minhbach_case.storage.case_folds import CASES, CaseFolds
from minhbach_case.storage.sites import SITES
from minhbach_case.storage.streaming import LongList, in_order
from minhbach_shared.ids import iso
from minhbach_shared.store import Database, Document, guarded
from minhbach_shared.vocabulary import CaseState, SiteClass

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

    async def of_site(self, site: UUID, limit: int) -> list[CaseFold]:
        """A site's cases, the newest first."""
        await self._folds.freshen()
        with guarded("reading a site's cases"):
            cursor = self._cases.find({"lanes": site_word(site)}, {"fold": 1})
            found = cursor.sort("opened", -1).limit(limit)
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

    async def watched(self) -> dict[SiteClass, int]:
        """How many sites of each class are watched."""
        group: Document = {"_id": "$site_class", "n": {"$sum": 1}}
        with guarded("counting sites"):
            match: Document = {"$match": {"record.active": True}}
            cursor = await self._sites.aggregate([match, {"$group": group}])
            return {found["_id"]: found["n"] async for found in cursor}

    async def standing(self) -> list[Standing]:
        """How many cases stand, by kind, state and class of site."""
        await self._folds.freshen()
        key = {"kind": "$kind", "state": "$state", "site_class": "$site_class"}
        match: Document = {"$match": {"state": _among(STANDING)}}
        with guarded("counting open cases"):
            cursor = await self._cases.aggregate(
                [match, {"$group": {"_id": key, "n": {"$sum": 1}}}]
            )
            found = [(f["_id"], f["n"]) async for f in cursor]
        return [
            Standing(one["kind"], one["state"], one.get("site_class"), number)
            for one, number in found
        ]

    async def trends(self, first: date, now: datetime, site_class: SiteClass | None) -> Trends:
        """What moved since the beginning of ``first``, about sites of a class or all."""
        await self._folds.freshen()
        start = first_moment(first)
        since = _word(start)
        facets: dict[str, Any] = {name: _hours(name, since) for name in MEASURES}
        facets["clocks"] = _clocks(since, _word(now))
        with guarded("counting what moved"):
            match = {"$match": _moved_since(start, site_class)}
            cursor = await self._cases.aggregate([match, {"$facet": facets}])
            (found,) = [document async for document in cursor]
        return Trends(
            tuple(_moved(name, one) for name in MEASURES for one in found[name]),
            tuple((c["_id"]["name"], c["_id"]["overrun"], c["n"]) for c in found["clocks"]),
        )

    async def behind(
        self, measure: Measure, first: date, last: date, site_class: SiteClass | None, limit: int
    ) -> LongList[CaseFold]:
        """The cases that a week's count is of, last changed first."""
        since, until = first_moment(first), first_moment(last + timedelta(days=1))
        query = _moved_since(since, site_class)
        query[f"fold.{measure}_at"] = {"$gte": _word(since), "$lt": _word(until)}
        return await self._each(query, "moved", limit)

    async def standing_in(self, lanes: Iterable[Lane], limit: int) -> LongList[CaseFold]:
        """The cases that stand in any of these lanes, last opened first."""
        query: Document = {"lanes": {"$in": [lane.word for lane in lanes]}}
        return await self._each(query, "opened", limit)

    async def _each(self, query: Document, order: str, limit: int) -> LongList[CaseFold]:
        await self._folds.freshen()
        return await in_order(self._cases, query, (order, -1), limit, _fold, {"fold": 1})


def _fold(document: Document) -> CaseFold:
    return CaseFold.model_validate(document["fold"])


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


def _moved_since(since: datetime, site_class: SiteClass | None) -> Document:
    return {"lanes": Lane(site_class=site_class).word, "moved": {"$gte": place(iso(since))}}


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
