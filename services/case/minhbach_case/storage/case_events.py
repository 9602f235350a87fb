"""The events of cases as the domain sees them, and the indexes that its questions need."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.folding import CaseFold
from minhbach_case.domain.gathering import Judgement, Lane, Place
from minhbach_case.domain.recording import Tally
from minhbach_case.domain.steps import Draft, Step, parse_body
from minhbach_case.storage.ways import ensure_ways
from minhbach_shared.eventlog import EventLog, Head, LoggedEvent, follow
from minhbach_shared.ids import case_id
from minhbach_shared.store import Collection, Document, guarded

CASE_EVENTS: Final = "case_events"
FINDINGS: Final = ("opened", "suspicion_added")
PROBED: Final = 8
# Findings stand close together; the embedded store reads whatever a query spans, limit or not.
FINDINGS_NEAR: Final = 8
_UNCLEARED: Final = {
    "$or": [
        {"$eq": ["$body.returned", True]},
        {"$and": [{"$eq": ["$type", "suspicion_withdrawn"]}, {"$eq": ["$body.cleared", True]}]},
    ]
}
_SIGHTINGS: Final = ("opened", "suspicion_added", "suspicion_counted")
_BY_TYPE: Final = {"stream": "$stream", "fault": "$body.fault_id", "type": "$type"}


def step_of(event: LoggedEvent) -> Step:
    """A stored event as a step."""
    body = parse_body(event.type, dict(event.body))
    return Step(event.stream, event.sequence, event.at, body)


def event_of(draft: Draft, head: Head | None, now: datetime) -> LoggedEvent:
    """The event that a draft becomes behind a head.

    Raises:
        Refused: it is larger than the topic takes.
    """
    event = follow(
        head,
        draft.case_id,
        cause=draft.cause,
        at=now,
        type=draft.body.type,
        body=draft.body.model_dump(mode="json"),
        private=draft.private,
    )
    return replace(event, claims=draft.eyes)


def first_step(case: UUID) -> str:
    """The key of a case's opening."""
    return f"{case}:{1:08d}"


