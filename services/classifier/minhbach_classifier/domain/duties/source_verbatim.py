"""``source.verbatim``: what is taken from a source is quoted word for word and exactly.

Decree 72/2013 Art 20(2): *trích dẫn nguyên văn, chính xác*. Compared is the credited source only.
"""

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Page
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.carriers import said, unmatched
from minhbach_classifier.domain.sources.credits import read_credits
from minhbach_classifier.domain.sources.differences import (
    Difference,
    Side,
    differences,
    excerpt,
    too_long,
)
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import AlteredEvidence, Change, Gravity, Passage
from minhbach_shared.events.base import QUOTE_LIMIT
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "source.verbatim"
_SHOWN: Final = 40
"""Changes that evidence lists; the others are counted."""
_SCORES: Final[dict[Gravity, float]] = {"light": 0.7, "serious": 0.9, "grave": 0.95}


class VerbatimParameters(Parameters):
    """How much of a text must stand on the source that it credits."""

    partly: float = Field(gt=0, le=1)
    """From this share on a text that credits a source was taken from it."""
    republished: float = Field(gt=0, le=1)
    """From this share on it is that source's text, republished; less is a text of its own."""


def judge(subject: Subject, parameters: VerbatimParameters) -> Finding:
    """The duty on one article."""
    copy, matches = subject.copy, subject.matches
    if copy is None:
        raise ValueError(f"{DUTY} is judged on articles")
    near = [m for m in matches if m.containment >= parameters.partly]
    credited = [m for m in near if m.credits]
    if not credited:
        return _no_credited_source(subject, near)
    compared = [(m, differences(copy, m.body)) for m in credited if not too_long(copy, m.body)]
    if not compared:
        return said(DUTY, "inconclusive", 0.5, "Hai văn bản quá dài để đối chiếu.", subject)
    if any(not changes for _, changes in compared):
        return said(DUTY, "pass", 0.95, "Văn bản đúng nguyên văn nguồn được ghi.", subject)
    match, changes = compared[0]
    doubt = _doubt(match, credited, parameters)
    if doubt is not None:
        return said(DUTY, "inconclusive", 0.5, doubt, subject)
    return _breach(subject, copy, match, changes)


def _no_credited_source(subject: Subject, near: Sequence[Match]) -> Finding:
    if not any(m.standing != "later" for m in near):
        return unmatched(DUTY, subject)
    if read_credits(subject.page):
        reason = "Nguồn được ghi chưa có trong kho đối chiếu."
        return said(DUTY, "inconclusive", 0.5, reason, subject)
    reason = "Trang không ghi nguồn, nên không có nguồn để đối chiếu nguyên văn."
    return said(DUTY, "not_applicable", 0.9, reason, subject)


def _doubt(match: Match, credited: Sequence[Match], parameters: VerbatimParameters) -> str | None:
    """Why a difference is no proof of editing; none where it is one."""
    if match.standing == "unknown" or match.source_ref() is None:
        return "Một trong hai trang không ghi rõ thời điểm đăng."
    if match.standing == "later" or _changed_since(match, credited):
        return "Trang nguồn đã thay đổi sau khi bản trích được đăng."
    if match.containment < parameters.republished:
        return "Chỉ một phần văn bản lấy từ nguồn được ghi; chưa đủ để coi là trích đăng."
    return None


def _changed_since(match: Match, credited: Sequence[Match]) -> bool:
    published = match.copy.published_at
    versions = {
        m.article.version: m.article.capture.captured_at
        for m in credited
        if m.article.address == match.article.address
    }
    return published is not None and len(versions) > 1 and max(versions.values()) > published


def _breach(
    subject: Subject,
    copy: Body,
    match: Match,
    changes: Sequence[Difference],
) -> Finding:
    source = match.source_ref()
    if source is None:
        raise ValueError("a source without a time was doubted before")
    evidence = AlteredEvidence(
        source=source,
        credit=quoted(subject, subject.page, match.credits[0].place),
        changes=tuple(_change(subject, match, change) for change in changes[:_SHOWN]),
        changes_in_all=len(changes),
    )
    return Finding(
        DUTY,
        "breach",
        max(_SCORES[change.gravity] for change in changes),
        _told(changes),
        evidence,
        digest_of([DUTY, copy.version]),
        tuple(m.candidate for m in subject.matches),
    )


def _told(changes: Sequence[Difference]) -> str:
    grave = sum(change.gravity == "grave" for change in changes)
    among = f", {grave} chỗ có thể làm sai lệch nội dung" if grave else ""
    return (
        f"Văn bản khác nguồn được ghi ở {len(changes)} chỗ{among}; mỗi chỗ được đánh dấu ở hai bên."
    )


def _change(subject: Subject, match: Match, change: Difference) -> Change:
    return Change(
        kind=change.kind,
        gravity=change.gravity,
        copied=_passage(subject, subject.page, change.copied),
        source=_passage(subject, match.body.page, change.source),
    )


def _passage(subject: Subject, page: Page, side: Side | None) -> Passage | None:
    if side is None:
        return None
    # Decomposed letters are up to three characters each.
    limit = QUOTE_LIMIT if page.body.original is None else QUOTE_LIMIT // 2
    span = quoted(subject, page, excerpt(side.sentence, side.marks, limit))
    placed = [page.written(mark) for mark in side.marks]
    marks = (
        (max(mark.start - span.start, 0), min(mark.end - span.start, len(span.text)))
        for mark in placed
    )
    return Passage(span=span, marks=tuple((start, end) for start, end in marks if start < end))


CODE: Final = DutyCode(DUTY, "article", VerbatimParameters, judge)
