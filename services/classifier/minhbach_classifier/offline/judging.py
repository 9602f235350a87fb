"""Judges a page by the rule sets, with the references at hand."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from minhbach_classifier.domain.hosts import HostLists
from minhbach_classifier.domain.judging import JudgedPage, article_of, judge, unread
from minhbach_classifier.domain.model import Page, RegisterRecord, Unreadable
from minhbach_classifier.domain.rules import Rules, RuleSets
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.matching import Match
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.offline.references import Compared, References
from minhbach_classifier.offline.snapshots import capture_of, snapshot_of
from minhbach_shared.events import Assessment
from minhbach_shared.personal import PersonalKind, keyed_digest

_UNREADABLE: Final = "Không đọc được trang này nên không thể kết luận."
_KEY: Final = b"of no deployment: nothing that is sealed here is stored or sent"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it stood on a site at a moment."""

    page: Page | Unreadable
    address: str
    record: RegisterRecord
    at: datetime
    """The capture's time: its day is the day of the law."""
    linked_from_home: bool | None = None
    """None where the home page is not at hand."""
    server_address: str | None = None
    """IP address of the server that answered; None for a saved page."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is said of one page, with what it was compared with."""

    judged: JudgedPage
    rules: Rules
    page: Page | Unreadable
    matches: tuple[Match, ...] = ()

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """One a duty in force, in the order of the rules."""
        return self.judged.assessed.assessments


@dataclass(frozen=True, slots=True)
class Judge:
    """The rule sets and the references at hand."""

    rule_sets: RuleSets
    references: References = field(default_factory=References)
    hosts: HostLists = field(default_factory=HostLists.none)
    """Listed domains that links are held against."""

    def judge(self, seen: Seen) -> Opinion:
        """Every duty in force on the page's day for the class of its site."""
        page, record = seen.page, seen.record
        rules = self.rule_sets.for_day(record.site_class, day_of(seen.at))
        capture = capture_of(seen.address, record, seen.at)
        if isinstance(page, Unreadable):
            snapshot = snapshot_of(capture, None, record)
            return Opinion(unread(snapshot, record, rules, _UNREADABLE), rules, page)
        snapshot = snapshot_of(capture, page.kind, record)
        body = body_of(page)
        article = article_of(snapshot, capture, record, body)
        compared = Compared()
        if article is not None and record.site_class == "aggregator":
            compared = self.references.compared(body, article)
        subject = Subject(
            page,
            record,
            seen.at,
            sealed,
            seen.linked_from_home,
            copy=body if article else None,
            matches=compared.matches,
            server_address=seen.server_address,
            cited=compared.cited,
            hosts=self.hosts,
        )
        return Opinion(judge(snapshot, subject, rules), rules, page, compared.matches)


def sealed(kind: PersonalKind, value: str) -> str:
    """The digest of a personal value under a key that is no deployment's."""
    return keyed_digest(_KEY, b"", kind, value)
