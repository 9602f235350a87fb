"""Sitemaps: the pages and further sitemaps that they list."""

from dataclasses import dataclass

from usp.fetch_parse import PlainTextSitemapParser, XMLSitemapParser
from usp.objects.sitemap import AbstractSitemap, IndexXMLSitemap
from usp.web_client.abstract_client import LocalWebClient

from minhbach_crawler.domain.addresses import canonical
from minhbach_crawler.domain.frontier import Entry
from minhbach_crawler.parsing.feeds import aware


@dataclass(frozen=True, slots=True)
class SitemapContent:
    """What a sitemap lists; an index lists sitemaps, any other pages."""

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...]


def read_sitemap(content: bytes, address: str) -> SitemapContent:
    """The content of the sitemap at ``address`` (XML, RSS, Atom or plain text; decoded).

    A file that breaks off gives what stands before the break; what is no sitemap gives nothing.
    """
    text = content.decode("utf-8-sig", errors="replace").lstrip()
    parsed = _parsed(text, address)
    if isinstance(parsed, IndexXMLSitemap):
        named = (canonical(address, sub.url) for sub in parsed.sub_sitemaps)
        return SitemapContent((), tuple(found for found in named if found is not None))
    return SitemapContent(_entries(parsed, address), ())


def _parsed(text: str, address: str) -> AbstractSitemap:
    parser = XMLSitemapParser if text.startswith("<") else PlainTextSitemapParser
    return parser(
        url=address,
        content=text,
        recursion_level=0,
        web_client=LocalWebClient(),
        parent_urls=set(),
    ).sitemap()


def _entries(parsed: AbstractSitemap, address: str) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for page in parsed.all_pages():
        location = canonical(address, page.url)
        if location is not None:
            news = page.news_story.publish_date if page.news_story else None
            found.append(Entry(location, aware(page.last_modified or news)))
    return tuple(found)
