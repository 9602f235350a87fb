"""Cases as their events leave them: kept beside the events, caught up on read, rebuilt at will."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minhbach_case.domain.folding import CaseFold, fold
from minhbach_case.storage.case_events import step_of
from minhbach_case.storage.folds import Folds
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent
from minhbach_shared.ids import iso
from minhbach_shared.store import Collection, Document

CASES: Final = "cases"
# How many events are folded at a time.
AT_ONCE: Final = 500
# How many of the newest events a list looks through for cases that are not folded yet.
CATCH_UP: Final = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and the end of its events."""

    head: Head
    case: CaseFold


class CaseFolds:
    """Reads cases; what is kept is only ever ahead of nothing: the events decide."""

    def __init__(self, log: EventLog, collection: Collection) -> None:
        self._log = log
        self._folds = Folds(collection, newest_first=True)

    async def ensure_indexes(self) -> None:
        """Makes the indexes of the list."""
        await self._folds.ensure_indexes("state", "kind", "site_id")

    async def load(self, cases: Iterable[UUID]) -> dict[UUID, Loaded]:
        """These cases as they are now; one without events is left out."""
        found, _ = await self._load(cases)
        return found

    async def catch_up(self, cases: Iterable[UUID]) -> dict[UUID, Loaded]:
        """Loads these cases, and keeps the folds of those that had moved."""
        found, moved = await self._load(cases)
        await self._folds.write([_document(found[case]) for case in moved])
        return found

    async def fold(self, cases: Iterable[UUID]) -> None:
        """What the relay calls for the streams that it announced."""
        await self.catch_up(cases)

    async def page(
        self, filters: CaseFilters, page: PageRequest
    ) -> tuple[list[CaseFold], str | None]:
        """A page of cases, newest first, with what was not yet announced caught up."""
        pending = await self._log.pending(CATCH_UP)
        await self.catch_up({event.stream for event in pending})
        documents, following = await self._folds.page(_query(filters), page)
        return [CaseFold.model_validate(document["fold"]) for document in documents], following

    async def _load(self, cases: Iterable[UUID]) -> tuple[dict[UUID, Loaded], list[UUID]]:
        wanted = set(cases)
        kept = {found["_id"]: found for found in await self._folds.read(wanted)} if wanted else {}
        loaded: dict[UUID, Loaded] = {}
        moved: list[UUID] = []
        for case in wanted:
            before = _loaded(kept[case]) if case in kept else None
            now = await self._forward(case, before)
            if now is not None:
                loaded[case] = now
            if now is not before:
                moved.append(case)
        return loaded, moved

    async def _forward(self, case: UUID, loaded: Loaded | None) -> Loaded | None:
        """Folds what came since, part by part: a large case neither fills memory nor the loop."""
        while True:
            events = await self._behind(case, loaded.head.sequence if loaded else 0)
            if events:
                start = loaded.case if loaded else None
                loaded = Loaded(events[-1].head, fold(map(step_of, events), start))
            if len(events) < AT_ONCE:
                return loaded
            if loaded is not None:
                await self._folds.write([_document(loaded)])

    async def _behind(self, case: UUID, after: int) -> list[LoggedEvent]:
        # Bounded on both sides: the embedded store reads all that a query spans, limit or not.
        query = {"stream": case, "sequence": {"$gt": after, "$lte": after + AT_ONCE}}
        return await self._log.find(query, [("sequence", 1)])


def _document(loaded: Loaded) -> Document:
    case = loaded.case
    return {
        "_id": case.case_id,
        "sequence": loaded.head.sequence,
        "digest": loaded.head.digest,
        "at": loaded.head.at,
        "order": f"{iso(case.opened_at)} {case.case_id}",
        "state": case.state,
        "kind": case.kind,
        "site_id": str(case.site_id),
        "fold": case.model_dump(mode="json"),
    }


def _loaded(document: Document) -> Loaded:
    head = Head(document["_id"], document["sequence"], document["digest"], document["at"])
    return Loaded(head, CaseFold.model_validate(document["fold"]))


def _query(filters: CaseFilters) -> Document:
    query: Document = {}
    if filters.states is not None:
        query["state"] = {"$in": sorted(filters.states)}
    if filters.kind is not None:
        query["kind"] = filters.kind
    if filters.site_id is not None:
        query["site_id"] = str(filters.site_id)
    return query
