"""What the duties about sources have in common: which references carry a text, and what is said."""

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from minhbach_classifier.domain.duty import Parameters
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import Candidate
from minhbach_shared.vocabulary import Duty, Verdict

UNREAD: Final = "Nguồn được ghi chưa có trong kho đối chiếu, đã yêu cầu đọc."
UNREAD_UNLINKED: Final = "Nguồn được ghi chưa có trong kho đối chiếu."
NO_SOURCE: Final = "Không thấy văn bản này được đăng trước đó trên trang nguồn nào."


class CarrierParameters(Parameters):
    """How much of a text must stand on a reference site for that site to carry it."""

    copied: float = Field(gt=0, le=1)
    """From this share on a site carries the text, credited or not."""
    republished: float = Field(gt=0, le=1)
    """From this share on a site that the page credits does."""


def carriers(matches: Iterable[Match], parameters: CarrierParameters) -> tuple[Match, ...]:
    """The matches that carry a text and are not known to be later, those that it credits first."""
    found = [
        m
        for m in matches
        if m.standing != "later"
        and m.containment >= (parameters.republished if m.credits else parameters.copied)
    ]
    return tuple(sorted(found, key=lambda m: not m.credits))


def copy_of(subject: Subject) -> Body:
    """The article's text.

    Raises:
        ValueError: the page is no article, which the duty's ``concerns`` excludes.
    """
    if subject.copy is None:
        raise ValueError("a duty about sources is judged on articles")
    return subject.copy


def said(
    duty: Duty,
    verdict: Verdict,
    confidence: float,
    reason: str,
    subject: Subject,
    *,
    looks: bool = False,
) -> Finding:
    """A finding without evidence, on the sources that were weighed.

    Args:
        looks: what became of each source was weighed, too.
    """
    weighed = weighed_looks(subject) if looks else tuple(m.candidate for m in subject.matches)
    cited = tuple(c.source for c in subject.cited)
    return Finding(duty, verdict, confidence, reason, candidates=weighed, cited=cited)


def weighed_looks(subject: Subject) -> tuple[Candidate, ...]:
    """The sources, each with the capture that shows what became of it."""
    return tuple(look for match in subject.matches for look in match.looks)


def unmatched(duty: Duty, subject: Subject) -> Finding:
    """Of a text that no read source carries: nothing, or a source that was not read yet."""
    if not subject.cited:
        return said(duty, "not_applicable", 0.9, NO_SOURCE, subject)
    asked = any(cited.address is not None for cited in subject.cited)
    return said(duty, "inconclusive", 0.5, UNREAD if asked else UNREAD_UNLINKED, subject)
