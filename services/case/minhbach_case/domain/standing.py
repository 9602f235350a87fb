"""Which faults of a case were heard and still stand: only those can be decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from minhbach_case.domain.steps import (
    ADDRESSES_IN_DECISION,
    AppealDecided,
    Corrected,
    Correction,
    Decided,
    Finding,
    Notified,
    Retracted,
    Sighting,
    Stated,
    Step,
    SuspicionWithdrawn,
)
from minhbach_shared.events import LegalBasis
from minhbach_shared.vocabulary import Duty


@dataclass(frozen=True, slots=True)
class Standing:
    """The faults that the notice named and that were not withdrawn, as a decision states them."""

    faults: int
    duties: tuple[Duty, ...]
    bases: tuple[LegalBasis, ...]
    addresses: tuple[str, ...]
    """The first 100 that the case found, in order, each once."""


@dataclass(slots=True)
class _Tally:
    finding: Finding
    left: set[UUID] = field(default_factory=set)
    heard: bool = False


def standing(steps: Iterable[Step]) -> Standing:
    """Counts the whole case; what joined or stood alone after the last notice is left out.

    The service asks ``storage.standing``, which reads less and must say the same.
    """
    tallies: dict[UUID, _Tally] = {}
    for step in steps:
        _count(tallies, step)
    findings = [tally.finding for tally in tallies.values() if tally.heard and tally.left]
    addresses = list(dict.fromkeys(finding.address for finding in findings))
    bases = {finding.basis.citation: finding.basis for finding in findings}
    return Standing(
        faults=len(findings),
        duties=tuple(sorted({finding.duty for finding in findings})),
        bases=tuple(bases[citation] for citation in sorted(bases)),
        addresses=tuple(sorted(addresses[:ADDRESSES_IN_DECISION])),
    )


def stated_in(step: Step) -> Correction | None:
    """The decision as a step states it; None for a step that states none."""
    match step.body:
        case Decided() as body:
            return Correction(stated=_stated(body), decided_at=step.at)
        case AppealDecided() | Retracted() as body:
            return Correction(stated=_stated(body), decided_at=body.decided_at)
        case Corrected(decision=decision):
            return decision
        case _:
            return None


def _stated(body: Stated) -> Stated:
    return Stated(**{name: getattr(body, name) for name in Stated.model_fields})


def _count(tallies: dict[UUID, _Tally], step: Step) -> None:
    match step.body:
        case Finding() as finding:
            tallies[finding.fault_id] = _Tally(finding, {finding.suspicion_id})
        case Sighting() as sighting:
            tallies[sighting.fault_id].left.add(sighting.suspicion_id)
        case SuspicionWithdrawn() as withdrawn:
            tallies[withdrawn.fault_id].left.discard(withdrawn.suspicion_id)
        case Notified():
            for tally in tallies.values():
                tally.heard = bool(tally.left)
        case _:
            pass
