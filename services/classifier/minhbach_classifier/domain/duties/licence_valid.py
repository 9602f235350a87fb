"""``licence.valid``: the licence is not past its date; judged on the home page, so once a visit.

Decree 72/2013/ND-CP Article 23(6); Decree 147/2024/ND-CP Article 24.
"""

from datetime import date
from typing import Final, Literal

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields import Fields, read_fields
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import LicenceEvidence, Span
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "licence.valid"


def judge(subject: Subject, _: Parameters) -> Finding:
    """Whether the licence is past its date, where the register or the page states one."""
    if subject.record.status == "unlicensed":
        return Finding(DUTY, "not_applicable", 1.0, "Trang chưa có giấy phép.")
    fields = read_fields(subject.page, subject.site_class)
    stated = _stated_on_page(fields)
    registered = subject.record.licence_expires_on
    if registered is not None:
        return _by_register(subject, registered, fields, stated[0] if stated else None)
    if stated is None:
        reason = "Sổ đăng ký và trang chủ đều không ghi ngày hết hạn của giấy phép."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    day, place = stated
    if day >= subject.day:
        return Finding(DUTY, "pass", 0.85, f"Trang ghi giấy phép còn hạn đến {_told(day)}.")
    reason = f"Trang ghi giấy phép đã hết hạn ngày {_told(day)}."
    return _breach("page", reason, day, quoted(subject, subject.page, place))


def _by_register(
    subject: Subject, registered: date, fields: Fields, on_page: date | None
) -> Finding:
    if registered >= subject.day:
        return Finding(DUTY, "pass", 0.95, f"Giấy phép còn hạn đến {_told(registered)}.")
    if on_page is not None and on_page >= subject.day:
        reason = "Sổ đăng ký ghi giấy phép đã hết hạn, trang ghi còn hạn: cần đối chiếu."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    numbers = fields.found.get("licence_number", ())
    span = quoted(subject, subject.page, numbers[0]) if numbers else None
    reason = f"Theo sổ đăng ký, giấy phép đã hết hạn ngày {_told(registered)}."
    return _breach("register", reason, registered, span)


def _stated_on_page(fields: Fields) -> tuple[date, Range] | None:
    for line in fields.licences:
        if line.expires_on is not None and line.expiry is not None:
            return line.expires_on, line.expiry
    return None


def _told(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _breach(
    said_by: Literal["register", "page"], reason: str, expires_on: date, span: Span | None
) -> Finding:
    ends = expires_on.isoformat()
    evidence = LicenceEvidence(fact="expired", expires_on=ends, said_by=said_by, span=span)
    confidence = 0.95 if said_by == "register" else 0.85
    digest = digest_of(["expired", ends])
    return Finding(DUTY, "breach", confidence, reason, evidence, digest)


CODE: Final = DutyCode(DUTY, "home", Parameters, judge)
