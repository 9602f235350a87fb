"""``source.alive``: what the source took down is taken down here as well, in time.

Press Law 103/2016 Art 36(4): at once; Decree 147/2024 Art 28(1): at most 3 hours after. The time
runs from the first capture that shows the source gone, and only a capture of the copy after it
proves that it still stood. Of a text that other reference sites still carry nothing is proved.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import VIETNAM, Finding, Range
from minhbach_classifier.domain.sources.carriers import (
    CarrierParameters,
    carriers,
    copy_of,
    said,
    unmatched,
    weighed_looks,
)
from minhbach_classifier.domain.sources.differences import longest_common, too_long
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.removal import removal_notice
from minhbach_classifier.domain.sources.states import Gone
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_shared.events import GoneEvidence, SourceRef
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty, Verdict

DUTY: Final[Duty] = "source.alive"
_NO_TIME: Final = "Một trong hai trang không ghi rõ thời điểm đăng."
_SURE: Final = {"not_found": 0.85, "gone": 0.95, "removal_notice": 0.85}


class AliveParameters(CarrierParameters):
    """How long a copy may outlast its source."""

    allowed_hours: float = Field(ge=0)
    """0 where the law says at once."""
    seen_within_hours: float = Field(gt=0)
    """A source that was last looked at longer ago is asked for again."""


def judge(subject: Subject, parameters: AliveParameters) -> Finding:
    """The duty on one page."""
    if subject.copy is None:
        return _no_article(subject)
    found = carriers(subject.matches, parameters)
    if not found:
        return unmatched(DUTY, subject)
    gone = [m for m in found if m.state is not None and m.state.gone is not None]
    if len(gone) < len(found):
        verdict, confidence, reason = _standing(subject, found, gone, parameters)
        return _said(verdict, confidence, reason, subject)
    return _outlasted(subject, found, parameters)


def judge_gone(gone: GonePage, _: AliveParameters) -> Finding:
    """The copy itself is gone."""
    subject = gone.before
    if not subject.matches and not subject.cited:
        return unmatched(DUTY, subject)
    return _said("pass", 0.95, "Trang đã gỡ bài này.", subject)


def _no_article(subject: Subject) -> Finding:
    if removal_notice(subject.page) is not None:
        return _said("pass", 0.8, "Trang thông báo bài này đã được gỡ.", subject)
    return _said("not_applicable", 0.9, "Trang này không phải là bài viết.", subject)


def _standing(
    subject: Subject, found: Sequence[Match], gone: Sequence[Match], parameters: AliveParameters
) -> tuple[Verdict, float, str]:
    """Of a text that some reference site may still carry."""
    if any(m.credits for m in gone) and not any(m.credits for m in found if m not in gone):
        reason = "Nguồn được ghi đã gỡ bài, nhưng trang nguồn khác vẫn còn văn bản này."
        return "inconclusive", 0.5, reason
    clear = [m for m in found if m not in gone and _is_clear(m)]
    if not clear:
        return "inconclusive", 0.5, "Lần xem gần nhất không đọc được bài tại trang nguồn."
    seen = max(m.seen_at for m in clear)
    told = f"{seen.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if seen >= subject.captured_at - timedelta(hours=parameters.seen_within_hours):
        return "pass", 0.95, f"Nguồn vẫn còn bài này khi được xem lúc {told}."
    return "pass", 0.6, f"Nguồn còn bài này khi được xem lần gần nhất, lúc {told}."


def _is_clear(match: Match) -> bool:
    return match.state is None or match.state.showing == "article"


def _outlasted(subject: Subject, found: Sequence[Match], parameters: AliveParameters) -> Finding:
    """Every reference site that carried the text took it down."""
    match, source = found[0], found[0].source_ref()
    doubt = _doubt(subject, found, parameters)
    if source is None or doubt is not None:
        return _said("inconclusive", 0.5, doubt or _NO_TIME, subject)
    return _breach(subject, match, source, parameters)


def _doubt(subject: Subject, found: Sequence[Match], parameters: AliveParameters) -> str | None:
    """Why nothing is proved yet; none where it is."""
    if any(m.standing == "unknown" for m in found):
        return _NO_TIME
    if any(m.state is not None and m.state.showing == "other" for m in found):
        return "Địa chỉ của nguồn nay hiển thị nội dung khác."
    if subject.cited:
        return "Nguồn tìm thấy đã gỡ bài; nguồn mà trang ghi chưa được đối chiếu."
    last = max(_gone(m).capture.captured_at for m in found)
    if subject.captured_at <= last + timedelta(hours=parameters.allowed_hours):
        return "Nguồn đã gỡ bài; chưa có lần xem trang này sau khi hết thời hạn gỡ."
    return None


def _gone(match: Match) -> Gone:
    if match.state is None or match.state.gone is None:
        raise ValueError("only sources that were taken down come here")
    return match.state.gone


def _breach(
    subject: Subject, match: Match, source: SourceRef, parameters: AliveParameters
) -> Finding:
    copy, gone = copy_of(subject), _gone(match)
    place = _common(subject, match)
    if place is None:
        return _said("inconclusive", 0.5, "Hai văn bản quá dài để đối chiếu.", subject)
    since = f"{gone.capture.captured_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    return Finding(
        DUTY,
        "breach",
        round(_SURE[gone.how] * min(1.0, 0.6 + 0.4 * match.containment), 3),
        f"Nguồn đã gỡ bài (thấy từ {since}); trang này vẫn còn đăng.",
        GoneEvidence(
            source=source,
            gone=gone.capture,
            how=gone.how,
            notice=gone.notice,
            allowed_hours=parameters.allowed_hours,
            copied=quoted(subject, subject.page, place),
        ),
        digest_of([DUTY, copy.digest]),
        weighed_looks(subject),
    )


def _common(subject: Subject, match: Match) -> Range | None:
    copy = copy_of(subject)
    common = None if too_long(copy, match.body) else longest_common(copy, match.body)
    return common[0] if common is not None else None


def _said(verdict: Verdict, confidence: float, reason: str, subject: Subject) -> Finding:
    return said(DUTY, verdict, confidence, reason, subject, looks=True)


CODE: Final = DutyCode(DUTY, "any", AliveParameters, judge, judge_gone)
