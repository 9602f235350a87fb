"""What the site page and the province page show: frozen, bounded, ready for API and console."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.clocks import ClockName
from minhbach_case.domain.licence_time import LicenceTime
from minhbach_case.domain.observed import Mark, Scale
from minhbach_case.domain.province import Bucket, Period
from minhbach_case.domain.record_history import RecordVersion
from minhbach_shared.events import FailureCount, Value
from minhbach_shared.vocabulary import CaseKind, CaseState, Duty, SiteClass


class LicenceView(Value):
    """What is left of a licence's time; ``days`` is negative once it is over."""

    time: LicenceTime
    days: int
    share: float = Field(ge=0, le=1, description="Of its time, what has gone by")


class DaysView(Value):
    """A day, or a week; both ends included."""

    first: date
    last: date


class DutyView(Value):
    """One duty over time; ``marks`` are by the spans."""

    duty: Duty
    kind: CaseKind
    now: Mark
    marks: tuple[Mark, ...]


class DutiesView(Value):
    """Every duty that was ever judged on a site, or is in a case of it."""

    scale: Scale
    spans: tuple[DaysView, ...]
    duties: tuple[DutyView, ...]


class VisitView(Value):
    """A visit as it ended, with what could not be had; that is no fault of the site."""

    visit_id: UUID
    started_at: AwareDatetime
    ended_at: AwareDatetime
    captured: int
    failed: int
    failures: tuple[FailureCount, ...]


class SiteCase(Value):
    """A case in a list about sites."""

    case_id: UUID
    site_id: UUID
    site_name: str
    kind: CaseKind
    ordinal: int
    state: CaseState
    opened_at: AwareDatetime
    faults: int
    remedy_proposed: bool


class SiteObserved(Value):
    """All that is known of a site beside its record."""

    licence: LicenceView
    duties: DutiesView
    cases: tuple[SiteCase, ...] = Field(description="The newest first; at most 100")
    visits: tuple[VisitView, ...] = Field(description="The last ten")
    versions: tuple[RecordVersion, ...] = Field(description="Of the record; the last fifty")


class WeekView(Value):
    """What happened in a week; the last week has not ended."""

    first: date
    last: date
    opened: int
    dismissed: int
    notified: int
    decided: int
    remedied: int
    closed: int
    sightings: int = Field(description="Of the cases opened in it: how often their faults showed")


class CountsView(Value):
    """Open cases by where they are: before the notice, from it to the decision, after it."""

    suspected: int
    heard: int
    decided: int


class KindView(CountsView):
    """Open cases of a kind."""

    kind: CaseKind


class ClassView(CountsView):
    """Open cases about sites of a class, and how many such sites are watched."""

    site_class: SiteClass
    sites: int


class ClockView(Value):
    """Of the clocks that came to their end in the period: kept, and overrun."""

    clock: ClockName
    kept: int
    overrun: int


class ProvinceView(Value):
    """The province in numbers. A suspicion is no finding: see ``decided``."""

    weeks: Period
    site_class: SiteClass | None
    sites: int = Field(description="Watched now")
    standing: dict[Bucket, int] = Field(description="Open cases now, by where they are")
    by_week: tuple[WeekView, ...]
    by_kind: tuple[KindView, ...]
    by_class: tuple[ClassView, ...]
    clocks: tuple[ClockView, ...]


class StandingCell(Value):
    """How one duty stands at one site."""

    duty: Duty
    kind: CaseKind
    mark: Mark


class StandingRow(Value):
    """A site in the map of duties, in the order of names."""

    site_id: UUID
    name: str
    site_class: SiteClass
    cells: tuple[StandingCell, ...] = Field(description="Every duty, in one order")


class DutyMap(Value):
    """A page of sites by duties."""

    duties: tuple[Duty, ...]
    rows: tuple[StandingRow, ...]
    next: str | None
