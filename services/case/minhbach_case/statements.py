"""Statements of reasons: made again from the steps whenever they are asked for."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.writing import LETTER_CODES, Envelope, letter_number
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Terms, agency_day, last_day, within
from minhbach_case.domain.statement import AppealRuling, Ruling, Said, Statement, statement_digest
from minhbach_case.domain.statement_making import FORMS, Stating, stated
from minhbach_case.domain.steps import (
    AppealDecided,
    Decided,
    Draft,
    Notified,
    Step,
)
from minhbach_case.errors import NotFound, WrongState
from minhbach_case.storage.case_events import step_of
from minhbach_case.storage.case_folds import CaseFolds, Loaded
from minhbach_case.storage.statements import StatementReader
from minhbach_case.views import StatementEntry
from minhbach_shared.clock import Clock
from minhbach_shared.events import SiteRecord

KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement with what joins it in a letter; ``kept_digest`` is the one in its step."""

    statement: Statement
    envelope: Envelope
    kept_digest: str | None


class Statements:
    """The statements of the cases; none is stored, each follows from the steps before it."""

    def __init__(
        self,
        reader: StatementReader,
        folds: CaseFolds,
        agency: Agency,
        clock: Clock,
        terms: Terms,
    ) -> None:
        self._reader = reader
        self._folds = folds
        self._agency = agency
        self._clock = clock
        self._terms = terms
        self._kept: OrderedDict[tuple[UUID, int], Statement] = OrderedDict()

    async def with_digest(self, draft: Draft, case: CaseFold) -> Draft:
        """A draft with the digest of its statement, where its step is one that states reasons.

        Args:
            case: as it is before the step; the step follows right behind it.
        """
        body = draft.body
        if not isinstance(body, Notified | Decided | AppealDecided):
            return draft
        statement = await self._state(case.case_id, case.acts, body, case.sequence + 1)
        digest = statement_digest(statement)
        return replace(draft, body=body.model_copy(update={"statement_digest": digest}))

    async def list(self, case_id: UUID) -> tuple[StatementEntry, ...]:
        """The statements of a case, in order.

        Raises:
            NotFound: there is no such case.
        """
        loaded = await self._loaded(case_id)
        events = await self._reader.events(case_id, loaded.case.acts)
        return tuple(
            self._entry(step, body)
            for step in map(step_of, events)
            if isinstance(body := step.body, Notified | Decided | AppealDecided)
        )

    async def get(self, case_id: UUID, sequence: int) -> Issued:
        """The statement of a step.

        Raises:
            NotFound: there is no such case, or the step states no reasons.
        """
        loaded = await self._loaded(case_id)
        people = sequence in loaded.case.acts
        events = await self._reader.events(case_id, [sequence]) if people else []
        step = step_of(events[0]) if events else None
        if step is None or not isinstance(step.body, Notified | Decided | AppealDecided):
            raise NotFound(f"Step {sequence} of case {case_id} states no reasons.")
        statement = await self._kept_or_stated(loaded, step.body, sequence)
        issued_on = issue_day(step, step.body)
        envelope = await self._envelope(statement, step.at, issued_on)
        return Issued(statement, envelope, step.body.statement_digest)

    async def draft_notice(self, case_id: UUID) -> Issued:
        """The notice as it would be if it were given now; nothing is written.

        Raises:
            NotFound: there is no such case.
            WrongState: its operator was given notice already, or the case has ended.
        """
        loaded = await self._loaded(case_id)
        case, now = loaded.case, self._clock()
        if not case.gathering:
            raise WrongState("A notice is drafted before it is given.")
        body = Notified(
            site_id=case.site_id,
            kind=case.kind,
            ordinal=case.ordinal,
            before=case.state,
            state="notified",
            by="",
            role="officer",
            served_on=agency_day(now),
            way="post",
            citation_confirmed=not case.unverified,
            reply_until=now,
        )
        statement = await self._state(case_id, case.acts, body, case.sequence + 1)
        return Issued(statement, await self._envelope(statement, now, None), None)

    async def draft_decision(self, case_id: UUID) -> Issued:
        """The decision as it would be if it were taken now as proposed; nothing is written.

        Raises:
            NotFound: there is no such case.
            WrongState: nothing is proposed.
        """
        loaded = await self._loaded(case_id)
        case, now = loaded.case, self._clock()
        if case.state != "proposed" or case.outcome is None or case.notified_at is None:
            raise WrongState("A decision is drafted once one is proposed.")
        terms, adverse = self._terms, case.outcome == "confirmed"
        body = Decided(
            site_id=case.site_id,
            kind=case.kind,
            ordinal=case.ordinal,
            before=case.state,
            state="decided",
            by="",
            role="supervisor",
            outcome=case.outcome,
            notified_at=case.notified_at,
            faults=0,
            duties=(),
            bases=(),
            addresses=(),
            deadlines=within("appeal", now, terms.appeal, terms) if adverse else (),
        )
        statement = await self._state(case_id, case.acts, body, case.sequence + 1)
        return Issued(statement, await self._envelope(statement, now, None), None)

    async def rehearsed(self, draft: Draft, case: CaseFold) -> Issued:
        """The statement of an act that was not done yet; nothing is written.

        Raises:
            WrongState: the act states no reasons.
        """
        body, sequence = draft.body, case.sequence + 1
        if not isinstance(body, Notified | Decided | AppealDecided):
            raise WrongState("This act states no reasons.")
        statement = await self._state(case.case_id, case.acts, body, sequence)
        envelope = await self._envelope(statement, self._clock(), None)
        text = (draft.private or {}).get("text")
        words = {**envelope.words, sequence: text}
        return Issued(statement, replace(envelope, words=words, rehearsed=True), None)

    async def step(self, case_id: UUID, sequence: int) -> tuple[Step, str]:
        """A step with the words of whoever took it; empty where nothing was said, or erased.

        Raises:
            NotFound: there is none.
        """
        events = await self._reader.events(case_id, [sequence])
        if not events:
            raise NotFound(f"Case {case_id} has no step {sequence}.")
        return step_of(events[0]), str((events[0].private or {}).get("text", ""))

    async def record_at(self, site: UUID, moment: datetime) -> SiteRecord | None:
        """The register's record of a site as it stood then; the first one before that."""
        return await self._reader.record_at(site, moment)

    @property
    def agency(self) -> Agency:
        """Whose letters they are."""
        return self._agency

    def _entry(self, step: Step, body: Stating) -> StatementEntry:
        form = FORMS[type(body)]
        code = f"{LETTER_CODES[form]}-{self._agency.code}"
        return StatementEntry(
            sequence=step.sequence,
            form=form,
            number=letter_number(step.case_id, step.sequence, code),
            issued_on=issue_day(step, body),
            statement_digest=body.statement_digest,
        )

    async def _kept_or_stated(self, loaded: Loaded, body: Stating, sequence: int) -> Statement:
        # What stood before a step never changes, so what was made of it may be kept.
        place = (loaded.case.case_id, sequence)
        if place not in self._kept:
            acts = loaded.case.acts
            self._kept[place] = await self._state(place[0], acts, body, sequence)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[place]

    async def _state(
        self, case_id: UUID, acts: tuple[int, ...], body: Stating, sequence: int
    ) -> Statement:
        found = await self._reader.material(case_id, acts, body, sequence)
        # Of fifty thousand faults this takes a second: nobody else waits for it.
        return await asyncio.to_thread(stated, found, body, sequence)

    async def _envelope(
        self, statement: Statement, at: datetime, issued_on: date | None
    ) -> Envelope:
        return Envelope(
            agency=self._agency,
            site=await self._reader.record_at(statement.site_id, at),
            at=at,
            issued_on=issued_on,
            words=await self._words(statement),
            appeal_until=_appeal_until(statement),
        )

    async def _words(self, statement: Statement) -> dict[int, str | None]:
        wanted = [statement.sequence, *(one.sequence for one in _weighed(statement))]
        events = await self._reader.events(statement.case_id, wanted)
        texts = {event.sequence: (event.private or {}).get("text") for event in events}
        return {number: text if isinstance(text, str) else None for number, text in texts.items()}

    async def _loaded(self, case_id: UUID) -> Loaded:
        found = await self._folds.catch_up([case_id])
        if case_id not in found:
            raise NotFound(f"There is no case {case_id}.")
        return found[case_id]


def issue_day(step: Step, body: Stating) -> date:
    """The day of a letter: a notice's is the day of its service, which may have been recorded
    later; a decision's is the day on which it was taken."""
    return body.served_on if isinstance(body, Notified) else agency_day(step.at)


def _weighed(statement: Statement) -> tuple[Said, ...]:
    match statement.ruling:
        case Ruling(replies=replies, proposal=proposal):
            return (*replies, proposal)
        case AppealRuling(decision=decision, appeal=appeal):
            return (decision, appeal)
        case None:
            return ()


def _appeal_until(statement: Statement) -> date | None:
    ruling = statement.ruling
    if isinstance(ruling, Ruling) and ruling.appeal_until is not None:
        return last_day(ruling.appeal_until)
    return None
