"""Every page of a demo site, made before the first request: the same input, the same bytes."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from jinja2 import Environment
from markupsafe import Markup

from minhbach_local.province.articles import Article
from minhbach_local.province.layouts import LAYOUTS
from minhbach_local.province.profiles import Profile
from minhbach_local.province.spelling import decomposed, windows_1258

_ON_HOME: Final = 4
_ON_LISTING: Final = 5
_RELATED: Final = 3
_FIRST_NUMBER: Final = 1001
_PIXEL: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
_OVERSIZED_ROW: Final = "<p>Giống số {number}: cây ghép, cao năm tấc, giao tại vườn.</p>\n"
_OVERSIZED_ROWS: Final = 80_000


@dataclass(frozen=True)
class Page:
    """One answer. ``location`` is a redirect's target; one that ``hangs`` is never sent."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None
    hangs: bool = False


@dataclass(frozen=True)
class Link:
    """A page as menus, listings and feeds name it."""

    title: str
    path: str
    published: datetime | None = None
    summary: str = ""


@dataclass(frozen=True)
class _Shown:
    """What a template is told about the page itself."""

    kind: Literal["list", "article", "text"]
    title: str
    path: str
    text: str = ""


@dataclass(frozen=True)
class Plan:
    """A site with its address and articles (newest first), ready to be written."""

    profile: Profile
    address: str
    articles: tuple[Article, ...]
    today: date

    def path_of(self, article: Article) -> str:
        """Where this site keeps an article."""
        layout = LAYOUTS[self.profile.layout]
        # Numbered from the oldest, as a content system would.
        number = _FIRST_NUMBER + len(self.articles) - 1 - self.articles.index(article)
        pattern = layout.upload if article.spam else layout.article
        return pattern.format(slug=article.slug, number=number)

    def address_of(self, slug: str) -> str:
        """The full address of the article of that name."""
        article = next(article for article in self.articles if article.slug == slug)
        return self.address + self.path_of(article)[1:]

    def link(self, article: Article) -> Link:
        """An article as listings name it."""
        return Link(article.title, self.path_of(article), article.published, article.summary)

    @property
    def announced(self) -> tuple[Link, ...]:
        """All articles but the injected ones, newest first."""
        return tuple(self.link(article) for article in self.articles if not article.spam)

    @property
    def injected(self) -> tuple[Link, ...]:
        """The injected pages."""
        return tuple(self.link(article) for article in self.articles if article.spam)


def write_pages(
    plan: Plan, sources: Mapping[tuple[str, str], str], environment: Environment
) -> dict[str, Page]:
    """All answers of a site by path and query.

    ``sources`` gives the address of an article by site key and slug.
    """
    writer = _Writer(plan, environment)
    pages = dict(writer.lists())
    pages.update(writer.texts())
    for article in plan.articles:
        where = sources.get(article.source, "") if article.source else ""
        pages[plan.path_of(article)] = writer.article(article, where)
        if article.caption:
            pages[f"/anh/{article.slug}.png"] = Page(_PIXEL, "image/png")
    pages.update(writer.machine_files())
    pages.update(_bad_pages(plan))
    return pages


