"""What a statement of reasons is made of, read without reading a large case whole.

Of every fault only its place is read, whole are those alone that are stated in full.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.register import RECORD_EVENT
from minhbach_case.domain.statement import IN_FULL
from minhbach_case.domain.statement_faults import (
    Does,
    Mark,
    NoticeGiven,
    Place,
    heard,
    in_full,
)
from minhbach_case.domain.statement_making import Material, NothingToState, Stating, in_scope
from minhbach_case.domain.steps import Finding, Notified, Opened, Signed
from minhbach_case.storage.case_events import step_of
from minhbach_shared.eventlog import EventLog, LoggedEvent
from minhbach_shared.events import SiteRecord
from minhbach_shared.store import Collection, Document, guarded

_DOES: Final[dict[str, Does]] = {
    "opened": "finds",
    "suspicion_added": "finds",
    "suspicion_counted": "shows",
    "suspicion_withdrawn": "takes_back",
    "fault_cleared": "mended",
}
_PARTS: Final = {
    "_id": 0,
    "sequence": 1,
    "type": 1,
    "body.fault_id": 1,
    "body.suspicion_id": 1,
    "body.duty": 1,
    "body.basis.citation": 1,
    "body.address": 1,
    "body.capture.payload_digest": 1,
    "body.returned": 1,
}


class StatementReader:
    """Reads what stood before a step of a case."""

    def __init__(self, events: Collection, log: EventLog, sites: EventLog) -> None:
        self._events = events
        self._log = log
        self._sites = sites

    async def material(
        self, case: UUID, acts: Iterable[int], body: Stating, sequence: int
    ) -> Material:
        """What ``domain.statement_making.material`` counts from all steps.

        Args:
            acts: the sequence numbers of the steps that people took.

        Raises:
            NothingToState: there is no opening.
        """
        marks = await self._marks(case, sequence)
        found = heard([*marks, NoticeGiven()] if isinstance(body, Notified) else marks)
        full = in_full(in_scope(found.standing, body), IN_FULL)
        wanted = {1, *(numbered.place.sequence for numbered in full)}
        people = (number for number in acts if number < sequence)
        steps = [step_of(event) for event in await self.events(case, {*wanted, *people})]
        if not steps or not isinstance(steps[0].body, Opened):
            raise NothingToState(f"case {case} has no opening")
        return Material(
            opened=steps[0].body,
            faults=found,
            findings={s.sequence: s.body for s in steps if isinstance(s.body, Finding)},
            acts=[step for step in steps if isinstance(step.body, Signed)],
        )

    async def events(self, case: UUID, sequences: Iterable[int]) -> list[LoggedEvent]:
        """Some events of a case, in order."""
        query = {"stream": case, "sequence": {"$in": sorted(set(sequences))}}
        return await self._log.find(query, [("sequence", 1)])

    async def record_at(self, site: UUID, moment: datetime) -> SiteRecord | None:
        """The register's record of a site as it stood then; the first one before that."""
        query = {"stream": site, "type": RECORD_EVENT}
        versions = await self._sites.find(query, [("sequence", 1)])
        records = [SiteRecord.model_validate(event.body) for event in versions]
        then = [record for record in records if record.recorded_at <= moment]
        return then[-1] if then else next(iter(records), None)

    async def _marks(self, case: UUID, before: int) -> list[Mark | NoticeGiven]:
        query = {
            "stream": case,
            "type": {"$in": ["notified", *_DOES]},
            "sequence": {"$lt": before},
        }
        with guarded("reading which faults were heard"):
            found = [one async for one in self._events.find(query, _PARTS)]
        return [_mark(one) for one in sorted(found, key=lambda one: int(one["sequence"]))]


def _mark(document: Document) -> Mark | NoticeGiven:
    kind, body = document["type"], document.get("body", {})
    if kind == "notified":
        return NoticeGiven()
    does = "shows_again" if body.get("returned") else _DOES[kind]
    suspicion = body.get("suspicion_id")
    return Mark(
        does,
        UUID(body["fault_id"]),
        UUID(suspicion) if suspicion else None,
        _place(document["sequence"], body) if does == "finds" else None,
    )


def _place(sequence: int, body: Document) -> Place:
    return Place(
        sequence=sequence,
        fault_id=UUID(body["fault_id"]),
        duty=body["duty"],
        citation=body["basis"]["citation"],
        address=body["address"],
        payload_digest=body["capture"]["payload_digest"],
    )
