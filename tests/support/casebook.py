"""Cases without a store: the same drafts and steps, kept in lists, to state what must hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.acting import Signature, agency_day, draft
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Terms
from minhbach_case.domain.commands import Actor, Assign, Command
from minhbach_case.domain.folding import fold
from minhbach_case.domain.gathering import Holding, Workspace
from minhbach_case.domain.recording import Tally
from minhbach_case.domain.standing import standing, stated_in
from minhbach_case.domain.states import Situation, permitted
from minhbach_case.domain.steps import (
    Draft,
    FaultCleared,
    Finding,
    Notified,
    Sighting,
    Step,
    SuspicionWithdrawn,
)
from minhbach_shared.events import Suspected, TimeLimit, Withdrawn
from minhbach_shared.ids import derived_id


@dataclass
class Casebook:
    """All steps of some cases; ``window_days`` is the reply window, in working days."""

    now: datetime
    window_days: int = 0
    steps: dict[UUID, list[Step]] = field(default_factory=dict)
    causes: dict[str, UUID] = field(default_factory=dict)
    eyes: set[str] = field(default_factory=set)

    @property
    def terms(self) -> Terms:
        """How long things may take."""
        return Terms(reply=TimeLimit(amount=self.window_days, unit="working_days"))

    def gather(self, *records: Suspected | Withdrawn) -> list[Draft]:
        """Routes records as one batch, and writes what they become."""
        space = self.workspace()
        drafts = [d for record in records if (d := space.take(record, self.now)) is not None]
        for written in drafts:
            self._write(written)
        return drafts

    def act(self, case: UUID, command: Command, actor: Actor, seen: int | None = None) -> CaseFold:
        """Lets a person act, or raises what stands in the way."""
        steps = self.steps[case]
        found = fold(steps)
        stated = steps[found.stated_sequence - 1] if found.stated_sequence else None
        situation = Situation(
            case=found,
            by=actor.user,
            now=self.now,
            today=agency_day(self.now),
            seen=seen,
            standing=standing(steps),
            decision=stated_in(stated) if stated else None,
            site_id=actor.site_id,
        )
        row = permitted(situation, command, actor.role)
        to = command.to if isinstance(command, Assign) else None
        signature = Signature(actor.user, actor.user, actor.role, "00", to)
        self._write(draft(situation, command, row, signature, self.terms))
        return self.case(case)

    def pass_by(self, case: UUID, fault: UUID, captured_at: datetime) -> None:
        """A later capture passes the duty of a fault."""
        found = self.case(case)
        finding = next(
            s.body
            for s in self.steps[case]
            if isinstance(s.body, Finding) and s.body.fault_id == fault
        )
        body = FaultCleared(
            site_id=found.site_id,
            kind=found.kind,
            ordinal=found.ordinal,
            before=found.state,
            state=found.state,
            fault_id=fault,
            duty=finding.duty,
            address=finding.address,
            assessment_id=derived_id("pass", fault, captured_at.isoformat()),
            captured_at=captured_at,
        )
        self._write(Draft(case, str(body.assessment_id), body))

    def case(self, case: UUID) -> CaseFold:
        """One case as it stands."""
        return fold(self.steps[case])

    def cases(self) -> list[CaseFold]:
        """All cases, by ordinal."""
        return sorted((fold(steps) for steps in self.steps.values()), key=lambda c: c.ordinal)

    def sightings(self) -> Iterator[tuple[UUID, Sighting]]:
        """Every suspicion that stands in a case, with its case."""
        for case, steps in self.steps.items():
            yield from ((case, s.body) for s in steps if isinstance(s.body, Sighting))

    def workspace(self) -> Workspace:
        """What routing has to know, counted anew from every step."""
        cases = {case.case_id: case for case in self.cases()}
        latest = {(case.site_id, case.kind): case.case_id for case in self.cases()}
        faults = [
            (case.case_id, step.body.fault_id)
            for case in self.cases()
            for step in self.steps[case.case_id]
            if isinstance(step.body, Finding)
        ]
        holdings = {fault: self._holding(case, fault) for case, fault in faults}
        tallies = {(case, fault): self._tally(case, fault) for case, fault in faults}
        return Workspace(self.terms, dict(self.causes), holdings, latest, cases, tallies)

    def _tally(self, case: UUID, fault: UUID) -> Tally:
        left: set[UUID] = set()
        cleared_at: datetime | None = None
        for step in self.steps[case]:
            match step.body:
                case Sighting(fault_id=seen) as body if seen == fault:
                    left.add(body.suspicion_id)
                    if cleared_at and body.captured_at > cleared_at:
                        cleared_at = None
                case SuspicionWithdrawn(fault_id=seen) as body if seen == fault:
                    left.discard(body.suspicion_id)
                    cleared_at = cleared_at if left else None
                case FaultCleared(fault_id=seen) as body if seen == fault:
                    cleared_at = body.captured_at
                case _:
                    pass
        return Tally(len(left), cleared_at)

    def _holding(self, case: UUID, fault: UUID) -> Holding:
        left: set[UUID] = set()
        heard = True
        judgements = set()
        for step in self.steps[case]:
            match step.body:
                case Sighting(fault_id=seen) as body if seen == fault:
                    left.add(body.suspicion_id)
                    judgements.add((body.site_version, body.rule_set))
                case SuspicionWithdrawn(fault_id=seen) as body if seen == fault:
                    left.discard(body.suspicion_id)
                case Notified():
                    heard = bool(left)
                case _:
                    pass
        return Holding(case, heard, frozenset(judgements))

    def _write(self, written: Draft) -> None:
        assert written.cause not in self.causes, "a cause took effect twice"
        assert self.eyes.isdisjoint(written.eyes), "the store would refuse it: four eyes"
        self.eyes.update(written.eyes)
        steps = self.steps.setdefault(written.case_id, [])
        steps.append(Step(written.case_id, len(steps) + 1, self.now, written.body))
        self.causes[written.cause] = written.case_id
