"""``source.delay``: an hour after the source, by the times of both pages, in the copy's favour."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from minhbach_classifier.domain.model import VIETNAM, Finding, Page, Range
from minhbach_classifier.domain.sources.cited import Cited
from minhbach_classifier.domain.sources.matching import Match
from minhbach_shared.events import EarlyEvidence
from tests.unit.classifier.copying import (
    FULL_CREDIT,
    MIEN_GO,
    PUBLISHED,
    SOURCE,
    match,
    matches,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding, packaged

MINUTE = timedelta(minutes=1)
AT_WIRE = "https://miengo.example/cau"


def judged(copy: Page, *sources: Page | Match, cited: tuple[Cited, ...] = ()) -> Finding:
    """The duty on a copy."""
    found = matches(copy, *(sources or (source_page(),)))
    return finding("source.delay", replace(subject(copy, found=found), cited=cited))


def copied(minutes: float, credit: str = FULL_CREDIT) -> Page:
    """A copy that was published so many minutes after its source."""
    return page(*SOURCE, credit=[credit], published_at=PUBLISHED + minutes * MINUTE)


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [(5, "breach"), (59, "breach"), (60, "pass"), (600, "pass"), (0, "breach")],
)
def test_an_hour_is_what_counts(minutes: int, verdict: str) -> None:
    """Before it is too early; with it, it is not."""
    later = page(*SOURCE, published_at=PUBLISHED + minutes * MINUTE)
    assert judged(copied(minutes)).verdict == (verdict if minutes else "not_applicable")
    assert judged(later).verdict == (verdict if minutes else "not_applicable")


def test_the_evidence_names_both_times() -> None:
    """The source with its time, the copy's time where it stands."""
    copy = copied(12)
    shown = Range(0, 10)
    found = judged(replace(copy, published_span=shown))
    assert isinstance(found.evidence, EarlyEvidence)
    assert found.evidence.source.published_at == PUBLISHED
    assert found.evidence.published_at == PUBLISHED + 12 * MINUTE
    assert found.evidence.shown_at is not None
    assert found.evidence.shown_at.text == copy.text[:10]
    assert found.evidence.allowed_minutes == 60
    assert "12 phút" in found.reason


def test_a_day_without_an_hour_proves_nothing() -> None:
    """On the same day nobody knows how long after; a day later it was long enough."""
    midnight = datetime(2026, 11, 16, tzinfo=VIETNAM)
    same = replace(
        page(*SOURCE, credit=[FULL_CREDIT], published_at=midnight), published_to_day=True
    )
    assert judged(same).verdict == "inconclusive"
    after = replace(same, published_at=midnight + timedelta(2))
    assert judged(after).verdict == "pass"
    theirs = replace(source_page(published_at=midnight), published_to_day=True)
    assert judged(copied(5), theirs).verdict == "inconclusive"


def test_a_page_without_a_time_proves_nothing() -> None:
    """Neither the copy's nor the source's."""
    assert judged(replace(copied(5), published_at=None)).verdict == "inconclusive"
    assert judged(copied(5), source_page(published_at=None)).verdict == "inconclusive"


def test_any_reference_that_had_it_an_hour_before_clears() -> None:
    """A wire story may have been taken from each of the sites that carry it."""
    copy = copied(5)
    wire = source_page(address=AT_WIRE, published_at=PUBLISHED - 2 * 60 * MINUTE)
    assert judged(copy, source_page(), match(copy, wire, MIEN_GO)).verdict == "pass"
    near = source_page(address=AT_WIRE, published_at=PUBLISHED - 10 * MINUTE)
    assert judged(copy, source_page(), match(copy, near, MIEN_GO)).verdict == "breach"


def test_a_credited_source_that_was_not_read_may_have_had_it_earlier() -> None:
    """What was not compared proves nothing."""
    cited = (Cited(MIEN_GO, AT_WIRE),)
    assert judged(copied(5), cited=cited).verdict == "inconclusive"
    alone = finding("source.delay", replace(subject(copied(5), found=()), cited=cited))
    assert (alone.verdict, alone.cited[0].address) == ("inconclusive", AT_WIRE)


def test_an_hour_that_the_credit_gives_may_be_the_sources_first() -> None:
    """A source that changed its time since is no proof against the copy."""
    early = copied(5, "Theo Báo Sông Tiền, 06:00 16/11/2026")
    assert judged(early).verdict == "inconclusive"


def test_a_text_of_its_own_is_judged_not_at_all() -> None:
    """Nor is one of which a source holds too little."""
    own = page("Chợ nổi sáng nay đông hơn mọi ngày vì ghe dưa hấu từ miệt dưới lên rất sớm.")
    assert judged(own).verdict == "not_applicable"


def test_the_duty_is_in_force_from_its_day() -> None:
    """From 2024-12-25 on."""
    for day, count in ((date(2024, 12, 24), 0), (date(2024, 12, 25), 1)):
        rules = packaged().for_day("aggregator", day)
        assert sum(rule.id == "source.delay" for rule in rules) == count
