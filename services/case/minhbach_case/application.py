"""What the HTTP API and the console may ask of the case service, and nothing else."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.acting import Signature, agency_day, cause_of, draft, is_repeat
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import Terms
from minhbach_case.domain.commands import Actor, Assign, Command, RecordReply, Reply
from minhbach_case.domain.standing import Standing, stated_in
from minhbach_case.domain.states import (
    NEEDS_DECISION,
    NEEDS_STANDING,
    Situation,
    act_of,
    permitted,
)
from minhbach_case.domain.steps import Correction, Draft, Step
from minhbach_case.errors import Contended, FourEyes, NotFound, Stale
from minhbach_case.queueing import CaseQueue
from minhbach_case.reading import CaseReader, acts_view, summary
from minhbach_case.registering import Register
from minhbach_case.storage.case_events import event_of, step_of
from minhbach_case.storage.case_folds import CaseFolds, Loaded
from minhbach_case.views import CaseFilters, CaseSummary, CaseView, Page, PageRequest
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, Claimed, EventLog, StreamMoved

__all__ = ["Acting", "Cases", "Register"]

Random = Callable[[int], bytes]
ATTEMPTS = 10
SALT_BYTES = 16
FIRST_PAGE = PageRequest()


@dataclass(frozen=True, slots=True)
class Acting:
    """What acts depend on beside the case.

    Attributes:
        secret: the deployment's; seals the names of accounts.
        terms: how long things may take.
    """

    secret: bytes = field(repr=False)
    terms: Terms
    clock: Clock
    random: Random

    def seal(self, user: str) -> str:
        """An account's name as it travels: always the same, and not to be read back."""
        return hmac.new(self.secret, b"account\0" + user.encode(), hashlib.sha256).hexdigest()

    def sign(self, actor: Actor, command: Command) -> Signature:
        """A signature with a fresh salt for the words that go with it."""
        salt = self.random(SALT_BYTES).hex()
        to = command.to if isinstance(command, Assign) else None
        assignee = self.seal(to) if to else None
        return Signature(
            actor.name or actor.user, self.seal(actor.user), actor.role, salt, assignee
        )


