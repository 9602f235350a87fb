"""The frontier of one visit: what is asked for next, in which order, and where it ends.

First the home page, then what a request names, then feeds and sitemaps (they only lead to
pages), then the pages: those of feeds, then by turns the newest of the sitemaps and the links
breadth first, so that a long sitemap and a page full of links do not starve each other.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Literal

from minhbach_crawler.domain.addresses import Site, is_page, same_page
from minhbach_shared.events import FoundBy

Purpose = Literal["page", "feed", "sitemap"]
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a visit ends: pages, links' depth from home, feeds and sitemaps, all at least 1."""

    pages: int = 200
    depth: int = 6
    leads: int = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One address to ask for, with the number of times that it was asked already."""

    address: str
    purpose: Purpose
    found_by: FoundBy
    depth: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a feed or sitemap lists, with the time that it states."""

    address: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing can be asked for before this moment."""

    moment: datetime


@dataclass(slots=True)
class Frontier:
    """Keeps every address once, canonical and on the site; hands them out within the bounds."""

    site: Site
    bounds: Bounds
    _seen: set[str] = field(default_factory=set)
    _first: deque[Task] = field(default_factory=deque)
    _leads: deque[Task] = field(default_factory=deque)
    _feed: deque[Task] = field(default_factory=deque)
    _sitemap: list[tuple[float, int, Task]] = field(default_factory=list)
    _links: deque[Task] = field(default_factory=deque)
    _again: list[tuple[datetime, int, Task]] = field(default_factory=list)
    _pages_out: int = 0
    _leads_out: int = 0
    _link_turn: bool = False
    _count: int = 0

    def add_home(self, address: str) -> None:
        """The home page: always first."""
        self._keep(self._first, Task(address, "page", "home"))

    def add_requests(self, addresses: Iterable[str]) -> None:
        """Addresses that somebody asked to see; whatever their form, if they are on the site."""
        for address in addresses:
            self._keep(self._first, Task(address, "page", "request", depth=1))

    def add_leads(self, purpose: Literal["feed", "sitemap"], addresses: Iterable[str]) -> None:
        """Feeds or sitemaps to read, at most ``bounds.leads`` a visit."""
        for address in addresses:
            self._keep(self._leads, Task(address, purpose, purpose))

    def add_feed_items(self, entries: Iterable[Entry]) -> None:
        """Pages that a feed lists, in its order."""
        for entry in entries:
            if is_page(entry.address):
                self._keep(self._feed, Task(entry.address, "page", "feed", depth=1))

    def add_sitemap_entries(self, entries: Iterable[Entry]) -> None:
        """Pages that a sitemap lists; the newest go first, undated ones last, in its order."""
        for entry in entries:
            if is_page(entry.address) and self._is_new(entry.address):
                self._count += 1
                task = Task(entry.address, "page", "sitemap", depth=1)
                age = -(entry.at or _EVER).timestamp()
                heappush(self._sitemap, (age, self._count, task))

    def add_links(self, addresses: Iterable[str], depth: int) -> None:
        """Pages that a page links to, ``depth`` links from home."""
        if depth > self.bounds.depth:
            return
        for address in addresses:
            if is_page(address):
                self._keep(self._links, Task(address, "page", "link", depth=depth))

    def know(self, address: str) -> bool:
        """Marks an address as had (a redirect led there); False if it was known already."""
        page = same_page(address)
        known = page in self._seen
        self._seen.add(page)
        return not known

    def spare(self, task: Task) -> None:
        """Says that a page was not asked for after all: it does not count."""
        if task.purpose == "page":
            self._pages_out -= 1

    def postpone(self, task: Task, until: datetime) -> None:
        """Asks for the same again, not before ``until``; others go on meanwhile."""
        self._count += 1
        heappush(self._again, (until, self._count, replace(task, asked=task.asked + 1)))

    def next(self, now: datetime) -> Task | WaitUntil | None:
        """What to ask for now, or until when to wait, or None when the visit is done."""
        if self._again and self._again[0][0] <= now:
            return heappop(self._again)[2]
        if (task := self._next_new()) is not None:
            return task
        return WaitUntil(self._again[0][0]) if self._again else None

    def _next_new(self) -> Task | None:
        if self._first:
            return self._page_out(self._first.popleft())
        if self._leads and self._leads_out < self.bounds.leads:
            self._leads_out += 1
            return self._leads.popleft()
        if self._pages_out >= self.bounds.pages:
            return None
        if self._feed:
            return self._page_out(self._feed.popleft())
        return self._by_turns()

    def _by_turns(self) -> Task | None:
        self._link_turn = not self._link_turn
        if self._links and (self._link_turn or not self._sitemap):
            return self._page_out(self._links.popleft())
        if self._sitemap:
            return self._page_out(heappop(self._sitemap)[2])
        return None

    def _page_out(self, task: Task) -> Task:
        self._pages_out += 1
        return task

    def _is_new(self, address: str) -> bool:
        return self.site.holds(address) and self.know(address)

    def _keep(self, queue: deque[Task], task: Task) -> None:
        if self._is_new(task.address):
            queue.append(task)
