"""Pages, feeds and sitemaps as real servers send them: whole, broken, hostile."""

import gzip
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_crawler.domain.exchanges import Exchange
from minhbach_crawler.domain.frontier import Entry
from minhbach_crawler.parsing.decoding import decoded
from minhbach_crawler.parsing.feeds import entries_of
from minhbach_crawler.parsing.html import leads_of
from minhbach_crawler.parsing.sitemaps import SitemapContent, read_sitemap

HOME = "http://a.vn/"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def answer(body: bytes, encoding: str | None = None) -> Exchange:
    """An answer with a body."""
    headers = ((b"Content-Encoding", encoding.encode()),) if encoding else ()
    return Exchange(HOME, datetime(2026, 11, 22, tzinfo=UTC), (), 200, "OK", headers, body)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"xin ch\xc3\xa0o" * 9, None),
        (gzip.compress(b"xin ch\xc3\xa0o" * 9, mtime=0), "gzip"),
        (gzip.compress(b"xin ch\xc3\xa0o" * 9, mtime=0), None),
        (brotli.compress(b"xin ch\xc3\xa0o" * 9), "br"),
        (zlib.compress(b"xin ch\xc3\xa0o" * 9), "deflate"),
        (zlib.compress(b"xin ch\xc3\xa0o" * 9)[2:-4], "Deflate"),
        (gzip.compress(gzip.compress(b"xin ch\xc3\xa0o" * 9, mtime=0), mtime=0), "gzip"),
    ],
)
def test_bodies_are_decoded_within_a_bound(body: bytes, encoding: str | None) -> None:
    """With and without headers, doubly packed; never more than the bound."""
    assert decoded(answer(body, encoding), 1000) == b"xin ch\xc3\xa0o" * 9
    assert len(decoded(answer(body, encoding), 7)) <= 7


def test_an_unknown_or_broken_encoding_gives_nothing() -> None:
    """The capture keeps the bytes; there is only nothing to follow."""
    assert decoded(answer(b"abc", "br"), 100) == b""
    assert decoded(answer(b"no gzip at all", "gzip"), 100) == b""


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_page_that_is_packed_in_name_only_is_read(encoding: str) -> None:
    """As browsers do: the header is wrong, the page is there."""
    assert decoded(answer(b"\n<html>", encoding), 100) == b"\n<html>"


def test_a_packed_bomb_is_unpacked_to_the_bound_only() -> None:
    """A few bytes that stand for many are cut where the bound is."""
    assert decoded(answer(brotli.compress(bytes(10_000_000)), "br"), 1000) == bytes(1000)


def test_a_page_leads_to_links_frames_and_feeds() -> None:
    """By its base, canonical, each once; hidden ones too; feeds apart."""
    page = """<head><base href="/goc/"><link rel=alternate type=application/rss+xml href=/tin.rss>
        <meta http-equiv=refresh content="0; url=/doi"></head>
        <a href="a">1</a><div style="display:none"><a href="/an?utm_source=x">2</a></div>
        <a href=a#x>3</a><a name=neo>4</a><map><area href="/vung"></map><a href="/khac.rss">5</a>
        <frame src="/khung"><a href="https://b.vn/c">6</a>"""
    leads = leads_of(page.encode(), HOME)
    paths = ("goc/a", "an", "vung")
    assert leads.links[:3] == tuple(HOME + path for path in paths)
    assert set(leads.links[3:]) >= {"https://b.vn/c", HOME + "doi"}
    assert leads.feeds == (HOME + "tin.rss", HOME + "khac.rss")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_without_an_error(content: bytes) -> None:
    """A page in a wrong charset, or no page at all, leads nowhere at worst."""
    assert all(link.startswith("http") for link in leads_of(content, HOME).links)


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>
<item><title>a</title><link>/a</link><pubDate>Sat, 21 Nov 2026 09:00:00 +0700</pubDate></item>
<item><title>b</title><link>http://a.vn/b</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title><entry><title>a</title>
<link href="http://a.vn/a"/><updated>2026-11-21T02:00:00Z</updated></entry></feed>"""
AT = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (RSS, (Entry(HOME + "a", AT), Entry(HOME + "b"))),
        (ATOM, (Entry(HOME + "a", AT),)),
        (RSS.replace("</channel></rss>", ""), (Entry(HOME + "a", AT), Entry(HOME + "b"))),
        (RSS.replace("Sat, 21 Nov 2026 09:00:00 +0700", "hôm qua"), None),
        ("<html><body>không phải</body></html>", ()),
        ("", ()),
    ],
)
def test_feeds_are_read_whole_or_broken(content: str, expected: tuple[Entry, ...] | None) -> None:
    """RSS, Atom, a file that breaks off, a date that is none, and what is no feed."""
    found = entries_of(content.encode(), HOME)
    if expected is None:
        assert [entry.address for entry in found] == [HOME + "a", HOME + "b"]
    else:
        assert found == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_without_an_error(content: bytes) -> None:
    """Neither parser raises, nor takes the bytes for a file's name."""
    assert isinstance(entries_of(content, HOME), tuple)


def test_sitemaps_list_pages_with_their_times() -> None:
    """A date without an offset is Vietnamese; a file that breaks off gives its beginning."""
    first = "<url><loc>http://a.vn/a?utm_source=x</loc><lastmod>2026-11-21</lastmod></url>"
    second = "<url><loc>http://a.vn/b</loc><lastmod>2026-11-21T02:00:00Z</lastmod></url>"
    found = read_sitemap(f"{URLSET}{first}{second}<url><loc>http".encode(), HOME + "s.xml")
    assert [entry.address for entry in found.entries] == [HOME + "a", HOME + "b"]
    assert [entry.at for entry in found.entries] == [datetime(2026, 11, 20, 17, tzinfo=UTC), AT]


def test_an_index_lists_sitemaps_and_a_text_file_pages() -> None:
    """Both are sitemaps by the protocol."""
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>http://a.vn/s1.xml</loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(index.encode(), HOME) == SitemapContent((), (HOME + "s1.xml",))
    text = read_sitemap(b"http://a.vn/a\nhttp://a.vn/b\nrubbish", HOME)
    assert text.entries == (Entry(HOME + "a"), Entry(HOME + "b"))


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>404</html>", b"\xff\xfe", b'<!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>'],
)
def test_what_is_no_sitemap_lists_nothing(content: bytes) -> None:
    """An error page, garbage, or an entity bomb."""
    assert read_sitemap(content, HOME) == SitemapContent((), ())
