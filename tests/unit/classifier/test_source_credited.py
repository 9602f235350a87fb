"""``source.credited``: no match, no violation; name and time, or a breach that says what lacks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from minhbach_classifier.domain.model import VIETNAM, Finding, Page, Range
from minhbach_classifier.domain.sources.matching import Match
from minhbach_shared.events import UncreditedEvidence
from tests.unit.classifier.copying import (
    COPIER,
    FULL_CREDIT,
    MIEN_GO,
    NAME,
    PUBLISHED,
    SOURCE,
    digest,
    match,
    matches,
    page,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import finding

OWN = (
    "Chợ nổi sáng nay đông hơn mọi ngày vì ghe dưa hấu từ miệt dưới lên sớm, ai cũng nói cười.",
    "Giá dưa giữ như tuần trước, nhưng trái nhỏ hơn vì đợt nắng kéo dài trong tháng mười vừa qua.",
)


def judged(copy: Page, *sources: Page | Match) -> Finding:
    """The duty on a copy."""
    found = matches(copy, *(sources or (source_page(),)))
    return finding("source.credited", subject(copy, found=found))


def evidence(found: Finding) -> UncreditedEvidence:
    """The evidence of a breach."""
    assert found.verdict == "breach"
    assert isinstance(found.evidence, UncreditedEvidence)
    return found.evidence


@pytest.mark.parametrize(
    "credit",
    [
        FULL_CREDIT,
        "Nguồn: Báo Sông Tiền (16/11/2026)",
        "Theo Lê Hoa/Báo Sông Tiền, 16/11/2026",
        "Nguồn: songtien.example, đăng ngày 16/11/2026",
    ],
)
def test_name_and_time_suffice(credit: str) -> None:
    """A full credit passes, whether its time has an hour or not."""
    assert judged(page(*SOURCE, credit=[credit])).verdict == "pass"


def test_the_name_beside_the_head_suffices() -> None:
    """The source's bare name and time beside the head are a credit."""
    assert judged(page(*SOURCE, head=["Báo Sông Tiền, 16/11/2026"])).verdict == "pass"


@pytest.mark.parametrize(
    ("credit", "lacks"),
    [
        ([], ("name", "time")),
        (["Nguồn ảnh: Báo Sông Tiền, 16/11/2026"], ("name", "time")),
        (["(Tổng hợp)"], ("name", "time")),
        (["Theo đó, 16/11/2026"], ("name", "time")),
        (["Theo Báo Sông Tiền"], ("time",)),
    ],
)
def test_an_incomplete_credit_is_a_breach(credit: list[str], lacks: tuple[str, ...]) -> None:
    """The evidence says what lacks, and quotes both sides exactly."""
    copy, source = page(*SOURCE, credit=credit), source_page()
    found = evidence(judged(copy, source))
    assert found.lacks == lacks
    assert found.containment == 1.0
    assert copy.text[found.copied.start : found.copied.end][:300] == found.copied.text
    assert source.text[found.original.start : found.original.end][:300] == found.original.text
    assert (found.credit is None) == ("name" in lacks)


def test_an_own_article_is_judged_not_at_all() -> None:
    """No match, no violation."""
    assert judged(page(*OWN), match(page(*OWN), source_page())).verdict == "not_applicable"
    alone = finding("source.credited", subject(page(*OWN), found=()))
    assert alone.verdict == "not_applicable"


def test_a_short_quotation_is_no_copy() -> None:
    """An own article that quotes a passage is not said to stand on the source."""
    copy = page(*OWN, SOURCE[0])
    assert judged(copy).verdict in {"inconclusive", "not_applicable"}


def test_a_text_that_the_source_has_later_is_not_its_copy() -> None:
    """Earlier is by the times that the pages show."""
    copy = page(*SOURCE, published_at=PUBLISHED - timedelta(minutes=1))
    assert judged(copy).verdict == "not_applicable"


