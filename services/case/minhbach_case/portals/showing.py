"""The domain's words about portals as views."""

from datetime import date

from minhbach_case.domain.portals.criteria import CriteriaSet, Criterion, FromVisits
from minhbach_case.domain.portals.evidence import Piece
from minhbach_case.domain.portals.freshness import Freshness, KindOverYear, MonthOfKind
from minhbach_case.domain.portals.periods import Period
from minhbach_case.domain.portals.ranking import Ranked
from minhbach_case.domain.portals.scoring import CriterionScore, PortalScore
from minhbach_case.domain.portals.watching import Watched
from minhbach_case.portals.views import (
    CriteriaBrief,
    CriterionBrief,
    CriterionView,
    FreshnessView,
    KindYearView,
    MonthView,
    PeriodView,
    PieceView,
    PortalScoreView,
    RankedView,
)


def period_view(period: Period, today: date) -> PeriodView:
    """A period on a day."""
    return PeriodView(
        name=period.name,
        first=period.first,
        last=period.last,
        until=max(period.first, min(period.last, today)),
        ended=period.last < today,
    )


def criteria_brief(criteria: CriteriaSet) -> CriteriaBrief:
    """A set of criteria as a score names it."""
    return CriteriaBrief(
        identity=criteria.identity,
        title=criteria.title,
        basis=criteria.basis,
        ranked_from=criteria.ranked_from,
        criteria=tuple(_criterion_brief(one) for one in criteria.criteria),
    )


def _criterion_brief(one: Criterion) -> CriterionBrief:
    duties = () if isinstance(one.feeds, FromVisits) else one.feeds.duties
    return CriterionBrief(
        id=one.id,
        weight=one.weight,
        title=one.title,
        about=one.about,
        basis=one.basis,
        source=one.feeds.source,
        duties=duties,
        known_at_least=one.known.at_least,
        known_share=one.known.share,
    )


def score_view(portal: Watched, score: PortalScore) -> PortalScoreView:
    """One portal's score."""
    record = portal.record
    return PortalScoreView(
        site_id=record.site_id,
        name=record.name,
        address=record.address,
        organisation=record.organisation,
        first=portal.window.first,
        last=portal.window.last,
        since=portal.since,
        points=score.points,
        lower=score.bounds.lower,
        upper=score.bounds.upper,
        known=score.known,
        criteria=tuple(_criterion_view(one) for one in score.criteria),
    )


def ranked_view(ranked: Ranked[Watched]) -> RankedView:
    """A portal in its place."""
    view = score_view(ranked.portal, ranked.score)
    return RankedView(
        **dict(view),
        place=ranked.place,
        tied=ranked.tied,
        best=ranked.best,
        worst=ranked.worst,
    )


def _criterion_view(one: CriterionScore) -> CriterionView:
    return CriterionView(
        criterion=one.criterion,
        weight=one.weight,
        points=one.points,
        lower=one.bounds.lower,
        upper=one.bounds.upper,
        met=one.met,
        unmet=one.unmet,
        suspected=one.suspected,
        unclear=one.unclear,
        settled=one.settled,
        why=one.why,
    )


def piece_view(piece: Piece) -> PieceView:
    """One piece of evidence."""
    return PieceView(
        standing=piece.standing,
        duty=piece.duty,
        address=piece.address,
        at=piece.source.at,
        capture_id=piece.source.capture_id,
        digest=piece.source.digest,
        kind=piece.kind,
        day=piece.day,
        taken_working_days=piece.taken,
        newest_at=piece.newest_at,
    )


def freshness_view(found: Freshness) -> FreshnessView:
    """A portal's year."""
    return FreshnessView(
        year=found.year,
        first=found.days[0],
        last=found.days[-1],
        seen_first=found.seen.first if found.seen else None,
        seen_last=found.seen.last if found.seen else None,
        kinds=tuple(_kind(one) for one in found.kinds),
    )


def _kind(one: KindOverYear) -> KindYearView:
    return KindYearView(
        kind=one.kind,
        marks=one.marks,
        months=tuple(_month(month) for month in one.months),
        items=one.items,
        median_days=one.median_days,
        longest_days=one.longest_days,
    )


def _month(month: MonthOfKind) -> MonthView:
    return MonthView(
        first=month.span.first,
        last=month.span.last,
        watched=month.watched,
        median_days=month.median_days,
        **month.counts,
    )
