"""What a run has seen so far, counted from the records themselves. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from minhbach_shared.events import (
    Assessed,
    Captured,
    CaseStep,
    Event,
    SiteRecord,
    Snapshot,
    VisitCompleted,
)
from minhbach_shared.vocabulary import Duty, Verdict

DutyCounts = dict[Duty, dict[Verdict, int]]
_NONE: dict[Verdict, int] = {"pass": 0, "breach": 0, "inconclusive": 0, "not_applicable": 0}


@dataclass(slots=True)
class Tally:
    """Counts of one run. A record that came twice (same id) counts once, except in ``records``."""

    records: Counter[str] = field(default_factory=Counter)
    sites: dict[UUID, SiteRecord] = field(default_factory=dict)
    snapshots: dict[UUID, set[UUID]] = field(default_factory=dict)
    failures: Counter[UUID] = field(default_factory=Counter)
    visits: dict[UUID, VisitCompleted] = field(default_factory=dict)
    opened: dict[UUID, CaseStep] = field(default_factory=dict)
    _seen: set[UUID] = field(default_factory=set)
    _verdicts: dict[tuple[UUID, UUID, Duty], Verdict] = field(default_factory=dict)

    def count(self, topic: str, event: Event | None) -> None:
        """Takes in one record of a topic; None where it is no event (a dead letter)."""
        self.records[topic] += 1
        # A judgement may come again with the same id, and the last one stands.
        if event is None or (event.id in self._seen and not isinstance(event, Assessed)):
            return
        self._seen.add(event.id)
        match event:
            case SiteRecord():
                self.sites[event.site_id] = event
            case Snapshot():
                self._snapshot(event)
            case VisitCompleted():
                self.visits[event.id] = event
            case Assessed():
                self._assessed(event)
            case CaseStep(act="opened"):
                self.opened[event.case_id] = event

    @property
    def captures(self) -> int:
        """Pages captured, over all sites."""
        return sum(len(ids) for ids in self.snapshots.values())

    @property
    def assessed(self) -> int:
        """Snapshots that were judged."""
        return len({snapshot for _, snapshot, _ in self._verdicts})

    @property
    def dead_letters(self) -> int:
        """Records that could not be processed."""
        return sum(n for topic, n in self.records.items() if topic.startswith("deadletters."))

    def duties(self, site: UUID) -> DutyCounts:
        """The verdicts on a site's snapshots by duty, the last one of each."""
        counts: DutyCounts = {}
        for (of, _, duty), verdict in self._verdicts.items():
            if of == site:
                counts.setdefault(duty, dict(_NONE))[verdict] += 1
        return counts

    def visited_for(self, requested: set[UUID]) -> set[UUID]:
        """Those of the sites whose visit has ended in this run."""
        return requested & {visit.site_id for visit in self.visits.values()}

    def _snapshot(self, event: Snapshot) -> None:
        if isinstance(event.result, Captured):
            self.snapshots.setdefault(event.site_id, set()).add(event.id)
        else:
            self.failures[event.site_id] += 1

    def _assessed(self, event: Assessed) -> None:
        for assessment in event.assessments:
            key = (event.site_id, event.snapshot_id, assessment.duty)
            self._verdicts[key] = assessment.verdict
