"""Which articles of reference sites a text may come from, and which of the two is earlier.

Earlier is by the times that the pages show, never by when they were captured. An article that a
site wrote itself matches nothing, and where nothing matches nothing is judged (safeguard 3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, Literal
from uuid import UUID

from minhbach_classifier.domain.model import Page, RegisterRecord
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.credits import Credit, credits_of, credits_shown_by
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.sources.winnowing import containment
from minhbach_shared.events import Candidate, CaptureRef, SourceRef
from minhbach_shared.events.base import QUOTE_LIMIT
from minhbach_shared.ids import derived_id
from minhbach_shared.personal import mask
from minhbach_shared.vocabulary import SiteClass

SHARED_KEYS: Final = 3
"""So many keys in common make a candidate."""
WEIGHED: Final = 5
"""So many articles, the best, are read again and compared exactly."""
VERSIONS: Final = 3
"""So many captured versions of each."""

Standing = Literal["earlier", "later", "unknown"]


@dataclass(frozen=True, slots=True)
class Article:
    """What the index keeps of an article: no words of it, only where they can be read again."""

    capture: CaptureRef
    site_id: UUID
    site_version: int
    site_class: SiteClass
    address: str
    published_at: datetime | None
    text_digest: str
    version: str
    """Digest of headline and text: one document an address and version."""
    keys: tuple[int, ...]
    shingles: int

    @property
    def id(self) -> UUID:
        """Derived: one an address and version."""
        return derived_id("article", self.site_id, self.address, self.version)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article of the index that shares keys with a text."""

    article: Article
    shared: int


@dataclass(frozen=True)
class Match:
    """An article, read again and compared with the copy."""

    article: Article
    site: RegisterRecord
    body: Body
    containment: float
    """The share of the copy's shingles that it holds."""
    standing: Standing
    copy: Page

    @cached_property
    def credits(self) -> tuple[Credit, ...]:
        """The copy's credits that name this article's site, or its author as the page shows it."""
        return credits_of(self.copy, self.site) or credits_shown_by(self.copy, self.body.page)

    @property
    def candidate(self) -> Candidate:
        """As it enters the assessment."""
        return Candidate(
            capture_id=self.article.capture.capture_id,
            text_digest=self.article.text_digest,
            containment=round(self.containment, 4),
        )

    def source_ref(self) -> SourceRef | None:
        """As evidence names it; none where the page shows no time."""
        if self.body.page.published_at is None:
            return None
        return SourceRef(
            site_id=self.article.site_id,
            site_name=self.site.name,
            title=mask(self.body.page.headline)[:QUOTE_LIMIT],
            published_at=self.body.page.published_at,
            capture=self.article.capture,
        )


def best(sightings: Iterable[Sighting], copy: Body) -> tuple[Article, ...]:
    """The articles to weigh: by address the best five, of each the versions that share most.

    Ranked by shared keys, then age, then id, so that a replay weighs the same.
    """
    enough = [s for s in sightings if s.shared >= SHARED_KEYS or _is_same(s.article, copy)]
    chosen: dict[tuple[UUID, str], list[Article]] = {}
    for sighting in sorted(enough, key=lambda s: _rank(s, copy)):
        place = (sighting.article.site_id, sighting.article.address)
        if place in chosen or len(chosen) < WEIGHED:
            chosen.setdefault(place, []).append(sighting.article)
    return tuple(article for versions in chosen.values() for article in versions[:VERSIONS])


def _is_same(article: Article, copy: Body) -> bool:
    return article.text_digest == copy.digest and len(copy.words) > 0


def _rank(sighting: Sighting, copy: Body) -> tuple[bool, int, datetime, UUID]:
    article = sighting.article
    shared = len(copy.keys) if _is_same(article, copy) else sighting.shared
    age = article.published_at or datetime.max.replace(tzinfo=UTC)
    own = copy.page.published_at
    later = own is not None and article.published_at is not None and article.published_at > own
    return later, -shared, age, article.capture.capture_id


def matched(copy: Body, article: Article, site: RegisterRecord, source: Body) -> Match:
    """One article compared with the copy."""
    same = copy.digest == source.digest and len(copy.words) > 0
    share = 1.0 if same else containment(copy.hashes, source.hashes)
    return Match(article, site, source, share, standing(source.page, copy.page), copy.page)


def standing(source: Page, copy: Page) -> Standing:
    """Whether the source was published before the copy, by the times that both pages show."""
    if source.published_at is None or copy.published_at is None:
        return "unknown"
    if source.published_to_day or copy.published_to_day:
        ours, theirs = day_of(copy.published_at), day_of(source.published_at)
        if ours == theirs:
            return "unknown"
        return "earlier" if theirs < ours else "later"
    return "earlier" if source.published_at < copy.published_at else "later"


def ordered(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches, the one that holds most of the copy first, then by age and id."""
    latest = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            matches,
            key=lambda m: (
                -round(m.containment, 4),
                m.article.published_at or latest,
                m.article.capture.capture_id,
            ),
        )
    )
