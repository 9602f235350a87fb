"""``portal.update``: a state portal puts up each kind of item within its working days.

Decree 43/2011/ND-CP Article 17 (to 2022-08-14); Decree 42/2022 and Decree 224/2026 Article 9(3)
give no limit that was verified: what was seen is told, and nothing is a breach.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.portal_items import Item, item_of
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import FreshnessEvidence, ItemKind, PortalItem
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty
from minhbach_shared.working_days import working_days_between

DUTY: Final[Duty] = "portal.update"
NAMES: Final[Mapping[ItemKind, str]] = {
    "policy_explanation": "Bài phổ biến, hướng dẫn chính sách, pháp luật",
    "legal_document": "Văn bản",
    "plan_project_tender": "Quy hoạch, dự án, đấu thầu",
    "question_answered": "Câu hỏi được trả lời",
    "science_topic": "Đề tài khoa học",
    "statistics": "Số liệu thống kê",
}


class UpdateParameters(Parameters):
    """How many working days each kind of item has."""

    working_days: Mapping[ItemKind, int] | None
    """None where the law of the day names no limit that was verified."""
    issuers_working_days: int | None = None
    """What a legal document has on the portal of the very agency that issued it."""
    archive_days: int = Field(gt=0)
    """An item that is older than so many days when it is put up belongs to an archive, or to a
    portal that was moved: its date of posting proves nothing."""


def judge(subject: Subject, parameters: UpdateParameters) -> Finding:
    """The duty on one page that presents an item."""
    item = item_of(subject.page)
    if item is None:
        reason = "Trang không phải là mục tin có ngày ban hành, phê duyệt hoặc tiếp nhận."
        return Finding(DUTY, "not_applicable", 0.9, reason)
    published = subject.page.published_at
    posted = day_of(published) if published is not None else None
    told = _told_of(item, posted, parameters.archive_days)
    return _judged(subject, item, posted, parameters)._replace(item=told)


def _judged(
    subject: Subject, item: Item, posted: date | None, parameters: UpdateParameters
) -> Finding:
    if posted is None:
        reason = f"{NAMES[item.kind]} ngày {_told(item.happened_on)}: trang không ghi ngày đăng."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    age = (posted - item.happened_on).days
    if age < 0 or age > parameters.archive_days:
        reason = "Ngày đăng và ngày của mục tin cách nhau quá xa để kết luận."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    return _by_limit(subject, item, posted, parameters)


def _by_limit(subject: Subject, item: Item, posted: date, parameters: UpdateParameters) -> Finding:
    taken = working_days_between(item.happened_on, posted)
    said = f"{NAMES[item.kind]} ngày {_told(item.happened_on)} đăng sau {taken} ngày làm việc"
    limit = (parameters.working_days or {}).get(item.kind)
    if limit is None:
        return Finding(DUTY, "inconclusive", 0.5, f"{said}; chưa xác minh thời hạn của luật mới.")
    own = parameters.issuers_working_days
    if item.kind == "legal_document" and own is not None and own < taken <= limit:
        return Finding(DUTY, "inconclusive", 0.5, f"{said}; cơ quan ban hành chỉ có {own} ngày.")
    if taken <= limit:
        return Finding(DUTY, "pass", 0.9, f"{said}, trong hạn {limit} ngày.")
    if item.kind == "policy_explanation":
        reason = f"{said}; có thể chính sách đã được phổ biến trước đó."
        return Finding(DUTY, "inconclusive", 0.5, reason)
    evidence = FreshnessEvidence(
        item=item.kind,
        title=quoted(subject, subject.page, item.title),
        happened_on=item.happened_on.isoformat(),
        published_on=posted.isoformat(),
        allowed_working_days=limit,
        taken_working_days=taken,
    )
    digest = digest_of([DUTY, item.kind, evidence.happened_on, evidence.published_on])
    return Finding(DUTY, "breach", 0.85, f"{said}; hạn là {limit} ngày.", evidence, digest)


def _told_of(item: Item, posted: date | None, archive_days: int) -> PortalItem:
    """What the page tells, for whoever asks how soon a portal puts up each kind of item."""
    taken = None
    if posted is not None and 0 <= (posted - item.happened_on).days <= archive_days:
        taken = working_days_between(item.happened_on, posted)
    return PortalItem(
        kind=item.kind,
        happened_on=item.happened_on.isoformat(),
        published_on=posted.isoformat() if posted is not None else None,
        taken_working_days=taken,
    )


def _told(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


CODE: Final = DutyCode(DUTY, "any", UpdateParameters, judge)
