"""Suspicions and withdrawals as the classifier publishes them, made of a few words."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from minhbach_shared.events import (
    CaptureRef,
    LegalBasis,
    SpamEvidence,
    Span,
    Suspected,
    Withdrawn,
)
from minhbach_shared.ids import capture_id, derived_id, digest_of, fault_id, suspicion_id
from minhbach_shared.ids import site_id as id_of_site
from minhbach_shared.vocabulary import Duty, kind_of

RULE_SET = "aggregator-2024-12-25/1"
FIRST_DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)


def site_of(name: str) -> UUID:
    """The id of a site by a short name."""
    return id_of_site(f"https://{name}.example.vn/")


def suspected(  # noqa: PLR0913 - what makes a suspicion one, each with a default
    site: UUID,
    *,
    fault: str = "a",
    capture: int = 1,
    duty: Duty = "spam.gambling",
    captured_at: datetime | None = None,
    site_version: int = 1,
    rule_set: str = RULE_SET,
    verified: bool = True,
) -> Suspected:
    """A suspicion of a fault (by a letter) on a capture (by a number, one an hour)."""
    at = captured_at or FIRST_DAY + timedelta(hours=capture)
    address = f"https://example.vn/{fault}"
    the_capture = capture_id(derived_id("visit", site, capture), address)
    the_fault = fault_id(site, duty, address, digest_of(fault))
    the_suspicion = suspicion_id(the_capture, the_fault)
    return Suspected(
        id=the_suspicion,
        site_id=site,
        suspicion_id=the_suspicion,
        fault_id=the_fault,
        kind=kind_of(duty),
        duty=duty,
        address=address,
        site_version=site_version,
        rule_set=rule_set,
        engine="1",
        captured_at=at,
        assessment_id=derived_id("assessment", the_suspicion),
        site_name="Trang tin thử",
        capture=CaptureRef(
            capture_id=the_capture,
            address=address,
            captured_at=at,
            warc=f"{site}/{capture}.warc.gz",
            offset=0,
            length=1000,
            payload_digest=digest_of(address),
        ),
        confidence=0.95,
        basis=LegalBasis(citation=f"Điều 5 {duty}", verified=verified),
        reason="Trang quảng bá trò chơi có thưởng.",
        evidence=SpamEvidence(
            spans=(Span(start=0, end=11, text="kèo nhà cái"),), hidden=True, linked_from_home=False
        ),
        remedy="Gỡ nội dung này.",
    )


def withdrawn(suspicion: Suspected, said: int = 1) -> Withdrawn:
    """The withdrawal of a suspicion; ``said`` tells two records of the same withdrawal apart."""
    return Withdrawn(
        id=derived_id("withdrawn", suspicion.suspicion_id, said),
        site_id=suspicion.site_id,
        suspicion_id=suspicion.suspicion_id,
        fault_id=suspicion.fault_id,
        kind=suspicion.kind,
        duty=suspicion.duty,
        address=suspicion.address,
        site_version=suspicion.site_version,
        rule_set=suspicion.rule_set,
        engine=suspicion.engine,
        captured_at=suspicion.captured_at,
        reason="Nguồn đã được tìm thấy.",
    )
