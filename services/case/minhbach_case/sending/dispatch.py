"""Acts that call for a letter: previewed as they would go, then done together with their letter."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from minhbach_case.application import Cases
from minhbach_case.documents.letter import Letter
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, Command, Notify, Propose
from minhbach_case.domain.delivery import NOT_THERE, ActLetter
from minhbach_case.domain.states import act_of
from minhbach_case.domain.steps import Draft
from minhbach_case.errors import ActRefused, NotServed, Wrong, WrongState
from minhbach_case.sending.act_letters import LETTER_OF
from minhbach_case.sending.composing import MailWords
from minhbach_case.sending.outbox import Outbox
from minhbach_case.storage.letter_documents import LetterEntry
from minhbach_case.views import CaseView
from minhbach_case.web.texts import Language
from minhbach_shared.clock import Clock
from minhbach_shared.errors import Transient
from minhbach_shared.ids import derived_id

_LOG: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sending:
    """How the letter of an act goes: to one of the register's addresses, or on paper (empty)."""

    to: str = ""
    language: Language = "vi"


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what would go, but for the number and the day, which only the act gives."""

    kind: ActLetter
    letter: Letter
    to: str
    mail: MailWords | None


class Dispatch:
    """Acts on cases, with their letters."""

    def __init__(self, cases: Cases, outbox: Outbox, clock: Clock) -> None:
        self._cases = cases
        self._outbox = outbox
        self._clock = clock

    async def act(
        self, case_id: UUID, command: Command, actor: Actor, seen: int | None, sending: Sending
    ) -> CaseView:
        """Does what a person asks, and queues the letter that it calls for.

        Raises:
            ActRefused: one of its kinds; nothing was changed and no letter goes.
            Contended: others keep acting at the same time.
        """
        kind = LETTER_OF.get(act_of(command))
        if kind is None:
            await self._heard(case_id, command)
            return await self._cases.act(case_id, command, actor, seen)
        draft, case = await self._cases.rehearse(case_id, command, actor, seen)
        if draft is None:
            return await self._cases.act(case_id, command, actor, seen)
        await self._check(case, command, sending)
        entry = self._entry(kind, draft, case, sending)
        new = await self._outbox.prepare(entry, sending.to)
        try:
            done = await self._cases.act(case_id, command, actor, seen)
        except ActRefused:
            if new:
                await self._outbox.drop(entry.letter_id)
            raise
        await self._released(entry, sending.to)
        return done

    async def preview(
        self, case_id: UUID, command: Command, actor: Actor, seen: int | None, sending: Sending
    ) -> Preview:
        """The letter and the mail of an act as they would go now; nothing is done.

        Raises:
            ActRefused: the act would be refused, and why; or it calls for no letter.
        """
        kind = LETTER_OF.get(act_of(command))
        draft, case = await self._cases.rehearse(case_id, command, actor, seen)
        if kind is None or draft is None:
            raise WrongState("This act calls for no letter, or was done already.")
        await self._check(case, command, sending)
        composer, language = self._outbox.composer, sending.language
        letter = await composer.acts.rehearsed(draft, case, self._clock(), language)
        if not sending.to:
            return Preview(kind, letter, "", None)
        number = composer.number_of(letter, kind)
        mail = await composer.mail_to_site(kind, language, number, case, self._clock())
        return Preview(kind, letter, sending.to, mail)

    async def _heard(self, case_id: UUID, command: Command) -> None:
        """Nobody is decided about in silence whom the notice did not reach."""
        if not isinstance(command, Propose):
            return
        notices = [
            delivery.state
            for entry, delivery in await self._outbox.store.of_case(case_id)
            if entry.kind == "notice"
        ]
        if not notices or notices[-1] not in NOT_THERE:
            return
        if (await self._cases.summaries([case_id]))[case_id].state == "notified":
            raise NotServed("The notice did not reach the operator: serve it first.")

    async def _check(self, case: CaseFold, command: Command, sending: Sending) -> None:
        if not sending.to:
            return
        if isinstance(command, Notify):
            if command.way != "email":
                raise Wrong("way: a notice that goes by e-mail is served by e-mail.", "way")
            if command.served_on != agency_day(self._clock()):
                raise Wrong("served_on: a notice by e-mail is served today.", "served_on")
        if sending.to not in await self._outbox.addresses(case.site_id):
            raise Wrong("send_to: the register does not have this address (any more).", "send_to")

    def _entry(
        self, kind: ActLetter, draft: Draft, case: CaseFold, sending: Sending
    ) -> LetterEntry:
        return LetterEntry(
            letter_id=derived_id("letter", draft.cause),
            kind=kind,
            way="email" if sending.to else "print",
            language=sending.language,
            site_id=case.site_id,
            site_name=case.site_name,
            about=f"{case.case_id} {kind}",
            created_at=self._clock(),
            case_id=case.case_id,
            cause=draft.cause,
            by=getattr(draft.body, "by", None),
            role=getattr(draft.body, "role", None),
        )

    async def _released(self, entry: LetterEntry, to: str) -> None:
        try:
            # Once more: the sender drops what was prepared and whose act took too long.
            await self._outbox.prepare(entry, to)
            await self._outbox.release(entry.letter_id)
        except Transient as error:
            # The act stands; the sender makes its letter at its next look.
            _LOG.warning("letter_waits", letter=str(entry.letter_id), error=str(error))
