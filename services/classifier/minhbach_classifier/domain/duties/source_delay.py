"""``source.delay``: a text is republished no earlier than one hour after its source published it.

Decree 147/2024 Art 28(1), from 2024-12-25, by the times that both pages show. A text that stands on
several reference sites may have been taken from any of them: one that had it early enough clears.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Page
from minhbach_classifier.domain.sources.carriers import (
    CarrierParameters,
    carriers,
    copy_of,
    said,
    unmatched,
)
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import EarlyEvidence, SourceRef
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "source.delay"
_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = timedelta()


class DelayParameters(CarrierParameters):
    """How long after its source a text may be republished."""

    allowed_minutes: int = Field(ge=0)


@dataclass(frozen=True, slots=True)
class Gap:
    """How long after the source the copy was published: at least, and at most."""

    match: Match
    source: SourceRef
    least: timedelta
    most: timedelta


def judge(subject: Subject, parameters: DelayParameters) -> Finding:
    """The duty on one article."""
    found = carriers(subject.matches, parameters)
    if not found:
        return unmatched(DUTY, subject)
    gaps = [gap for match in found if (gap := _gap(match, subject.page)) is not None]
    allowed = timedelta(minutes=parameters.allowed_minutes)
    if any(gap.least >= allowed for gap in gaps):
        reason = f"Bài đăng sau nguồn từ {parameters.allowed_minutes} phút trở lên."
        return said(DUTY, "pass", 0.95, reason, subject)
    doubt = _doubt(subject, found, gaps, allowed)
    if doubt is not None:
        return said(DUTY, "inconclusive", 0.5, doubt, subject)
    return _breach(subject, gaps[0], parameters)


def _gap(match: Match, copy: Page) -> Gap | None:
    source, ours = match.source_ref(), copy.published_at
    if source is None or ours is None:
        return None
    theirs = source.published_at
    source_day = _DAY if match.body.page.published_to_day else _AT_ONCE
    copy_day = _DAY if copy.published_to_day else _AT_ONCE
    return Gap(match, source, ours - (theirs + source_day), ours + copy_day - theirs)


def _doubt(
    subject: Subject, found: tuple[Match, ...], gaps: list[Gap], allowed: timedelta
) -> str | None:
    """Why the times prove nothing; none where they do."""
    if len(gaps) < len(found):
        return "Một trong hai trang không ghi rõ thời điểm đăng."
    if any(gap.most >= allowed for gap in gaps):
        return "Một trong hai trang chỉ ghi ngày đăng, không ghi giờ."
    if subject.cited:
        return "Trang ghi một nguồn khác với trang nguồn tìm thấy; nguồn đó chưa được đối chiếu."
    if any(_says_earlier(gap.match, subject.page, allowed) for gap in gaps):
        return "Thời điểm đăng ghi tại phần dẫn nguồn sớm hơn thời điểm trang nguồn đang hiển thị."
    return None


def _says_earlier(match: Match, copy: Page, allowed: timedelta) -> bool:
    """Whether the credit gives an hour, early enough: the source may have changed its own."""
    return copy.published_at is not None and any(
        isinstance(credit.time, datetime) and copy.published_at - credit.time >= allowed
        for credit in match.credits
    )


def _breach(subject: Subject, gap: Gap, parameters: DelayParameters) -> Finding:
    page, copy = subject.page, copy_of(subject)
    if page.published_at is None:
        raise ValueError("a copy without a time was doubted before")
    minutes = int(gap.least.total_seconds() // 60)
    shown = quoted(subject, page, page.published_span) if page.published_span else None
    return Finding(
        DUTY,
        "breach",
        round(min(0.97, 0.55 + 0.4 * gap.match.containment), 3),
        f"Bài đăng sau nguồn {minutes} phút, sớm hơn {parameters.allowed_minutes} phút.",
        EarlyEvidence(
            source=gap.source,
            published_at=page.published_at,
            shown_at=shown,
            allowed_minutes=parameters.allowed_minutes,
        ),
        digest_of([DUTY, copy.digest]),
        tuple(m.candidate for m in subject.matches),
    )


CODE: Final = DutyCode(DUTY, "article", DelayParameters, judge)
