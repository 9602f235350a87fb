"""Applies the rule set of a capture's day to it: verdicts, and a suspicion for every breach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from minhbach_classifier.domain.duties import credited, disclosure, licence, spam, verbatim
from minhbach_classifier.domain.model import Finding, Page, RegisterRecord, Subject
from minhbach_classifier.domain.rules import (
    CreditedRule,
    DisclosureRule,
    GamblingRule,
    LicenceHeldRule,
    LicenceValidRule,
    Rule,
    RuleSet,
    VerbatimRule,
)
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article, Match
from minhbach_classifier.domain.sources.winnowing import SHINGLE
from minhbach_shared.events import Assessed, Assessment, Captured, CaptureRef, Snapshot, Suspected
from minhbach_shared.ids import derived_id, fault_id, suspicion_id
from minhbach_shared.vocabulary import Duty, kind_of

ENGINE: Final = "minhbach-classifier/1"
"""Names the code that reads and judges; a change of what it finds is a new version."""

_OF_HOME: Final = (DisclosureRule, LicenceHeldRule, LicenceValidRule)
SHORTEST: Final = 4 * SHINGLE
"""Syllables; a shorter text is no article that could be told from another."""


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """What is said of one snapshot."""

    assessed: Assessed
    suspicions: tuple[Suspected, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One duty's verdict, under its rule."""

    rule: Rule
    finding: Finding


def article_of(
    snapshot: Snapshot, capture: CaptureRef, record: RegisterRecord, body: Body
) -> Article | None:
    """What the index keeps of a page; none where it is no article of a site that may be one."""
    if record.site_class == "state_portal" or body.page.kind != "article":
        return None
    if len(body.words) < SHORTEST or body.is_teasers:
        return None
    return Article(
        capture=capture,
        site_id=snapshot.site_id,
        site_version=snapshot.site_version,
        site_class=record.site_class,
        address=snapshot.address,
        published_at=body.page.published_at,
        text_digest=body.digest,
        version=body.version,
        keys=body.keys,
        shingles=len(body.hashes),
    )


def judge(
    snapshot: Snapshot,
    subject: Subject,
    copy: Body | None,
    matches: Sequence[Match],
    rule_set: RuleSet | None,
) -> JudgedPage:
    """Every duty in force, on one page.

    Args:
        copy: the page's text for comparison; None where the page is no article.
        matches: articles of reference sites compared with it, the closest first.
    """
    rules = rule_set.duties if rule_set is not None else ()
    judged = [Judged(rule, _finding(rule, subject, copy, matches)) for rule in rules]
    return _said(snapshot, subject.record, rule_set, judged, subject.page)


def unread(
    snapshot: Snapshot, record: RegisterRecord, rule_set: RuleSet | None, reason: str
) -> JudgedPage:
    """Every duty in force is ``inconclusive``: failure is never guilt (safeguard 5).

    The home page's duties do not concern another page, read or not.

    Args:
        reason: in Vietnamese, for people; at most 300 characters.
    """
    rules = rule_set.duties if rule_set is not None else ()
    judged = [Judged(rule, _not_known(rule, snapshot, reason)) for rule in rules]
    return _said(snapshot, record, rule_set, judged, None)


def _not_known(rule: Rule, snapshot: Snapshot, reason: str) -> Finding:
    if isinstance(rule, _OF_HOME) and snapshot.found_by in ("feed", "sitemap", "link"):
        return Finding(rule.id, "not_applicable", 1.0, "Không phải trang chủ.")
    return Finding(rule.id, "inconclusive", 1.0, reason)


def _finding(rule: Rule, subject: Subject, copy: Body | None, matches: Sequence[Match]) -> Finding:
    match rule:
        case CreditedRule() if copy is not None:
            return credited.judge(subject, copy, matches, rule.parameters)
        case VerbatimRule() if copy is not None:
            return verbatim.judge(subject, copy, matches)
        case CreditedRule() | VerbatimRule():
            return Finding(rule.id, "not_applicable", 0.9, "Trang này không phải là bài viết.")
        case DisclosureRule():
            return disclosure.judge(subject, rule.parameters)
        case LicenceHeldRule():
            return licence.judge_held(subject)
        case LicenceValidRule():
            return licence.judge_valid(subject)
        case GamblingRule():
            return spam.judge(subject, rule.parameters)
        case _:
            assert_never(rule)


def _said(
    snapshot: Snapshot,
    record: RegisterRecord,
    rule_set: RuleSet | None,
    judged: Sequence[Judged],
    page: Page | None,
) -> JudgedPage:
    name = rule_set.identity if rule_set is not None else "none"
    assessments = tuple(_assessment(snapshot, name, one) for one in judged)
    capture = snapshot.result.capture if isinstance(snapshot.result, Captured) else None
    assessed = Assessed(
        id=derived_id("assessed", snapshot.id, ENGINE, *(a.id for a in assessments)),
        site_id=snapshot.site_id,
        visit_id=snapshot.visit_id,
        snapshot_id=snapshot.id,
        site_version=snapshot.site_version,
        address=snapshot.address,
        page_kind=page.kind if page is not None else None,
        engine=ENGINE,
        capture=capture,
        assessed_of=snapshot.at,
        assessments=assessments,
    )
    pairs = zip(judged, assessments, strict=True)
    suspicions = () if capture is None else tuple(_suspicions(snapshot, capture, record, pairs))
    return JudgedPage(assessed, suspicions)


def _assessment(snapshot: Snapshot, rule_set: str, judged: Judged) -> Assessment:
    finding = judged.finding
    weighed = [[c.capture_id, c.text_digest] for c in finding.candidates]
    return Assessment(
        id=derived_id(
            "assessment",
            snapshot.id,
            finding.duty,
            snapshot.site_version,
            rule_set,
            ENGINE,
            weighed,
        ),
        duty=finding.duty,
        verdict=finding.verdict,
        confidence=finding.confidence,
        rule_set=rule_set,
        basis=judged.rule.basis,
        reason=finding.reason,
        evidence=finding.evidence,
        candidates=finding.candidates,
        remedy=judged.rule.remedy if finding.verdict == "breach" else "",
    )


def _suspicions(
    snapshot: Snapshot,
    capture: CaptureRef,
    record: RegisterRecord,
    judged: Iterator[tuple[Judged, Assessment]],
) -> Iterator[Suspected]:
    for one, assessment in judged:
        if one.finding.verdict == "breach":
            yield _suspected(snapshot, capture, record, one.finding, assessment)


def _suspected(
    snapshot: Snapshot,
    capture: CaptureRef,
    record: RegisterRecord,
    finding: Finding,
    assessment: Assessment,
) -> Suspected:
    if finding.evidence is None:
        raise ValueError(f"{finding.duty}: a breach explains itself by evidence (safeguard 6)")
    fault = fault_id(snapshot.site_id, finding.duty, snapshot.address, finding.found_digest)
    suspicion = suspicion_id(capture.capture_id, fault)
    duty: Duty = finding.duty
    return Suspected(
        id=suspicion,
        suspicion_id=suspicion,
        fault_id=fault,
        kind=kind_of(duty),
        duty=duty,
        address=snapshot.address,
        site_id=snapshot.site_id,
        site_name=record.name,
        site_version=snapshot.site_version,
        rule_set=assessment.rule_set,
        engine=ENGINE,
        captured_at=capture.captured_at,
        assessment_id=assessment.id,
        capture=capture,
        confidence=finding.confidence,
        basis=assessment.basis,
        reason=finding.reason,
        evidence=finding.evidence,
        remedy=assessment.remedy,
    )
