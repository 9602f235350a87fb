"""The events that travel between services and to subscribers, one model a type."""

from typing import Final

from minhbach_shared.events.assessment import (
    AlteredEvidence,
    Assessed,
    Assessment,
    Candidate,
    Change,
    ChangeKind,
    CreditLack,
    Evidence,
    FieldsEvidence,
    LegalBasis,
    LicenceEvidence,
    LicenceFact,
    Passage,
    SourceRef,
    SpamEvidence,
    UncreditedEvidence,
)
from minhbach_shared.events.base import (
    QUOTE_LIMIT,
    CaptureRef,
    Event,
    PersonalSpan,
    Span,
    Value,
)
from minhbach_shared.events.capture import (
    Captured,
    Failed,
    FailureCount,
    FailureReason,
    FoundBy,
    Snapshot,
    VisitCompleted,
)
from minhbach_shared.events.case import CaseStep, Checkpoint
from minhbach_shared.events.register import SiteRecord, SiteVersion, VisitRequest
from minhbach_shared.events.violation import Confirmed, Suspected, Withdrawn

EVENTS: Final[tuple[type[Event], ...]] = (
    SiteRecord,
    SiteVersion,
    VisitRequest,
    Snapshot,
    VisitCompleted,
    Assessed,
    Suspected,
    Withdrawn,
    Confirmed,
    CaseStep,
    Checkpoint,
)

__all__ = [
    "EVENTS",
    "QUOTE_LIMIT",
    "AlteredEvidence",
    "Assessed",
    "Assessment",
    "Candidate",
    "CaptureRef",
    "Captured",
    "CaseStep",
    "Change",
    "ChangeKind",
    "Checkpoint",
    "Confirmed",
    "CreditLack",
    "Event",
    "Evidence",
    "Failed",
    "FailureCount",
    "FailureReason",
    "FieldsEvidence",
    "FoundBy",
    "LegalBasis",
    "LicenceEvidence",
    "LicenceFact",
    "Passage",
    "PersonalSpan",
    "SiteRecord",
    "SiteVersion",
    "Snapshot",
    "SourceRef",
    "SpamEvidence",
    "Span",
    "Suspected",
    "UncreditedEvidence",
    "Value",
    "VisitCompleted",
    "VisitRequest",
    "Withdrawn",
]
