"""``source.alive``: gone at the source and still here after its time, or nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from minhbach_classifier.domain.model import Finding, Page
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.states import (
    AddressState,
    Gone,
    How,
    Look,
    Shown,
    Unclear,
    looked,
)
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_shared.events import GoneEvidence
from tests.unit.classifier.copying import (
    CAPTURED,
    FULL_CREDIT,
    MIEN_GO,
    SONG_TIEN,
    SOURCE,
    capture,
    match,
    matches,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding, rule_for

HOUR = timedelta(hours=1)
ADDRESS = "https://songtien.example/cau"
AT_WIRE = "https://miengo.example/cau"
COPY = page(*SOURCE, credit=[FULL_CREDIT])


def shown(at: datetime, address: str = ADDRESS) -> Look:
    """A capture that shows the article."""
    return Look(SONG_TIEN.site_id, address, at, Shown(capture(address, at), None))


def gone(at: datetime, how: How = "not_found", address: str = ADDRESS) -> Look:
    """A capture that shows that it was taken down."""
    return Look(SONG_TIEN.site_id, address, at, Gone(capture(address, at), how))


def unclear(at: datetime, found: Unclear) -> Look:
    """A look that tells nothing."""
    return Look(SONG_TIEN.site_id, ADDRESS, at, found)


def state(*looks: Look) -> AddressState:
    """The state after some looks."""
    after: AddressState | None = None
    for look in looks:
        after = looked(after, look)
    assert after is not None
    return after


def compared(copy: Page, *sources: tuple[Page | Match, AddressState | None]) -> Subject:
    """A copy, compared with sources of which so much is known."""
    found = [
        replace(s if isinstance(s, Match) else match(copy, s), state=known) for s, known in sources
    ]
    return subject(copy, found=matches(copy, *found))


def judged(known: AddressState | None, copy: Page = COPY, source: Page | None = None) -> Finding:
    """The duty on a copy of one source."""
    return finding("source.alive", compared(copy, (source or source_page(), known)))


BEFORE = shown(CAPTURED - 100 * HOUR)


@pytest.mark.parametrize("how", ["not_found", "gone", "removal_notice"])
def test_a_copy_that_outlasts_its_source_is_a_breach(how: How) -> None:
    """The evidence shows the capture that found it gone, and what still stands here."""
    known = state(BEFORE, gone(CAPTURED - 4 * HOUR, how))
    found = judged(known)
    assert found.verdict == "breach"
    assert isinstance(found.evidence, GoneEvidence)
    assert found.evidence.gone == capture(ADDRESS, CAPTURED - 4 * HOUR)
    assert (found.evidence.how, found.evidence.allowed_hours) == (how, 3)
    at = found.evidence.copied
    assert COPY.text[at.start : at.end][:300] == at.text
    assert [c.shows for c in found.candidates] == ["text", "gone"]


@pytest.mark.parametrize("hours", [0, 1, 3])
def test_within_the_time_nothing_is_proved(hours: int) -> None:
    """Three hours from the capture that shows it gone."""
    assert judged(state(BEFORE, gone(CAPTURED - hours * HOUR))).verdict == "inconclusive"


def test_before_the_decree_it_was_at_once() -> None:
    """Press Law 103/2016: any capture of the copy after the one that shows the source gone."""
    old = CAPTURED.replace(year=2022)
    before, after = state(gone(old)), state(gone(old - HOUR))
    for known, verdict in ((before, "inconclusive"), (after, "breach")):
        one = replace(compared(COPY, (source_page(), known)), captured_at=old)
        assert finding("source.alive", one).verdict == verdict
        assert rule_for("source.alive", one).basis.verified
    longer_ago = replace(compared(COPY, (source_page(), after)), captured_at=old.replace(year=2016))
    with pytest.raises(ValueError, match="not enough values"):
        rule_for("source.alive", longer_ago)


@pytest.mark.parametrize("found", ["failed", "other"])
def test_a_source_out_of_reach_is_no_proof(found: Unclear) -> None:
    """Time-outs, errors of the server, robots.txt: failure is never guilt."""
    assert judged(state(BEFORE, unclear(CAPTURED - 5 * HOUR, found))).verdict == "inconclusive"


def test_a_source_that_stands_passes() -> None:
    """Surer where it was looked at lately."""
    lately, long_ago = judged(state(shown(CAPTURED - HOUR))), judged(state(BEFORE))
    assert (lately.verdict, long_ago.verdict) == ("pass", "pass")
    assert lately.confidence > long_ago.confidence
    assert judged(None).verdict == "pass"


def test_a_source_that_is_back_was_not_taken_down() -> None:
    """A fault of its server for an afternoon is no removal."""
    known = state(BEFORE, gone(CAPTURED - 9 * HOUR), shown(CAPTURED + HOUR))
    assert judged(known).verdict == "pass"
    assert known.turned_since(CAPTURED + HOUR) == CAPTURED - 9 * HOUR
    assert known.turned_since(CAPTURED) is None


def test_a_text_that_another_site_still_carries_is_no_breach() -> None:
    """A wire story: uncredited it passes; where the credited source is gone nothing is proved."""
    down = state(BEFORE, gone(CAPTURED - 5 * HOUR))
    for copy, verdict in ((page(*SOURCE), "pass"), (COPY, "inconclusive")):
        wire = match(copy, source_page(address=AT_WIRE), MIEN_GO)
        both = compared(copy, (source_page(), down), (wire, None))
        assert finding("source.alive", both).verdict == verdict
    wire = match(COPY, source_page(address=AT_WIRE), MIEN_GO)
    there = state(gone(CAPTURED - 4 * HOUR, address=AT_WIRE))
    nowhere = compared(COPY, (source_page(), down), (wire, there))
    assert finding("source.alive", nowhere).verdict == "breach"


def test_a_pair_without_a_time_is_inconclusive() -> None:
    """Nobody knows which was first."""
    known = state(BEFORE, gone(CAPTURED - 5 * HOUR))
    assert judged(known, replace(COPY, published_at=None)).verdict == "inconclusive"


def test_a_text_of_its_own_or_no_article_is_not_concerned() -> None:
    """A page that says in its place that it was taken down did its duty."""
    own = page("Chợ nổi sáng nay đông hơn mọi ngày vì ghe dưa hấu từ miệt dưới lên rất sớm.")
    assert judged(None, own).verdict == "not_applicable"
    assert finding("source.alive", subject(COPY)).verdict == "not_applicable"
    notice = page("Bài viết này đã được gỡ bỏ theo nguồn tin.", title="Thông báo")
    assert finding("source.alive", subject(notice)).verdict == "pass"


def test_a_copy_that_is_gone_passes() -> None:
    """Whatever became of its source."""
    before = compared(COPY, (source_page(), state(BEFORE, gone(CAPTURED - 5 * HOUR))))
    rule = rule_for("source.alive", before)
    known = state(BEFORE, gone(CAPTURED))
    found = rule.code.apply_gone(GonePage(before, known, 404), rule.parameters)
    assert found is not None
    assert found.verdict == "pass"
    own = rule.code.apply_gone(GonePage(subject(COPY, found=()), known, 404), rule.parameters)
    assert own is not None
    assert own.verdict == "not_applicable"
