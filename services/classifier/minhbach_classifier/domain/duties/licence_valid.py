"""``licence.valid``: the licence is not past its date; judged on the home page, so once a visit.

Decree 72/2013/ND-CP Articles 23(6) and 23h (as amended by Decree 27/2018): at most ten years, then
at most two renewals of two; Decree 147/2024/ND-CP Article 24.
"""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields import Fields, read_fields
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import LicenceEvidence, Span
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "licence.valid"


class ValidParameters(Parameters):
    """What the law of the day says of a licence's term; None where that was not verified."""

    longest_years: int | None = Field(default=None, ge=1)
    """The term and all its renewals: ten years, then two renewals of two."""
    first_term_years: int | None = Field(default=None, ge=1)
    renewal_days: int | None = Field(default=None, ge=0)
    """So many days before the end renewal is to be asked for."""


def judge(subject: Subject, parameters: ValidParameters) -> Finding:
    """Whether the licence is past its date, where the register or the page states one."""
    if subject.record.status == "unlicensed":
        return Finding(DUTY, "not_applicable", 1.0, "Trang chưa có giấy phép.")
    fields = read_fields(subject.page, subject.site_class)
    stated = _stated_on_page(fields)
    registered = subject.record.licence_expires_on
    if registered is not None:
        return _by_register(subject, registered, fields, parameters)
    if stated is None:
        return _by_term(subject, parameters)
    day, place = stated
    if day >= subject.day:
        renewal = _renewal(subject, day, parameters)
        reason = f"Trang ghi giấy phép còn hạn đến {_told(day)}.{renewal}"
        return Finding(DUTY, "pass", 0.85, reason)
    reason = f"Trang ghi giấy phép đã hết hạn ngày {_told(day)}."
    return _breach("page", reason, day, quoted(subject, subject.page, place))


def _by_register(
    subject: Subject, registered: date, fields: Fields, parameters: ValidParameters
) -> Finding:
    if registered >= subject.day:
        renewal = _renewal(subject, registered, parameters)
        reason = f"Giấy phép còn hạn đến {_told(registered)}.{renewal}"
        return Finding(DUTY, "pass", 0.95, reason)
    stated = _stated_on_page(fields)
    if stated is not None and stated[0] >= subject.day:
        reason = "Sổ đăng ký ghi giấy phép đã hết hạn, trang ghi còn hạn: cần đối chiếu."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    numbers = fields.found.get("licence_number", ())
    span = quoted(subject, subject.page, numbers[0]) if numbers else None
    reason = f"Theo sổ đăng ký, giấy phép đã hết hạn ngày {_told(registered)}."
    return _breach("register", reason, registered, span)


def _by_term(subject: Subject, parameters: ValidParameters) -> Finding:
    """Without a day of expiry: what the register's day of issue and the law's longest term tell."""
    issued, longest = subject.record.licence_issued_on, parameters.longest_years
    if issued is not None and longest is not None:
        end = _after(issued, longest)
        if end < subject.day:
            reason = f"Giấy phép cấp ngày {_told(issued)} đã quá thời hạn dài nhất ({longest} năm)."
            return _breach("register", reason, end, None)
        first = parameters.first_term_years
        if first is not None and _after(issued, first) < subject.day:
            reason = f"Giấy phép cấp đã quá {first} năm; cần đối chiếu quyết định gia hạn."
            return Finding(DUTY, "inconclusive", 0.5, reason)
    reason = "Sổ đăng ký và trang chủ đều không ghi ngày hết hạn của giấy phép."
    return Finding(DUTY, "inconclusive", 0.5, reason)


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _renewal(subject: Subject, ends: date, parameters: ValidParameters) -> str:
    """What is to be asked for soon."""
    days = parameters.renewal_days
    if days is None or (ends - subject.day).days > 2 * days:
        return ""
    return f" Việc gia hạn phải được đề nghị trước khi hết hạn ít nhất {days} ngày."


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


CODE: Final = DutyCode(DUTY, "home", ValidParameters, judge)
