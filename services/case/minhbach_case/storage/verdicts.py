"""Verdicts over time: by site, by site and day, by address; and the visits that brought them.

Every write is a maximum or an insert of what is not there: it may come again, and in any order.
A batch is one bulk a collection, with one update a document, however many verdicts it brings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, get_args
from uuid import UUID

from minhbach_case.domain.verdicts import (
    Last,
    Lasts,
    Look,
    Tally,
    Telling,
    Times,
    looks_of,
    tally,
)
from minhbach_case.storage.maxima import Entry, insert_new, keep_maxima
from minhbach_shared.events import Assessed, VisitCompleted
from minhbach_shared.events.capture import FailureCount
from minhbach_shared.ids import derived_id, iso
from minhbach_shared.store import Database, Document, guarded
from minhbach_shared.vocabulary import DUTIES, Duty, Verdict

SITE_VERDICTS: Final = "site_verdicts"
DAY_VERDICTS: Final = "day_verdicts"
ADDRESS_VERDICTS: Final = "address_verdicts"
VISITS: Final = "visits"

_VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
_TELLING: Final[tuple[Telling, ...]] = get_args(Telling)
# A dot parts a path in an update.
_KEY_OF: Final[dict[Duty, str]] = {duty: duty.replace(".", "-") for duty in DUTIES}
_DUTY_OF: Final[dict[str, Duty]] = {key: duty for duty, key in _KEY_OF.items()}


@dataclass(frozen=True, slots=True)
class DayVerdicts:
    """What was judged of a site on one day (the agency's)."""

    day: date
    times: Times


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it ended."""

    visit_id: UUID
    started_at: datetime
    ended_at: datetime
    captured: int
    failed: int
    failures: tuple[FailureCount, ...]


class VerdictStore:
    """Keeps verdicts and visits for ``days_kept`` days after the capture; a site's last for good.

    Raises, all of it, ``Unavailable`` where the store does not answer; any part may be written.
    """

    def __init__(self, store: Database, days_kept: int) -> None:
        self._sites = store[SITE_VERDICTS]
        self._days = store[DAY_VERDICTS]
        self._addresses = store[ADDRESS_VERDICTS]
        self._visits = store[VISITS]
        self._kept = timedelta(days=days_kept)

    async def ensure_indexes(self) -> None:
        """Makes the indexes of the questions below, and those that let old ones go."""
        with guarded("indexes of the verdicts"):
            for collection in (self._days, self._addresses, self._visits):
                await collection.create_index("expires_at", expireAfterSeconds=0)
            await self._days.create_index([("site_id", 1), ("day", 1)])
            await self._visits.create_index([("site_id", 1), ("ended_at", -1)])

    async def keep(self, records: Sequence[Assessed]) -> list[Look]:
        """Keeps what a batch says; the looks are for whoever asks what they clear."""
        looks = [look for record in records for look in looks_of(record)]
        found = tally(looks)
        sites = [Entry(site, {}, _paths(times)) for site, times in found.sites.items()]
        await keep_maxima(self._sites, sites)
        await keep_maxima(self._days, self._of_days(found))
        await keep_maxima(self._addresses, self._of_addresses(found))
        return looks

    async def keep_visits(self, visits: Sequence[VisitCompleted]) -> None:
        """Keeps visits, each once."""
        await insert_new(self._visits, [self._of_visit(visit) for visit in visits])

    async def latest(self, sites: Iterable[UUID]) -> dict[UUID, Times]:
        """The latest time of each verdict, for each of these sites that was ever judged."""
        query = {"_id": {"$in": list(set(sites))}}
        with guarded("reading sites' verdicts"):
            return {f["_id"]: _times(f["seen"]) async for f in self._sites.find(query)}

    async def days(self, site: UUID, first: date, last: date) -> list[DayVerdicts]:
        """What was judged of a site from ``first`` to ``last``, by day; nothing for most days."""
        query = {"site_id": site, "day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        with guarded("reading a site's days"):
            cursor = self._days.find(query, {"_id": 0, "day": 1, "seen": 1}).sort("day", 1)
            return [
                DayVerdicts(date.fromisoformat(f["day"]), _times(f["seen"])) async for f in cursor
            ]

    async def lasts(self, site: UUID, addresses: Iterable[str]) -> dict[str, Lasts]:
        """What last passed and last breached at these addresses of a site, by address."""
        ids = [derived_id("address", site, address) for address in set(addresses)]
        with guarded("reading addresses' verdicts"):
            cursor = self._addresses.find({"_id": {"$in": ids}})
            return {found["address"]: _lasts(found) async for found in cursor}

    async def visits(self, site: UUID, limit: int) -> list[Visit]:
        """A site's last visits, newest first."""
        with guarded("reading a site's visits"):
            cursor = self._visits.find({"site_id": site}).sort("ended_at", -1).limit(limit)
            return [_visit(found) async for found in cursor]

    def _of_days(self, found: Tally) -> list[Entry]:
        return [
            Entry(
                f"{site}:{day.isoformat()}",
                {"site_id": site, "day": day.isoformat()},
                _paths(times) | {"expires_at": datetime.combine(day, time(), UTC) + self._kept},
            )
            for (site, day), times in found.days.items()
        ]

    def _of_addresses(self, found: Tally) -> list[Entry]:
        return [
            Entry(
                derived_id("address", site, address),
                {"site_id": site, "address": address},
                _last_paths(lasts)
                | {"expires_at": max(last.at for last in lasts.values()) + self._kept},
            )
            for (site, address), lasts in found.addresses.items()
        ]

    def _of_visit(self, visit: VisitCompleted) -> Document:
        return {
            "_id": visit.id,
            "site_id": visit.site_id,
            "started_at": visit.started_at,
            "ended_at": visit.ended_at,
            "captured": visit.captured,
            "failed": visit.failed,
            "failures": [one.model_dump(mode="json") for one in visit.failures],
            "newest_at": visit.newest_article_at,
            "expires_at": visit.ended_at + self._kept,
        }


def _paths(times: Times) -> Document:
    return {f"seen.{_KEY_OF[duty]}.{verdict}": at for (duty, verdict), at in times.items()}


def _last_paths(lasts: Lasts) -> Document:
    # One word that sorts by time, so that a maximum keeps the time and its capture together.
    return {
        f"{telling}.{_KEY_OF[duty]}": f"{iso(last.at)} {last.capture_id}"
        for (duty, telling), last in lasts.items()
    }


def _times(seen: Document) -> Times:
    return {
        (_DUTY_OF[key], verdict): said[verdict]
        for key, said in seen.items()
        if key in _DUTY_OF
        for verdict in _VERDICTS
        if verdict in said
    }


def _lasts(found: Document) -> Lasts:
    lasts: Lasts = {}
    for telling in _TELLING:
        for key, word in found.get(telling, {}).items():
            at, capture = word.split(" ")
            if key in _DUTY_OF:
                lasts[_DUTY_OF[key], telling] = Last(datetime.fromisoformat(at), UUID(capture))
    return lasts


def _visit(found: Document) -> Visit:
    return Visit(
        visit_id=found["_id"],
        started_at=found["started_at"],
        ended_at=found["ended_at"],
        captured=found["captured"],
        failed=found["failed"],
        failures=tuple(FailureCount.model_validate(one) for one in found["failures"]),
    )
