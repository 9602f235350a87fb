"""What the classifier remembers, as its judging needs it; each method raises ``Unavailable``.

The classifier is a pure function with this memory. Writers write by majority before they ask, so
of two captures that belong together and arrive at once at least one sees the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from minhbach_classifier.domain.judgements import Judgement
from minhbach_classifier.domain.model import RegisterRecord, Unreadable
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.cited import References
from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.states import AddressState, Look
from minhbach_classifier.domain.wishes import Wish
from minhbach_shared.events import CaptureRef
from minhbach_shared.vocabulary import PageKind, SiteClass

SiteKey = tuple[UUID, int]
"""A site and the version of its record."""


class RegisterMemory(Protocol):
    """Every version of the register's records."""

    async def versions(self, keys: Iterable[SiteKey]) -> Mapping[SiteKey, RegisterRecord]:
        """The versions asked for, all of them; ``RegisterBehind`` where one has not come yet."""
        ...

    async def references(self) -> References:
        """The reference sites, by their latest records."""
        ...


class SaltMemory(Protocol):
    """The salts of sites."""

    async def of(self, sites: Iterable[UUID]) -> Mapping[UUID, bytes]:
        """The salts asked for, all of them; ``SaltMissing`` where a site has none yet."""
        ...


class ArticleMemory(Protocol):
    """The fingerprint index."""

    async def put(self, article: Article) -> None:
        """Keeps an article's fingerprint; who asks after this sees it."""
        ...

    async def sharing(self, article: Article, site_class: SiteClass) -> Sequence[Sighting]:
        """The other articles of a class that share enough keys with one, or its very text."""
        ...

    async def is_settled(self, article: Article) -> bool:
        """Whether the copies that were there before this article were judged again."""
        ...

    async def settle(self, article: Article) -> None:
        """Marks that they were."""
        ...


class JudgementMemory(Protocol):
    """What was said of each capture."""

    async def open(self, judgement: Judgement) -> Judgement:
        """The judgement as it stands; a new one is kept before it asks for sources."""
        ...

    async def replace(self, before: Judgement, after: Judgement) -> bool:
        """Keeps ``after``; False where another worker changed ``before`` in between."""
        ...

    async def of_article(self, article: UUID) -> Sequence[Judgement]:
        """The judgements of every capture of an article."""
        ...

    async def awaiting(self, address: UUID) -> Sequence[Judgement]:
        """The judgements that wait for a look at an address."""
        ...

    async def latest(self, captures: Iterable[UUID]) -> Sequence[Judgement]:
        """The judgements of these captures as they stand."""
        ...


class AddressMemory(Protocol):
    """What addresses showed over time."""

    async def look(self, look: Look) -> AddressState:
        """Keeps a look; the state after it."""
        ...

    async def of(self, addresses: Collection[UUID]) -> Mapping[UUID, AddressState]:
        """The states of those of the addresses that were ever looked at."""
        ...


class WishMemory(Protocol):
    """Wishes to have addresses visited, until they are said."""

    async def keep(self, wishes: Iterable[Wish]) -> int:
        """Keeps those that were never kept before; how many they are."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Wish]:
        """Those to be said now, the oldest first."""
        ...

    async def said(self, wishes: Iterable[UUID]) -> None:
        """Marks that they were."""
        ...


class PageMemory(Protocol):
    """Pages, read from their captures."""

    async def read(
        self, capture: CaptureRef, address: str, kind: PageKind | None = None
    ) -> Body | Unreadable:
        """The page that a capture is; ``CaptureAtFault`` where it is gone or altered."""
        ...
