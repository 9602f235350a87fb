"""Where a suspicion goes: at most one case of a site and kind gathers, and nothing counts twice.

The notice fixes a case's faults, so that nothing is decided that was not heard; what is found
later opens the next case, which points to the one before.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Terms, within
from minhbach_case.domain.folding import apply
from minhbach_case.domain.recording import Tally, added, counted, opened, withdrawn
from minhbach_case.domain.steps import Draft, Opened, Step, SuspicionCounted
from minhbach_shared.events import Suspected, Withdrawn
from minhbach_shared.ids import case_id, derived_id
from minhbach_shared.vocabulary import CaseKind

Lane = tuple[UUID, CaseKind]
"""A site and a kind: what has at most one gathering case."""
Place = tuple[UUID, UUID]
"""A case and a fault."""
Judgement = tuple[int, str]
"""Under which register version and rule set a fault was seen."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known of a fault in the most recent case that holds it.

    ``heard`` is false where the notice did not name it (it was withdrawn at that time);
    ``judgements`` has those of the fault's sightings there that matter for a dismissed case.
    """

    case_id: UUID
    heard: bool = True
    judgements: frozenset[Judgement] = frozenset()


@dataclass(frozen=True, slots=True)
class Count:
    """Seen again: the case counts it."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class Add:
    """A new fault for the case that gathers."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class Open:
    """The next case of the site and kind."""

    ordinal: int
    previous: UUID | None


Route = Count | Add | Open


def route(
    suspicion: Suspected,
    latest: CaseFold | None,
    holder: CaseFold | None,
    holding: Holding | None,
) -> Route:
    """The case for a suspicion, given the lane's latest case and the fault's holder."""
    if holder and holding and _takes_in(holder, holding, suspicion):
        return Count(holder.case_id)
    if latest is None:
        return Open(1, None)
    if latest.gathering:
        # A fault withdrawn before the notice may stand in an older case, never in this one.
        return Add(latest.case_id)
    return Open(latest.ordinal + 1, latest.case_id)


def _takes_in(holder: CaseFold, holding: Holding, suspicion: Suspected) -> bool:
    match holder.state:
        case "closed" | "remedied":
            return _before(suspicion.captured_at, holder.settled_at) and holding.heard
        case "dismissed" | "lifted":
            return (suspicion.site_version, suspicion.rule_set) in holding.judgements
        case _:
            return holding.heard


def _before(captured_at: datetime, settled_at: datetime | None) -> bool:
    return settled_at is not None and captured_at <= settled_at


@dataclass(slots=True)
class Workspace:
    """What is known while a batch is routed; each draft taken changes it for the next record.

    Whoever fills it loads, for every record of the batch: ``causes`` (of the suspicions and
    withdrawals that were written before, with their case), ``holdings`` of the faults,
    ``latest`` of the lanes, ``cases`` of all that these name, and ``tallies`` of the faults in
    the cases that hold them.
    """

    terms: Terms
    causes: dict[str, UUID] = field(default_factory=dict)
    holdings: dict[UUID, Holding] = field(default_factory=dict)
    latest: dict[Lane, UUID] = field(default_factory=dict)
    cases: dict[UUID, CaseFold] = field(default_factory=dict)
    tallies: dict[Place, Tally] = field(default_factory=dict)

    def take(self, record: Suspected | Withdrawn, now: datetime) -> Draft | None:
        """The step that a record becomes; None where nothing is to be written."""
        match record:
            case Suspected():
                return self._suspect(record, now)
            case Withdrawn():
                return self._withdraw(record, now)

    def _suspect(self, record: Suspected, now: datetime) -> Draft | None:
        if cause_of(record) in self.causes:
            return None
        lane = (record.site_id, record.kind)
        latest = self._case(self.latest.get(lane))
        holding = self.holdings.get(record.fault_id)
        holder = self._case(holding.case_id if holding else None)
        written = self._written(route(record, latest, holder, holding), record, now)
        self._note(written, now)
        if isinstance(written.body, Opened):
            self.latest[lane] = written.case_id
        self._hold(written.case_id, record)
        return written

    def _withdraw(self, record: Withdrawn, now: datetime) -> Draft | None:
        case = self._case(self.causes.get(str(record.suspicion_id)))
        if case is None or cause_of(record) in self.causes:
            # Unknown: the classifier publishes a suspicion again before it withdraws it, so
            # the only way here is a record that was dead-lettered; there is nothing to take away.
            return None
        place = (case.case_id, record.fault_id)
        tally = self.tallies.get(place, Tally())
        written = Draft(case.case_id, cause_of(record), withdrawn(record, case, tally))
        since = tally.cleared_at if tally.left > 1 else None
        self.tallies[place] = Tally(max(tally.left - 1, 0), since)
        self._note(written, now)
        return written

    def _written(self, chosen: Route, record: Suspected, now: datetime) -> Draft:
        match chosen:
            case Open(ordinal, previous):
                new = case_id(record.site_id, record.kind, ordinal)
                started = within("review", now, self.terms.review, self.terms)
                return Draft(new, cause_of(record), opened(record, ordinal, previous, started))
            case Add(case):
                return Draft(case, cause_of(record), added(record, self.cases[case]))
            case Count(case):
                return Draft(case, cause_of(record), self._counted(record, case))

    def _counted(self, record: Suspected, case: UUID) -> SuspicionCounted:
        tally = self.tallies.get((case, record.fault_id), Tally())
        return counted(record, self.cases[case], tally)

    def _note(self, written: Draft, now: datetime) -> None:
        before = self.cases.get(written.case_id)
        sequence = before.sequence + 1 if before else 1
        step = Step(written.case_id, sequence, now, written.body)
        self.cases[written.case_id] = apply(before, step)
        self.causes[written.cause] = written.case_id

    def _hold(self, case: UUID, record: Suspected) -> None:
        held = self.holdings.get(record.fault_id)
        known = held.judgements if held and held.case_id == case else frozenset()
        judgement = (record.site_version, record.rule_set)
        self.holdings[record.fault_id] = Holding(case, judgements=known | {judgement})
        place = (case, record.fault_id)
        tally = self.tallies.get(place, Tally())
        since = tally.cleared_at
        later = since is not None and record.captured_at > since
        self.tallies[place] = Tally(tally.left + 1, None if later else since)

    def _case(self, case: UUID | None) -> CaseFold | None:
        return self.cases.get(case) if case else None


def cause_of(record: Suspected | Withdrawn) -> str:
    """What makes a record's effect one: the suspicion, or its withdrawal, whoever says it."""
    match record:
        case Suspected():
            return str(record.suspicion_id)
        case Withdrawn():
            return str(derived_id("withdrawal", record.suspicion_id))
