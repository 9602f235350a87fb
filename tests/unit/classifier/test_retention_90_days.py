"""``retention.90_days``: gone before its time, unless it had to go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.states import AddressState, Gone, Shown
from minhbach_classifier.domain.subject import GonePage
from minhbach_shared.events import RetentionEvidence
from tests.unit.classifier.copying import (
    COPIER,
    SONG_TIEN,
    SOURCE,
    capture,
    match,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding, packaged, rule_for

GONE_AT = datetime(2026, 6, 20, 5, tzinfo=UTC)
POSTED = GONE_AT - timedelta(days=30)
COPY = page(*SOURCE, published_at=POSTED)
ADDRESS = "https://songtien.example/cau"


def judged(
    *sources: Match, posted: datetime | None = POSTED, words: str = "", status: int = 404
) -> Finding:
    """The duty on an address that is gone."""
    before = replace(subject(COPY, found=sources), captured_at=GONE_AT)
    there = capture(COPY.address, POSTED)
    missing = Gone(capture(COPY.address, GONE_AT), "not_found")
    state = AddressState(
        COPIER.site_id, COPY.address, GONE_AT, "gone", Shown(there, posted), missing
    )
    rule = rule_for("retention.90_days", before)
    found = rule.code.apply_gone(GonePage(before, state, status, words), rule.parameters)
    assert found is not None
    return found


def source(state: AddressState | None) -> Match:
    """The article's source, of which so much is known."""
    return replace(match(COPY, source_page(published_at=POSTED - timedelta(1))), state=state)


def seen(days_later: float, gone: Gone | None = None) -> AddressState:
    """The source, looked at so long after the copy was found gone."""
    at = GONE_AT + timedelta(days=days_later)
    shown = Shown(capture(ADDRESS, at), None)
    return AddressState(SONG_TIEN.site_id, ADDRESS, at, "gone" if gone else "article", shown, gone)


@pytest.mark.parametrize(("days", "verdict"), [(0, "breach"), (90, "breach"), (91, "pass")])
def test_ninety_days_are_what_counts(days: int, verdict: str) -> None:
    """From the day of posting."""
    assert judged(posted=GONE_AT - timedelta(days=days)).verdict == verdict


def test_the_evidence_shows_what_stood_there() -> None:
    """The capture that showed it, when it was posted, what is answered now."""
    found = judged(status=410)
    assert isinstance(found.evidence, RetentionEvidence)
    assert found.evidence.posted == capture(COPY.address, POSTED)
    assert (found.evidence.posted_at, found.evidence.status) == (POSTED, 410)
    assert found.evidence.allowed_days == 90


def test_an_item_without_a_time_proves_nothing() -> None:
    """Nobody knows since when it stood there."""
    assert judged(posted=None).verdict == "inconclusive"
    assert judged(posted=GONE_AT + timedelta(1)).verdict == "inconclusive"


def test_what_an_order_removed_had_to_go() -> None:
    """The page says so in its place."""
    words = "Bài viết đã được gỡ theo yêu cầu của cơ quan có thẩm quyền."
    assert judged(words=words).verdict == "inconclusive"


def test_what_the_source_removed_had_to_go() -> None:
    """Nothing is said before the source was looked at again."""
    down = Gone(capture(ADDRESS, GONE_AT), "gone")
    assert judged(source(seen(1, down))).verdict == "pass"
    assert judged(source(seen(-1))).verdict == "inconclusive"
    assert judged(source(replace(seen(1), showing="failed"))).verdict == "inconclusive"
    assert judged(source(seen(1))).verdict == "breach"


def test_what_stands_is_kept() -> None:
    """An article that is there passes; another page is not concerned."""
    there = replace(subject(COPY, found=()), captured_at=GONE_AT)
    assert finding("retention.90_days", there).verdict == "pass"
    assert finding("retention.90_days", replace(there, copy=None)).verdict == "not_applicable"


def test_the_duty_ended() -> None:
    """147/2024 Art 24(6)(g) was repealed on 2026-07-01."""
    for month, count in ((6, 1), (7, 0)):
        day = datetime(2026, month, 30 if month == 6 else 1, tzinfo=UTC).date()
        rules = packaged().for_day("aggregator", day)
        assert sum(rule.id == "retention.90_days" for rule in rules) == count
