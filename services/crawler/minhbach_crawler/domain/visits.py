"""A visit as its plan and what came of it, and the records that say so; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_crawler.domain.addresses import same_page
from minhbach_crawler.domain.frontier import Task
from minhbach_shared.events import (
    Captured,
    CaptureRef,
    Failed,
    FailureCount,
    FailureReason,
    SiteRecord,
    Snapshot,
    VisitCompleted,
    VisitRequest,
)
from minhbach_shared.ids import capture_id, derived_id, iso, visit_id

DETAIL: Final = 300
_TOLERANCE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """One visit to make: of the whole site, or of the addresses that were asked for only."""

    site: SiteRecord
    due_at: datetime
    whole: bool
    addresses: tuple[str, ...] = ()
    answers: tuple[UUID, ...] = ()

    @property
    def visit_id(self) -> UUID:
        """The visit's id: the same when a crashed visit is made again.

        Requests for single addresses may be of one moment and yet come one after the other: each
        visit of such is told by what it answers, so that none counts as made before it was.
        """
        if self.whole or not self.answers:
            return visit_id(self.site.site_id, self.due_at)
        return derived_id("visit", self.site.site_id, iso(self.due_at), sorted(self.answers))


def plan_visit(
    site: SiteRecord, scheduled_at: datetime | None, requests: Sequence[VisitRequest]
) -> Plan | None:
    """The visit that is due, or None.

    Args:
        scheduled_at: when the site was due by its schedule, None if it is not due yet.
        requests: those not yet answered; one without an address asks for the whole site.
    """
    if not site.active or (scheduled_at is None and not requests):
        return None
    moments = [request.requested_at for request in requests]
    return Plan(
        site=site,
        due_at=max(moments) if moments else scheduled_at or site.recorded_at,
        whole=scheduled_at is not None or any(r.address is None for r in requests),
        addresses=tuple(dict.fromkeys(r.address for r in requests if r.address is not None)),
        answers=tuple(request.id for request in requests),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies in its WARC file: bytes from the beginning, bytes of its own."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Taken:
    """An address was captured."""

    task: Task
    at: datetime
    place: Place
    payload_digest: str
    status: int
    content_type: str | None
    final_address: str
    server_address: str | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An address could not be had."""

    task: Task
    at: datetime
    reason: FailureReason
    detail: str


Result = Taken | Missed


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that came of a visit.

    ``home_links``, each by its ``same_page``, is None where the home page was not read.
    """

    started_at: datetime
    ended_at: datetime
    results: tuple[Result, ...]
    home_links: frozenset[str] | None = None
    newest_article_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What is announced of a visit: its snapshots first, then that it ended."""

    snapshots: tuple[Snapshot, ...]
    completed: VisitCompleted


@dataclass(frozen=True, slots=True)
class ClosedVisit:
    """A visit whose WARC is closed and stored.

    Attributes:
        answers: the requests that it answers.
        next_at: when the site is due again; None where only single addresses were visited.
    """

    record: VisitRecord
    answers: tuple[UUID, ...]
    next_at: datetime | None


def newest(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The newest of the moments; one that lies a day or more ahead is a mistake."""
    return max((m for m in moments if m is not None and m < now + _TOLERANCE), default=None)


def recorded(plan: Plan, gathered: Gathered, warc: str) -> VisitRecord:
    """The events of a visit whose WARC is closed and stored under the key ``warc``."""
    snapshots = tuple(_snapshot(plan, gathered, result, warc) for result in gathered.results)
    reasons = Counter(r.reason for r in gathered.results if isinstance(r, Missed))
    completed = VisitCompleted(
        id=plan.visit_id,
        site_id=plan.site.site_id,
        site_version=plan.site.version,
        due_at=plan.due_at,
        started_at=gathered.started_at,
        ended_at=gathered.ended_at,
        snapshots=tuple(snapshot.id for snapshot in snapshots),
        captured=len(snapshots) - reasons.total(),
        failed=reasons.total(),
        failures=tuple(FailureCount(reason=r, count=n) for r, n in sorted(reasons.items())),
        newest_article_at=gathered.newest_article_at,
    )
    return VisitRecord(snapshots, completed)


def _snapshot(plan: Plan, gathered: Gathered, result: Result, warc: str) -> Snapshot:
    address = result.task.address
    return Snapshot(
        id=derived_id("snapshot", plan.visit_id, address),
        site_id=plan.site.site_id,
        visit_id=plan.visit_id,
        site_version=plan.site.version,
        address=address,
        found_by=result.task.found_by,
        linked_from_home=_linked(result, gathered.home_links),
        at=result.at,
        result=_outcome(plan, result, warc),
    )


def _outcome(plan: Plan, result: Result, warc: str) -> Captured | Failed:
    match result:
        case Missed(task=task, reason=reason, detail=detail):
            return Failed(reason=reason, detail=detail[:DETAIL], attempts=max(1, task.asked))
        case Taken() as taken:
            address = taken.task.address
            capture = CaptureRef(
                capture_id=capture_id(plan.visit_id, address),
                address=address,
                captured_at=taken.at,
                warc=warc,
                offset=taken.place.offset,
                length=taken.place.length,
                payload_digest=taken.payload_digest,
            )
            return Captured(
                capture=capture,
                status=taken.status,
                content_type=taken.content_type,
                final_address=taken.final_address,
                server_address=taken.server_address,
            )


def _linked(result: Result, home_links: frozenset[str] | None) -> bool | None:
    if result.task.found_by == "home":
        return True
    if home_links is None:
        return None
    had = {result.task.address, *([result.final_address] if isinstance(result, Taken) else [])}
    return not home_links.isdisjoint(map(same_page, had))


def next_visit(site_id: UUID, ended_at: datetime, interval: timedelta) -> datetime:
    """When a site is due again: after the interval, more or less a tenth, told by its id."""
    share = site_id.int % 2001 / 1000 - 1  # -1 to 1, the same on every worker
    return ended_at + interval * (1 + share / 10)
