"""``retention.90_days``: what was posted is kept for 90 days.

Decree 72/2013 Art 24(6); Decree 147/2024 Art 24(6)(g), repealed on 2026-07-01. Judged where an
address that showed an article answers 404 or 410. What the source took down, or an order made the
site take down, had to go: nothing is said of it.
"""

from datetime import datetime
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.sources.carriers import said, weighed_looks
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.removal import removed_on_order
from minhbach_classifier.domain.sources.states import Shown
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_shared.events import RetentionEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty, Verdict

DUTY: Final[Duty] = "retention.90_days"


class RetentionParameters(Parameters):
    """How long an item is kept."""

    allowed_days: int = Field(ge=1)
    partly: float = Field(gt=0, le=1)
    """From this share on an item was taken from a source that may have taken it down."""


def judge(subject: Subject, _: RetentionParameters) -> Finding:
    """The duty on a page that stands."""
    if subject.copy is None:
        return Finding(DUTY, "not_applicable", 0.9, "Trang này không phải là bài viết.")
    return Finding(DUTY, "pass", 0.95, "Bài vẫn còn trên trang.")


def judge_gone(gone: GonePage, parameters: RetentionParameters) -> Finding:
    """The duty on an address that shows no article any more."""
    shown, subject = gone.state.shown, gone.before
    if shown is None or shown.posted_at is None or shown.posted_at > subject.captured_at:
        reason = "Bài không còn; trang từng đăng không ghi rõ thời điểm đăng."
        return said(DUTY, "inconclusive", 0.5, reason, subject, looks=True)
    days = (day_of(subject.captured_at) - day_of(shown.posted_at)).days
    if days > parameters.allowed_days:
        reason = f"Bài được gỡ sau khi đã giữ quá {parameters.allowed_days} ngày."
        return said(DUTY, "pass", 0.9, reason, subject, looks=True)
    excused = _excused(gone, parameters)
    if excused is not None:
        verdict, confidence, reason = excused
        return said(DUTY, verdict, confidence, reason, subject, looks=True)
    return _breach(gone, shown, shown.posted_at, days, parameters)


def _excused(gone: GonePage, parameters: RetentionParameters) -> tuple[Verdict, float, str] | None:
    """Why the item had, or may have had, to go; none where nothing says so."""
    subject = gone.before
    if removed_on_order(gone.words):
        return "inconclusive", 0.5, "Trang cho biết bài được gỡ theo yêu cầu hoặc do nguồn gỡ."
    sources = [m for m in subject.matches if m.containment >= parameters.partly]
    if any(m.state is not None and m.state.gone is not None for m in sources):
        return "pass", 0.9, "Nguồn của bài cũng đã gỡ bài này."
    if subject.cited or not all(stands_since(m, subject.captured_at) for m in sources):
        reason = "Bài không còn; chưa rõ nguồn của bài có gỡ hay không, đã yêu cầu xem lại nguồn."
        return "inconclusive", 0.5, reason
    return None


def stands_since(match: Match, moment: datetime) -> bool:
    """Whether the source was seen with its text at or after a moment."""
    if match.state is None:
        return match.article.capture.captured_at >= moment
    return match.state.showing == "article" and match.seen_at >= moment


def _breach(
    gone: GonePage, shown: Shown, posted_at: datetime, days: int, parameters: RetentionParameters
) -> Finding:
    subject = gone.before
    return Finding(
        DUTY,
        "breach",
        0.8,
        f"Bài đăng được {days} ngày thì không còn; phải giữ {parameters.allowed_days} ngày.",
        RetentionEvidence(
            posted_at=posted_at,
            posted=shown.capture,
            status=gone.status,
            allowed_days=parameters.allowed_days,
        ),
        digest_of([DUTY, posted_at]),
        weighed_looks(subject),
    )


CODE: Final = DutyCode(DUTY, "any", RetentionParameters, judge, judge_gone)
