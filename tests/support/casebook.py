"""Cases without a store: the same drafts and steps, kept in lists, to state what must hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.acting import Signature, agency_day, draft
from minhbach_case.domain.commands import Actor, Command
from minhbach_case.domain.folding import CaseFold, fold
from minhbach_case.domain.gathering import Holding, Workspace
from minhbach_case.domain.standing import standing
from minhbach_case.domain.states import Situation, permitted
from minhbach_case.domain.steps import (
    Draft,
    Finding,
    Notified,
    Sighting,
    Step,
    SuspicionWithdrawn,
)
from minhbach_shared.events import Suspected, Withdrawn


@dataclass
class Casebook:
    """All steps of some cases; ``window_days`` is the reply window."""

    now: datetime
    window_days: int = 0
    steps: dict[UUID, list[Step]] = field(default_factory=dict)
    causes: dict[str, UUID] = field(default_factory=dict)

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
        situation = Situation(
            fold(steps), actor.user, self.now, agency_day(self.now), seen, standing(steps)
        )
        row = permitted(situation, command, actor.role)
        signature = Signature(actor.user, actor.user, actor.role, "00")
        self._write(draft(situation, command, row, signature, self.window_days))
        return self.case(case)

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
        return Workspace(dict(self.causes), holdings, latest, cases)

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
        steps = self.steps.setdefault(written.case_id, [])
        steps.append(Step(written.case_id, len(steps) + 1, self.now, written.body))
        self.causes[written.cause] = written.case_id
