"""Suspicions into cases: one insert for a batch, begun again from what is stored on any clash.

The order of reading is what makes it safe: the heads of the cases first (or from memory), then
causes and faults. Whatever another writer adds in between moves a head that this batch
appends behind, so the insert is refused and the batch is routed anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Terms
from minhbach_case.domain.gathering import Holding, Judgement, Lane, Workspace, cause_of
from minhbach_case.domain.steps import Draft
from minhbach_case.errors import Contended
from minhbach_case.storage.case_events import CaseFacts, event_of
from minhbach_case.storage.case_folds import CaseFolds, Loaded
from minhbach_shared.eventlog import AlreadyCaused, EventLog, Head, LoggedEvent, StreamMoved
from minhbach_shared.events import Suspected, Withdrawn

Record = Suspected | Withdrawn
Alike = Callable[[UUID, int], Awaitable[frozenset[int]]]
"""The versions of a site's record that say what this one says."""
ATTEMPTS: Final = 20
REMEMBERED: Final = 100_000


class Gatherer:
    """Takes batches of suspicions and withdrawals; each takes effect once.

    The heads of the cases that it met are kept in memory and thrown away on any error.
    """

    def __init__(
        self,
        log: EventLog,
        facts: CaseFacts,
        folds: CaseFolds,
        clock: Callable[[], datetime],
        terms: Terms,
        alike: Alike,
    ) -> None:
        self._log = log
        self._facts = facts
        self._folds = folds
        self._clock = clock
        self._terms = terms
        self._alike = alike
        self._one_at_a_time = asyncio.Lock()
        self._met: dict[UUID, Loaded] = {}
        self._latest: dict[Lane, UUID] = {}
        self._holders: dict[UUID, UUID] = {}

    async def gather(self, records: Sequence[Record]) -> None:
        """Writes what the records say into their cases, in order.

        Raises:
            Contended: other writers keep taking the same steps.
            Unavailable: the store does not answer; any part may be written.
        """
        async with self._one_at_a_time:
            for _ in range(ATTEMPTS):
                if await self._attempt(records):
                    return
        raise Contended(f"{len(records)} suspicions: others keep writing to the same cases")

    async def _attempt(self, records: Sequence[Record]) -> bool:
        try:
            await self._write(records)
        except (StreamMoved, AlreadyCaused):
            self._forget()
            return False
        except BaseException:
            self._forget()
            raise
        return True

    async def _write(self, records: Sequence[Record]) -> None:
        now = self._clock()
        space = await self._workspace(records)
        drafts = [draft for record in records if (draft := space.take(record, now)) is not None]
        events, heads = _chained(drafts, self._met, now)
        await self._log.append(events)
        self._folds.note(events)
        self._remember(space, heads)

    async def _workspace(self, records: Sequence[Record]) -> Workspace:
        suspected = [record for record in records if isinstance(record, Suspected)]
        lanes = {(record.site_id, record.kind) for record in suspected}
        await self._meet_latest(lanes)
        causes = await self._facts.caused(_causes(records))
        new = [record for record in suspected if cause_of(record) not in causes]
        holders = await self._held({record.fault_id for record in new})
        latest = {lane: self._latest[lane] for lane in lanes & self._latest.keys()}
        met = {*latest.values(), *holders.values(), *causes.values()}
        await self._meet(met)
        # Of what is remembered only what this batch is about: a copy of all would grow with it.
        cases = {case: self._met[case].case for case in met & self._met.keys()}
        known = {r.fault_id for r in records if isinstance(r, Withdrawn)} | holders.keys()
        return Workspace(
            causes=causes,
            holdings=await self._holdings(new, holders, cases),
            latest=latest,
            cases=cases,
            tallies=await self._facts.tallies(known),
            terms=self._terms,
        )

    async def _meet_latest(self, lanes: set[Lane]) -> None:
        found = await self._facts.latest(lanes - self._latest.keys())
        await self._meet(set(found.values()))
        self._latest |= found

    async def _held(self, faults: set[UUID]) -> dict[UUID, UUID]:
        # What is remembered may be older than a holder that another writer made since: then
        # the remembered case is the older one, and its head, or the latest one's, has moved.
        unknown = faults - self._holders.keys()
        self._holders |= await self._facts.holders(unknown) if unknown else {}
        return {fault: self._holders[fault] for fault in faults & self._holders.keys()}

    async def _meet(self, cases: set[UUID]) -> None:
        self._met |= await self._folds.load(cases - self._met.keys())

    async def _holdings(
        self, records: Sequence[Suspected], holders: dict[UUID, UUID], cases: dict[UUID, CaseFold]
    ) -> dict[UUID, Holding]:
        holdings: dict[UUID, Holding] = {}
        # One question a case, however many of its faults the batch names.
        for holder in set(holders.values()):
            held = [record for record in records if holders.get(record.fault_id) == holder]
            holdings |= await self._held_by(cases[holder], held)
        return holdings

    async def _held_by(self, case: CaseFold, records: Sequence[Suspected]) -> dict[UUID, Holding]:
        faults = {record.fault_id for record in records}
        unheard = await self._facts.unheard(case, faults)
        judged: dict[UUID, frozenset[Judgement]] = {}
        if case.state in ("dismissed", "lifted"):
            judged = await self._judged(case, records)
        return {
            fault: Holding(case.case_id, fault not in unheard, judged.get(fault, frozenset()))
            for fault in faults
        }

    async def _judged(
        self, case: CaseFold, records: Sequence[Suspected]
    ) -> dict[UUID, frozenset[Judgement]]:
        """Under which of the records' own judgements the case has their faults already.

        A version of the register that tells but one more report is no other register.
        """
        versions = {record.site_version for record in records}
        alike = {version: await self._alike(case.site_id, version) for version in versions}
        asked = {(n, r.rule_set) for r in records for n in alike[r.site_version]}
        found = await self._facts.judged(case.case_id, {r.fault_id for r in records}, asked)
        judged: dict[UUID, frozenset[Judgement]] = {}
        for record in records:
            same = {(n, record.rule_set) for n in alike[record.site_version]}
            if same & found.get(record.fault_id, frozenset()):
                own = frozenset({(record.site_version, record.rule_set)})
                judged[record.fault_id] = judged.get(record.fault_id, frozenset()) | own
        return judged

    def _remember(self, space: Workspace, heads: dict[UUID, Head]) -> None:
        if len(self._met) + len(self._holders) > REMEMBERED:
            self._forget()
            return
        self._latest |= space.latest
        self._holders |= {fault: held.case_id for fault, held in space.holdings.items()}
        self._met |= {case: Loaded(head, space.cases[case]) for case, head in heads.items()}

    def _forget(self) -> None:
        self._met = {}
        self._latest = {}
        self._holders = {}


def _causes(records: Sequence[Record]) -> set[str]:
    return {cause_of(record) for record in records} | {str(r.suspicion_id) for r in records}


def _chained(
    drafts: Sequence[Draft], met: dict[UUID, Loaded], now: datetime
) -> tuple[list[LoggedEvent], dict[UUID, Head]]:
    """The events of the drafts, each behind the one before; and the heads that they move."""
    events: list[LoggedEvent] = []
    moved: dict[UUID, Head] = {}
    for draft in drafts:
        known = met.get(draft.case_id)
        head = moved.get(draft.case_id) or (known.head if known else None)
        event = event_of(draft, head, now)
        events.append(event)
        moved[draft.case_id] = event.head
    return events, moved
