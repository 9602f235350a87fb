"""The province in numbers: counts of cases by week, of what stands today, of the clocks kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Literal, get_args

from minhbach_case.domain.clocks import AGENCY_ZONE, CLOCKS, ClockName, agency_day
from minhbach_case.domain.observed import Span
from minhbach_shared.vocabulary import CASE_KINDS, CaseKind, CaseState, SiteClass

Measure = Literal["opened", "dismissed", "notified", "decided", "remedied", "closed"]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
Period = Literal["4", "13", "52"]
"""Weeks, this one included."""
PERIODS: Final[tuple[Period, ...]] = ("4", "13", "52")

Bucket = Literal["suspected", "heard", "decided"]
"""Where an open case is: before the notice, from the notice to the decision, after it."""
BUCKETS: Final[tuple[Bucket, ...]] = ("suspected", "heard", "decided")
STATES_OF: Final[dict[Bucket, tuple[CaseState, ...]]] = {
    "suspected": ("suspected", "under_review"),
    "heard": ("notified", "replied", "proposed"),
    "decided": ("decided", "referred", "appealed"),
}
_BUCKET_OF: Final[dict[CaseState, Bucket]] = {
    state: bucket for bucket, states in STATES_OF.items() for state in states
}


@dataclass(frozen=True, slots=True)
class Moved:
    """So many cases took a step within an hour (its beginning, UTC)."""

    measure: Measure
    hour: datetime
    cases: int
    sightings: int = 0
    """Of the cases opened in that hour: how often their faults were seen until now."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week's counts, in the order of ``MEASURES``."""

    span: Span
    counts: tuple[int, ...]
    sightings: int


@dataclass(frozen=True, slots=True)
class Standing:
    """So many open cases of a kind and a class of site are in a state."""

    kind: CaseKind
    state: CaseState
    site_class: SiteClass | None
    """None where the register does not have the site."""
    cases: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How a clock was kept, of those that came to their end within the period."""

    clock: ClockName
    kept: int
    overrun: int


def hour_of(word: str) -> datetime:
    """The hour that the head of an ISO time in UTC names, such as ``2026-11-20T17``."""
    return datetime.strptime(word[:13], "%Y-%m-%dT%H").replace(tzinfo=UTC)


def first_moment(day: date) -> datetime:
    """When a day begins at the agency (UTC)."""
    return datetime.combine(day, time.min, AGENCY_ZONE).astimezone(UTC)


def by_week(spans: Sequence[Span], moved: Iterable[Moved]) -> tuple[Week, ...]:
    """The counts of each week, weeks without any included."""
    counts: Counter[tuple[int, Measure]] = Counter()
    sightings: Counter[int] = Counter()
    first = spans[0].first
    for one in moved:
        place = (agency_day(one.hour) - first).days // 7
        counts[place, one.measure] += one.cases
        sightings[place] += one.sightings
    return tuple(
        Week(span, tuple(counts[n, measure] for measure in MEASURES), sightings[n])
        for n, span in enumerate(spans)
    )


def by_kind(standing: Iterable[Standing]) -> dict[CaseKind, dict[Bucket, int]]:
    """Open cases by kind and by where they are; kinds without any are left out."""
    counts: Counter[tuple[CaseKind, Bucket]] = Counter()
    for one in standing:
        if one.state in _BUCKET_OF:
            counts[one.kind, _BUCKET_OF[one.state]] += one.cases
    return {
        kind: {bucket: counts[kind, bucket] for bucket in BUCKETS}
        for kind in CASE_KINDS
        if any(counts[kind, bucket] for bucket in BUCKETS)
    }


def by_class(standing: Iterable[Standing]) -> dict[SiteClass, dict[Bucket, int]]:
    """Open cases by class of site; sites that are not in the register are left out."""
    found: dict[SiteClass, dict[Bucket, int]] = {}
    for one in standing:
        if one.site_class is not None and one.state in _BUCKET_OF:
            counts = found.setdefault(one.site_class, dict.fromkeys(BUCKETS, 0))
            counts[_BUCKET_OF[one.state]] += one.cases
    return found


def kept(ended: Iterable[tuple[ClockName, bool, int]]) -> tuple[Kept, ...]:
    """Clocks that ended, by name, from (name, whether it was overrun, how many)."""
    counts: Counter[tuple[ClockName, bool]] = Counter()
    for name, overrun, number in ended:
        counts[name, overrun] += number
    return tuple(
        Kept(name, counts[name, False], counts[name, True])
        for name in CLOCKS
        if counts[name, False] or counts[name, True]
    )