@pytest.mark.parametrize(
    ("copied_at", "published_at"), [(None, PUBLISHED), (PUBLISHED + timedelta(1), None)]
)
def test_a_pair_without_a_time_is_inconclusive(
    copied_at: datetime | None, published_at: datetime | None
) -> None:
    """Where one page shows no time nobody knows which was first."""
    copy = page(*SOURCE, published_at=copied_at)
    assert judged(copy, source_page(published_at=published_at)).verdict == "inconclusive"


def test_two_days_without_hours_are_told_apart_by_the_day_only() -> None:
    """On one and the same day nobody knows which was first."""
    noon = datetime(2026, 11, 16, tzinfo=VIETNAM)
    same = replace(page(*SOURCE, published_at=noon), published_to_day=True)
    later = replace(same, published_at=noon + timedelta(1))
    assert judged(same).verdict == "inconclusive"
    assert judged(later).verdict == "breach"


def test_a_wire_story_may_credit_any_site_that_has_it() -> None:
    """A text on several reference sites is rightly credited to each of them."""
    copy = page(*SOURCE, credit=["Theo Nhật báo Miền Gò, 16/11/2026"])
    wire = match(copy, source_page(address="https://miengo.example/cau"), MIEN_GO)
    assert judged(copy, source_page(), wire).verdict == "pass"


def test_of_several_credits_one_that_suffices_is_enough() -> None:
    """Another credit beside the full one does no harm."""
    copy = page(*SOURCE, credit=["Theo Nhật báo Miền Gò", FULL_CREDIT])
    assert judged(copy).verdict == "pass"


def test_a_credit_of_an_unknown_source_is_inconclusive() -> None:
    """The text may stand there too; it was not compared."""
    copy = page(*SOURCE, credit=["Theo Báo Đồng Xanh, 16/11/2026"])
    assert judged(copy).verdict == "inconclusive"


def test_the_author_whom_the_source_shows_may_be_named() -> None:
    """Author or agency: the law leaves the choice."""
    source = replace(
        source_page(),
        body=page(*SOURCE, credit=["Lê Thị Hoa"]).body,
        credit_area=page(*SOURCE, credit=["Lê Thị Hoa"]).credit_area,
    )
    copy = page(*SOURCE, credit=["Theo Lê Thị Hoa, 16/11/2026"])
    assert judged(copy, source).verdict == "pass"


def test_the_pages_own_date_is_not_the_sources() -> None:
    """A date that is the page's own publication counts only if it is the source's day too."""
    for day, verdict in (("16/11/2026", "pass"), ("18/11/2026", "breach")):
        copy = page(*SOURCE, credit=[f"Nguồn: Báo Sông Tiền | {day}"])
        start = copy.text.index(day)
        own = replace(copy, published_span=Range(start, start + len(day)))
        assert judged(own).verdict == verdict


def test_the_fault_is_the_same_whatever_source_shows_it() -> None:
    """Judging again on other evidence counts nothing twice."""
    copy = page(*SOURCE)
    other = match(copy, source_page(address="https://miengo.example/x"), MIEN_GO)
    assert judged(copy).found_digest == judged(copy, other, source_page()).found_digest
    changed = page(*SOURCE, "Thêm một câu nữa để văn bản khác đi hẳn so với trước đó.")
    assert judged(changed).found_digest != judged(copy).found_digest


def test_evidence_masks_the_responsible_person_and_phones() -> None:
    """The name that the register holds a digest of, phones and e-mails do not leave the page."""
    told = f"Ông {NAME} mời gọi 0912 345 678 hoặc thư bay@tin.example để biết thêm về cây cầu mới."
    copy, source = page(told, *SOURCE), source_page(told, *SOURCE)
    known = COPIER.model_copy(update={"responsible_person": digest("name", NAME)})
    said = evidence(finding("source.credited", subject(copy, known, matches(copy, source))))
    for words in (said.copied.text, said.original.text):
        assert words.startswith("Ông ███")
        for personal in (NAME, "0912", "bay@"):
            assert personal not in words
