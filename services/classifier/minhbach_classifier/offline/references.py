"""Articles of reference sites that are at hand: what a text may have been taken from."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from minhbach_classifier.domain.judging import article_of
from minhbach_classifier.domain.sources import cited as crediting
from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.domain.sources.index import MemoryIndex
from minhbach_classifier.domain.sources.matching import Article, Match, best, matched, ordered
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
class Compared:
    """What a text was compared with."""

    matches: tuple[Match, ...] = ()
    cited: tuple[crediting.Cited, ...] = ()
    """Sources on reference sites that it credits and that are not at hand."""


class References:
    """All that are at hand. Read-only once it is made.

    Args:
        stop_keys: keys (signed) that are no sign of copying.
    """

    def __init__(
        self, references: Iterable[Reference] = (), stop_keys: Collection[int] = ()
    ) -> None:
        self._index = MemoryIndex(stop_keys)
        self._bodies: dict[UUID, Body] = {}
        self._records: dict[UUID, SiteVersion] = {}
        self._read: set[UUID] = set()
        for reference in references:
            self._put(reference)
        self._sites = crediting.References.of(self._records.values())

    def compared(self, body: Body, article: Article) -> Compared:
        """The articles that a text may come from, the closest first, and what it credits beside."""
        credited = crediting.cited_sources(body.page, self._sites)
        sightings = self._index.sharing(article, "reference")
        sources = best(sightings, body, {cited.site.site_id for cited in credited})
        matches = ordered([self._matched(body, source) for source in sources])
        return Compared(matches, crediting.unread(credited, matches, self._read))

    def _matched(self, copy: Body, source: Article) -> Match:
        return matched(copy, source, self._records[source.site_id], self._bodies[source.id])

    def _put(self, reference: Reference) -> None:
        """One an address and version: the first one stays."""
        record = _record(reference)
        given = Given(published_at=reference.published_at, to_day=reference.to_day)
        body = body_of(text_page(reference.title, reference.text, given, reference.address))
        capture = capture_of(reference.address, record, reference.before - _EARLIER)
        article = article_of(snapshot_of(capture, "article", record), capture, record, body)
        self._records.setdefault(record.site_id, record)
        self._read.add(address_id(record.site_id, reference.address))
        if article is not None and article.id not in self._bodies:
            self._bodies[article.id] = body
            self._index.put(article)


def _record(reference: Reference) -> SiteVersion:
    """The reference site as the register would hold it: a credit may say its name or its host."""
    home = urlsplit(reference.address)
    address = f"{home.scheme}://{home.netloc}/"
    named = _HOST.fullmatch(reference.site.strip())
    if named is not None and "://" in reference.site:
        address = reference.site.strip()
    name = named["host"] if named else reference.site
    return record_of(name, address, "reference", reference.before - _EARLIER)
