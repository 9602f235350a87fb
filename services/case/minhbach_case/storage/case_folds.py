"""Cases as their events leave them: kept beside the events, caught up on read, rebuilt at will."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from minhbach_case.domain.folding import CaseFold, fold
from minhbach_case.domain.queueing import Lane, places_of, site_word, words_of
from minhbach_case.storage.case_events import step_of
from minhbach_case.storage.folds import Folds
from minhbach_case.storage.queue import Asked, Queue
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.clock import Clock, utc_now
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent
from minhbach_shared.ids import case_id
from minhbach_shared.store import Collection, Document
from minhbach_shared.vocabulary import SiteClass

CASES: Final = "cases"
# How many events are folded at a time.
AT_ONCE: Final = 500
# So many events of its own a list folds itself; where there are more, the relay is at it.
FRESH: Final = 300


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and the end of its events."""

    head: Head
    case: CaseFold


@dataclass(frozen=True, slots=True)
class Told:
    """A case with what people did in it.

    Attributes:
        steps: the opening, then the steps that people and clocks took.
        site_address: of the home page; None where the register does not have the site, or no
            fold of the case is kept yet.
        following: the case that was opened behind this one.
    """

    loaded: Loaded
    steps: tuple[LoggedEvent, ...]
    site_address: str | None
    following: UUID | None


@dataclass(frozen=True, slots=True)
class SiteBrief:
    """What a case's fold says of its site."""

    address: str
    site_class: SiteClass


Briefs = Callable[[Iterable[UUID]], Awaitable[Mapping[UUID, SiteBrief]]]


async def no_briefs(_: Iterable[UUID]) -> Mapping[UUID, SiteBrief]:
    """No register at hand: cases stand in no lane of a site class."""
    return {}


