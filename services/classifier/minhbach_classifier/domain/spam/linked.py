"""The hosts that a page links to, told once for all duties of the family."""

from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.hosts import hosts_of
from minhbach_classifier.domain.model import Page

_MOST_LINKS: Final = 5000


class Same:
    """A page as itself: two that only look alike are not compared."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __hash__(self) -> int:
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.page is other.page


def linked_hosts(page: Page) -> tuple[str, ...]:
    """The host of each of a page's links, of 5,000 at most; empty where there is none."""
    return _linked_hosts(Same(page))


@lru_cache(maxsize=2)
def _linked_hosts(same: Same) -> tuple[str, ...]:
    return tuple(hosts_of([link.address for link in same.page.links[:_MOST_LINKS]]))
