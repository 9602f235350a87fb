"""What reports are counted from: events, versions and visits, each collection read once.

Everything comes in parts of some hundred records and nothing is kept, so that any number of
cases can be counted in the same memory.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from minhbach_case.domain.clocks import Deadline
from minhbach_case.domain.reports.counting_cases import Taken
from minhbach_case.domain.reports.counting_sites import SiteVersion, Visited
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.sites import SITE_EVENTS
from minhbach_case.storage.verdicts import VISITS
from minhbach_shared.events import Value
from minhbach_shared.store import Collection, Database, Document, guarded
from minhbach_shared.vocabulary import SiteClass

T = TypeVar("T")
AT_ONCE: Final = 500
# A step's evidence is most of it, and counts nothing.
_STEP: Final = {
    "_id": 0,
    "stream": 1,
    "at": 1,
    "type": 1,
    "body.site_id": 1,
    "body.kind": 1,
    "body.before": 1,
    "body.state": 1,
    "body.deadlines": 1,
    "body.outcome": 1,
    "body.result": 1,
}
_VERSION: Final = {
    "_id": 0,
    "stream": 1,
    "at": 1,
    "body.active": 1,
    "body.site_class": 1,
    "body.status": 1,
    "body.organisation": 1,
}
_NAME: Final = {
    "_id": 0,
    "stream": 1,
    **{f"body.{n}": 1 for n in ("name", "address", "site_class")},
}
_VISIT: Final = {"_id": 0, "site_id": 1, "ended_at": 1, "captured": 1, "failed": 1}


class SiteNamed(Value):
    """A site as the register has it."""

    name: str
    address: str
    site_class: SiteClass


class ReportRecords:
    """Reads for reports. Raises ``Unavailable`` where the store does not answer."""

    def __init__(self, store: Database) -> None:
        self._cases = store[CASE_EVENTS]
        self._sites = store[SITE_EVENTS]
        self._visits = store[VISITS]

    async def size(self) -> int:
        """About how many records there are to be read."""
        with guarded("counting records"):
            return sum(
                [
                    await collection.estimated_document_count()
                    for collection in (self._sites, self._visits, self._cases)
                ]
            )

    def versions(self, until: datetime) -> AsyncIterator[list[SiteVersion]]:
        """The versions of all sites from before a moment, site by site, in their order."""
        return _parts(self._sites, {"at": {"$lt": until}}, _VERSION, "_id", _version)

    def visits(self, since: datetime, until: datetime) -> AsyncIterator[list[Visited]]:
        """The visits that ended from ``since`` to before ``until``, in any order."""
        query = {"ended_at": {"$gte": since, "$lt": until}}
        return _parts(self._visits, query, _VISIT, None, _visit)

    def steps(self, until: datetime) -> AsyncIterator[list[Taken]]:
        """The steps of all cases from before a moment, case by case, in their order."""
        return _parts(self._cases, {"at": {"$lt": until}}, _STEP, "_id", _step)

    async def named(self, sites: Iterable[UUID]) -> dict[UUID, SiteNamed]:
        """What the register calls these sites now, those that left it included."""
        query = {"stream": {"$in": list(set(sites))}}
        with guarded("reading sites' names"):
            cursor = self._sites.find(query, _NAME).sort([("stream", 1), ("sequence", 1)])
            # The last version of a site overwrites those before it.
            return {
                found["stream"]: SiteNamed.model_validate(found["body"]) async for found in cursor
            }


async def _parts(
    collection: Collection,
    query: Mapping[str, Any],
    parts: Mapping[str, int],
    order: str | None,
    read: Callable[[Document], T],
) -> AsyncIterator[list[T]]:
    found: list[T] = []
    with guarded("reading records for a report"):
        cursor = collection.find(query, parts, batch_size=AT_ONCE)
        async for document in cursor.sort(order, 1) if order else cursor:
            found.append(read(document))
            if len(found) == AT_ONCE:
                yield found
                found = []
    yield found


def _version(found: Document) -> SiteVersion:
    body = found["body"]
    return SiteVersion(
        site_id=found["stream"],
        at=found["at"],
        active=body["active"],
        site_class=body["site_class"],
        status=body["status"],
        organisation=body["organisation"],
    )


def _visit(found: Document) -> Visited:
    return Visited(found["site_id"], found["ended_at"], found["captured"], found["failed"])


def _step(found: Document) -> Taken:
    body = found["body"]
    return Taken(
        case_id=found["stream"],
        site_id=UUID(body["site_id"]),
        kind=body["kind"],
        at=found["at"],
        type=found["type"],
        before=body["before"],
        state=body["state"],
        deadlines=tuple(map(Deadline.model_validate, body.get("deadlines", ()))),
        outcome=body.get("outcome"),
        result=body.get("result"),
    )
