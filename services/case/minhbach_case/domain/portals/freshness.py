"""How soon a portal put up each kind of item, day by day and month by month over a year.

A day on which nothing of a kind was put up is no fault: nothing may have happened. A day that no
visit has reached yet is not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final, Literal, get_args

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.evidence import (
    Observed,
    Piece,
    Standing,
    items_in,
    standings,
)
from minhbach_case.domain.portals.periods import days_of, months_of
from minhbach_shared.events import ItemKind

FreshMark = Literal[
    "decided", "suspected", "settled", "passed", "partly", "unclear", "none_seen", "not_watched"
]
FRESH_MARKS: Final[tuple[FreshMark, ...]] = get_args(FreshMark)
ITEM_KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)


@dataclass(frozen=True, slots=True)
class MonthOfKind:
    """A month's items of one kind, by how they stand; ``median_days`` of those that tell."""

    span: Span
    watched: bool
    counts: dict[Standing, int]
    median_days: float | None


@dataclass(frozen=True, slots=True)
class KindOverYear:
    """One kind of item: a mark a day, counts a month."""

    kind: ItemKind
    marks: tuple[FreshMark, ...]
    months: tuple[MonthOfKind, ...]
    items: int
    median_days: float | None
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """A portal's year; ``days`` are 365, or 366."""

    year: int
    days: tuple[date, ...]
    seen: Span | None
    """From the first day that counts to the last that a visit has reached; None: none has."""
    kinds: tuple[KindOverYear, ...]


def seen_span(window: Span | None, visits_and_captures: Iterable[date]) -> Span | None:
    """The days of which something can be known."""
    reached = max(visits_and_captures, default=None)
    if window is None or reached is None or reached < window.first:
        return None
    return Span(window.first, min(window.last, reached))


def freshness(year: int, seen: Observed, window: Span | None) -> Freshness:
    """A portal's year by kind.

    Args:
        window: the days that count for who runs the portal; None where none do.
    """
    days = days_of(year)
    span = seen_span(window, _reached(seen))
    pieces = [piece for _, piece in items_in(seen, span)] if span else []
    return Freshness(year, days, span, tuple(_kind(k, pieces, days, span) for k in ITEM_KINDS))


def _reached(seen: Observed) -> Iterable[date]:
    yield from (agency_day(v.ended_at) for v in seen.visits if v.captured)
    for said in (*(look.said for look in seen.looks), *(item.said for item in seen.items)):
        yield from (agency_day(source.at) for source in said.values())


def _kind(
    kind: ItemKind, pieces: Sequence[Piece], days: Sequence[date], span: Span | None
) -> KindOverYear:
    own = [piece for piece in pieces if piece.kind == kind]
    by_day: dict[date | None, list[Piece]] = {}
    for piece in own:
        by_day.setdefault(piece.day, []).append(piece)
    taken = [piece.taken for piece in own if piece.taken is not None]
    return KindOverYear(
        kind=kind,
        marks=tuple(_mark(by_day.get(day, ()), _inside(day, span)) for day in days),
        months=tuple(_month(one, own, span) for one in months_of(days[0].year)),
        items=len(own),
        median_days=median(taken) if taken else None,
        longest_days=max(taken, default=None),
    )


def _month(month: Span, pieces: Sequence[Piece], span: Span | None) -> MonthOfKind:
    own = [p for p in pieces if p.day is not None and month.first <= p.day <= month.last]
    taken = [piece.taken for piece in own if piece.taken is not None]
    overlaps = span is not None and month.first <= span.last and span.first <= month.last
    return MonthOfKind(month, overlaps, standings(own), median(taken) if taken else None)


def _inside(day: date, span: Span | None) -> bool:
    return span is not None and span.first <= day <= span.last


def _mark(pieces: Sequence[Piece], watched: bool) -> FreshMark:
    found = {piece.standing for piece in pieces}
    if not watched:
        return "not_watched"
    if "unmet" in found:
        return "decided"
    if "suspected" in found:
        return "suspected"
    if "met" in found:
        return "partly" if "unclear" in found else "passed"
    if "unclear" in found:
        return "unclear"
    return "settled" if found else "none_seen"
