"""``report.yearly``: an aggregator reports on each year before 15 January of the next.

Circular 09/2014/TT-BTTTT Article 9(1) and 9(3). Judged on the home page, so once a visit, by the
register's version of the capture: it says which reports came and since when the site stands there
as licensed. Judged is the last deadline that passed, and only where the site owed it then: an
older year stays with the case that it opened. What the register does not say proves nothing.
"""

from datetime import date
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import ReceivedReport, ReportEvidence, YearlyReports
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "report.yearly"


class ReportParameters(Parameters):
    """The day before which the report on a year is due in the next."""

    before_month: int = Field(ge=1, le=12)
    before_day: int = Field(ge=1, le=28)
    first_year: int = Field(ge=2000)
    """The first year on which the law asks a report."""

    def last_passed(self, day: date) -> date:
        """The last deadline that had passed at the beginning of a day."""
        this_year = date(day.year, self.before_month, self.before_day)
        return this_year if this_year <= day else this_year.replace(year=day.year - 1)


def judge(subject: Subject, parameters: ReportParameters) -> Finding:
    """Whether the report whose deadline passed last is in the register."""
    record = subject.record
    if record.reports is None:
        reason = "Sổ đăng ký của lần chụp này không cho biết về báo cáo hằng năm."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    if record.status is None:
        reason = "Sổ đăng ký không ghi tình trạng giấy phép nên chưa rõ trang có phải báo cáo."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    deadline = parameters.last_passed(subject.day)
    if not_owed := _why_not_owed(subject, record.reports, deadline, parameters):
        return Finding(DUTY, "not_applicable", 0.95, not_owed)
    return _judged(record.reports, deadline)


def _why_not_owed(
    subject: Subject, reports: YearlyReports, deadline: date, parameters: ReportParameters
) -> str | None:
    """Why no report was owed at a deadline, in Vietnamese; None where one was."""
    year, issued = deadline.year - 1, subject.record.licence_issued_on
    if reports.owed_since is None:
        return "Trang không thuộc diện được cấp phép nên không phải báo cáo hằng năm."
    if reports.owed_since >= deadline:
        return f"Đến hạn {_told(deadline)} trang chưa có giấy phép trong sổ đăng ký."
    if issued is not None and issued.year > year:
        return f"Giấy phép được cấp sau năm {year}."
    if year < parameters.first_year:
        return f"Năm {year} chưa phải báo cáo."
    return None


def _judged(reports: YearlyReports, deadline: date) -> Finding:
    year = deadline.year - 1
    found = next((one for one in reports.received if one.year == year), None)
    if found is not None:
        return Finding(DUTY, "pass", 0.95, _received(found, deadline))
    since = reports.owed_since.isoformat() if reports.owed_since else ""
    return Finding(
        DUTY,
        "breach",
        0.95,
        f"Sổ đăng ký chưa có báo cáo năm {year}; hạn gửi: trước ngày {_told(deadline)}.",
        ReportEvidence(year=year, due_before=deadline.isoformat(), owed_since=since),
        digest_of([DUTY, year]),
    )


def _received(found: ReceivedReport, deadline: date) -> str:
    came = f"Đã nhận báo cáo năm {found.year} ngày {_told(found.received_on)}"
    if found.received_on < deadline:
        return f"{came}, đúng hạn."
    # Art 9(3) asks that it is sent by then, which the day of receipt does not tell.
    return f"{came}, sau hạn gửi (trước ngày {_told(deadline)})."


def _told(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


CODE: Final = DutyCode(DUTY, "home", ReportParameters, judge)
