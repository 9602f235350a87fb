"""Which articles of reference sites a text may come from, and which of the two is earlier.

Earlier is by the times that the pages show, never by when they were captured. An article that a
site wrote itself matches nothing, and where nothing matches nothing is judged (safeguard 3).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, Literal
from uuid import UUID

from minhbach_classifier.domain.model import Page, RegisterRecord
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.credits import Credit, credits_of, credits_shown_by
from minhbach_classifier.domain.sources.sketches import containment
from minhbach_classifier.domain.sources.states import AddressState, Gone, Shown
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.sources.winnowing import keys_needed
from minhbach_shared.events import Candidate, CaptureRef, SourceRef
from minhbach_shared.events.base import QUOTE_LIMIT
from minhbach_shared.ids import derived_id
from minhbach_shared.personal import mask
from minhbach_shared.vocabulary import SiteClass

WEIGHED: Final = 5
"""So many articles, the best, are read again and compared exactly."""
NAMED: Final = 2
"""So many more of sites that the copy credits."""
CREDITED: Final = 0.25
"""From this share of a text on an article of a credited site is the one that it credits."""
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
    state: AddressState | None = None
    """What its address showed when it was last looked at; None where nobody looked again."""

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

    @property
    def looks(self) -> tuple[Candidate, ...]:
        """The article, and the capture that showed last what became of it."""
        match self.state:
            case AddressState(gone=Gone(capture=capture)):
                return self.candidate, self._look(capture, "gone")
            case AddressState(shown=Shown(capture=capture)) if capture != self.article.capture:
                return self.candidate, self._look(capture, "text")
        return (self.candidate,)

    @property
    def seen_at(self) -> datetime:
        """When its address was last looked at."""
        return self.article.capture.captured_at if self.state is None else self.state.seen_at

    def _look(self, capture: CaptureRef, shows: Literal["text", "gone"]) -> Candidate:
        return self.candidate.model_copy(update={"capture_id": capture.capture_id, "shows": shows})

    @property
    def address_id(self) -> UUID:
        """The id of the source's address."""
        return address_id(self.article.site_id, self.article.address)

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


def best(
    sightings: Iterable[Sighting], copy: Body, credited: Collection[UUID] = ()
) -> tuple[Article, ...]:
    """The articles to weigh: by address the best five, of each the versions that share most.

    Ranked by shared keys, then age, then id, so that a replay weighs the same.

    Args:
        credited: sites that the copy credits; their best is weighed beside the five, since a wire
            story may stand on many more.
    """
    near = sorted((s for s in sightings if _is_near(s, copy)), key=lambda s: _rank(s, copy))
    places = list(dict.fromkeys(_place(s.article) for s in near))
    named = [place for place in places[WEIGHED:] if place[0] in credited][:NAMED]
    return tuple(
        article
        for place in (*places[:WEIGHED], *named)
        for article in [s.article for s in near if _place(s.article) == place][:VERSIONS]
    )


def _place(article: Article) -> tuple[UUID, str]:
    return article.site_id, article.address


def _is_near(sighting: Sighting, copy: Body) -> bool:
    return sighting.shared >= keys_needed(copy.shingles) or _is_same(sighting.article, copy)


def _is_same(article: Article, copy: Body) -> bool:
    return article.text_digest == copy.digest and copy.length > 0


def _rank(sighting: Sighting, copy: Body) -> tuple[bool, int, datetime, UUID]:
    article = sighting.article
    shared = len(copy.keys) if _is_same(article, copy) else sighting.shared
    age = article.published_at or datetime.max.replace(tzinfo=UTC)
    own = copy.page.published_at
    later = own is not None and article.published_at is not None and article.published_at > own
    return later, -shared, age, article.capture.capture_id


def matched(copy: Body, article: Article, site: RegisterRecord, source: Body) -> Match:
    """One article compared with the copy."""
    same = copy.digest == source.digest and copy.length > 0
    share = 1.0 if same else containment(copy.sketch, source.sketch)
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
    """The matches, a source that the copy credits first, then the one that holds most of it.

    Among equals the older one, then by id.
    """
    latest = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            matches,
            key=lambda m: (
                m.containment < CREDITED or not m.credits,
                -round(m.containment, 4),
                m.article.published_at or latest,
                m.article.capture.capture_id,
            ),
        )
    )
