"""Articles of reference sites that are at hand: what a text may have been taken from."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from minhbach_classifier.domain.judging import article_of
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.domain.sources.matching import (
    SHARED_KEYS,
    Article,
    Match,
    Sighting,
    best,
    matched,
    ordered,
)
from minhbach_classifier.offline.snapshots import capture_of, record_of, snapshot_of
from minhbach_classifier.offline.texts import Given, text_page
from minhbach_shared.events import SiteVersion

_EARLIER: Final = timedelta(hours=1)
_HOST: Final = re.compile(r"(?:https?://)?(?P<host>[\w-]+(?:\.[\w-]+)+(?::\d+)?)/?")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article of a reference site."""

    site: str
    """The site's name, or its address."""
    address: str
    title: str
    text: str
    published_at: datetime | None
    to_day: bool
    """True where only the day is known."""
    before: datetime
    """It was captured before this."""


@dataclass(frozen=True, slots=True)
class References:
    """All that are at hand, by their keys. Read-only once it is made."""

    articles: dict[UUID, Article] = field(default_factory=dict)
    bodies: dict[UUID, Body] = field(default_factory=dict)
    records: dict[UUID, SiteVersion] = field(default_factory=dict)
    by_key: dict[int, list[UUID]] = field(default_factory=dict)
    by_digest: dict[str, list[UUID]] = field(default_factory=dict)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> Self:
        """The index of some articles; one an address and version, the first one stays."""
        made = cls()
        for reference in references:
            made._put(reference)
        return made

    def matches(self, article: Article, body: Body) -> tuple[Match, ...]:
        """The articles that a text may come from, each compared with it, the closest first."""
        return ordered(
            [
                matched(body, source, self.records[source.site_id], self.bodies[source.id])
                for source in best(self._sharing(article), body)
            ]
        )

    def _put(self, reference: Reference) -> None:
        record = _record(reference)
        given = Given(published_at=reference.published_at, to_day=reference.to_day)
        page = text_page(reference.title, reference.text, given, reference.address)
        capture = capture_of(page.address, record, reference.before - _EARLIER)
        body = body_of(page)
        article = article_of(snapshot_of(capture, page.kind, record), capture, record, body)
        if article is None or article.id in self.articles:
            return
        self.articles[article.id] = article
        self.bodies[article.id] = body
        self.records[record.site_id] = record
        for key in article.keys:
            self.by_key.setdefault(key, []).append(article.id)
        self.by_digest.setdefault(article.text_digest, []).append(article.id)

    def _sharing(self, article: Article) -> list[Sighting]:
        shared = Counter(found for key in article.keys for found in self.by_key.get(key, ()))
        same = self.by_digest.get(article.text_digest, ())
        near = {*same, *(found for found, count in shared.items() if count >= SHARED_KEYS)}
        return [Sighting(self.articles[found], shared[found]) for found in sorted(near)]


def _record(reference: Reference) -> SiteVersion:
    """The reference site as the register would hold it: a credit may say its name or its host."""
    home = urlsplit(reference.address)
    address = f"{home.scheme}://{home.netloc}/"
    named = _HOST.fullmatch(reference.site.strip())
    if named is not None and "://" in reference.site:
        address = reference.site.strip()
    name = named["host"] if named else reference.site
    return record_of(name, address, "reference", reference.before - _EARLIER)
