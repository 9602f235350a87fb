"""What a statement of reasons is made of, read without reading a large case whole.

Of every fault only its place is read, part by part; whole are those alone that are stated in full.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
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
AT_ONCE: Final = 2_000
# What stood before a step never changes: an act that another one overtook, and the decision behind
# a notice, read only what has come since. Of large cases this is some 40 MB at most.
_CASES_KEPT: Final = 8
_MARKS_KEPT: Final = 60_000
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


_Marked = tuple[int, Mark | NoticeGiven]
"""The number of a step, and what it does."""


class StatementReader:
    """Reads what stood before a step of a case."""

    def __init__(self, events: Collection, log: EventLog, sites: EventLog) -> None:
        self._events = events
        self._log = log
        self._sites = sites
        self._kept: OrderedDict[UUID, tuple[int, list[_Marked]]] = OrderedDict()

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
        given = [NoticeGiven()] if isinstance(body, Notified) else []
        # Of fifty thousand marks this takes a second: nobody else waits for it.
        found = await asyncio.to_thread(heard, chain(marks, given))
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
        read, marks = self._kept.pop(case, (0, []))
        known = list(marks)
        while read < before - 1:
            upto = min(read + AT_ONCE, before - 1)
            known += await self._marked(case, read, upto)
            read = upto
        self._keep(case, read, known)
        return [mark for sequence, mark in known if sequence < before]

    async def _marked(self, case: UUID, after: int, upto: int) -> list[_Marked]:
        query = {"stream": case, "sequence": {"$gt": after, "$lte": upto}}
        with guarded("reading which faults were heard"):
            found = await self._events.find(query, _PARTS).to_list()
        found.sort(key=lambda one: int(one["sequence"]))
        does = ("notified", *_DOES)
        return [(one["sequence"], _mark(one)) for one in found if one["type"] in does]

    def _keep(self, case: UUID, read: int, marks: list[_Marked]) -> None:
        self._kept[case] = (read, marks)
        while len(self._kept) > _CASES_KEPT or (
            len(self._kept) > 1 and sum(len(m) for _, m in self._kept.values()) > _MARKS_KEPT
        ):
            self._kept.popitem(last=False)


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
