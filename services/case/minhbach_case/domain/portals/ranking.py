"""Portals in order of what is known of them; equal scores share a place.

Beside its place each portal has the best and the worst place that it could have, whatever the
unknown turns out to be: where two such ranges overlap, nobody can say which portal is ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from minhbach_case.domain.portals.scoring import PortalScore

Portal = TypeVar("Portal")


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Portal]):
    """A portal in its place."""

    portal: Portal
    score: PortalScore
    place: int
    tied: bool
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Ranking(Generic[Portal]):
    """Those of which enough is known, by place; the others stand apart, in the order given."""

    ranked: tuple[Ranked[Portal], ...]
    apart: tuple[tuple[Portal, PortalScore], ...]


def rank(scores: Sequence[tuple[Portal, PortalScore]], ranked_from: float) -> Ranking[Portal]:
    """Ranks portals.

    Args:
        scores: in the order in which equals and those apart are to stand.
        ranked_from: share of the weights (0 to 1) that has to be known.
    """
    enough = [one for one in scores if one[1].points is not None and one[1].known >= ranked_from]
    apart = tuple(one for one in scores if one not in enough)
    shown = [score.points or 0.0 for _, score in enough]
    found = [
        Ranked(
            portal=portal,
            score=score,
            place=1 + sum(other > own for other in shown),
            tied=shown.count(own) > 1,
            best=1 + sum(other.bounds.lower > score.bounds.upper for _, other in enough),
            worst=1 + _could_be_ahead(score, [other for _, other in enough]),
        )
        for (portal, score), own in zip(enough, shown, strict=True)
    ]
    return Ranking(tuple(sorted(found, key=lambda one: one.place)), apart)


def _could_be_ahead(own: PortalScore, every: Sequence[PortalScore]) -> int:
    """How many others are, if the unknown turns out against this one and for them."""
    return sum(other is not own and other.bounds.upper > own.bounds.lower for other in every)
