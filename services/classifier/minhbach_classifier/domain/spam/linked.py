"""The hosts that a page links to, told once for all duties of the family."""

from collections.abc import Container
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.hosts import distinct_hosts, hosts_of
from minhbach_classifier.domain.model import Link, Page
from minhbach_classifier.domain.same import Same

_MOST_LINKS: Final = 5000


def linked_hosts(page: Page) -> frozenset[str]:
    """The hosts of a page's links, of 5,000 at most."""
    return _linked_hosts(Same(page))


def links_to(page: Page, hosts: Container[str]) -> list[tuple[str, Link]]:
    """Those of a page's links that lead to some hosts, each with its host."""
    links = page.links[:_MOST_LINKS]
    every = zip(hosts_of([link.address for link in links]), links, strict=True)
    return [(host, link) for host, link in every if host in hosts]


@lru_cache(maxsize=2)
def _linked_hosts(same: Same) -> frozenset[str]:
    return distinct_hosts(link.address for link in same.page.links[:_MOST_LINKS])
