"""``source.credited``: a text of another's names its author or agency, and when it was published.

Decree 72/2013 Art 3(18) and 20(2): *trích dẫn … từ nguồn tin chính thức và ghi rõ tên tác giả hoặc
tên cơ quan của nguồn tin chính thức, thời gian đã đăng, phát thông tin đó*.
"""

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import DutyCode, Parameters
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.carriers import copy_of, said, unmatched
from minhbach_classifier.domain.sources.credits import Credit, read_credits
from minhbach_classifier.domain.sources.differences import longest_common, too_long
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import CreditLack, UncreditedEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "source.credited"


class CreditedParameters(Parameters):
    """What a credit must hold, and how much of a text must stand on a source."""

    needs: tuple[CreditLack, ...] = Field(min_length=1)
    copied: float = Field(gt=0, le=1)
    """From this share of a text on it stands on a source that it does not credit: below it,
    independent reports of one event and shared press releases are met."""
    partly: float = Field(gt=0, le=1)
    """From this share on a text that credits a source was taken from it."""


def judge(subject: Subject, parameters: CreditedParameters) -> Finding:
    """The duty on one article."""
    matches = subject.matches
    relevant = [m for m in matches if _stands(m, parameters)]
    for match in relevant:
        if match.credits and not _lacks(match.credits, match, parameters):
            reason = "Trang ghi rõ nguồn và thời gian đăng của nguồn."
            return said(DUTY, "pass", 0.95, reason, subject)
    earlier = [m for m in relevant if m.standing == "earlier" and m.source_ref() is not None]
    if earlier:
        return _uncredited(subject, earlier, parameters)
    if any(m.standing == "unknown" for m in relevant):
        reason = (
            "Văn bản có trên trang nguồn, nhưng một trong hai trang không ghi rõ thời điểm đăng."
        )
        return said(DUTY, "inconclusive", 0.5, reason, subject)
    if any(m.containment >= parameters.partly and m.standing != "later" for m in matches):
        reason = "Chỉ một phần văn bản trùng với trang nguồn; chưa đủ để kết luận là trích đăng."
        return said(DUTY, "inconclusive", 0.5, reason, subject)
    return unmatched(DUTY, subject)


def _stands(match: Match, parameters: CreditedParameters) -> bool:
    if match.credits:
        return match.containment >= parameters.partly
    return match.containment >= parameters.copied and match.standing != "later"


def _lacks(
    credits_found: Sequence[Credit], match: Match, parameters: CreditedParameters
) -> tuple[CreditLack, ...]:
    """What all the credits of one source together fail to say, of what they must."""
    missing: list[CreditLack] = [] if credits_found else ["name"]
    if not any(_is_timely(credit, match) for credit in credits_found):
        missing.append("time")
    return tuple(lack for lack in parameters.needs if lack in missing)


def _is_timely(credit: Credit, match: Match) -> bool:
    if credit.time is None or not credit.own_time:
        return credit.time is not None
    # A date that the page also shows as its own counts where it is the source's day as well.
    published = match.body.page.published_at
    return published is not None and day_of(published) == day_of(credit.time)


def _uncredited(
    subject: Subject, earlier: Sequence[Match], parameters: CreditedParameters
) -> Finding:
    match = next((m for m in earlier if m.credits), earlier[0])
    found = match.credits or read_credits(subject.page)
    lacks = _lacks(found, match, parameters)
    if not lacks:
        reason = "Trang ghi một nguồn khác với trang nguồn tìm thấy; nguồn đó chưa được đối chiếu."
        return said(DUTY, "inconclusive", 0.5, reason, subject)
    return _breach(subject, match, lacks, found[0] if found else None)


def _breach(
    subject: Subject, match: Match, lacks: tuple[CreditLack, ...], credit: Credit | None
) -> Finding:
    copy = copy_of(subject)
    evidence = _evidence(subject, copy, match, lacks, credit)
    if evidence is None:
        return said(DUTY, "inconclusive", 0.5, "Hai văn bản quá dài để đối chiếu.", subject)
    return Finding(
        DUTY,
        "breach",
        round(min(0.99, 0.5 + match.containment / 2), 3),
        _lack_reason(lacks),
        evidence,
        digest_of([DUTY, copy.digest, list(lacks)]),
        tuple(m.candidate for m in subject.matches),
    )


def _lack_reason(lacks: tuple[CreditLack, ...]) -> str:
    if "name" in lacks:
        return "Văn bản đã đăng trước đó trên trang nguồn; trang không ghi nguồn và thời gian đăng."
    return (
        "Văn bản đã đăng trước đó trên trang nguồn; trang ghi nguồn nhưng không ghi thời gian đăng."
    )


def _evidence(
    subject: Subject,
    copy: Body,
    match: Match,
    lacks: tuple[CreditLack, ...],
    credit: Credit | None,
) -> UncreditedEvidence | None:
    source = match.source_ref()
    common = None if too_long(copy, match.body) else longest_common(copy, match.body)
    if source is None or common is None:
        return None
    return UncreditedEvidence(
        source=source,
        lacks=lacks,
        credit=quoted(subject, subject.page, credit.place) if credit else None,
        copied=quoted(subject, subject.page, common[0]),
        original=quoted(subject, match.body.page, common[1]),
        containment=round(match.containment, 4),
    )


CODE: Final = DutyCode(DUTY, "article", CreditedParameters, judge)
