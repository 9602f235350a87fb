"""Later captures into cases: from an assessment to the faults that it shows mended.

For most batches this is one indexed question: no site of the batch has a case that was notified
and waits to be mended. The order of reading makes the rest safe, as in ``gathering``: the heads
first, then the faults' steps; what another writer adds in between moves a head, the insert is
refused and the batch is routed anew.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.clearing import (
    MAY_BE_MENDED,
    HeldFault,
    Place,
    cause_of,
    cleared_by,
    last_mending,
)
from minhbach_case.domain.recording import cleared
from minhbach_case.domain.steps import Draft
from minhbach_case.domain.verdicts import Look
from minhbach_case.errors import Contended
from minhbach_case.storage.case_events import CASE_EVENTS, FINDINGS, event_of
from minhbach_case.storage.case_folds import CASES, CaseFolds, Loaded
from minhbach_shared.eventlog import AlreadyCaused, EventLog, Head, LoggedEvent, StreamMoved
from minhbach_shared.store import Database, Document, guarded
from minhbach_shared.vocabulary import Duty

ATTEMPTS: Final = 20
_STEP: Final = {
    "_id": 0,
    "stream": 1,
    "sequence": 1,
    "type": 1,
    "body.fault_id": 1,
    "body.suspicion_id": 1,
    "body.captured_at": 1,
    "body.returned": 1,
}


@dataclass(frozen=True, slots=True)
class _Open:
    """A case that waits to be mended."""

    case_id: UUID
    site_id: UUID
    duties: frozenset[Duty]


class Clearer:
    """Writes which faults later captures show no more; each takes effect once."""

    def __init__(
        self, store: Database, log: EventLog, folds: CaseFolds, clock: Callable[[], datetime]
    ) -> None:
        self._events = store[CASE_EVENTS]
        self._cases = store[CASES]
        self._log = log
        self._folds = folds
        self._clock = clock

    async def ensure_indexes(self) -> None:
        """Makes the index that leads from an address to the faults seen there."""
        with guarded("indexes of the cases' addresses"):
            await self._events.create_index([("body.address", 1), ("stream", 1)])

    async def clear(self, looks: Iterable[Look]) -> int:
        """Clears the faults that these looks show mended; says how many.

        Raises:
            Contended: other writers keep taking the same steps.
            Unavailable: the store does not answer; any part may be written.
        """
        mending = last_mending(looks)
        for _ in range(ATTEMPTS):
            try:
                return await self._write(mending)
            except (StreamMoved, AlreadyCaused):
                continue
        raise Contended("faults to clear: others keep writing to the same cases")

    async def _write(self, mending: Mapping[Place, Look]) -> int:
        waiting = await self._waiting({site for site, _, _ in mending})
        places = await self._places(waiting, mending)
        if not places:
            return 0
        loaded = await self._folds.load({case for case, _ in places})
        faults = [f for f in await self._held(places) if _may_be_mended(loaded[f.case_id])]
        pairs = cleared_by(faults, mending)
        done = await self._log.known_causes([cause_of(*pair) for pair in pairs]) if pairs else set()
        new = [pair for pair in pairs if cause_of(*pair) not in done]
        events = _events(new, loaded, self._clock())
        await self._log.append(events)
        self._folds.note(events)
        return len(new)

    async def _waiting(self, sites: set[UUID]) -> list[_Open]:
        if not sites:
            return []
        query = {
            "site_id": {"$in": sorted(map(str, sites))},
            "state": {"$in": sorted(MAY_BE_MENDED)},
        }
        parts = {"site_id": 1, "fold.duties": 1, "fold.notified_at": 1}
        with guarded("looking for cases that may be mended"):
            return [
                _Open(found["_id"], UUID(found["site_id"]), frozenset(found["fold"]["duties"]))
                async for found in self._cases.find(query, parts)
                if found["fold"]["notified_at"] is not None
            ]

    async def _places(
        self, waiting: Sequence[_Open], mending: Mapping[Place, Look]
    ) -> dict[tuple[UUID, UUID], Place]:
        """By case and fault, where those of the cases' faults stand that may be mended."""
        looked = {
            (case.case_id, duty, address)
            for case in waiting
            for site, duty, address in mending
            if site == case.site_id and duty in case.duties
        }
        if not looked:
            return {}
        site_of = {case.case_id: case.site_id for case in waiting}
        query = {
            "body.address": {"$in": sorted({address for _, _, address in looked})},
            "stream": {"$in": list({case for case, _, _ in looked})},
            "type": {"$in": list(FINDINGS)},
        }
        parts = {"_id": 0, "stream": 1, "body.fault_id": 1, "body.duty": 1, "body.address": 1}
        with guarded("reading the faults of addresses"):
            found = [(f["stream"], f["body"]) async for f in self._events.find(query, parts)]
        return {
            (case, UUID(body["fault_id"])): (site_of[case], body["duty"], body["address"])
            for case, body in found
            if (case, body["duty"], body["address"]) in looked
        }

    async def _held(self, places: Mapping[tuple[UUID, UUID], Place]) -> list[HeldFault]:
        query = {"body.fault_id": {"$in": sorted({str(fault) for _, fault in places})}}
        steps: dict[tuple[UUID, UUID], list[Document]] = {place: [] for place in places}
        with guarded("reading the steps of faults"):
            async for found in self._events.find(query, _STEP):
                key = (found["stream"], UUID(found["body"]["fault_id"]))
                if key in steps:
                    steps[key].append(found)
        return [_held_fault(*key, places[key], told) for key, told in steps.items()]


def _may_be_mended(loaded: Loaded) -> bool:
    case = loaded.case
    return case.state in MAY_BE_MENDED and case.notified_at is not None


def _held_fault(case: UUID, fault: UUID, place: Place, steps: list[Document]) -> HeldFault:
    seen: dict[str, datetime] = {}
    is_cleared = False
    for step in sorted(steps, key=lambda step: int(step["sequence"])):
        body: dict[str, Any] = step["body"]
        match step["type"]:
            case "fault_cleared":
                is_cleared = True
            case "suspicion_withdrawn":
                seen.pop(body["suspicion_id"], None)
                is_cleared = is_cleared and bool(seen)
            case _:
                seen[body["suspicion_id"]] = datetime.fromisoformat(body["captured_at"])
                is_cleared = is_cleared and not body.get("returned", False)
    return HeldFault(case, fault, place, max(seen.values(), default=None), is_cleared)


def _events(
    pairs: Sequence[tuple[HeldFault, Look]], loaded: Mapping[UUID, Loaded], now: datetime
) -> list[LoggedEvent]:
    heads: dict[UUID, Head] = {}
    events: list[LoggedEvent] = []
    for fault, look in pairs:
        known = loaded[fault.case_id]
        _, duty, address = fault.place
        body = cleared(known.case, fault.fault_id, duty, address, look.record, look.said.id)
        written = Draft(fault.case_id, cause_of(fault, look), body)
        event = event_of(written, heads.get(fault.case_id) or known.head, now)
        events.append(event)
        heads[fault.case_id] = event.head
    return events
