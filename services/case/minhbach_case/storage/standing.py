"""What of a case was heard and still stands, without reading the case: only what fell is read.

The fold counts the findings by duty and legal basis. A fault can have fallen only where its last
sighting was withdrawn, so those alone are looked at; the addresses are read until there are enough.
"""

from collections import Counter
from typing import Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.standing import Standing
from minhbach_case.domain.steps import ADDRESSES_IN_DECISION
from minhbach_case.storage.case_events import FINDINGS, CaseFacts
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import Duty

AT_ONCE: Final = 500
_NONE: Final = Standing(0, (), (), ())
_FINDING: Final = {
    "_id": 0,
    "body.fault_id": 1,
    "body.duty": 1,
    "body.basis.citation": 1,
}
_Ground = tuple[Duty, str]


class StandingReader:
    """Answers what ``domain.standing`` counts from all steps, from the fold and what fell."""

    def __init__(self, collection: Collection, facts: CaseFacts) -> None:
        self._collection = collection
        self._facts = facts

    async def standing(self, case: CaseFold) -> Standing:
        """The faults that the last notice named and that were not withdrawn."""
        if case.notified_sequence is None or case.standing == 0:
            return _NONE
        fallen = await self._fallen(case) if case.withdrawn else {}
        gone = Counter(fallen.values())
        left = [g for g in case.grounds if g.faults > gone[g.duty, g.basis.citation]]
        bases = {ground.basis.citation: ground.basis for ground in left}
        return Standing(
            faults=case.faults - len(fallen),
            duties=tuple(sorted({ground.duty for ground in left})),
            bases=tuple(bases[citation] for citation in sorted(bases)),
            addresses=await self._addresses(case, fallen),
        )

    async def _fallen(self, case: CaseFold) -> dict[UUID, _Ground]:
        """The faults that were not heard or do not stand, each with what it rested on."""
        query = {"stream": case.case_id, "type": "suspicion_withdrawn"}
        with guarded("reading what was withdrawn"):
            cursor = self._collection.find(query, {"_id": 0, "body.fault_id": 1, "body.last": 1})
            withdrawn = {f["body"]["fault_id"] async for f in cursor if f["body"].get("last", True)}
        faults = sorted(map(UUID, withdrawn))
        fallen: dict[UUID, _Ground] = {}
        for start in range(0, len(faults), AT_ONCE):
            fallen |= await self._fallen_of(case, faults[start : start + AT_ONCE])
        return fallen

    async def _fallen_of(self, case: CaseFold, faults: list[UUID]) -> dict[UUID, _Ground]:
        unheard = await self._facts.unheard(case, faults)
        seen = await self._facts.seen(case.case_id, faults)
        empty = {fault for fault, (sightings, withdrawn) in seen.items() if sightings <= withdrawn}
        query: Document = {
            "body.fault_id": {"$in": [str(fault) for fault in unheard | empty]},
            "stream": case.case_id,
            "type": {"$in": list(FINDINGS)},
        }
        with guarded("reading what fell"):
            found = [f["body"] async for f in self._collection.find(query, _FINDING)]
        return {UUID(f["fault_id"]): (f["duty"], f["basis"]["citation"]) for f in found}

    async def _addresses(self, case: CaseFold, fallen: dict[UUID, _Ground]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        after = 0
        while True:
            events = await self._facts.findings(case, after, ADDRESSES_IN_DECISION)
            for event in events:
                if UUID(str(event.body["fault_id"])) not in fallen:
                    found[str(event.body["address"])] = None
            if len(found) >= ADDRESSES_IN_DECISION or len(events) < ADDRESSES_IN_DECISION:
                return tuple(sorted(list(found)[:ADDRESSES_IN_DECISION]))
            after = events[-1].sequence
