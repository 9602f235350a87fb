"""From shares to points: what is known, and between which bounds the rest could lie.

Whatever is unknown could turn out either way: the lower bound takes all of it for not met, the
upper bound for met. Neither is the score. The score weighs only what is known, so that what could
not be judged counts neither for nor against a portal (safeguard 5).

Points have one decimal wherever they stand, and what is made of them is made of those: whoever
adds up what a page shows gets what the page says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from minhbach_case.domain.portals.criteria import WHOLE, CriteriaSet, Criterion
from minhbach_case.domain.portals.evidence import Standing

Why = Literal["no_captures", "too_few", "inconclusive", "suspected"]
"""Why a criterion, or a part of it, is not known."""
Counts = Mapping[Standing, int]
DECIMALS: Final = 1
"""Of all points, rounded half up as a spreadsheet does."""
_STEP: Final = Decimal(1).scaleb(-DECIMALS)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which points (0 to 100) the truth lies, whatever the unknown turns out to be."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion of one portal; ``points`` is None where too little is known ("chưa rõ")."""

    criterion: str
    weight: int
    met: int
    unmet: int
    suspected: int
    unclear: int
    settled: int
    points: float | None
    bounds: Interval
    why: tuple[Why, ...]

    @property
    def known(self) -> int:
        """How many pieces are known."""
        return self.met + self.unmet

    @property
    def unknown(self) -> int:
        """How many are not."""
        return self.suspected + self.unclear


@dataclass(frozen=True, slots=True)
class PortalScore:
    """A portal by all criteria; ``points`` is None where none of them is known."""

    criteria: tuple[CriterionScore, ...]
    points: float | None
    bounds: Interval
    known: float
    """Share of the weights whose criteria are known, 0 to 1."""


def score(criteria: CriteriaSet, counts: Mapping[str, Counts]) -> PortalScore:
    """A portal's score, from the counts of each criterion's pieces by its id."""
    scores = tuple(criterion_score(one, counts.get(one.id, {})) for one in criteria.criteria)
    return PortalScore(
        criteria=scores,
        points=_of_known(scores),
        bounds=Interval(
            rounded(sum(one.weight * one.bounds.lower for one in scores) / WHOLE),
            rounded(sum(one.weight * one.bounds.upper for one in scores) / WHOLE),
        ),
        known=sum(one.weight for one in scores if one.points is not None) / WHOLE,
    )


def rounded(points: float) -> float:
    """Points as they are shown: one decimal, half up."""
    # Through ten digits, so that what floats lose on the way does not decide.
    return float(Decimal(f"{points:.10f}").quantize(_STEP, ROUND_HALF_UP))


def criterion_score(criterion: Criterion, counts: Counts) -> CriterionScore:
    """One criterion's points and bounds."""
    met, unmet = counts.get("met", 0), counts.get("unmet", 0)
    suspected, unclear = counts.get("suspected", 0), counts.get("unclear", 0)
    known, whole = met + unmet, met + unmet + suspected + unclear
    enough = known >= criterion.known.at_least and known >= criterion.known.share * whole
    return CriterionScore(
        criterion=criterion.id,
        weight=criterion.weight,
        met=met,
        unmet=unmet,
        suspected=suspected,
        unclear=unclear,
        settled=counts.get("settled", 0),
        points=rounded(criterion.worth(met / known)) if known and enough else None,
        bounds=_bounds(criterion, met, suspected + unclear, whole),
        why=tuple(_why(known, suspected, unclear, enough)),
    )


def _bounds(criterion: Criterion, met: int, unknown: int, whole: int) -> Interval:
    least, most = (met / whole, (met + unknown) / whole) if whole else (0, 1)
    return Interval(rounded(criterion.worth(least)), rounded(criterion.worth(most)))


def _why(known: int, suspected: int, unclear: int, enough: bool) -> Iterable[Why]:
    if not known + suspected + unclear:
        yield "no_captures"
        return
    if not enough:
        yield "too_few"
    if unclear:
        yield "inconclusive"
    if suspected:
        yield "suspected"


def _of_known(scores: Sequence[CriterionScore]) -> float | None:
    known = [(one.weight, one.points) for one in scores if one.points is not None]
    if not known:
        return None
    weights = sum(weight for weight, _ in known)
    return rounded(sum(weight * points for weight, points in known) / weights)
