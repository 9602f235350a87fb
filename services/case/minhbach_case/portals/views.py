"""What is told of portals' scores: frozen, ready for the API, the console and the documents."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.portals.criteria import Basis, Words
from minhbach_case.domain.portals.evidence import Standing
from minhbach_case.domain.portals.freshness import FreshMark
from minhbach_case.domain.portals.scoring import Why
from minhbach_case.domain.portals.watching import Since
from minhbach_shared.events import ItemKind, Value
from minhbach_shared.vocabulary import Duty

Points = float | None


class PeriodView(Value):
    """A year, or half of one; ``until`` is the last day that was counted."""

    name: str = Field(description="Such as `2026` or `2026-H2`")
    first: date
    last: date
    until: date
    ended: bool


class CriterionBrief(Value):
    """A criterion as the set states it."""

    id: str
    weight: int = Field(description="Of 100")
    title: Words
    about: Words
    basis: Basis
    source: str = Field(description="`verdicts`, `items` or `visits`")
    duties: tuple[Duty, ...]
    known_at_least: int = Field(description="So many pieces have to be known for points")
    known_share: float = Field(description="And so great a share of all")


class CriteriaBrief(Value):
    """The set of criteria that a score names."""

    identity: str = Field(description="Name and version, such as `cong-thong-tin/1`")
    title: Words
    basis: Basis
    ranked_from: float = Field(description="Share of the weights that has to be known")
    criteria: tuple[CriterionBrief, ...]


class CriterionView(Value):
    """One criterion of one portal; `points` is null where too little is known."""

    criterion: str
    weight: int
    points: Points = Field(description="0 to 100; null: not known, which is neither 0 nor 100")
    lower: float = Field(description="Points if all that is unknown turned out not met")
    upper: float = Field(description="Points if all that is unknown turned out met")
    met: int
    unmet: int
    suspected: int = Field(description="Suspected and not decided by people: unknown")
    unclear: int = Field(description="Could not be judged: unknown")
    settled: int = Field(description="Dismissed or withdrawn: left out")
    why: tuple[Why, ...] = Field(description="Why it, or a part of it, is not known")


class PortalScoreView(Value):
    """One portal's score."""

    site_id: UUID
    name: str
    address: str
    organisation: str | None
    first: date = Field(description="The first day that counts for it")
    last: date
    since: Since | None = Field(
        description="Why it does not begin with the period: it joined, or another office took over"
    )
    points: Points = Field(description="Of the criteria that are known, by their weights")
    lower: float
    upper: float
    known: float = Field(description="Share of the weights whose criteria are known")
    criteria: tuple[CriterionView, ...]


class RankedView(PortalScoreView):
    """A portal in its place."""

    place: int
    tied: bool
    best: int = Field(description="The best place that it could have")
    worst: int = Field(description="The worst place that it could have")


class RankingView(Value):
    """The portals of a period; those of which too little is known stand apart, by name."""

    period: PeriodView
    criteria: CriteriaBrief
    counted_at: AwareDatetime
    ranked: tuple[RankedView, ...]
    apart: tuple[PortalScoreView, ...]


class PortalView(Value):
    """One portal; `score` is null where it was not watched in the period."""

    period: PeriodView
    criteria: CriteriaBrief
    score: PortalScoreView | None


class PieceView(Value):
    """One thing that counts once, with the capture (of a visit: the visit) that shows it."""

    standing: Standing
    duty: Duty | None
    address: str | None
    at: AwareDatetime
    capture_id: UUID = Field(description="Of a visit: the visit's id")
    digest: str | None = Field(description="SHA-256 of the body, hex; null where there is none")
    kind: ItemKind | None
    day: date | None
    taken_working_days: int | None
    newest_at: AwareDatetime | None


class MonthView(Value):
    """A month's items of a kind."""

    first: date
    last: date
    watched: bool
    met: int
    unmet: int
    suspected: int
    unclear: int
    settled: int
    median_days: float | None = Field(description="Working days, of those items that tell")


class KindYearView(Value):
    """One kind of item over a year."""

    kind: ItemKind
    marks: tuple[FreshMark, ...] = Field(description="One a day: 365, or 366")
    months: tuple[MonthView, ...] = Field(description="Twelve")
    items: int
    median_days: float | None
    longest_days: int | None


class FreshnessView(Value):
    """How soon a portal put up each kind of item."""

    year: int
    first: date
    last: date
    seen_first: date | None = Field(description="The first day of which something is known")
    seen_last: date | None
    kinds: tuple[KindYearView, ...]
