"""The queue as officers work through it: filtered, searched, ordered, one case after the other."""

import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.case import ENDED
from minhbach_case.domain.queueing import (
    ClockWord,
    Lane,
    QueueOrder,
    QueueState,
    due_at,
    due_between,
    number_of,
    number_word,
    place,
    site_word,
)
from minhbach_case.reading import summary
from minhbach_case.storage.case_folds import CaseFolds
from minhbach_case.storage.queue import Asked, Placed
from minhbach_case.storage.site_search import SiteSearch
from minhbach_case.storage.streaming import LongList
from minhbach_case.views import CaseSummary, PageRequest
from minhbach_shared.clock import sleep
from minhbach_shared.errors import Transient
from minhbach_shared.events import Value
from minhbach_shared.ids import iso
from minhbach_shared.logs import get_logger
from minhbach_shared.vocabulary import CaseKind, CaseState, SiteClass

log = get_logger(__name__)

MOVED_AT_MOST: Final = 20
OVERRUN_AT_MOST: Final = 1000
COUNT_SECONDS: Final = 10.0
# Of the store's time at most one part in so many.
COUNT_SHARE: Final = 40
_NUMBER: Final = re.compile(r"#?\s*([0-9A-Fa-f]{8})(?:-?[0-9A-Fa-f-]{0,27})?")


class QueueFilters(Value):
    """Which cases of the queue; null leaves a question open."""

    state: QueueState | None = None
    states: tuple[QueueState, ...] = Field(default=(), description="Any of these, where given")
    kind: CaseKind | None = None
    site_class: SiteClass | None = None
    site_id: UUID | None = None
    assignee: str | None = Field(default=None, description="Sealed account, or `nobody`")
    clock: ClockWord | None = None
    text: str = Field(default="", max_length=200, description="A name, an address, a number")
    order: QueueOrder = "due"


class QueueLine(Value):
    """A case in the queue."""

    summary: CaseSummary
    number: str
    due_at: AwareDatetime | None
    erased: bool = Field(default=False, description="People's words and names were erased")
    place: str = Field(description="In the order that was asked for")


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; ``more_sites`` where the words fit more sites than are looked at."""

    lines: tuple[QueueLine, ...]
    next: str | None
    more_sites: bool = False


@dataclass(frozen=True, slots=True)
class WholeQueue:
    """All of the queue: how many lines, and the lines; ``more_sites`` as of a page."""

    count: int
    lines: AsyncIterator[QueueLine]
    more_sites: bool


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many cases there were at a moment; counted now and then, never for a page."""

    at: datetime
    by_state: Mapping[CaseState, int]
    open_by_assignee: Mapping[str | None, int]
    overrun: int

    @property
    def open(self) -> int:
        """In how many something is still to be done."""
        return sum(count for state, count in self.by_state.items() if state not in ENDED)


