"""Every capture is a look at its address: an article, a removal, or nothing that tells."""

from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.memory import AddressMemory
from minhbach_classifier.domain.model import Page, Range
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.removal import removal_notice
from minhbach_classifier.domain.sources.sketches import containment
from minhbach_classifier.domain.sources.states import (
    AddressState,
    Gone,
    How,
    Look,
    Shown,
    Unclear,
)
from minhbach_classifier.weighing import Shows, Weigher
from minhbach_shared.events import Captured, Snapshot, Span
from minhbach_shared.events.base import QUOTE_LIMIT
from minhbach_shared.personal import mask

_GONE: Final[dict[int, How]] = {404: "not_found", 410: "gone"}
_SAME: Final = 0.1
"""From this share on a short page is the article that stood there, not a notice in its place."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found."""

    state: AddressState | None
    """The address's state after it; None for one that never showed an article."""
    article: Article | None
    """The article that the page is; a removal notice is none."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Keeps looks at the addresses of articles, and of sources that were asked for."""

    addresses: AddressMemory
    weigher: Weigher

    async def look(self, snapshot: Snapshot, shows: Shows) -> Seen:
        """Keeps a look.

        Raises:
            Unavailable: the store does not answer.
        """
        if shows.record.site_class == "state_portal":
            return Seen(None, shows.article)
        found: Shown | Gone | Unclear | None = _plainly(shows)
        if found is None:
            before = await self._before(snapshot)
            asked = shows.record.site_class == "reference" and snapshot.found_by == "request"
            if before is None and shows.article is None and not asked:
                return Seen(None, None)
            found = await self._found(snapshot, shows, before)
        look = Look(snapshot.site_id, snapshot.address, snapshot.at, found)
        article = None if isinstance(found, Gone) else shows.article
        return Seen(await self.addresses.look(look), article)

    async def _before(self, snapshot: Snapshot) -> AddressState | None:
        own = address_id(snapshot.site_id, snapshot.address)
        return (await self.addresses.of([own])).get(own)

    async def _found(
        self, snapshot: Snapshot, shows: Shows, before: AddressState | None
    ) -> Shown | Gone | Unclear:
        result = snapshot.result
        if not isinstance(result, Captured):
            return "failed"
        if result.status in _GONE:
            return Gone(result.capture, _GONE[result.status])
        if not isinstance(shows.body, Body):
            return "failed"
        notice = removal_notice(shows.body.page)
        if notice is not None and await self._is_other(snapshot, shows, before):
            return Gone(result.capture, "removal_notice", _quoted(shows.body.page, notice))
        return "other" if shows.article is None else _shown(shows.article, shows.body.page)

    async def _is_other(
        self, snapshot: Snapshot, shows: Shows, before: AddressState | None
    ) -> bool:
        """Whether an article stood there before, and another text stands there now."""
        if before is None or before.shown is None or not isinstance(shows.body, Body):
            return False
        if shows.article is None:
            return True
        earlier = await self.weigher.article_before(snapshot, shows.record, before.shown)
        return earlier is not None and containment(earlier[0].sketch, shows.body.sketch) < _SAME


def _plainly(shows: Shows) -> Shown | None:
    """An article that cannot be taken for a removal notice, as nearly all pages are."""
    if shows.article is None or not isinstance(shows.body, Body):
        return None
    page = shows.body.page
    return _shown(shows.article, page) if removal_notice(page) is None else None


def _shown(article: Article, page: Page) -> Shown:
    return Shown(article.capture, page.published_at, page.published_to_day)


def _quoted(page: Page, place: Range) -> Span:
    written = page.written(place)
    words = mask(page.words(place))[:QUOTE_LIMIT]
    return Span(start=written.start, end=written.end, text=words)
