"""``licence.held`` and ``licence.valid``."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from minhbach_shared.events import LicenceEvidence
from minhbach_shared.vocabulary import LicenceStatus, Verdict
from tests.unit.classifier.markup import CAPTURED, FULL_FOOTER, home, subject
from tests.unit.classifier.ruling import finding

AWAITING = "<p>Website đang hoạt động thử nghiệm chờ xin giấy phép của Sở TTTT.</p>"


@pytest.mark.parametrize(
    ("status", "footer", "verdict"),
    [
        ("licensed", FULL_FOOTER, "pass"),
        ("licensed", "<p>Không ghi giấy phép nào</p>", "pass"),
        ("trial", FULL_FOOTER, "inconclusive"),
        (None, FULL_FOOTER, "inconclusive"),
        ("unlicensed", FULL_FOOTER, "breach"),
        (None, AWAITING, "breach"),
        ("trial", AWAITING, "breach"),
    ],
)
def test_only_the_register_or_the_page_own_word_denies_a_licence(
    status: LicenceStatus | None, footer: str, verdict: Verdict
) -> None:
    """A missing licence line is the home page's fault, not this one's."""
    assert finding("licence.held", subject(home(footer), status=status)).verdict == verdict


def test_the_page_own_word_is_quoted() -> None:
    """The evidence is the sentence in its place."""
    judged = subject(home(AWAITING))
    evidence = finding("licence.held", judged).evidence
    assert isinstance(evidence, LicenceEvidence)
    assert evidence.span is not None
    assert "chờ xin giấy phép" in evidence.span.text
    assert judged.page.text[evidence.span.start : evidence.span.end] == evidence.span.text


@pytest.mark.parametrize(
    ("expires_on", "line", "verdict"),
    [
        (date(2026, 11, 19), "", "breach"),
        (date(2026, 11, 20), "", "pass"),
        (None, "", "inconclusive"),
        (None, " có giá trị đến ngày 31/12/2025", "breach"),
        (None, " có giá trị đến ngày 31/12/2027", "pass"),
        (date(2026, 1, 1), " có giá trị đến ngày 31/12/2027", "inconclusive"),
    ],
)
def test_a_licence_is_past_its_date_the_day_after(
    expires_on: date | None, line: str, verdict: Verdict
) -> None:
    """Judged for the capture's day, by the register first, then by what the page states."""
    footer = FULL_FOOTER.replace("24/4/2024</p>", f"24/4/2024{line}</p>")
    judged = subject(home(footer), expires_on=expires_on)
    assert finding("licence.valid", judged).verdict == verdict


@pytest.mark.parametrize(
    ("issued", "at", "verdict"),
    [
        (date(2009, 3, 1), datetime(2023, 3, 2, 9, tzinfo=UTC), "breach"),
        (date(2009, 3, 1), datetime(2023, 3, 1, 9, tzinfo=UTC), "inconclusive"),
        (date(2012, 2, 29), datetime(2023, 3, 2, 9, tzinfo=UTC), "inconclusive"),
        (date(2009, 3, 1), CAPTURED, "inconclusive"),
        (None, datetime(2023, 3, 2, 9, tzinfo=UTC), "inconclusive"),
    ],
)
def test_no_licence_lasts_longer_than_its_renewals(
    issued: date | None, at: datetime, verdict: Verdict
) -> None:
    """Ten years and twice two, by the register's day of issue; the new decree's terms were not
    verified."""
    judged = subject(home())
    record = judged.record.model_copy(update={"licence_issued_on": issued})
    judged = replace(judged, record=record, captured_at=at)
    assert finding("licence.valid", judged).verdict == verdict


def test_a_licence_that_soon_ends_is_told_to_be_renewed() -> None:
    """Thirty days before its end at the latest."""
    judged = replace(
        subject(home(), expires_on=date(2023, 4, 1)), captured_at=datetime(2023, 3, 2, tzinfo=UTC)
    )
    assert "30 ngày" in finding("licence.valid", judged).reason


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ("<p>Giấy phép có giá trị đến hết ngày 31/12/2025</p>", "breach"),
        ("<p>Giấy phép có hiệu lực đến ngày 31/12/2027</p>", "pass"),
        ("<p>Giấy phép này còn hiệu lực đến 31/12/2027</p>", "pass"),
        ("<p>Giấy phép xe có giá trị đến ngày 31/12/2025</p>", "inconclusive"),
        (
            "<p>Giấy phép số 9/GP-BTTTT</p><p>Giấy phép có giá trị đến ngày 31/12/2025</p>",
            "inconclusive",
        ),
    ],
    ids=["past", "valid", "this one", "of something else", "of which of two"],
)
def test_a_line_of_its_own_may_tell_until_when(lines: str, verdict: Verdict) -> None:
    """Address and telephone may stand between the number and its last day."""
    footer = f"{FULL_FOOTER}<p>Tòa soạn: phòng 3</p>{lines}"
    assert finding("licence.valid", subject(home(footer))).verdict == verdict


def test_an_issue_day_is_no_expiry() -> None:
    """A term is not reckoned from the day of issue that a page shows."""
    footer = FULL_FOOTER.replace("24/4/2024", "24/4/2004")
    assert finding("licence.valid", subject(home(footer))).verdict == "inconclusive"


def test_licences_are_judged_on_the_home_page() -> None:
    """Once a visit."""
    judged = subject(home(), address="https://tin.example/bai", status="unlicensed")
    assert finding("licence.held", judged).verdict == "not_applicable"
    assert finding("licence.valid", judged).verdict == "not_applicable"


@pytest.mark.parametrize(
    ("body", "footer", "verdict"),
    [
        ("", "<p>Trang tin đang chờ cấp phép của Sở TTTT</p>", "breach"),
        ("<p>Website chạy thử nghiệm, chờ cấp giấy phép</p>", FULL_FOOTER, "breach"),
        ("<p>Hàng trăm dự án vẫn chờ cấp giấy phép</p>", FULL_FOOTER, "inconclusive"),
        ("<p>Website bán nhà khi còn chờ cấp phép xây dựng</p>", FULL_FOOTER, "inconclusive"),
    ],
)
def test_what_others_await_is_not_the_site_own_licence(
    body: str, footer: str, verdict: Verdict
) -> None:
    """Above the footer the line speaks of the site; a building permit is none anywhere."""
    judged = subject(home(footer, body=body), status=None)
    assert finding("licence.held", judged).verdict == verdict
