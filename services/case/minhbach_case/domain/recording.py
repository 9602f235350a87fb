"""How records become the bodies of steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Alarm, Deadline
from minhbach_case.domain.steps import (
    ClockOverrun,
    ClockWarned,
    Draft,
    Erased,
    FaultCleared,
    Opened,
    SuspicionAdded,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_shared.events import Assessed, Suspected, Withdrawn
from minhbach_shared.ids import derived_id, iso
from minhbach_shared.vocabulary import Duty

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


@dataclass(frozen=True, slots=True)
class Tally:
    """How a fault stands in one case: sightings left, and the later capture that showed none."""

    left: int = 0
    cleared_at: datetime | None = None


def opened(
    record: Suspected, ordinal: int, previous: UUID | None, deadlines: tuple[Deadline, ...] = ()
) -> Opened:
    """The opening of a case by its first suspicion."""
    return Opened(
        ordinal=ordinal,
        before=None,
        state="suspected",
        previous_case=previous,
        deadlines=deadlines,
        **_parts(record, _FINDING),
    )


def added(record: Suspected, case: CaseFold) -> SuspicionAdded:
    """Another fault for a case, with its evidence."""
    return SuspicionAdded(**_place(case) | _parts(record, _FINDING))


def counted(record: Suspected, case: CaseFold, tally: Tally) -> SuspicionCounted:
    """A fault of the case, seen again: the capture without the evidence that stands already."""
    return SuspicionCounted(
        stood=tally.left > 0,
        returned=tally.cleared_at is not None and record.captured_at > tally.cleared_at,
        **_place(case) | _parts(record, _SIGHTING),
    )


def withdrawn(record: Withdrawn, case: CaseFold, tally: Tally) -> SuspicionWithdrawn:
    """A suspicion of the case is taken back."""
    last = tally.left <= 1
    return SuspicionWithdrawn(
        site_id=case.site_id,
        suspicion_id=record.suspicion_id,
        fault_id=record.fault_id,
        record=record.id,
        rule_set=record.rule_set,
        engine=record.engine,
        reason=record.reason,
        last=last,
        cleared=last and tally.cleared_at is not None,
        **_place(case),
    )


def cleared(
    case: CaseFold, fault_id: UUID, duty: Duty, address: str, assessed: Assessed, assessment: UUID
) -> FaultCleared:
    """A later capture of the address passes the duty.

    Args:
        assessed: the record that says so; ``assessment`` is the id of its verdict.
    """
    return FaultCleared(
        site_id=case.site_id,
        fault_id=fault_id,
        duty=duty,
        address=address,
        assessment_id=assessment,
        captured_at=assessed.assessed_of,
        capture=assessed.capture,
        **_place(case),
    )


def alarmed(case: CaseFold, alarm: Alarm) -> Draft:
    """What a clock has to say, once for each end that it was given."""
    cause = derived_id("alarm", case.case_id, alarm.name, alarm.level, iso(alarm.due_at))
    kind = ClockWarned if alarm.level == "warning" else ClockOverrun
    said = kind(site_id=case.site_id, clock=alarm.name, due_at=alarm.due_at, **_place(case))
    return Draft(case.case_id, str(cause), said)


def expired(case: CaseFold) -> Draft:
    """The retention period of an ended case is over: people's words and names go."""
    body = Erased(site_id=case.site_id, by=None, role=None, **_place(case))
    return Draft(case.case_id, str(derived_id("retention", case.case_id, case.sequence)), body)


def _place(case: CaseFold) -> dict[str, Any]:
    """What a step says that leaves the state as it is."""
    return {
        "kind": case.kind,
        "ordinal": case.ordinal,
        "before": case.state,
        "state": case.state,
    }


def _parts(record: Suspected, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
