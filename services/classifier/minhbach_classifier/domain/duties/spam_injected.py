"""``spam.injected``: promotion that strangers put in; said beside the content's own duty.

Decree 72/2013/ND-CP Article 5(5). It is said where the promotion is hidden, where the home page
does not link its page, or where it is plainly not the site's own: a state body's page that is
itself a promotion, or a foreign one. A site whose pages were injected is a victim.
"""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.hosts import HostKind
from minhbach_classifier.domain.lexicon import is_foreign
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters
from minhbach_classifier.domain.spam.judging import (
    Promoted,
    confidence_of,
    evidence_of,
    found_digest,
    promoted,
)
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.injected"
Content = Literal["gambling", "adult", "scam", "prohibited_goods", "malware"]
_LISTS: Final[Mapping[Content, HostKind | None]] = {
    "gambling": "gambling",
    "adult": "adult",
    "scam": "scam",
    "prohibited_goods": None,
    "malware": "malware",
}


class InjectedParameters(Parameters):
    """What each kind of promotion is known by: the same as in its own duty."""

    contents: Mapping[Content, SpamParameters] = Field(min_length=1)


def judge(subject: Subject, parameters: InjectedParameters) -> Finding:
    """The duty on one page of any kind."""
    found = [
        one
        for content, known in parameters.contents.items()
        if (one := promoted(subject, _LISTS[content], known)) is not None
    ]
    if not found:
        return Finding(DUTY, "pass", 0.9, "Không thấy nội dung bị chèn.")
    for one in found:
        if (why := _not_its_own(subject, one)) is not None:
            return _breach(subject, one, why)
    if subject.site_class == "state_portal":
        return Finding(
            DUTY,
            "inconclusive",
            0.5,
            "Có nội dung quảng cáo trên trang; chưa rõ là bị chèn hay do người khác gửi lên.",
        )
    return Finding(DUTY, "pass", 0.6, "Nội dung quảng cáo không có dấu hiệu bị chèn.")


def _breach(subject: Subject, found: Promoted, why: str) -> Finding:
    reason = f"Có nội dung bị chèn vào trang: {why}."
    evidence = evidence_of(subject, found)
    digest = found_digest(DUTY, found)
    return Finding(DUTY, "breach", confidence_of(found), reason, evidence, digest)


def _not_its_own(subject: Subject, found: Promoted) -> str | None:
    """Why the promotion is none of the site's own; None where that cannot be said."""
    if found.hidden:
        return "bị ẩn với người đọc"
    if subject.linked_from_home is False:
        return "trang chủ không dẫn tới trang này"
    if subject.site_class != "state_portal":
        return None
    if found.titled:
        return "cả trang là quảng cáo, không phải nội dung của cơ quan"
    if any(is_foreign(hit.term) for run in found.runs for hit in run.hits):
        return "viết bằng tiếng nước ngoài, không phải nội dung của cơ quan"
    return None


CODE: Final = DutyCode(DUTY, "any", InjectedParameters, judge)
