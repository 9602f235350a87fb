"""``licence.held``: an aggregator holds a licence; judged on the home page, so once a visit.

Decree 72/2013/ND-CP Articles 20(2) and 23; Decree 147/2024/ND-CP Article 24.
"""

from typing import Final

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.fields import read_fields
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import LicenceEvidence, Span
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "licence.held"


def judge(subject: Subject, _: Parameters) -> Finding:
    """Whether the site holds a licence: only the register or the page's own word denies it."""
    if subject.record.status == "unlicensed":
        return _unlicensed()
    awaiting = read_fields(subject.page, subject.site_class).awaiting
    if awaiting is not None:
        span = quoted(subject, subject.page, awaiting)
        reason = "Trang tự ghi là đang chờ xin giấy phép."
        return _awaiting(reason, span)
    match subject.record.status:
        case "licensed":
            return Finding(DUTY, "pass", 0.95, "Sổ đăng ký ghi: đã có giấy phép.")
        case "trial":
            return Finding(DUTY, "inconclusive", 0.5, "Sổ đăng ký ghi: đang hoạt động thử nghiệm.")
        case _:
            return Finding(DUTY, "inconclusive", 0.5, "Sổ đăng ký không ghi tình trạng giấy phép.")


def _unlicensed() -> Finding:
    evidence = LicenceEvidence(fact="unlicensed", said_by="register")
    reason = "Sổ đăng ký ghi: chưa có giấy phép."
    return Finding(DUTY, "breach", 0.95, reason, evidence, digest_of(["unlicensed", None]))


def _awaiting(reason: str, span: Span) -> Finding:
    evidence = LicenceEvidence(fact="awaiting_licence", said_by="page", span=span)
    return Finding(DUTY, "breach", 0.85, reason, evidence, digest_of(["awaiting_licence", None]))


CODE: Final = DutyCode(DUTY, "home", Parameters, judge)
