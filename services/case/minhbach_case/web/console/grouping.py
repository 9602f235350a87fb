"""Evidence by duty and by what was found, so that forty pieces can be read (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from minhbach_case.views import EvidenceView
from minhbach_shared.events import (
    Evidence,
    FreshnessEvidence,
    GoneEvidence,
    LicenceEvidence,
    SpamEvidence,
    UncreditedEvidence,
)
from minhbach_shared.vocabulary import DUTIES, Duty

OPEN_PIECES = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, and whether it is shown opened."""

    evidence: EvidenceView
    open: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces of one duty where the same was found; ``found`` are keys of the catalogue."""

    duty: Duty
    found: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def first(self) -> EvidenceView:
        """Basis and remedy are those of the duty: any piece says them."""
        return self.pieces[0].evidence


def groups_of(evidence: Iterable[EvidenceView]) -> tuple[Group, ...]:
    """The pieces of a page in groups; the first few groups' first pieces are open."""
    by_find: dict[tuple[Duty, tuple[str, ...]], list[EvidenceView]] = {}
    for one in evidence:
        by_find.setdefault((one.duty, found_in(one.evidence)), []).append(one)
    few = sum(map(len, by_find.values())) <= OPEN_PIECES
    ordered = sorted(by_find.items(), key=lambda item: (DUTIES.index(item[0][0]), item[0][1]))
    return tuple(
        Group(duty, found, tuple(_pieces(pieces, few=few, place=place)))
        for place, ((duty, found), pieces) in enumerate(ordered)
    )


def _pieces(pieces: list[EvidenceView], *, few: bool, place: int) -> Iterable[Piece]:
    for number, piece in enumerate(pieces):
        yield Piece(piece, open=few or (number == 0 and place < OPEN_PIECES))


def found_in(evidence: Evidence) -> tuple[str, ...]:
    """What was found, in keys of the catalogue; nothing where the duty says it all."""
    match evidence:
        case UncreditedEvidence(lacks=lacks):
            return tuple(f"lack.{lack}" for lack in sorted(lacks))
        case LicenceEvidence(fact=fact):
            return (f"licence.{fact}",)
        case SpamEvidence(hidden=hidden):
            return ("spam.hidden" if hidden else "spam.visible",)
        case GoneEvidence(how=how):
            return (f"gone.how.{how}",)
        case FreshnessEvidence(item=item):
            return (f"item.{item}",)
        case _:
            return ()
