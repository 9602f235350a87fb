"""Redirects: at most five, all on the same site, none twice."""

from dataclasses import dataclass
from typing import Final, Protocol

from minhbach_crawler.domain.addresses import Site, resolved
from minhbach_crawler.domain.exchanges import Exchange, Lost

MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Allows(Protocol):
    """Whether robots.txt lets an address be fetched."""

    def __call__(self, address: str) -> bool:
        """True if it may be fetched."""
        ...


@dataclass(frozen=True, slots=True)
class Hop:
    """The address that a redirect leads to."""

    address: str


def follow(
    site: Site, asked: str, so_far: tuple[Exchange, ...], answer: Exchange, allows: Allows
) -> Hop | Lost | None:
    """Where an answer leads: a hop, a loss with its reason, or None if it is no redirect."""
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    target = resolved(answer.address, location)
    before = (*so_far, answer)
    if target is None:
        return Lost(before, "bad_response", f"redirect to no http address: {location[:200]}")
    if not site.holds(target):
        return Lost(before, "left_site", f"redirect to {target[:250]}")
    if len(so_far) >= MOST_REDIRECTS or target in {asked, *(e.address for e in before)}:
        return Lost(before, "redirect_loop", f"{len(before)} redirects, last to {target[:200]}")
    if not allows(target):
        return Lost(before, "robots_disallowed", f"redirect to {target[:250]}")
    return Hop(target)