class CaseFolds:
    """Reads cases; what is kept is only ever ahead of nothing: the events decide.

    Args:
        briefs: the register's word on sites, as far as it has them.
    """

    def __init__(
        self,
        log: EventLog,
        collection: Collection,
        briefs: Briefs = no_briefs,
        clock: Clock = utc_now,
    ) -> None:
        self._log = log
        self._briefs = briefs
        self._folds = Folds(collection, newest_first=True)
        self.queue = Queue(collection, clock)
        self._unfolded: Counter[UUID] = Counter()

    async def ensure_indexes(self) -> None:
        """Makes the indexes of the list."""
        await self.queue.ensure_indexes()

    async def load(self, cases: Iterable[UUID]) -> dict[UUID, Loaded]:
        """These cases as they are now; one without events is left out."""
        found, _ = await self._load(cases)
        return found

    async def told(self, case: UUID) -> Told | None:
        """A case as it is now with its steps: two questions, where nobody has just written.

        A step's place is known, so the one behind the fold is asked for with the others: where
        there is none, the fold is the case as it is.
        """
        address = None
        for kept in await self._folds.read([case]):
            address = kept.get("site_address")
            told, whole = await self._told(_loaded(kept), address)
            if whole:
                return told
        loaded = (await self.catch_up([case])).get(case)
        return (await self._told(loaded, address))[0] if loaded else None

    async def _told(self, loaded: Loaded, address: str | None) -> tuple[Told, bool]:
        case = loaded.case
        # Behind a case that gathers none can be.
        ordinal = None if case.gathering else case.ordinal + 1
        following = case_id(case.site_id, case.kind, ordinal) if ordinal else None
        places = [(case.case_id, number) for number in (1, *case.acts, case.sequence + 1)]
        found = await self._log.at([*places, *([(following, 1)] if following else [])])
        steps = sorted((e for e in found if e.stream == case.case_id), key=lambda e: e.sequence)
        known = tuple(step for step in steps if step.sequence <= case.sequence)
        opened = any(event.stream == following for event in found)
        told = Told(loaded, known, address, following if opened else None)
        return told, len(known) == len(steps)

    async def catch_up(self, cases: Iterable[UUID]) -> dict[UUID, Loaded]:
        """Loads these cases, and keeps the folds of those that had moved."""
        wanted = set(cases)
        found, moved = await self._load(wanted)
        await self.keep([found[case] for case in moved])
        for case in wanted:
            self._unfolded.pop(case, None)
        return found

    async def fold(self, cases: Iterable[UUID]) -> None:
        """What the relay calls for the streams that it announced."""
        await self.catch_up(cases)

    async def rebuild(self) -> None:
        """Brings the folds of all cases up to date; what was thrown away is folded anew."""
        streams = sorted(await self._log.streams())
        for start in range(0, len(streams), AT_ONCE):
            await self.catch_up(streams[start : start + AT_ONCE])

    def note(self, events: Iterable[LoggedEvent]) -> None:
        """Remembers that this process wrote events, so that its own lists show them at once."""
        self._unfolded.update(event.stream for event in events)
        if self._unfolded.total() > FRESH:
            # The relay comes for them: no list waits for a flood.
            self._unfolded.clear()

    async def freshen(self) -> None:
        """Folds what this process wrote and the relay has not come to; mostly nothing."""
        if self._unfolded:
            await self.catch_up(list(self._unfolded))

    async def page(
        self, filters: CaseFilters, page: PageRequest
    ) -> tuple[list[CaseFold], str | None]:
        """A page of cases, last opened first."""
        await self.freshen()
        found, following = await self.queue.page(_asked(filters), page)
        return [placed.case for placed in found], following

    async def refile(self, sites: Iterable[UUID]) -> None:
        """Puts the cases of these sites into the lanes of what the register says now."""
        wanted = list(sites)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            briefs = await self._briefs(some)
            await self.queue.refile(some, partial(_refiled, briefs))

    async def keep(self, moved: Sequence[Loaded]) -> None:
        """Keeps cases as they were folded, but for those that are kept further already."""
        if moved:
            briefs = await self._briefs({loaded.case.site_id for loaded in moved})
            await self._folds.write([_document(m, briefs.get(m.case.site_id)) for m in moved])

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
                await self.keep([loaded])

    async def _behind(self, case: UUID, after: int) -> list[LoggedEvent]:
        # Bounded on both sides: the embedded store reads all that a query spans, limit or not.
        query = {"stream": case, "sequence": {"$gt": after, "$lte": after + AT_ONCE}}
        return await self._log.find(query, [("sequence", 1)])


def _document(loaded: Loaded, site: SiteBrief | None) -> Document:
    case = loaded.case
    return {
        "_id": case.case_id,
        "sequence": loaded.head.sequence,
        "digest": loaded.head.digest,
        "at": loaded.head.at,
        "state": case.state,
        "kind": case.kind,
        "site_id": str(case.site_id),
        "assignee": case.assignee,
        "alarm_at": case.alarm_at,
        "erasable_from": case.erasable_from,
        **{str(order): place for order, place in places_of(case).items()},
        **_filed(case, site),
        "fold": case.model_dump(mode="json"),
    }


def _filed(case: CaseFold, site: SiteBrief | None) -> Document:
    site_class = site.site_class if site else None
    return {
        "site_class": site_class,
        "site_address": site.address if site else None,
        "lanes": words_of(case, site_class),
    }


def _refiled(briefs: Mapping[UUID, SiteBrief], case: CaseFold) -> Document:
    return _filed(case, briefs.get(case.site_id))


def _loaded(document: Document) -> Loaded:
    head = Head(document["_id"], document["sequence"], document["digest"], document["at"])
    return Loaded(head, CaseFold.model_validate(document["fold"]))


def _asked(filters: CaseFilters) -> Asked:
    states = sorted(filters.states) if filters.states else [None]
    if filters.site_id is None:
        return Asked([Lane(state, filters.kind).word for state in states], "opened")
    also = {"kind": filters.kind} if filters.kind else {}
    return Asked([site_word(filters.site_id, state) for state in states], "opened", also=also)
