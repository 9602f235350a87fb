"""Visits of real servers on loopback, without broker and store: what is taken, what is missed."""

import asyncio
import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from fastwarc import ArchiveIterator

from minhbach_crawler.dialling import open_client
from minhbach_crawler.domain.frontier import Bounds
from minhbach_crawler.domain.retries import Retries
from minhbach_crawler.domain.visits import Gathered, Missed, Plan, Taken
from minhbach_crawler.fetching import Fetcher, Limits
from minhbach_crawler.visiting import Manners, Visitor
from minhbach_crawler.warc import new_warc
from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import site_id
from tests.support.websites import Website, at_first, file, moved, page

AGENT = "MinhBachBot/0.1 (+test)"
HOME = page('<html><body><a href="/a.html">Một bài</a></body></html>')
LOOPBACK = ip_network("127.0.0.0/8")


@dataclass
class Made:
    """A visit that was made, and its WARC."""

    gathered: Gathered
    warc: bytes

    def outcome(self, address: str) -> Taken | Missed:
        """What came of one address."""
        found = [r for r in self.gathered.results if r.task.address == address]
        assert len(found) == 1, [r.task.address for r in self.gathered.results]
        return found[0]

    def status(self, address: str) -> int:
        """The status of an address that was captured."""
        outcome = self.outcome(address)
        assert isinstance(outcome, Taken), outcome
        return outcome.status

    def reason(self, address: str) -> str:
        """The reason of an address that was missed."""
        outcome = self.outcome(address)
        assert isinstance(outcome, Missed), outcome
        return outcome.reason

    @property
    def addresses(self) -> list[str]:
        """All addresses with a result, in order."""
        return [result.task.address for result in self.gathered.results]


@asynccontextmanager
async def visitor(
    *, allowed: bool = True, limits: Limits | None = None, seconds: float = 20.0, pages: int = 50
) -> AsyncIterator[Visitor]:
    """A visitor with short waits."""
    manners = Manners(
        bounds=Bounds(pages=pages),
        retries=Retries(attempts=4, first=0.02, longest=2.0),
        seconds=seconds,
        least_delay=0.0,
        most_delay=0.3,
        agent="MinhBachBot",
    )
    networks = (LOOPBACK,) if allowed else ()
    async with open_client(networks, httpx.Timeout(2.0), AGENT) as client:
        fetcher = Fetcher(client, limits or Limits(seconds=1.0), utc_now)
        yield Visitor(fetcher, manners, utc_now, sleep, lambda: 0.5)


def plan_for(address: str, *requested: str, whole: bool = True) -> Plan:
    """A visit that is due on the site at an address."""
    record = SiteRecord(
        id=site_id(address),
        site_id=site_id(address),
        version=1,
        recorded_at=datetime(2026, 11, 22, tzinfo=UTC),
        name="Trang thử",
        address=address,
        site_class="aggregator",
    )
    return Plan(record, record.recorded_at, whole=whole, addresses=requested)


async def visited(plan: Plan, folder: Path, by: Visitor) -> Made:
    """Makes the visit into a WARC in the folder."""
    path = folder / "visit.warc.gz"
    with new_warc(path, plan.visit_id, utc_now(), "test") as warc:
        gathered = await by.visit(plan, warc)
    return Made(gathered, path.read_bytes())


