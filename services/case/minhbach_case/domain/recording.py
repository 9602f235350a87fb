"""How records become the bodies of steps."""

from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.folding import CaseFold
from minhbach_case.domain.steps import (
    Opened,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_shared.events import Suspected, Withdrawn

_SIGHTING: Final = (
    "site_id",
    "kind",
    "suspicion_id",
    "fault_id",
    "assessment_id",
    "duty",
    "address",
    "site_version",
    "rule_set",
    "engine",
    "captured_at",
    "confidence",
    "capture",
)
_FINDING: Final = (*_SIGHTING, "site_name", "basis", "reason", "evidence", "remedy")


def opened(record: Suspected, ordinal: int, previous: UUID | None) -> Opened:
    """The opening of a case by its first suspicion."""
    parts = _parts(record, _FINDING)
    return Opened(ordinal=ordinal, state="suspected", previous_case=previous, **parts)


def added(record: Suspected, case: CaseFold) -> SuspicionAdded:
    """Another fault for a case, with its evidence."""
    return SuspicionAdded(ordinal=case.ordinal, state=case.state, **_parts(record, _FINDING))


def counted(record: Suspected, case: CaseFold) -> SuspicionCounted:
    """A fault of the case, seen again: the capture without the evidence that stands already."""
    return SuspicionCounted(ordinal=case.ordinal, state=case.state, **_parts(record, _SIGHTING))


def withdrawn(record: Withdrawn, case: CaseFold) -> SuspicionWithdrawn:
    """A suspicion of the case is taken back."""
    return SuspicionWithdrawn(
        site_id=case.site_id,
        kind=case.kind,
        ordinal=case.ordinal,
        state=case.state,
        suspicion_id=record.suspicion_id,
        fault_id=record.fault_id,
        record=record.id,
        rule_set=record.rule_set,
        engine=record.engine,
        reason=record.reason,
    )


def _parts(record: Suspected, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