class Cases:
    """The cases: read, and acted on by people."""

    def __init__(
        self,
        log: EventLog,
        folds: CaseFolds,
        reader: CaseReader,
        standing_of: Callable[[CaseFold], Awaitable[Standing]],
        with_digest: Callable[[Draft, CaseFold], Awaitable[Draft]],
        acting: Acting,
        queue: CaseQueue,
    ) -> None:
        self._log = log
        self.queue = queue
        self._standing_of = standing_of
        self._with_digest = with_digest
        self._folds = folds
        self._reader = reader
        self._acting = acting

    def seal(self, user: str) -> str:
        """An account as the queue and the steps name it."""
        return self._acting.seal(user)

    async def list(self, filters: CaseFilters, page: PageRequest) -> Page[CaseSummary]:
        """The cases, newest first."""
        found, following = await self._folds.page(filters, page)
        addresses = await self._reader.site_addresses(found)
        return Page(items=tuple(summary(case, addresses) for case in found), next=following)

    async def summaries(self, cases: Sequence[UUID]) -> dict[UUID, CaseSummary]:
        """These cases as they are now, as a list shows them."""
        loaded = (await self._folds.catch_up(cases)).values()
        return {found.case.case_id: summary(found.case, {}) for found in loaded}

    async def get(
        self, case_id: UUID, evidence: PageRequest, actor: Actor | None = None
    ) -> CaseView:
        """A case with a page of its evidence, and the acts that are open to ``actor``.

        Raises:
            NotFound: there is no such case.
        """
        told = await self._folds.told(case_id)
        if told is None:
            raise NotFound(f"There is no case {case_id}.")
        situation = self._situation(told.loaded.case, actor, None)
        acts = acts_view(situation, actor.role) if actor else ()
        return await self._reader.view(told, evidence, acts)

    async def act(
        self, case_id: UUID, command: Command, actor: Actor, seen_sequence: int | None
    ) -> CaseView:
        """Does what a person asks, once, however often it is asked.

        ``seen_sequence`` is the summary's ``sequence`` on the page that the person saw.

        Raises:
            ActRefused: one of its kinds; nothing was changed.
            Contended: others keep acting at the same time.
        """
        for attempt in range(ATTEMPTS):
            try:
                await self._act(await self._loaded(case_id), command, actor, seen_sequence)
            except (StreamMoved, AlreadyCaused):
                continue
            except Claimed as error:
                # Another act of the same person may have come in between: then the law says so.
                if attempt == 0:
                    continue
                raise FourEyes("A second person has to do this.") from error
            return await self.get(case_id, FIRST_PAGE, actor)
        raise Contended(f"case {case_id}: others keep acting on it; try again")

    async def rehearse(
        self, case_id: UUID, command: Command, actor: Actor, seen_sequence: int | None
    ) -> tuple[Draft | None, CaseFold]:
        """The step that an act would write now, and the case before it; nothing is written.

        None where the same was done before, from the same page.

        Raises:
            ActRefused: one of its kinds.
        """
        loaded = await self._loaded(case_id)
        drafted = await self._drafted(loaded.case, command, actor, seen_sequence)
        return drafted and drafted[0], loaded.case

    async def caused(self, cause: str) -> Step | None:
        """The step with a cause, if it stands."""
        found = await self._log.find({"cause": cause}) if cause else []
        return step_of(found[0]) if found else None

    async def _act(self, loaded: Loaded, command: Command, actor: Actor, seen: int | None) -> None:
        drafted = await self._drafted(loaded.case, command, actor, seen)
        if drafted is None:
            return
        # A notice or decision binds the statement of its reasons.
        written = await self._with_digest(drafted[0], loaded.case)
        await self._log.append([event_of(written, loaded.head, drafted[1])])

    async def _drafted(
        self, case: CaseFold, command: Command, actor: Actor, seen: int | None
    ) -> tuple[Draft, datetime] | None:
        cause = cause_of(case, command, self._acting.seal(actor.user), seen)
        if done := await self._log.find({"cause": cause}):
            if not is_repeat(command, step_of(done[0]).body, done[0].private):
                raise Stale("You did this before from the same page, in other words.")
            return None
        counted = await self._standing(case, command)
        decision = await self._decision(case, command)
        situation = self._situation(case, actor, seen, counted, decision)
        row = permitted(situation, command, actor.role)
        signature = self._acting.sign(actor, command)
        return draft(situation, command, row, signature, self._acting.terms), situation.now

    async def _standing(self, case: CaseFold, command: Command) -> Standing | None:
        mended = isinstance(command, RecordReply | Reply) and command.mended
        if act_of(command) not in NEEDS_STANDING and not mended:
            return None
        return await self._standing_of(case)

    async def _decision(self, case: CaseFold, command: Command) -> Correction | None:
        if act_of(command) not in NEEDS_DECISION or case.stated_sequence is None:
            return None
        events = await self._log.find({"stream": case.case_id, "sequence": case.stated_sequence})
        return stated_in(step_of(events[0]))

    def _situation(
        self,
        case: CaseFold,
        actor: Actor | None,
        seen: int | None,
        counted: Standing | None = None,
        decision: Correction | None = None,
    ) -> Situation:
        now = self._acting.clock()
        by = self._acting.seal(actor.user) if actor else ""
        site = actor.site_id if actor else None
        return Situation(case, by, now, agency_day(now), seen, counted, decision, site)

    async def _loaded(self, case_id: UUID) -> Loaded:
        found = await self._folds.catch_up([case_id])
        if case_id not in found:
            raise NotFound(f"There is no case {case_id}.")
        return found[case_id]
