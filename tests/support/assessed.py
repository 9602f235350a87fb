"""Assessments and visits as the classifier and the crawler publish them, made of a few words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from minhbach_shared.events import Assessed, Assessment, LegalBasis, VisitCompleted
from minhbach_shared.events.capture import FailureCount
from minhbach_shared.ids import derived_id, iso, visit_id
from minhbach_shared.vocabulary import Duty, Verdict


def assessed(
    site: UUID,
    address: str,
    at: datetime,
    verdicts: Mapping[Duty, Verdict],
    status: int | None = 200,
) -> Assessed:
    """Verdicts on one capture; without a status nothing was captured."""
    visit = visit_id(site, at)
    return Assessed(
        id=derived_id("assessed", site, address, iso(at), verdicts),
        site_id=site,
        visit_id=visit,
        snapshot_id=derived_id("snapshot", visit, address),
        site_version=1,
        address=address,
        page_kind="article" if status == 200 else None,
        engine="1",
        capture=None,
        status=status,
        assessed_of=at,
        assessments=tuple(
            Assessment(
                id=derived_id("assessment", site, address, iso(at), duty),
                duty=duty,
                verdict=verdict,
                confidence=0.9,
                rule_set="aggregator-2024-12-25/1",
                basis=LegalBasis(citation=f"Điều 5 {duty}", verified=True),
                reason="Trang không có lỗi này.",
            )
            for duty, verdict in verdicts.items()
        ),
    )


def visited(site: UUID, ended_at: datetime, captured: int = 10, failed: int = 0) -> VisitCompleted:
    """A visit that took five minutes; what failed, failed for want of time."""
    return VisitCompleted(
        id=visit_id(site, ended_at),
        site_id=site,
        site_version=1,
        due_at=ended_at - timedelta(minutes=6),
        started_at=ended_at - timedelta(minutes=5),
        ended_at=ended_at,
        snapshots=(),
        captured=captured,
        failed=failed,
        failures=(FailureCount(reason="timeout", count=failed),) if failed else (),
    )
