"""Making one visit: robots.txt, home page, feeds, sitemaps, pages; all of it into the WARC."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urljoin

from minhbach_crawler.domain.addresses import Site, canonical, same_page
from minhbach_crawler.domain.exchanges import Answered, Exchange, Lost, Outcome
from minhbach_crawler.domain.frontier import Bounds, Frontier, Task, WaitUntil
from minhbach_crawler.domain.redirects import Allows
from minhbach_crawler.domain.retries import Retries
from minhbach_crawler.domain.robots import Robots, Unreachable, robots_from
from minhbach_crawler.domain.visits import Gathered, Missed, Place, Plan, Result, Taken, newest
from minhbach_crawler.fetching import Fetcher
from minhbach_crawler.pacing import Pace
from minhbach_crawler.parsing.decoding import decoded
from minhbach_crawler.parsing.feeds import entries_of
from minhbach_crawler.parsing.html import leads_of
from minhbach_crawler.parsing.sitemaps import read_sitemap
from minhbach_crawler.warc import WarcFile
from minhbach_shared.clock import Clock, Sleep
from minhbach_shared.events import FailureReason

READ_BYTES: Final = 20_000_000
_FEEDS: Final = ("/rss", "/feed", "/rss.xml")
_SITEMAPS: Final = ("/sitemap.xml", "/sitemap_index.xml")
_HTML: Final = frozenset({"text/html", "application/xhtml+xml", None})
_XML: Final = (b"<?xml", b"<rss", b"<feed", b"<rdf")


@dataclass(frozen=True, slots=True)
class Manners:
    """How a visit behaves: its bounds, its retries, its pace (seconds), its name for robots.txt."""

    bounds: Bounds
    retries: Retries
    seconds: float
    least_delay: float
    most_delay: float
    agent: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Makes visits; ``chance`` gives numbers in 0..1 that spread the waits."""

    fetcher: Fetcher
    manners: Manners
    clock: Clock
    sleep: Sleep
    chance: Callable[[], float]

    async def visit(self, plan: Plan, warc: WarcFile) -> Gathered:
        """All that came of the visit; its exchanges are in ``warc``, which stays open."""
        return await _Visit(self, plan, warc).made()


