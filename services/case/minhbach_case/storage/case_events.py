"""The events of cases as the domain sees them, and the indexes that its questions need."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.folding import CaseFold
from minhbach_case.domain.gathering import Judgement, Lane
from minhbach_case.domain.steps import Draft, Step, parse_body
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent, follow
from minhbach_shared.ids import case_id
from minhbach_shared.store import Collection, guarded

CASE_EVENTS: Final = "case_events"
FINDINGS: Final = ("opened", "suspicion_added")
PROBED: Final = 8


def step_of(event: LoggedEvent) -> Step:
    """A stored event as a step."""
    body = parse_body(event.type, dict(event.body))
    return Step(event.stream, event.sequence, event.at, body)


def event_of(draft: Draft, head: Head | None, now: datetime) -> LoggedEvent:
    """The event that a draft becomes behind a head.

    Raises:
        Refused: it is larger than the topic takes.
    """
    return follow(
        head,
        draft.case_id,
        cause=draft.cause,
        at=now,
        type=draft.body.type,
        body=draft.body.model_dump(mode="json"),
        private=draft.private,
    )


class CaseFacts:
    """What routing asks of the stored events; every question is carried by an index."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the event log's indexes and those of the questions below."""
        await EventLog(self._collection).ensure_indexes()
        with guarded("indexes of the cases' events"):
            await self._collection.create_index("body.fault_id")

    async def latest(self, lanes: Iterable[Lane]) -> dict[Lane, UUID]:
        """The case with the highest ordinal of each site and kind that has any.

        A case's id comes from its ordinal, and ordinals have no gap: asking for the first
        steps of the next few costs no index, and most lanes have few cases.
        """
        found: dict[Lane, UUID] = {}
        wanted, first = set(lanes), 1
        while wanted:
            probed = {
                case_id(*lane, ordinal): lane
                for lane in wanted
                for ordinal in range(first, first + PROBED)
            }
            opened = await self._opened(list(probed))
            ends = {lane: case for case, lane in probed.items() if case in opened}
            found |= ends
            last = {case_id(*lane, first + PROBED - 1): lane for lane in ends}
            wanted, first = {lane for case, lane in last.items() if case in opened}, first + PROBED
        return found

    async def _opened(self, cases: list[UUID]) -> set[UUID]:
        query = {"_id": {"$in": [f"{case}:{1:08d}" for case in cases]}}
        with guarded("looking for the latest cases"):
            cursor = self._collection.find(query, {"_id": 0, "stream": 1})
            return {found["stream"] async for found in cursor}

    async def caused(self, causes: Iterable[str]) -> dict[str, UUID]:
        """Which of these causes have taken effect, each with its case."""
        query = {"cause": {"$in": list(causes)}}
        with guarded("reading causes"):
            cursor = self._collection.find(query, {"_id": 0, "cause": 1, "stream": 1})
            return {found["cause"]: found["stream"] async for found in cursor}

    async def holders(self, faults: Iterable[UUID]) -> dict[UUID, UUID]:
        """For each fault that any case holds, the most recent of those cases."""
        query = {
            "body.fault_id": {"$in": [str(fault) for fault in faults]},
            "type": {"$in": list(FINDINGS)},
        }
        parts = {"_id": 0, "stream": 1, "body.fault_id": 1, "body.ordinal": 1}
        with guarded("reading the cases of faults"):
            cursor = self._collection.find(query, parts)
            found = [(f["body"]["ordinal"], f) async for f in cursor]
        found.sort(key=lambda pair: pair[0])
        return {UUID(f["body"]["fault_id"]): f["stream"] for _, f in found}

    async def judged(self, case: UUID, fault: UUID, judgement: Judgement) -> bool:
        """Whether the case has a sighting of the fault under this register and rule set."""
        site_version, rule_set = judgement
        query = {
            "body.fault_id": str(fault),
            "stream": case,
            "body.site_version": site_version,
            "body.rule_set": rule_set,
            "type": {"$ne": "suspicion_withdrawn"},
        }
        with guarded("reading how a fault was judged"):
            return await self._collection.find_one(query, {"_id": 1}) is not None

    async def heard(self, case: CaseFold, fault: UUID) -> bool:
        """Whether the fault stood when the notice of its case named the faults."""
        if case.notified_sequence is None or case.withdrawn == 0:
            return True
        query = {
            "body.fault_id": str(fault),
            "stream": case.case_id,
            "sequence": {"$lt": case.notified_sequence},
        }
        with guarded("reading what a notice named"):
            types = [f["type"] async for f in self._collection.find(query, {"_id": 0, "type": 1})]
        return len(types) > 2 * types.count("suspicion_withdrawn")

    async def seen(self, case: UUID, faults: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
        """For each fault, how many sightings the case has, and how many were withdrawn."""
        match = {"body.fault_id": {"$in": [str(fault) for fault in faults]}, "stream": case}
        group = {"_id": {"fault": "$body.fault_id", "type": "$type"}, "count": {"$sum": 1}}
        counts: dict[UUID, tuple[int, int]] = {}
        with guarded("counting sightings"):
            cursor = await self._collection.aggregate([{"$match": match}, {"$group": group}])
            async for found in cursor:
                fault = UUID(found["_id"]["fault"])
                sightings, withdrawn = counts.get(fault, (0, 0))
                if found["_id"]["type"] == "suspicion_withdrawn":
                    counts[fault] = (sightings, withdrawn + found["count"])
                else:
                    counts[fault] = (sightings + found["count"], withdrawn)
        return counts