class CaseQueue:
    """Reads the queue: at most one question about sites, and one or two about cases."""

    def __init__(self, folds: CaseFolds, sites: SiteSearch, clock: Callable[[], datetime]) -> None:
        self._folds = folds
        self._sites = sites
        self._clock = clock
        self._sleep = sleep
        self.counts: QueueCounts | None = None

    async def keep_counting(self) -> None:
        """Counts again and again, and never takes more than a part of the store's time."""
        while True:
            began = time.monotonic()
            try:
                await self.count()
            except Transient as error:
                log.info("queue_not_counted", reason=str(error))
            await self._sleep(max(COUNT_SECONDS, COUNT_SHARE * (time.monotonic() - began)))

    async def count(self) -> QueueCounts:
        """Counts the cases; pages show the last count."""
        now = self._clock()
        by_state: Counter[CaseState] = Counter()
        by_assignee: Counter[str | None] = Counter()
        for (state, assignee), count in (await self._folds.queue.counts()).items():
            by_state[state] += count
            if state not in ENDED:
                by_assignee[assignee] += count
        late = Asked([Lane("open").word], "due", due_between("overrun", now))
        overrun = await self._folds.queue.number(late, OVERRUN_AT_MOST)
        self.counts = QueueCounts(now, by_state, by_assignee, overrun)
        return self.counts

    async def page(self, filters: QueueFilters, page: PageRequest) -> QueuePage:
        """A page of the queue; ``page.after`` is the ``next`` of the one before."""
        asked, more_sites = await self._asked(filters)
        if asked is None:
            return QueuePage((), None)
        await self._folds.freshen()
        found, following = await self._folds.queue.page(asked, page)
        return QueuePage(tuple(map(_line, found)), following, more_sites)

    async def whole(self, filters: QueueFilters, limit: int) -> WholeQueue:
        """At most ``limit`` lines, to be read in one pass."""
        asked, more_sites = await self._asked(filters)
        if asked is None:
            return WholeQueue(0, _lines(None), more_sites)
        await self._folds.freshen()
        found = await self._folds.queue.each(asked, limit)
        return WholeQueue(len(found), _lines(found), more_sites)

    async def following(self, filters: QueueFilters, after: str) -> QueueLine | None:
        """The case that comes behind a place of the queue."""
        asked, _ = await self._asked(filters)
        if asked is None:
            return None
        await self._folds.freshen()
        found = await self._folds.queue.read(asked, after, 1)
        return _line(found[0]) if found else None

    async def moved(self, filters: QueueFilters, since: datetime) -> int:
        """How many cases of the queue moved since a moment; at most 20 are counted."""
        wanted = filters.model_copy(update={"order": "moved", "clock": None})
        asked, _ = await self._asked(wanted)
        if asked is None:
            return 0
        bounds = (place(iso(since)), asked.bounds[1])
        recent = Asked(asked.words, "moved", bounds, asked.also)
        return len(await self._folds.queue.read(recent, None, MOVED_AT_MOST))

    async def _asked(self, filters: QueueFilters) -> tuple[Asked | None, bool]:
        words, more = await self._words(filters)
        if not words:
            return None, False
        # A clock is a stretch of the order by what is due: nothing else could carry it.
        order: QueueOrder = "due" if filters.clock else filters.order
        asked = Asked(words, order, also=_also(filters))
        if filters.clock:
            bounds = due_between(filters.clock, self._clock())
            asked = Asked(words, order, bounds, _also(filters))
        return asked, more

    async def _words(self, filters: QueueFilters) -> tuple[Sequence[str], bool]:
        states = filters.states or (filters.state,)
        if filters.text:
            sites, more = await self._sites.find(filters.text)
            wanted = [s for s in sites if filters.site_id in (None, s)]
            words = [site_word(site, state) for site in wanted for state in states]
            number = _NUMBER.fullmatch(filters.text.strip())
            return [*words, *([number_word(number[1].upper())] if number else [])], more
        if filters.site_id:
            return [site_word(filters.site_id, state) for state in states], False
        rest = (filters.kind, filters.site_class, filters.assignee)
        return [Lane(state, *rest).word for state in states], False


def _also(filters: QueueFilters) -> dict[str, Any]:
    """What a site's lane does not say; its cases are few."""
    if not filters.text and not filters.site_id:
        return {}
    asked: dict[str, Any] = {"kind": filters.kind, "site_class": filters.site_class}
    found = {name: value for name, value in asked.items() if value}
    if filters.text and filters.site_id:
        found["site_id"] = str(filters.site_id)
    if filters.assignee:
        found["assignee"] = None if filters.assignee == "nobody" else filters.assignee
    return found


async def _lines(found: LongList[Placed] | None) -> AsyncIterator[QueueLine]:
    if found is not None:
        async for one in found:
            yield _line(one)


def _line(found: Placed) -> QueueLine:
    case = found.case
    addresses = {case.site_id: found.site_address} if found.site_address else {}
    return QueueLine(
        summary=summary(case, addresses),
        number=number_of(case.case_id),
        due_at=due_at(case),
        erased=case.erased_sequence > 0,
        place=found.place,
    )