@dataclass(slots=True)
class _Visit:
    by: Visitor
    plan: Plan
    warc: WarcFile
    site: Site = field(init=False)
    frontier: Frontier = field(init=False)
    pace: Pace = field(init=False)
    robots: Robots = field(init=False)
    began: datetime = field(init=False)
    results: list[Result] = field(default_factory=list)
    open_ends: dict[str, tuple[Task, Outcome, Place | None]] = field(default_factory=dict)
    home_links: frozenset[str] | None = None
    newest: datetime | None = None
    forbidden: int = 0

    def __post_init__(self) -> None:
        self.site = Site.of(self.plan.site.address)
        self.frontier = Frontier(self.site, self.by.manners.bounds)
        self.pace = Pace(self.by.manners.least_delay, self.by.clock, self.by.sleep)
        self.robots = Robots.read(b"", self.by.manners.agent)
        self.began = self.by.clock()

    async def made(self) -> Gathered:
        self._begin()
        match await self._read_robots():
            case Unreachable(reason=reason, detail=detail):
                self._miss_all(reason, detail)
            case Robots() as robots:
                self._obey(robots)
                await self._walk()
        return Gathered(
            started_at=self.began,
            ended_at=self.by.clock(),
            results=tuple(self.results),
            home_links=self.home_links,
            newest_article_at=self.newest,
        )

    def _begin(self) -> None:
        home = canonical(self.plan.site.address) or self.plan.site.address
        named = [canonical(address) for address in self.plan.addresses]
        if self.plan.whole or home in named:
            self.frontier.add_home(home)
        self.frontier.add_requests(address for address in named if address is not None)

    async def _read_robots(self) -> Robots | Unreachable:
        address = urljoin(self.plan.site.address, "/robots.txt")
        task = Task(address, "sitemap", "home")
        while True:
            outcome = await self._fetch(address, lambda _: True)
            await self._keep(outcome)
            task = replace(task, asked=task.asked + 1)
            if (wait := self._wait(task, outcome)) is None:
                break
            await self.by.sleep(wait)
        content = decoded(outcome.answer, READ_BYTES) if isinstance(outcome, Answered) else b""
        return robots_from(outcome, content, self.by.manners.agent)

    def _miss_all(self, reason: FailureReason, detail: str) -> None:
        """Nothing may be asked for: what would have come first is recorded as missed."""
        asked = self.by.manners.retries.attempts
        while isinstance(task := self.frontier.next(self.by.clock()), Task):
            missed = Missed(replace(task, asked=asked), self.by.clock(), reason, detail)
            self.results.append(missed)

    def _obey(self, robots: Robots) -> None:
        self.robots = robots
        manners = self.by.manners
        self.pace.delay = robots.delay(manners.least_delay, manners.most_delay)
        if self.plan.whole:
            named = robots.sitemaps() or _SITEMAPS
            self._add_leads("sitemap", named)

    async def _walk(self) -> None:
        deadline = self.began + timedelta(seconds=self.by.manners.seconds)
        while (now := self.by.clock()) < deadline:
            match self.frontier.next(now):
                case Task() as task:
                    await self._take(task)
                case WaitUntil(moment=moment):
                    await self.by.sleep((min(moment, deadline) - now).total_seconds())
                case None:
                    return
        for task, outcome, place in self.open_ends.values():
            self._settle(task, outcome, place)

    async def _take(self, task: Task) -> None:
        if not self.robots.allows(task.address):
            return self._forbid(task)
        outcome = await self._fetch(task.address, self.robots.allows)
        place = await self._keep(outcome)
        asked = replace(task, asked=task.asked + 1)
        if (wait := self._wait(asked, outcome)) is not None:
            self.open_ends[task.address] = (asked, outcome, place)
            return self.frontier.postpone(task, self.by.clock() + timedelta(seconds=wait))
        self.open_ends.pop(task.address, None)
        self._settle(asked, outcome, place)
        if isinstance(outcome, Answered) and outcome.answer.status < 400:
            await self._follow(task, outcome.answer)
        return None

    def _forbid(self, task: Task) -> None:
        """Recorded, but no page that was asked for; a site may name any number of such."""
        self.frontier.spare(task)
        self.forbidden += 1
        if self.forbidden <= self.by.manners.bounds.pages:
            detail = "robots.txt does not let our agent fetch it"
            self._settle(task, Lost((), "robots_disallowed", detail), None)

    async def _fetch(self, address: str, allows: Allows) -> Outcome:
        return await self.by.fetcher.fetch(self.site, address, self.pace, allows)

    def _wait(self, task: Task, outcome: Outcome) -> float | None:
        now, retries = self.by.clock(), self.by.manners.retries
        wait = retries.wait(outcome, task.asked, now, self.by.chance())
        if wait is not None and isinstance(outcome, Answered) and outcome.answer.status == 429:
            self.pace.rest(wait)
        return wait

    async def _keep(self, outcome: Outcome) -> Place | None:
        """Writes what passed into the WARC; returns the place of the answer, if there is one."""
        for exchange in outcome.redirects:
            await asyncio.to_thread(self.warc.add, exchange)
        if isinstance(outcome, Answered):
            return await asyncio.to_thread(self.warc.add, outcome.answer)
        return None

    def _settle(self, task: Task, outcome: Outcome, place: Place | None) -> None:
        if task.purpose != "page":
            return
        match outcome:
            case Lost(reason=reason, detail=detail):
                self.results.append(Missed(task, self.by.clock(), reason, detail))
            case Answered(redirects=redirects, answer=answer) if place is not None:
                is_new = self._is_new(answer.address) if redirects else True
                if is_new or task.found_by in {"home", "request"}:
                    self.results.append(_taken(task, answer, place))

    def _is_new(self, final: str) -> bool:
        """Whether a redirect led to an address that this visit has not had or planned."""
        return self.frontier.know(canonical(final) or final)

    async def _follow(self, task: Task, answer: Exchange) -> None:
        if not self.plan.whole:
            return
        content = decoded(answer, READ_BYTES)
        match task.purpose:
            case "sitemap":
                await self._follow_sitemap(content, answer.address)
            case "feed" if content.lstrip()[:5].startswith(_XML) or not _is_html(answer):
                await self._follow_feed(content, answer.address)
            case _ if _is_html(answer):
                self._follow_links(task, content, answer.address)

    async def _follow_sitemap(self, content: bytes, address: str) -> None:
        found = await asyncio.to_thread(read_sitemap, content, address)
        self.frontier.add_leads("sitemap", found.sitemaps)
        self.frontier.add_sitemap_entries(found.entries)
        self._note(entry.at for entry in found.entries)

    async def _follow_feed(self, content: bytes, address: str) -> None:
        entries = await asyncio.to_thread(entries_of, content, address)
        self.frontier.add_feed_items(entries)
        self._note(entry.at for entry in entries)

    def _follow_links(self, task: Task, content: bytes, address: str) -> None:
        leads = leads_of(content, address)
        feeds: tuple[str, ...] = leads.feeds
        if task.found_by == "home":
            self.home_links = frozenset(map(same_page, leads.links))
            feeds = feeds or _FEEDS
        self._add_leads("feed", feeds)
        self.frontier.add_links(leads.links, task.depth + 1)

    def _add_leads(self, purpose: Literal["feed", "sitemap"], references: Iterable[str]) -> None:
        named = (canonical(self.plan.site.address, reference) for reference in references)
        self.frontier.add_leads(purpose, (found for found in named if found is not None))

    def _note(self, moments: Iterable[datetime | None]) -> None:
        self.newest = newest((self.newest, *moments), self.began)


def _taken(task: Task, answer: Exchange, place: Place) -> Taken:
    return Taken(
        task=task,
        at=answer.asked_at,
        place=place,
        payload_digest=hashlib.sha256(answer.body).hexdigest(),
        status=answer.status,
        content_type=(answer.header("content-type") or "")[:200] or None,
        final_address=answer.address,
        server_address=answer.server,
    )


def _is_html(answer: Exchange) -> bool:
    """By its content type; one that states none is read as a page."""
    return answer.media_type in _HTML
