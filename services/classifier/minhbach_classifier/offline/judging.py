"""Judges a page by the rule sets, with the references at hand."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from minhbach_classifier.domain.judging import JudgedPage, article_of, judge, unread
from minhbach_classifier.domain.model import Page, RegisterRecord, Unreadable
from minhbach_classifier.domain.rules import Rules, RuleSets
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.offline.references import References
from minhbach_classifier.offline.snapshots import capture_of, snapshot_of
from minhbach_shared.events import Assessment
from minhbach_shared.personal import PersonalKind, keyed_digest

_UNREADABLE: Final = "Không đọc được trang này nên không thể kết luận."
_KEY: Final = b"of no deployment: nothing that is sealed here is stored or sent"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is said of one page, with what it was compared with."""

    judged: JudgedPage
    rules: Rules
    page: Page | Unreadable
    matches: tuple[Match, ...] = ()

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """One a duty in force."""
        return self.judged.assessed.assessments


@dataclass(frozen=True, slots=True)
class Judge:
    """The rule sets and the references at hand."""

    rule_sets: RuleSets
    references: References = field(default_factory=References)

    def judge(
        self, page: Page | Unreadable, address: str, record: RegisterRecord, at: datetime
    ) -> Opinion:
        """Every duty in force on the day of ``at`` for the class of the site.

        Args:
            at: when the page stood so: the capture's time.
        """
        rules = self.rule_sets.for_day(record.site_class, day_of(at))
        capture = capture_of(address, record, at)
        if isinstance(page, Unreadable):
            snapshot = snapshot_of(capture, None, record)
            return Opinion(unread(snapshot, record, rules, _UNREADABLE), rules, page)
        snapshot = snapshot_of(capture, page.kind, record)
        body = body_of(page)
        article = article_of(snapshot, capture, record, body)
        matches: tuple[Match, ...] = ()
        if article is not None and record.site_class == "aggregator":
            matches = self.references.matches(article, body)
        subject = Subject(
            page,
            record,
            at,
            sealed,
            copy=body if article else None,
            matches=matches,
        )
        return Opinion(judge(snapshot, subject, rules), rules, page, matches)


def sealed(kind: PersonalKind, value: str) -> str:
    """The digest of a personal value under a key that is no deployment's."""
    return keyed_digest(_KEY, b"", kind, value)