async def test_home_feed_sitemap_and_links_are_visited_in_order(tmp_path: Path) -> None:
    """A page that only the sitemap lists is found; feeds come before sitemaps and links."""
    async with Website({}) as site, visitor() as by:
        feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item>
            <link>{site.at("/tin.html")}</link><pubDate>Fri, 20 Nov 2026 09:00:00 +0700</pubDate>
            </item></channel></rss>"""
        sitemap = f"""<?xml version="1.0"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>{site.at("/cu.html")}</loc><lastmod>2020-01-01</lastmod></url>
            <url><loc>{site.at("/an.html")}</loc><lastmod>2026-11-01</lastmod></url></urlset>"""
        head = '<link rel="alternate" type="application/rss+xml" href="/tin.rss">'
        site.paths = {
            "/robots.txt": file(f"Sitemap: {site.at('/so-do.xml')}".encode(), "text/plain"),
            "/": page(f"<head>{head}</head><a href='/a.html?utm_source=x#y'>a</a><a href=/x.pdf>"),
            "/tin.rss": file(feed.encode(), "text/html"),
            "/so-do.xml": file(gzip.compress(sitemap.encode()), "application/gzip"),
            **{path: page("<p>bài</p>") for path in ("/tin.html", "/an.html", "/cu.html")},
            "/a.html": page("<a href='/b.html'>b</a>"),
        }
        made = await visited(plan_for(site.address), tmp_path, by)
    names = [address.removeprefix(site.address) for address in made.addresses]
    assert names == ["", "tin.html", "a.html", "an.html", "b.html", "cu.html"]
    assert made.gathered.home_links == frozenset({site.at("/a.html"), site.at("/x.pdf")})
    assert made.gathered.newest_article_at == datetime(2026, 11, 20, 2, tzinfo=UTC)


async def test_a_5xx_is_asked_again_within_the_visit(tmp_path: Path) -> None:
    """A site that answers 503 at first is read all the same; one that stays so is captured."""
    down = page("bận", status=503)
    paths = {
        "/robots.txt": at_first(down, 1, page("", status=404)),
        "/": at_first(down, 2, HOME),
        "/a.html": down,
    }
    async with Website(paths) as site, visitor() as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.status(site.address) == 200
    assert made.status(site.at("/a.html")) == 503
    assert site.asked.count("/a.html") == 4


async def test_robots_that_stay_out_of_reach_let_nothing_be_fetched(tmp_path: Path) -> None:
    """RFC 9309 section 2.3.1.4: a 5xx is complete disallow; the home page is a failure."""
    async with Website({"/robots.txt": page("", status=500), "/": HOME}) as site, visitor() as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.reason(site.address) == "robots_disallowed"
    assert site.asked == ["/robots.txt"] * 4


async def test_robots_rules_are_kept(tmp_path: Path) -> None:
    """What robots.txt forbids our agent is a failure record and no request."""
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: MinhBachBot\nDisallow: /a\nCrawl-delay: 0.1"
    many = "".join(f'<a href="/a{n}.html">a</a>' for n in range(9))
    home = page(f'<a href="/a.html">a</a>{many}<a href="/c.html">c</a>')
    async with (
        Website({"/robots.txt": file(rules.encode(), "text/plain"), "/": home}) as site,
        visitor(pages=3) as by,
    ):
        began = utc_now()
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.reason(site.at("/a.html")) == "robots_disallowed"
    assert "/a.html" not in site.asked
    assert made.status(site.at("/c.html")) == 404
    assert len(made.addresses) == 5
    assert (utc_now() - began).total_seconds() > 0.1 * (len(site.asked) - 2)


@pytest.mark.parametrize("garbage", [b"\xff\xfe\x00\x01" * 500, b"<html><body>404", b"Disallow /"])
async def test_a_robots_txt_of_garbage_allows_all(tmp_path: Path, garbage: bytes) -> None:
    """Bytes that are no rules forbid nothing."""
    async with (
        Website({"/robots.txt": file(garbage, "text/plain"), "/": HOME}) as site,
        visitor() as by,
    ):
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.status(site.address) == 200


async def test_redirects_are_followed_on_the_same_site_only(tmp_path: Path) -> None:
    """Loops, chains that are too long and other sites are failures with their reason."""
    links = "".join(f"<a href='/{name}'>x</a>" for name in ("on", "loop", "out", "long0"))
    paths = {
        "/": page(links),
        "/on": moved("/z.html?b=2&a=1"),
        "/z.html": page("đích"),
        "/loop": moved("/loop2"),
        "/loop2": moved("/loop"),
        "/out": moved("http://example.org/"),
        **{f"/long{n}": moved(f"/long{n + 1}") for n in range(9)},
    }
    async with Website(paths) as site, visitor() as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    arrived = made.outcome(site.at("/on"))
    assert isinstance(arrived, Taken)
    assert arrived.final_address == site.at("/z.html?b=2&a=1")
    assert made.reason(site.at("/loop")) == "redirect_loop"
    assert made.reason(site.at("/long0")) == "redirect_loop"
    assert made.reason(site.at("/out")) == "left_site"
    assert site.asked.count("/long6") == 0


async def test_answers_beyond_a_bound_are_failures(tmp_path: Path) -> None:
    """Too large, too slow, cut off: each is a record with its own reason."""

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.1)
        return response

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"only this")
        assert request.transport is not None
        request.transport.close()
        return response

    links = "".join(f"<a href='/{name}'>x</a>" for name in ("large", "slow", "cut", "image"))
    image = file(b"x" * 3000, "image/png")
    large = file(gzip.compress(bytes(range(256)) * 80, 0), "text/html", Content_Encoding="gzip")
    paths = {"/": page(links), "/large": large, "/slow": slow, "/cut": cut, "/image": image}
    limits = Limits(page_bytes=10_000, other_bytes=2_000, seconds=0.5)
    async with Website(paths) as site, visitor(limits=limits) as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.reason(site.at("/large")) == "too_large"
    assert made.reason(site.at("/image")) == "too_large"
    assert made.reason(site.at("/slow")) == "timeout"
    assert made.reason(site.at("/cut")) == "cut_off"
    missed = made.outcome(site.at("/slow"))
    assert isinstance(missed, Missed)
    assert (missed.task.asked, missed.detail) == (2, "no whole answer within 0.5 s")
    assert made.outcome(site.at("/cut")).task.asked == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_an_address_that_is_not_public_is_not_dialled(tmp_path: Path, host: str) -> None:
    """Loopback in any writing is refused where the socket is made, and asked only once."""
    async with Website({"/": HOME}) as site, visitor(allowed=False) as by:
        address = f"http://{host}:{site.port}/"
        made = await visited(plan_for(address), tmp_path, by)
    assert [r.reason for r in made.gathered.results if isinstance(r, Missed)] == ["refused_address"]
    assert site.asked == []


async def test_a_dead_server_is_a_failure(tmp_path: Path) -> None:
    """A closed port and a name that does not resolve have their own reasons."""
    async with Website({}) as site:
        gone = site.address
    async with visitor() as by:
        made = await visited(plan_for(gone), tmp_path, by)
        unnamed = await visited(plan_for("http://khong-co.invalid/"), tmp_path, by)
    assert made.reason(gone) == "connection"
    assert unnamed.reason("http://khong-co.invalid/") == "name_resolution"


async def test_retry_after_is_honoured_within_bounds(tmp_path: Path) -> None:
    """A short wait is kept, and 429 rests the whole site; a long one ends the asking."""
    busy = page("", status=429, Retry_After="1")
    links = "".join(f"<a href='/{name}'>x</a>" for name in ("busy", "long", "next"))
    paths = {
        "/": page(links),
        "/busy": at_first(busy, 1, page("rỗi")),
        "/long": page("", status=503, Retry_After="3600"),
        "/next": page("tiếp"),
    }
    async with Website(paths) as site, visitor() as by:
        began = utc_now()
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.status(site.at("/busy")) == 200
    assert (utc_now() - began).total_seconds() >= 1
    assert made.status(site.at("/long")) == 503
    assert site.asked.count("/long") == 1


async def test_the_page_bound_and_the_time_bound_hold(tmp_path: Path) -> None:
    """A site without end is left in time, and what was still to be asked again is recorded."""
    links = "".join(f"<a href='/{n}.html'>x</a>" for n in range(30))
    async with Website({"/": page(links)}) as site, visitor(pages=10) as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    assert len(made.addresses) == 10
    paths = {"/": page("<a href='/x'>x</a>"), "/x": page("", status=503, Retry_After="2")}
    async with Website(paths) as site, visitor(seconds=0.5) as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    assert made.status(site.at("/x")) == 503


async def test_a_single_address_is_visited_alone(tmp_path: Path) -> None:
    """A request for one address asks for robots.txt and that address, and follows nothing."""
    async with Website({"/b.html": HOME, "/": HOME}) as site, visitor() as by:
        plan = plan_for(site.address, site.at("/b.html"), "http://other.vn/", whole=False)
        made = await visited(plan, tmp_path, by)
        assert made.addresses == [site.at("/b.html")]
        assert site.asked == ["/robots.txt", "/b.html"]
        again = await visited(plan_for(site.address, site.address, whole=False), tmp_path, by)
    assert [r.task.found_by for r in again.gathered.results] == ["home"]


async def test_cookies_are_not_kept(tmp_path: Path) -> None:
    """A visit is the same for every page: what a site sets is not sent back."""
    seen: list[str | None] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Cookie"))
        headers = {"Set-Cookie": "a=b", "Content-Type": "text/html"}
        return web.Response(body=b"<a href='/b'>b</a>", headers=headers)

    async with Website({"/": answer, "/b": answer}) as site, visitor() as by:
        await visited(plan_for(site.address), tmp_path, by)
    assert seen == [None, None]


async def test_bodies_stay_as_they_came_and_the_warc_is_valid(tmp_path: Path) -> None:
    """An encoded body is kept encoded, found by its place, and an independent judge agrees."""
    body = gzip.compress("<a href='/b.html'>tiếp</a>".encode())
    deflated = zlib.compress(b"<p>b</p>")

    async def chunked(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Encoding": "deflate", "Content-Type": "text/html", "X-Note": "ổ"}
        )
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(deflated)
        return response

    paths = {"/": file(body, "text/html", Content_Encoding="gzip"), "/b.html": chunked}
    async with Website(paths) as site, visitor() as by:
        made = await visited(plan_for(site.address), tmp_path, by)
    for address, expected in ((site.address, body), (site.at("/b.html"), deflated)):
        taken = made.outcome(address)
        assert isinstance(taken, Taken)
        begin = taken.place.offset
        piece = made.warc[begin : begin + taken.place.length]
        record = next(iter(ArchiveIterator(io.BytesIO(piece))))
        assert record.headers["WARC-Type"] == "response"
        assert record.headers["WARC-Target-URI"] == address
        assert record.reader.read() == expected
        assert taken.payload_digest == hashlib.sha256(expected).hexdigest()
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "visit.warc.gz")]
    judge = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    judgement, _ = await judge.communicate()
    assert judge.returncode == 0
    assert b"digest pass" in judgement
    assert b"fail" not in judgement