class _Writer:
    def __init__(self, plan: Plan, environment: Environment) -> None:
        self._plan = plan
        self._environment = environment
        self._layout = LAYOUTS[plan.profile.layout]

    def lists(self) -> Iterator[tuple[str, Page]]:
        links = self._plan.announced
        yield "/", self._page(_Shown("list", "Trang chủ", "/"), links=links[:_ON_HOME])
        for number, path in enumerate(self._listing_paths(), 1):
            some = links[(number - 1) * _ON_LISTING : number * _ON_LISTING]
            title = "Tin mới" if number == 1 else f"Tin mới, trang {number}"
            yield path, self._page(_Shown("list", title, path), links=some)

    def texts(self) -> Iterator[tuple[str, Page]]:
        profile = self._plan.profile
        about = _Shown("text", "Giới thiệu", self._layout.about, profile.about)
        yield about.path, self._page(about)
        how = f"Mọi góp ý xin gửi về {profile.name} theo thông tin ở cuối trang."
        contact = _Shown("text", "Liên hệ", self._layout.contact, how)
        yield contact.path, self._page(contact)

    def article(self, article: Article, source_address: str) -> Page:
        shown = _Shown("article", article.title, self._plan.path_of(article))
        others = [link for link in self._plan.announced if link.path != shown.path]
        return self._page(
            shown, article=article, source_address=source_address, related=others[:_RELATED]
        )

    def machine_files(self) -> Iterator[tuple[str, Page]]:
        profile = self._plan.profile
        robots = profile.robots
        if profile.sitemap:
            yield "/sitemap.xml", self._sitemap()
            if profile.sitemap_in_robots:
                robots += f"Sitemap: {self._plan.address}sitemap.xml\n"
        if profile.feed:
            yield "/rss.xml", self._feed()
        yield "/robots.txt", Page(robots.encode(), "text/plain; charset=utf-8")

    def _listing_paths(self) -> list[str]:
        count = -(-len(self._plan.announced) // _ON_LISTING)
        return [self._layout.listing.format(number=number) for number in range(1, count + 1)]

    def _nav(self) -> list[Link]:
        listings = [
            Link("Tin mới" if number == 1 else f"Trang {number}", path)
            for number, path in enumerate(self._listing_paths(), 1)
        ]
        ends = [Link("Giới thiệu", self._layout.about), Link("Liên hệ", self._layout.contact)]
        return [Link("Trang chủ", "/"), *listings, *ends]

    def _page(
        self,
        shown: _Shown,
        *,
        links: Sequence[Link] = (),
        article: Article | None = None,
        source_address: str = "",
        related: Sequence[Link] = (),
    ) -> Page:
        profile = self._plan.profile
        charset = article.charset if article else "utf-8"
        html = self._environment.get_template(f"{profile.layout}.html").render(
            site=profile,
            page=shown,
            article=article,
            source_address=source_address,
            links=links,
            related=related,
            hidden=self._plan.injected,
            nav=self._nav(),
            # Footers are our own files and may hold a mail link.
            footer=[Markup(line) for line in profile.footer_lines(self._plan.today)],  # noqa: S704
            charset=charset,
        )
        if charset == "windows-1258":
            # Only the page itself names its charset, as on old servers.
            return Page(windows_1258(html), "text/html")
        return Page((decomposed(html) if profile.spelling == "nfd" else html).encode())

    def _sitemap(self) -> Page:
        plan = self._plan
        listed = [Link("", "/"), *plan.announced, *plan.injected]
        listed += [Link("", path) for path in plan.profile.faults.paths]
        entries = [
            {"address": plan.address + link.path[1:], "published": link.published}
            for link in listed
        ]
        text = self._environment.get_template("sitemap.xml").render(entries=entries)
        return Page(text.encode(), "application/xml")

    def _feed(self) -> Page:
        text = self._environment.get_template("rss.xml").render(
            site=self._plan.profile, address=self._plan.address, links=self._plan.announced
        )
        return Page(text.encode(), "application/rss+xml; charset=utf-8")


def _bad_pages(plan: Plan) -> Iterator[tuple[str, Page]]:
    faults = plan.profile.faults
    yield from ((path, Page(b"Service Unavailable", status=503)) for path in faults.down)
    yield from ((path, Page(hangs=True)) for path in faults.hanging)
    yield from ((path, Page()) for path in faults.empty)
    for path in faults.oversized:
        rows = (_OVERSIZED_ROW.format(number=number) for number in range(_OVERSIZED_ROWS))
        yield path, Page(f"<html><body>\n{''.join(rows)}</body></html>".encode())
    for path, target in faults.redirects.items():
        yield path, Page(status=302, location=target)
