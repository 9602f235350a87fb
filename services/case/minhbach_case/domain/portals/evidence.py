"""What a score rests on: pieces of evidence, each of one capture (or visit), as people left it.

The classifier only suspects (safeguard 4): what it found counts against a portal once people
decided so, and is unknown until then. What was dismissed or withdrawn is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.criteria import (
    Criterion,
    FromItems,
    FromVerdicts,
    FromVisits,
)
from minhbach_shared.events import ItemKind
from minhbach_shared.vocabulary import Duty, Verdict

Standing = Literal["met", "unmet", "suspected", "unclear", "settled"]
"""``suspected``: nobody decided yet; ``settled``: dismissed, withdrawn or mended before."""
STANDINGS: Final[tuple[Standing, ...]] = ("met", "unmet", "suspected", "unclear", "settled")

Ruling = Literal["decided", "open", "ended"]
"""What became of a suspicion: decided against, still open, or ended without a decision."""
Rulings = Mapping[tuple[UUID, Duty], Ruling]
"""By the capture and the duty; a suspicion that no case holds yet is open."""


@dataclass(frozen=True, slots=True)
class Source:
    """The capture (of a visit: the visit) that a piece comes from."""

    at: datetime
    capture_id: UUID
    digest: str | None
    """SHA-256 of the body, hex; None for a visit, and where nothing was captured."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The last capture of each verdict on one duty at an address, within a month."""

    address: str
    duty: Duty
    month: str
    """``2026-11``."""
    said: Mapping[Verdict, Source]


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item of a portal on its day, with the last capture of each verdict on it."""

    address: str
    day: date
    """On which it was published; the day that it tells where it shows no other."""
    kind: ItemKind
    happened_on: date
    published_on: date | None
    taken: int | None
    """Working days, where the page tells them."""
    said: Mapping[Verdict, Source]


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """A visit; ``newest_at`` is what the portal's own feed or sitemap states."""

    visit_id: UUID
    ended_at: datetime
    captured: int
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """All that was seen of a portal, in any order."""

    looks: tuple[Looked, ...] = ()
    items: tuple[ItemSeen, ...] = ()
    visits: tuple[VisitSeen, ...] = ()
    rulings: Rulings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that counts once, and what it says; ``duty`` is None for a visit."""

    standing: Standing
    source: Source
    duty: Duty | None = None
    address: str | None = None
    kind: ItemKind | None = None
    day: date | None = None
    """Of an item: its own."""
    taken: int | None = None
    """Of an item: working days."""
    newest_at: datetime | None = None
    """Of a visit."""


def pieces_of(criterion: Criterion, seen: Observed, window: Span) -> tuple[Piece, ...]:
    """What feeds a criterion within a window (both ends included), by time, then by address."""
    found = _found(criterion, seen, window)
    return tuple(sorted(found, key=lambda p: (p.source.at, p.address or "", p.source.capture_id)))


def items_in(seen: Observed, window: Span) -> Iterator[tuple[ItemSeen, Piece]]:
    """Each item of a window once, as it was last captured, with what was judged of it."""
    last: dict[str, ItemSeen] = {}
    for item in seen.items:
        if _within(item.day, window):
            known = last.get(item.address)
            if known is None or _newest(known.said).at < _newest(item.said).at:
                last[item.address] = item
    for item in last.values():
        if (piece := _ruled("portal.update", item.said, seen.rulings)) is not None:
            yield (
                item,
                replace(
                    piece, address=item.address, kind=item.kind, day=item.day, taken=item.taken
                ),
            )


def _found(criterion: Criterion, seen: Observed, window: Span) -> Iterator[Piece]:
    match criterion.feeds:
        case FromVerdicts() as feed:
            return _of_verdicts(feed, seen, window)
        case FromItems() as feed:
            return _of_items(feed, seen, window)
        case FromVisits() as feed:
            return _of_visits(feed, seen, window)


def _of_verdicts(feed: FromVerdicts, seen: Observed, window: Span) -> Iterator[Piece]:
    units: dict[tuple[str, str], dict[Duty, dict[Verdict, Source]]] = {}
    for look in seen.looks:
        if look.duty in feed.duties:
            month = look.month if feed.each == "address_and_month" else ""
            unit = units.setdefault((look.address, month), {}).setdefault(look.duty, {})
            for verdict, source in look.said.items():
                known = unit.get(verdict)
                inside = _within(agency_day(source.at), window)
                if inside and (known is None or known.at < source.at):
                    unit[verdict] = source
    for (address, _), duties in units.items():
        said = [_ruled(duty, one, seen.rulings) for duty, one in duties.items()]
        pieces = [piece for piece in said if piece is not None]
        if pieces:
            yield replace(min(pieces, key=_gravity), address=address)


def _of_items(feed: FromItems, seen: Observed, window: Span) -> Iterator[Piece]:
    targets = feed.within_working_days
    for item, judged in items_in(seen, window):
        if feed.kinds is not None and item.kind not in feed.kinds:
            continue
        if targets is None:
            yield judged
        elif (target := targets.get(item.kind)) is not None:
            yield replace(judged, standing=_measured(item.taken, target), source=_newest(item.said))


def _of_visits(feed: FromVisits, seen: Observed, window: Span) -> Iterator[Piece]:
    for visit in seen.visits:
        if _within(agency_day(visit.ended_at), window):
            yield Piece(
                standing=_measured(_age(visit), feed.newest_within_days),
                source=Source(visit.ended_at, visit.visit_id, None),
                newest_at=visit.newest_at,
            )


def _age(visit: VisitSeen) -> int | None:
    """Days; a time that lies ahead of the visit tells nothing."""
    age = (visit.ended_at - visit.newest_at).days if visit.newest_at is not None else None
    return None if age is None or age < 0 else age


def _measured(days: int | None, target: int) -> Standing:
    if days is None:
        return "unclear"
    return "met" if days <= target else "unmet"


def _ruled(duty: Duty, said: Mapping[Verdict, Source], rulings: Rulings) -> Piece | None:
    """What a duty's verdicts say together: the last that tells, as people left it.

    What could not be judged takes nothing away from what was (safeguard 5); None where the duty
    does not concern the page.
    """
    passed, breached, unclear = said.get("pass"), said.get("breach"), said.get("inconclusive")
    if breached is not None and (passed is None or passed.at <= breached.at):
        ruling = rulings.get((breached.capture_id, duty), "open")
        if ruling != "ended":
            return Piece("unmet" if ruling == "decided" else "suspected", breached, duty)
        if passed is None:
            return Piece("settled", breached, duty)
    if passed is not None:
        return Piece("met", passed, duty)
    return Piece("unclear", unclear, duty) if unclear is not None else None


def _gravity(piece: Piece) -> int:
    return _GRAVITY.index(piece.standing)


def _newest(said: Mapping[Verdict, Source]) -> Source:
    return max(said.values(), key=lambda source: source.at)


def _within(day: date, window: Span) -> bool:
    return window.first <= day <= window.last


_GRAVITY: Final[tuple[Standing, ...]] = ("unmet", "suspected", "unclear", "met", "settled")


def standings(pieces: Iterable[Piece]) -> dict[Standing, int]:
    """How many pieces stand how; every standing is there."""
    counts = dict.fromkeys(STANDINGS, 0)
    for piece in pieces:
        counts[piece.standing] += 1
    return counts