class CaseFacts:
    """What routing asks of the stored events; every question is carried by an index."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the event log's indexes and those of the questions below."""
        await ensure_ways(self._collection)
        log = EventLog(self._collection)
        await log.ensure_indexes()
        await log.ensure_claims()
        with guarded("indexes of the cases' events"):
            await self._collection.create_index("body.fault_id")
            await self._collection.create_index([("stream", 1), ("type", 1), ("sequence", 1)])

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
        query = {"_id": {"$in": [first_step(case) for case in cases]}}
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

    async def findings(self, case: CaseFold, after: int, limit: int) -> list[LoggedEvent]:
        """The next faults of a case behind a step, in order, as they were first suspected."""
        first = await self._read({"_id": first_step(case.case_id)}, 1) if after < 1 else []
        return first + await self.added(case, after, limit - len(first))

    async def added(self, case: CaseFold, after: int, limit: int) -> list[LoggedEvent]:
        """The same without the one that opened the case: mostly one question."""
        found: list[LoggedEvent] = []
        begin, end = max(after, 1), case.sequence
        # As wide as holds so many where they stand as close as they do over the whole case.
        near = begin + FINDINGS_NEAR * limit * -(-case.sequence // case.faults)
        few = case.faults <= FINDINGS_NEAR * limit
        for upto in (end,) if few else (min(near, end), end):
            if case.faults > 1 and len(found) < limit and begin < upto:
                span = {"$gt": begin, "$lte": upto}
                query = {"stream": case.case_id, "type": "suspicion_added", "sequence": span}
                found += await self._read(query, limit - len(found))
                begin = upto
        return found

    async def judged(
        self, case: UUID, faults: Iterable[UUID], judgements: set[Judgement]
    ) -> dict[UUID, frozenset[Judgement]]:
        """For each fault, under which of these judgements the case has a sighting of it."""
        query = {
            "body.fault_id": {"$in": [str(fault) for fault in faults]},
            "stream": case,
            "type": {"$ne": "suspicion_withdrawn"},
        }
        group = {
            "fault": "$body.fault_id",
            "version": "$body.site_version",
            "rules": "$body.rule_set",
        }
        found: dict[UUID, frozenset[Judgement]] = {}
        with guarded("reading how faults were judged"):
            cursor = await self._collection.aggregate(
                [{"$match": query}, {"$group": {"_id": group}}]
            )
            async for one in cursor:
                fault = UUID(one["_id"]["fault"])
                judgement = (one["_id"]["version"], one["_id"]["rules"])
                if judgement in judgements:
                    found[fault] = found.get(fault, frozenset()) | {judgement}
        return found

    async def unheard(self, case: CaseFold, faults: Iterable[UUID]) -> set[UUID]:
        """Those of the faults that did not stand when the case's notice named the faults."""
        if case.notified_sequence is None or case.withdrawn == 0:
            return set()
        before = {"sequence": {"$lt": case.notified_sequence}, "stream": case.case_id}
        counts = await self._counted(faults, before)
        wanted = set(faults)
        stood = {
            fault for (_, fault), (sightings, withdrawn) in counts.items() if sightings > withdrawn
        }
        return wanted - stood

    async def seen(self, case: UUID, faults: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
        """For each fault, how many sightings the case has, and how many were withdrawn."""
        # By fault alone, which an index carries whole; its other cases are few.
        counts = await self._counted(faults, {})
        return {fault: found for (stream, fault), found in counts.items() if stream == case}

    async def tallies(self, faults: Iterable[UUID]) -> dict[Place, Tally]:
        """How each fault stands in every case that holds it."""
        match = {"body.fault_id": {"$in": [str(fault) for fault in faults]}}
        group = {
            "_id": _BY_TYPE,
            "count": {"$sum": 1},
            "uncleared": {"$sum": {"$cond": [_UNCLEARED, 1, 0]}},
            "captured_at": {"$max": "$body.captured_at"},
        }
        found: dict[Place, list[Document]] = {}
        with guarded("counting sightings"):
            cursor = await self._collection.aggregate([{"$match": match}, {"$group": group}])
            async for one in cursor:
                place = (one["_id"]["stream"], UUID(one["_id"]["fault"]))
                found.setdefault(place, []).append(one)
        return {place: _tally(groups) for place, groups in found.items()}

    async def _counted(
        self, faults: Iterable[UUID], more: Document
    ) -> dict[tuple[UUID, UUID], tuple[int, int]]:
        match = {"body.fault_id": {"$in": [str(fault) for fault in faults]}} | more
        group = {"_id": _BY_TYPE, "count": {"$sum": 1}}
        counts: dict[tuple[UUID, UUID], tuple[int, int]] = {}
        with guarded("counting sightings"):
            cursor = await self._collection.aggregate([{"$match": match}, {"$group": group}])
            async for found in cursor:
                key = (found["_id"]["stream"], UUID(found["_id"]["fault"]))
                sightings, withdrawn = counts.get(key, (0, 0))
                match found["_id"]["type"]:
                    case "suspicion_withdrawn":
                        counts[key] = (sightings, withdrawn + found["count"])
                    case "opened" | "suspicion_added" | "suspicion_counted":
                        counts[key] = (sightings + found["count"], withdrawn)
                    case _:
                        pass
        return counts

    async def _read(self, query: Document, limit: int) -> list[LoggedEvent]:
        return await EventLog(self._collection).find(query, [("sequence", 1)], limit)


def _tally(groups: list[Document]) -> Tally:
    counts = {group["_id"]["type"]: group for group in groups}

    def count(*types: str) -> int:
        return sum(int(counts[kind]["count"]) for kind in types if kind in counts)

    left = count(*_SIGHTINGS) - count("suspicion_withdrawn")
    cleared = count("fault_cleared") - sum(int(group["uncleared"]) for group in groups)
    if cleared <= 0:
        return Tally(left)
    return Tally(left, datetime.fromisoformat(counts["fault_cleared"]["captured_at"]))
