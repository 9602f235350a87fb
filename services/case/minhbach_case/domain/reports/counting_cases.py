"""Cases in the figures: their steps, one after the other, each counted where it was taken.

Nothing of a case is kept but where it stands, so a report over any number of cases takes the
memory of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.case import ENDED
from minhbach_case.domain.clocks import OWED_BY_AGENCY, Clock, Deadline, after_step, agency_day
from minhbach_case.domain.commands import AppealResult, Outcome
from minhbach_case.domain.findings import StepType
from minhbach_case.domain.reports.counts import Counted
from minhbach_case.domain.reports.model import SeriesKey, TableKey
from minhbach_case.domain.reports.windows import Window, Windows
from minhbach_shared.vocabulary import CaseKind, CaseState
from minhbach_shared.working_days import working_days_between

_Place = tuple[TableKey, str, str]
_LONGEST: Final = 3660
"""Days within which working days can be counted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as far as a report needs it; steps of a case come one behind the other."""

    case_id: UUID
    site_id: UUID
    kind: CaseKind
    at: datetime
    type: StepType
    before: CaseState | None
    state: CaseState
    deadlines: tuple[Deadline, ...] = ()
    outcome: Outcome | None = None
    result: AppealResult | None = None


@dataclass(slots=True)
class _Track:
    """Where a case stands, and what it counts in each period."""

    case_id: UUID
    site_id: UUID
    kind: CaseKind
    windows: Windows
    boundaries: list[tuple[datetime, Window, bool]]
    state: CaseState | None = None
    outcome: Outcome | None = None
    notified_at: datetime | None = None
    paused: bool = False
    clocks: tuple[Clock, ...] = ()
    late: set[tuple[str, datetime]] = field(default_factory=set)
    found: dict[int, dict[_Place, tuple[int, datetime]]] = field(default_factory=dict)

    def take(self, step: Taken) -> None:
        self._overrun(step.at)
        self._cross(step.at)
        window = self.windows.of(step.at)
        if window is not None:
            self._count(window, step)
        self._move(step)

    def close(self) -> None:
        """The case as it stands at the end of both periods."""
        last = self.windows.now.until
        self._overrun(last)
        self._cross(last)
        for window in self.windows.both:
            for (table, row, column), (count, at) in self.found.get(id(window), {}).items():
                counted = Counted(self.case_id, self.site_id, count, at)
                window.counts.add(table, row, column, counted)

    def _add(
        self, window: Window, table: TableKey, column: str, at: datetime, row: str | None = None
    ) -> None:
        places = self.found.setdefault(id(window), {})
        place = (table, row or self.kind, column)
        places[place] = (places.get(place, (0, at))[0] + 1, at)

    def _happened(
        self, window: Window, series: SeriesKey, at: datetime, *places: tuple[TableKey, str]
    ) -> None:
        window.counts.add_month(series, window.month(at))
        for table, column in places:
            self._add(window, table, column, at)

    def _cross(self, at: datetime) -> None:
        """Counts what stood at each beginning and end that is behind by now."""
        while self.boundaries and self.boundaries[0][0] <= at:
            moment, window, is_end = self.boundaries.pop(0)
            if self.state is None or self.state in ENDED:
                continue
            self._add(window, "cases_moved", "at_end" if is_end else "at_start", moment)
            if self.state == "appealed":
                self._add(window, "appeals", "at_end" if is_end else "at_start", moment)
            if is_end:
                self._add(window, "cases_open", self.state, moment)
                self._add(window, "cases_open", "total", moment)

    def _overrun(self, now: datetime) -> None:
        """A clock that is over while it runs is overrun at that moment, said or not."""
        if self.paused:
            return
        for clock in self.clocks:
            key = (clock.name, clock.started_at)
            if clock.running and clock.due_at <= now and key not in self.late:
                self.late.add(key)
                self._clock_ended(clock, clock.due_at, "overrun")

    def _clock_ended(self, clock: Clock, at: datetime, column: str) -> None:
        window = self.windows.of(at)
        if window is None:
            return
        owed = clock.name in OWED_BY_AGENCY
        table: TableKey = "clocks_agency" if owed else "clocks_operator"
        self._add(window, table, column, at, clock.name)
        self._add(window, table, "total", at, clock.name)
        if owed and column == "overrun":
            window.counts.add_month("clocks_overrun", window.month(at))

    def _move(self, step: Taken) -> None:
        if step.type == "decided":
            self.outcome = step.outcome
        elif step.type == "notified":
            self.notified_at = step.at
        elif step.type in ("paused", "resumed"):
            self.paused = step.type == "paused"
        self.state = step.state
        if step.deadlines or step.before != step.state:
            running = {clock.name for clock in self.clocks if clock.running}
            self.clocks = after_step(self.clocks, step.deadlines, step.state, step.at)
            for clock in self.clocks:
                ended = clock.name in running and not clock.running
                if ended and (clock.name, clock.started_at) not in self.late:
                    self._clock_ended(clock, step.at, "kept")

    def _count(self, window: Window, step: Taken) -> None:
        self._count_act(window, step)
        before = step.before in ENDED if step.before else True
        ended = step.state in ENDED
        if step.type != "opened" and before and not ended:
            self._add(window, "cases_moved", "reopened", step.at)
        elif ended and not before:
            places: tuple[tuple[TableKey, str], ...] = (
                ("cases_moved", "ended"),
                ("cases_ended", self._ending(step)),
                ("cases_ended", "total"),
            )
            self._happened(window, "cases_ended", step.at, *places)

    def _ending(self, step: Taken) -> str:
        match step.state:
            case "dismissed" | "lifted":
                return step.state
            case _:
                return self.outcome or "mended"

    def _count_act(  # noqa: C901 - one line a step
        self, window: Window, step: Taken
    ) -> None:
        at = step.at
        match step.type:
            case "opened":
                self._happened(window, "cases_opened", at, ("cases_moved", "opened"))
                self._suspected(window, "new", at)
            case "suspicion_added":
                self._suspected(window, "new", at)
            case "suspicion_counted":
                self._suspected(window, "again", at)
            case "suspicion_withdrawn":
                self._add(window, "suspicions", "withdrawn", at)
            case "decided":
                outcome = step.outcome or "unfounded"
                self._happened(
                    window, "decisions", at, ("decisions", outcome), ("decisions", "total")
                )
            case "retracted":
                self._add(window, "decisions", "retracted", at)
            case "appealed":
                self._happened(window, "appeals", at, ("appeals", "received"))
            case "appeal_decided":
                self._add(window, "appeals", step.result or "upheld", at)
                self._add(window, "appeals", "decided", at)
            case "remedied":
                self._mended(window, at)
            case _:
                pass

    def _suspected(self, window: Window, column: str, at: datetime) -> None:
        self._happened(window, "suspicions", at, ("suspicions", column), ("suspicions", "raised"))

    def _mended(self, window: Window, at: datetime) -> None:
        column = "after_decision" if self.outcome else "before_decision"
        self._happened(window, "mended", at, ("mended", column), ("mended", "total"))
        if self.notified_at is not None:
            first, last = agency_day(self.notified_at), agency_day(at)
            if (last - first).days <= _LONGEST:
                window.counts.add_days("mended", self.kind, working_days_between(first, last))


class CaseCounting:
    """Counts the steps of all cases, a case after the other, each in order."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._track: _Track | None = None

    def take(self, steps: Iterable[Taken]) -> None:
        """Counts the next steps."""
        for step in steps:
            track = self._track
            if track is None or track.case_id != step.case_id:
                self.close()
                track = self._track = self._begin(step)
            track.take(step)

    def close(self) -> None:
        """Counts how the last case stands: nothing more comes of it."""
        if self._track is not None:
            self._track.close()
            self._track = None

    def _begin(self, step: Taken) -> _Track:
        before, now = self._windows.both
        boundaries = [
            (before.begins, before, False),
            (before.until, before, True),
            (now.begins, now, False),
            (now.until, now, True),
        ]
        return _Track(step.case_id, step.site_id, step.kind, self._windows, boundaries)
