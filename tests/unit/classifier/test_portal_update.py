"""``portal.update``: working days from a document's day to its posting, by the law of the day."""

from datetime import UTC, date, datetime

import pytest

from minhbach_classifier.domain.portal_items import item_of
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import FreshnessEvidence, ItemKind
from minhbach_shared.vocabulary import Verdict
from minhbach_shared.working_days import is_working_day, working_days_between
from tests.unit.classifier.copying import digest, page, record
from tests.unit.classifier.ruling import finding

PORTAL = record("Cổng thông tin xã", "https://xa.example/", "state_portal")
TEXT = "Ủy ban nhân dân xã ban hành văn bản này để các ấp biết và thực hiện cho đúng quy định."
DECISION = "Quyết định số 12/QĐ-UBND ngày 01/3/2022 về việc phê duyệt kế hoạch sử dụng đất"


def item(title: str, *head: str, posted: datetime | None, seen: datetime | None = None) -> Subject:
    """A page of the portal, read some days after it was posted."""
    shown = page(TEXT, title=title, head=head, published_at=posted, address="https://xa.example/1")
    return Subject(shown, PORTAL, seen or datetime(2022, 6, 1, tzinfo=UTC), digest)


def at(day: date) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("posted", "verdict"),
    [
        (date(2022, 3, 2), "pass"),
        (date(2022, 3, 3), "pass"),
        (date(2022, 3, 10), "inconclusive"),
        (date(2022, 3, 15), "inconclusive"),
        (date(2022, 3, 16), "breach"),
        (date(2022, 4, 29), "breach"),
        (date(2022, 2, 28), "inconclusive"),
    ],
)
def test_a_document_has_ten_working_days(posted: date, verdict: Verdict) -> None:
    """Two where the portal is its issuer's, which a page does not tell: between them, no breach."""
    assert finding("portal.update", item(DECISION, posted=at(posted))).verdict == verdict


def test_the_evidence_counts() -> None:
    """Kind, both days, the days taken and allowed."""
    found = finding("portal.update", item(DECISION, posted=at(date(2022, 4, 12))))
    evidence = found.evidence
    assert isinstance(evidence, FreshnessEvidence)
    assert (evidence.item, evidence.happened_on) == ("legal_document", "2022-03-01")
    # The Hung Kings' day (11 April in 2022) is no working day.
    assert (evidence.allowed_working_days, evidence.taken_working_days) == (10, 29)


@pytest.mark.parametrize("seen", [date(2022, 8, 15), date(2024, 1, 5), date(2026, 7, 1)])
def test_without_a_verified_limit_nothing_is_a_breach(seen: date) -> None:
    """What was seen is told (Decrees 42/2022 and 224/2026)."""
    late = item(DECISION, posted=at(date(2022, 5, 30)), seen=at(seen))
    found = finding("portal.update", late)
    assert found.verdict == "inconclusive"
    assert "ngày làm việc" in found.reason


@pytest.mark.parametrize(
    ("posted", "published_on", "taken"),
    [
        (date(2022, 4, 12), "2022-04-12", 29),
        (date(2022, 2, 28), "2022-02-28", None),
        (date(2041, 3, 1), "2041-03-01", None),
        (None, None, None),
    ],
)
def test_every_item_tells_its_days(
    posted: date | None, published_on: str | None, taken: int | None
) -> None:
    """Whatever was judged; days that contradict each other, or lie years apart, do not count."""
    when = None if posted is None else at(posted)
    told = finding("portal.update", item(DECISION, posted=when)).item
    assert told is not None
    assert (told.kind, told.happened_on) == ("legal_document", "2022-03-01")
    assert (told.published_on, told.taken_working_days) == (published_on, taken)


def test_an_archive_proves_nothing() -> None:
    """A document that is put up years later was moved, or is kept for the record."""
    old = "Quyết định số 7/QĐ-UBND ngày 01/3/2012 về việc công nhận ấp văn hóa"
    assert (
        finding("portal.update", item(old, posted=at(date(2022, 3, 9)))).verdict == "inconclusive"
    )


def test_a_page_without_its_time_proves_nothing() -> None:
    """Failure to tell is no delay."""
    assert finding("portal.update", item(DECISION, posted=None)).verdict == "inconclusive"


@pytest.mark.parametrize(
    ("title", "head", "kind", "day"),
    [
        (DECISION, (), "legal_document", date(2022, 3, 1)),
        ("Công văn 45/UBND-VP", ("Ngày ban hành: 02/03/2022",), "legal_document", date(2022, 3, 2)),
        (
            "Trả lời kiến nghị của cử tri ấp 3",
            ("Câu hỏi gửi ngày 5/1/2022",),
            "question_answered",
            date(2022, 1, 5),
        ),
        (
            "Kết quả lựa chọn nhà thầu gói thầu số 2",
            ("Ngày phê duyệt: 10/02/2022",),
            "plan_project_tender",
            date(2022, 2, 10),
        ),
        (
            "Nghiệm thu đề tài nuôi cá tra sạch",
            ("Ngày nghiệm thu: 11 tháng 2 năm 2022",),
            "science_topic",
            date(2022, 2, 11),
        ),
        (
            "Báo cáo thống kê quý một",
            ("Ngày ký: 30/03/2022",),
            "statistics",
            date(2022, 3, 30),
        ),
        (
            "Tuyên truyền Luật Đất đai theo Quyết định số 12/QĐ-UBND ngày 1/3/2022",
            (),
            "policy_explanation",
            date(2022, 3, 1),
        ),
    ],
)
def test_what_a_page_is_an_item_of(
    title: str, head: tuple[str, ...], kind: ItemKind, day: date
) -> None:
    """Its title tells the kind, a label or the document's number the day."""
    found = item_of(item(title, *head, posted=None).page)
    assert found is not None
    assert (found.kind, found.happened_on) == (kind, day)


@pytest.mark.parametrize(
    "title",
    [
        "Xã tổ chức hội thi nấu ăn mừng ngày Phụ nữ Việt Nam",
        "Lãnh đạo xã thăm hỏi gia đình chính sách ngày 20/1/2022",
        "Thông báo lịch tiếp công dân tháng 3",
        "Quyết định số 12/QĐ-UBND ngày 41/3/2022",
    ],
)
def test_news_is_no_item(title: str) -> None:
    """Without a document and its day there is nothing to count from."""
    assert finding("portal.update", item(title, posted=at(date(2022, 5, 30)))).verdict == (
        "not_applicable"
    )


def test_working_days_skip_weekends_and_tet() -> None:
    """Lunar New Year of 2022 closed offices from 31 January to 4 February."""
    assert not is_working_day(date(2022, 2, 1))
    assert working_days_between(date(2022, 1, 28), date(2022, 2, 7)) == 1
    assert working_days_between(date(2022, 3, 4), date(2022, 3, 7)) == 1
    assert working_days_between(date(2022, 3, 7), date(2022, 3, 4)) == 0
    with pytest.raises(ValueError, match="too long"):
        working_days_between(date(1990, 1, 1), date(2022, 1, 1))
