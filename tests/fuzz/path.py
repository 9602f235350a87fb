"""The whole pure path of one page: read, its details, its text, every duty of every class."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.fields.reading import read_fields
from minhbach_classifier.domain.judging import JudgedPage, article_of, judge, unread
from minhbach_classifier.domain.model import Page, Unreadable
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.rules import Rules, RuleSets
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.domain.sources.matching import Article, Match, matched
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_shared.events import Captured, CaptureRef, SiteVersion, Snapshot
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import PageKind, SiteClass
from tests.unit.classifier import copying

ADDRESS: Final = "https://tin.example/bai-1"
_CLASSES: Final[tuple[SiteClass, ...]] = ("aggregator", "state_portal")


@dataclass(frozen=True)
class Passed:
    """What came of a page; ``page`` is None where it could not be read."""

    page: Page | None
    why: Unreadable | None
    said: tuple[JudgedPage, ...]
    """One a class of site, and for an article one more, compared with a copy of itself."""

    @property
    def breaches(self) -> set[str]:
        """Duties that were found broken."""
        every = (a for judged in self.said for a in judged.assessed.assessments)
        return {a.duty for a in every if a.verdict == "breach"}


def passed(
    body: bytes,
    content_type: str | None = "text/html",
    coding: str | None = None,
    *,
    kind: PageKind | None = None,
    source: Page | None = None,
) -> Passed:
    """A capture's body through everything; the same of any run.

    Args:
        source: an article of a reference site beside the packaged one.
    """
    outcome = read(body, content_type, coding, ADDRESS, hint_kind=kind)
    if isinstance(outcome, Unreadable):
        said = tuple(unread(_snapshot(), _record(c), _rules(c), outcome.reason) for c in _CLASSES)
        return Passed(None, outcome, said)
    return Passed(outcome, None, tuple(_judged(outcome, c, source) for c in _CLASSES))


def judged(page: Page) -> JudgedPage:
    """All that follows reading, of a page of an aggregator: details, sketch, match, duties."""
    return _judged(page, "aggregator", None)


def _rules(site_class: SiteClass) -> Rules:
    return _rule_sets().for_day(site_class, copying.CAPTURED.date())


@lru_cache(maxsize=1)
def _rule_sets() -> RuleSets:
    return load_rule_sets()


@lru_cache(maxsize=1)
def _capture() -> CaptureRef:
    return copying.capture(ADDRESS)


@lru_cache(maxsize=1)
def _snapshot() -> Snapshot:
    capture = _capture()
    return Snapshot(
        id=capture.capture_id,
        site_id=copying.COPIER.site_id,
        visit_id=derived_id("visit", "test"),
        site_version=1,
        address=ADDRESS,
        found_by="home",
        at=copying.CAPTURED,
        result=Captured(capture=capture, status=200, final_address=ADDRESS),
    )


@lru_cache(maxsize=2)
def _record(site_class: SiteClass) -> SiteVersion:
    own = {"responsible_person": copying.digest("name", copying.NAME)}
    return copying.record("Tin Kênh Xáng", "https://tin.example/", site_class, **own)


def _judged(page: Page, site_class: SiteClass, source: Page | None) -> JudgedPage:
    snapshot, record = _snapshot(), _record(site_class)
    read_fields(page, site_class)
    body = body_of(page)
    article = article_of(snapshot, _capture(), record, body)
    compared = None if article is None else body
    matches = () if article is None else _matches(body, source)
    subject = Subject(
        page, record, copying.CAPTURED, copying.digest, False, copy=compared, matches=matches
    )
    return judge(snapshot, subject, _rules(site_class))


def _matches(copy: Body, source: Page | None) -> tuple[Match, ...]:
    sources = [_packaged(), *([_of_reference(body_of(source))] if source is not None else [])]
    return tuple(matched(copy, article, copying.SONG_TIEN, body) for article, body in sources)


@lru_cache(maxsize=1)
def _packaged() -> tuple[Article, Body]:
    """The packaged article, the same for every page."""
    return _of_reference(body_of(copying.source_page()))


def _of_reference(source: Body) -> tuple[Article, Body]:
    capture: CaptureRef = copying.capture(source.page.address)
    article = Article(
        capture,
        copying.SONG_TIEN.site_id,
        1,
        "reference",
        source.page.address,
        source.page.published_at,
        source.digest,
        source.version,
        source.keys,
        source.shingles,
    )
    return article, source
