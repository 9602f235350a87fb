"""Applies the rule set of a capture's day to it: verdicts, and a suspicion for every breach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from minhbach_classifier.domain.model import Finding, Page, RegisterRecord
from minhbach_classifier.domain.rules import Rule, Rules
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.winnowing import SHINGLE
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_shared.events import Assessed, Assessment, Captured, CaptureRef, Snapshot, Suspected
from minhbach_shared.ids import derived_id, fault_id, suspicion_id
from minhbach_shared.vocabulary import Duty, kind_of

ENGINE: Final = "minhbach-classifier/3"
"""Names the code that reads and judges; a change of what it finds is a new version."""

SHORTEST: Final = 4 * SHINGLE
"""Syllables; a shorter text is no article that could be told from another."""


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """What is said of one snapshot."""

    assessed: Assessed
    suspicions: tuple[Suspected, ...] = ()


class Judged(NamedTuple):
    """One duty's verdict, under its rule."""

    rule: Rule
    finding: Finding


def article_of(
    snapshot: Snapshot, capture: CaptureRef, record: RegisterRecord, body: Body
) -> Article | None:
    """What the index keeps of a page; none where it is no article of a site that may be one."""
    if record.site_class == "state_portal" or body.page.kind != "article":
        return None
    if body.length < SHORTEST or body.is_teasers:
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
        shingles=body.shingles,
    )


def judge(snapshot: Snapshot, subject: Subject, rules: Rules) -> JudgedPage:
    """Every duty in force, on one page."""
    judged = [Judged(rule, _finding(rule, subject)) for rule in rules]
    return _said(snapshot, subject.record, judged, subject.page)


def unread(
    snapshot: Snapshot,
    record: RegisterRecord,
    rules: Rules,
    reason: str,
    gone: GonePage | None = None,
) -> JudgedPage:
    """Every duty in force is ``inconclusive``: failure is never guilt (safeguard 5).

    The home page's duties do not concern another page, read or not. A duty that judges gone pages
    judges an address that answers 404 or 410 and once showed an article.

    Args:
        reason: in Vietnamese, for people; at most 300 characters.
        gone: what is known of such an address.
    """
    judged = [
        Judged(rule, _gone_finding(rule, gone) or rule.code.not_known(snapshot.found_by, reason))
        for rule in rules
    ]
    return _said(snapshot, record, judged, None)


def _gone_finding(rule: Rule, gone: GonePage | None) -> Finding | None:
    found = rule.code.apply_gone(gone, rule.parameters) if gone is not None else None
    return _calibrated(rule, found) if found is not None else None


def _finding(rule: Rule, subject: Subject) -> Finding:
    """The duty's own finding, with the confidence that its score has earned."""
    return _calibrated(rule, rule.code.apply(subject, rule.parameters))


def _calibrated(rule: Rule, found: Finding) -> Finding:
    if found.verdict != "breach":
        return found
    confidence = rule.calibration.confidence(found.confidence)
    if confidence < rule.calibration.least:
        return found._replace(verdict="inconclusive", confidence=confidence, found_digest="")
    return found._replace(confidence=confidence)


def _said(
    snapshot: Snapshot,
    record: RegisterRecord,
    judged: Sequence[Judged],
    page: Page | None,
) -> JudgedPage:
    assessments = [_assessment(snapshot, one) for one in judged]
    captured = snapshot.result if isinstance(snapshot.result, Captured) else None
    capture = captured.capture if captured else None
    # Validated as a whole, which takes two thirds of the time of one duty after another.
    assessed = Assessed.model_validate(
        {
            "id": derived_id("assessed", snapshot.id, ENGINE, *(a["id"] for a in assessments)),
            "site_id": snapshot.site_id,
            "visit_id": snapshot.visit_id,
            "snapshot_id": snapshot.id,
            "site_version": snapshot.site_version,
            "address": snapshot.address,
            "page_kind": page.kind if page is not None else None,
            "engine": ENGINE,
            "capture": capture,
            "status": captured.status if captured else None,
            "assessed_of": snapshot.at,
            "assessments": assessments,
        }
    )
    pairs = zip(judged, assessed.assessments, strict=True)
    suspicions = () if capture is None else tuple(_suspicions(snapshot, capture, record, pairs))
    return JudgedPage(assessed, suspicions)


def _assessment(snapshot: Snapshot, judged: Judged) -> dict[str, object]:
    """An ``Assessment`` to be validated."""
    rule, finding = judged
    weighed = [[c.capture_id, c.text_digest, c.shows] for c in finding.candidates]
    cited = [[c.site_id, c.address] for c in finding.cited]
    return {
        "id": derived_id(
            "assessment",
            snapshot.id,
            finding.duty,
            snapshot.site_version,
            rule.rule_set,
            ENGINE,
            weighed,
            cited,
        ),
        "duty": finding.duty,
        "verdict": finding.verdict,
        "confidence": finding.confidence,
        "rule_set": rule.rule_set,
        "basis": rule.basis,
        "reason": finding.reason,
        "evidence": finding.evidence,
        "candidates": finding.candidates,
        "cited": finding.cited,
        "item": finding.item,
        "remedy": rule.remedy.vi if finding.verdict == "breach" else "",
    }


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
