"""The hosts that a page links to, told once for all duties of the family."""

from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.hosts import hosts_of
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.same import Same

_MOST_LINKS: Final = 5000


def linked_hosts(page: Page) -> tuple[str, ...]:
    """The host of each of a page's links, of 5,000 at most; empty where there is none."""
    return _linked_hosts(Same(page))


@lru_cache(maxsize=2)
def _linked_hosts(same: Same) -> tuple[str, ...]:
    return tuple(hosts_of([link.address for link in same.page.links[:_MOST_LINKS]]))
