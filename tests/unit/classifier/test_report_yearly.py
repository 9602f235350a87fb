"""``report.yearly``: judged by the register's version of the capture, on the home page."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import ReceivedReport, ReportEvidence, YearlyReports
from minhbach_shared.vocabulary import LicenceStatus, Verdict
from tests.unit.classifier.markup import home, subject
from tests.unit.classifier.ruling import finding, rule_for

SINCE = date(2024, 3, 1)
LAST_MINUTE = datetime(2026, 1, 14, 16, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 14, 17, 0, tzinfo=UTC)
"""15 January 2026 begins in Viet Nam."""
_HOME = home()


def seen(
    at: datetime,
    *years: int,
    since: date | None = SINCE,
    status: LicenceStatus | None = "licensed",
    issued: date | None = None,
) -> Subject:
    """The home page at a moment, with the reports that the register has on these years."""
    received = tuple(ReceivedReport(year=year, received_on=date(year + 1, 1, 10)) for year in years)
    judged = subject(_HOME, status=status)
    told = {
        "reports": YearlyReports(owed_since=since, received=received),
        "licence_issued_on": issued,
    }
    return replace(judged, record=judged.record.model_copy(update=told), captured_at=at)


@pytest.mark.parametrize(
    ("at", "years", "verdict"),
    [
        (LAST_MINUTE, (2024,), "pass"),
        (LAST_MINUTE, (), "breach"),
        (MIDNIGHT, (2024,), "breach"),
        (MIDNIGHT, (2024, 2025), "pass"),
        (MIDNIGHT, (2025,), "pass"),
        (datetime(2028, 2, 29, 3, tzinfo=UTC), (2026,), "breach"),
        (datetime(2028, 2, 29, 3, tzinfo=UTC), (2027,), "pass"),
        (datetime(2026, 12, 31, 20, tzinfo=UTC), (2025,), "pass"),
    ],
)
def test_the_deadline_passes_at_midnight_in_viet_nam(
    at: datetime, years: tuple[int, ...], verdict: Verdict
) -> None:
    """Before 15 January is up to the last minute of the 14th; then the next year is asked for."""
    assert finding("report.yearly", seen(at, *years)).verdict == verdict


@pytest.mark.parametrize(
    ("since", "status", "issued", "verdict"),
    [
        (date(2026, 1, 14), "licensed", None, "breach"),
        (date(2026, 1, 15), "licensed", None, "not_applicable"),
        (None, "trial", None, "not_applicable"),
        (None, "unlicensed", None, "not_applicable"),
        (SINCE, None, None, "inconclusive"),
        (SINCE, "licensed", date(2025, 12, 31), "breach"),
        (SINCE, "licensed", date(2026, 1, 2), "not_applicable"),
    ],
)
def test_only_what_was_owed_at_the_deadline_is_judged(
    since: date | None, status: LicenceStatus | None, issued: date | None, verdict: Verdict
) -> None:
    """In the register and licensed when the deadline passed, and already in the year itself."""
    judged = seen(MIDNIGHT, since=since, status=status, issued=issued)
    assert finding("report.yearly", judged).verdict == verdict


def test_a_register_that_does_not_say_proves_nothing() -> None:
    """A version from before reports were kept, or a register that was brought as a file."""
    judged = replace(subject(_HOME), captured_at=MIDNIGHT)
    assert finding("report.yearly", judged).verdict == "inconclusive"


def test_what_came_late_has_come() -> None:
    """Late passes, with a remark that an officer reads."""
    judged = seen(MIDNIGHT)
    late = ReceivedReport(year=2025, received_on=date(2026, 1, 15))
    reports = YearlyReports(owed_since=SINCE, received=(late,))
    record = judged.record.model_copy(update={"reports": reports})
    found = finding("report.yearly", replace(judged, record=record))
    assert found.verdict == "pass"
    assert "sau hạn gửi" in found.reason


def test_the_suspicion_names_year_and_day() -> None:
    """One fault a year, whichever day it is seen on; another year is another fault."""
    first = finding("report.yearly", seen(MIDNIGHT))
    again = finding("report.yearly", seen(datetime(2026, 6, 1, tzinfo=UTC)))
    following = finding("report.yearly", seen(datetime(2027, 2, 1, tzinfo=UTC)))
    assert first.evidence == ReportEvidence(
        year=2025, due_before="2026-01-15", owed_since="2024-03-01"
    )
    assert first.found_digest == again.found_digest != following.found_digest


def test_the_law_is_carried_over_unverified() -> None:
    """Verified under Decree 72/2013; from 2024-12-25 on an officer confirms the citation."""
    before = rule_for("report.yearly", seen(datetime(2024, 12, 24, 16, tzinfo=UTC)))
    after = rule_for("report.yearly", seen(datetime(2024, 12, 24, 17, tzinfo=UTC)))
    assert before.basis.verified
    assert not after.basis.verified
    assert "Điều 9" in after.basis.citation


def test_another_page_is_not_concerned() -> None:
    """Once a visit, on the home page."""
    judged = replace(subject(_HOME, address="https://tin.example/bai"), captured_at=MIDNIGHT)
    assert finding("report.yearly", judged).verdict == "not_applicable"
