"""What a page leads to: links, and the feeds that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser
from w3lib.html import get_meta_refresh

from minhbach_crawler.domain.addresses import canonical

_LINKS = "a[href], area[href]"
_FRAMES = "frame[src], iframe[src]"
_FEEDS = 'link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"]'
_FEED_ENDINGS = (".rss", ".atom", "/rss.xml", "/feed.xml", "/atom.xml")
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Leads:
    """Canonical addresses that a page names, each once, in its order; of any site."""

    links: tuple[str, ...]
    feeds: tuple[str, ...]


def leads_of(content: bytes, address: str) -> Leads:
    """The links and feeds of the page at ``address``; nothing is asked for. Hidden links count."""
    tree = LexborHTMLParser(content)
    base = _base(tree, address)
    links = dict.fromkeys(
        (*_named(tree, _LINKS, "href", base), *_named(tree, _FRAMES, "src", base))
    )
    if (moved := _refresh(content, base)) is not None:
        links[moved] = None
    feeds = dict.fromkeys(_named(tree, _FEEDS, "href", base))
    feeds |= dict.fromkeys(link for link in links if link.endswith(_FEED_ENDINGS))
    return Leads(tuple(link for link in links if link not in feeds), tuple(feeds))


def _base(tree: LexborHTMLParser, address: str) -> str:
    node = tree.css_first("base[href]")
    named = node.attributes.get("href") if node is not None else None
    return (canonical(address, named) if named else None) or address


def _named(tree: LexborHTMLParser, selector: str, attribute: str, base: str) -> Iterator[str]:
    for node in tree.css(selector):
        reference = node.attributes.get(attribute)
        if reference and (found := canonical(base, reference)) is not None:
            yield found


def _refresh(content: bytes, base: str) -> str | None:
    _, target = get_meta_refresh(content[:_HEAD_BYTES], base)
    return canonical(base, target) if target else None
