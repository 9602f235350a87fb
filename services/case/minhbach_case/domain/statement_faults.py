"""Which faults a statement of reasons names: those that stood when the notice was given (pure).

Counted over light marks and no whole findings, since a hacked portal's case has fifty thousand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from minhbach_case.domain.steps import (
    FaultCleared,
    Finding,
    Notified,
    Sighting,
    Step,
    SuspicionCounted,
    SuspicionWithdrawn,
)
from minhbach_shared.vocabulary import Duty


@dataclass(frozen=True, slots=True)
class Place:
    """What names a fault in a list: where it is, and the digest of the capture that shows it."""

    sequence: int
    fault_id: UUID
    duty: Duty
    citation: str
    address: str
    payload_digest: str


Does = Literal["finds", "shows", "shows_again", "takes_back", "mended"]
"""``shows_again``: after a capture had found the fault mended."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one step does to a fault; ``place`` where it is first found."""

    does: Does
    fault_id: UUID
    suspicion_id: UUID | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The operator was given notice: what stands now is heard."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A heard fault with its number in the notice; mended: a later capture shows it no more."""

    number: int
    place: Place
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """The faults that the notice named, in the order found, and those of them that still stand."""

    named: int
    standing: tuple[Numbered, ...]

    @property
    def taken_back(self) -> int:
        """Faults that were named and withdrawn since."""
        return self.named - len(self.standing)


@dataclass(slots=True)
class _Tally:
    place: Place
    left: set[UUID] = field(default_factory=set)
    number: int | None = None
    mended: bool = False


def heard(marks: Iterable[Mark | NoticeGiven]) -> Heard:
    """Counts the marks of a whole case, in order; the last notice says which faults are heard."""
    tallies: dict[UUID, _Tally] = {}
    for mark in marks:
        _count(tallies, mark)
    named = [tally for tally in tallies.values() if tally.number is not None]
    standing = tuple(Numbered(t.number or 0, t.place, t.mended) for t in named if t.left)
    return Heard(len(named), standing)


def mark_of(step: Step) -> Mark | NoticeGiven | None:
    """What a step does to a fault; None where it does nothing to any."""
    match step.body:
        case Finding() as body:
            return Mark("finds", body.fault_id, body.suspicion_id, place_of(step.sequence, body))
        case SuspicionCounted(returned=True) as body:
            return Mark("shows_again", body.fault_id, body.suspicion_id)
        case Sighting() as body:
            return Mark("shows", body.fault_id, body.suspicion_id)
        case SuspicionWithdrawn() as body:
            return Mark("takes_back", body.fault_id, body.suspicion_id)
        case FaultCleared() as body:
            return Mark("mended", body.fault_id)
        case Notified():
            return NoticeGiven()
        case _:
            return None


def place_of(sequence: int, found: Finding) -> Place:
    """Where a fault was found."""
    digest = found.capture.payload_digest
    citation = found.basis.citation
    return Place(sequence, found.fault_id, found.duty, citation, found.address, digest)


def in_full(standing: Sequence[Numbered], most: int) -> tuple[Numbered, ...]:
    """The faults to state in full: one of each duty and citation first, then the earliest."""
    firsts: dict[tuple[Duty, str], Numbered] = {}
    for numbered in standing:
        firsts.setdefault((numbered.place.duty, numbered.place.citation), numbered)
    chosen = {n.number: n for n in [*firsts.values(), *standing[:most]][:most]}
    for numbered in standing:
        if len(chosen) >= min(most, len(standing)):
            break
        chosen.setdefault(numbered.number, numbered)
    return tuple(chosen[number] for number in sorted(chosen))


def _count(tallies: dict[UUID, _Tally], mark: Mark | NoticeGiven) -> None:
    match mark:
        case NoticeGiven():
            _number(tallies)
        case Mark("finds", fault, UUID() as suspicion, Place() as place):
            tallies[fault] = _Tally(place, {suspicion})
        case Mark("takes_back", fault, UUID() as suspicion):
            tallies[fault].left.discard(suspicion)
        case Mark("mended", fault):
            tallies[fault].mended = True
        case Mark(does, fault, UUID() as suspicion):
            tallies[fault].left.add(suspicion)
            tallies[fault].mended &= does != "shows_again"
        case _:
            raise ValueError(f"a mark without its suspicion: {mark}")


def _number(tallies: dict[UUID, _Tally]) -> None:
    number = 0
    for tally in tallies.values():
        number += bool(tally.left)
        tally.number = number if tally.left else None
