"""The reports of licensees: a stream a site, an event a step; nothing is overwritten.

People's names and words stand apart in each event and go when the site's personal data is erased;
the chain stays valid, for it holds salted digests only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from minhbach_case.domain.filings.steps import (
    BODIES,
    Apart,
    Filed,
    Filings,
    Step,
    StepBody,
    fold,
)
from minhbach_case.storage.uploads import Uploads
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent, follow
from minhbach_shared.ids import derived_id
from minhbach_shared.store import Collection, guarded

FILING_EVENTS: Final = "filing_events"
_ORDER: Final = (("stream", 1), ("sequence", 1))
_APART: Final = TypeAdapter(Apart)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands of one site's reports, and what the next step follows."""

    head: Head | None
    filings: Filings


@dataclass(frozen=True, slots=True)
class Draft:
    """A step that is to be written; ``cause`` makes its effect one."""

    site_id: UUID
    cause: str
    at: datetime
    body: StepBody
    apart: Apart | None = None


def owner_of(site: UUID) -> UUID:
    """Under which name the files of a site's reports are kept among the uploads."""
    return derived_id("filings", site)


class FilingStore:
    """The steps of all sites' reports."""

    def __init__(self, collection: Collection, uploads: Uploads) -> None:
        self._collection = collection
        self._uploads = uploads
        self.log = EventLog(collection)

    async def ensure_indexes(self) -> None:
        """The event log's, and those of the questions by year and by day."""
        await self.log.ensure_indexes()
        with guarded("indexes of the reports"):
            await self._collection.create_index([("body.year", 1), ("stream", 1)], sparse=True)
            await self._collection.create_index([("body.due_on", 1)], sparse=True)

    async def load(self, site: UUID) -> Loaded:
        """What stands of a site's reports."""
        events = await self.log.read(site)
        return Loaded(events[-1].head if events else None, fold(map(step_of, events)))

    async def of_year(self, year: int) -> dict[UUID, Filings]:
        """Of every site what came and was said about a year; its requests are left out."""
        events = await self.log.find({"body.year": year}, _ORDER)
        by_site: dict[UUID, list[Step]] = {}
        for event in events:
            by_site.setdefault(event.stream, []).append(step_of(event))
        return {site: fold(steps) for site, steps in by_site.items()}

    async def asked_between(self, first: date, last: date) -> frozenset[UUID]:
        """The sites of which a report was asked by a day of these, both included."""
        query = {"body.due_on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        events = await self.log.find(query)
        return frozenset(event.stream for event in events)

    async def append(self, draft: Draft, head: Head | None) -> None:
        """Writes a step behind a site's head.

        Raises:
            StreamMoved: another step was first.
            AlreadyCaused: this step was taken before.
            Refused: it is too large.
        """
        apart = draft.apart.model_dump(mode="json") if draft.apart else None
        event = follow(
            head,
            draft.site_id,
            cause=draft.cause,
            at=draft.at,
            type=draft.body.type,
            body=draft.body.model_dump(mode="json"),
            private=apart,
        )
        await self.log.append([event])

    async def pending(self, limit: int) -> list[LoggedEvent]:
        """Steps that the register may not tell yet, in order."""
        return await self.log.announceable(limit)

    async def mark(self, events: Sequence[LoggedEvent]) -> None:
        """Notes that the register tells these steps."""
        await self.log.mark(events)

    async def names_people(self, site: UUID) -> bool:
        """Whether anything that stands apart is kept of a site."""
        events = await self.log.find({"stream": site, "private": {"$exists": True}}, limit=1)
        return bool(events)

    async def erase_site(self, site: UUID, moment: datetime) -> None:
        """Destroys what stands apart in a site's steps up to a moment, and their files."""
        events = await self.log.read(site)
        before = [event for event in events if event.at <= moment]
        if not before:
            return
        await self.log.erase_private(site, before[-1].sequence + 1)
        left = _files(event for event in events if event.at > moment)
        await self._uploads.drop(owner_of(site), _files(before) - left)


def step_of(event: LoggedEvent) -> Step:
    """A step as it is stored."""
    body = BODIES[event.type].model_validate(dict(event.body))
    apart = _APART.validate_python(dict(event.private)) if event.private is not None else None
    return Step(event.sequence, event.at, body, apart)


def _files(events: Iterable[LoggedEvent]) -> set[str]:
    bodies = (step_of(event).body for event in events)
    return {one.sha256 for body in bodies if isinstance(body, Filed) for one in body.uploads}
