"""The outbox: letters that were called for, each made once however often it is asked for.

The letter of an act is prepared before the act and goes only once the act's step stands: a crash
in between leaves either nothing, or a step whose letter is made at the sender's next look. A
reminder asks for nothing and may be queued by the clock; nothing else may.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import structlog

from minhbach_case.documents.plain import CODES
from minhbach_case.domain.delivery import (
    REMINDING,
    Queued,
    Reminding,
    Served,
)
from minhbach_case.domain.steps import Notified, Step
from minhbach_case.sending.addresses import mail_address
from minhbach_case.sending.composing import Composer
from minhbach_case.storage.letter_documents import LetterEntry, Tracked
from minhbach_case.storage.letters import LetterStore
from minhbach_case.views import SiteView
from minhbach_case.web.texts import Language
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.ids import derived_id

__all__ = ["CODES", "Outbox", "Reminder", "Unsent"]

Unsent = Literal["no_smtp", "no_address"]
"""Why a reminder is not sent: no mail server is set, or the register has no e-mail."""
Caused = Callable[[str], Awaitable[Step | None]]
"""The step with a cause; None where there is none."""
LOOK_AFTER: Final = timedelta(minutes=2)
_LOG: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter that asks for nothing and finds nothing.

    Attributes:
        about: what it reminds of, such as ``report.yearly 2026``: the same site is reminded of
            the same thing once.
        fields: of the template ``kind``; those of every letter (organisation, site, address,
            agency, contact, number) are filled in. ``report_reminder`` has ``period`` (as
            "năm 2026") and ``day`` ("15/01/2027").
    """

    kind: Reminding
    site_id: UUID
    about: str
    fields: Mapping[str, str]
    case_id: UUID | None = None
    language: Language = "vi"


class Outbox:
    """Makes letters; the sender sends them.

    Args:
        by_mail: whether a mail server is set.
        site: the register's record of a site, with what is kept apart.
    """

    def __init__(
        self,
        store: LetterStore,
        composer: Composer,
        site: Callable[[UUID], Awaitable[SiteView]],
        caused: Caused,
        clock: Clock,
        *,
        by_mail: bool,
    ) -> None:
        self.store = store
        self.composer = composer
        self._site = site
        self._caused = caused
        self._clock = clock
        self.by_mail = by_mail

    async def addresses(self, site: UUID) -> tuple[str, ...]:
        """Where an organisation's letters can go by e-mail, as the register says now.

        Raises:
            NotFound: the site is not in the register.
        """
        if not self.by_mail:
            return ()
        personal = (await self._site(site)).personal
        given = personal.emails if personal else ()
        return tuple(one for one in map(mail_address, given) if one)

    async def queue(self, wanted: Reminder) -> UUID | Unsent:
        """Queues a reminder by e-mail; asked again for the same thing, nothing more happens.

        Returns:
            The letter's id, or why none goes.

        Raises:
            ValueError: it is no reminder, or a field of its template is missing or unknown.
            NotFound: the site is not in the register.
            Unprintable: it was not set within its bounds: ask again later.
        """
        self._check(wanted)
        if not self.by_mail:
            return "no_smtp"
        to = next(iter(await self.addresses(wanted.site_id)), None)
        if to is None:
            return "no_address"
        record = (await self._site(wanted.site_id)).record
        entry = LetterEntry(
            letter_id=derived_id("reminder", wanted.kind, wanted.site_id, wanted.about),
            kind=wanted.kind,
            way="email",
            language=wanted.language,
            site_id=wanted.site_id,
            site_name=record.name,
            about=wanted.about,
            created_at=self._clock(),
            case_id=wanted.case_id,
        )
        if found := await self.store.tracked(entry.letter_id):
            if found.delivery.sequence:
                return entry.letter_id
            entry = replace(entry, created_at=found.entry.created_at)
        made, content = await self.composer.of_reminder(entry, dict(wanted.fields), record, to)
        await self.store.prepare(entry, to, self._clock() + LOOK_AFTER)
        await self.store.fill(made, content)
        await self._queued(entry.letter_id)
        return entry.letter_id

    async def prepare(self, entry: LetterEntry, to: str) -> bool:
        """Keeps the letter of an act that is about to be done; False where it is kept already."""
        return await self.store.prepare(entry, to, self._clock() + LOOK_AFTER)

    async def drop(self, letter: UUID) -> None:
        """Takes back the letter of an act that was refused."""
        await self.store.drop(letter)

    async def release(self, letter: UUID) -> None:
        """Makes a prepared letter whose act was done, and queues it; idempotent.

        Raises:
            Unprintable: it was not set within its bounds; the sender tries again.
        """
        found = await self.store.tracked(letter)
        if found is None or found.delivery.state != "prepared":
            return
        if found.entry.kind in REMINDING:
            await self._finish(found)
            return
        caused = await self._caused(found.entry.cause or "")
        if caused is None:
            await self.drop(letter)
            return
        await self._make(found, caused)
        await self._queued(letter)

    async def _finish(self, found: Tracked) -> None:
        # A reminder that was cut short before its words were kept is asked for again.
        if await self.store.content(found.entry.letter_id) is None:
            await self.drop(found.entry.letter_id)
        else:
            await self._queued(found.entry.letter_id)

    async def _make(self, found: Tracked, step: Step) -> None:
        to = await self.store.address(found.entry.letter_id)
        entry = replace(found.entry, step=step.sequence)
        if isinstance(step.body, Notified) and entry.way == "email":
            entry = replace(entry, remind_at=remind_at(step.body, step.at))
        made, content = await self.composer.of_act(entry, to or "")
        await self.store.fill(made, content)

    async def _queued(self, letter: UUID) -> None:
        found = await self.store.tracked(letter)
        if found is None:
            return
        try:
            event = Queued(way=found.entry.way, pdf_digest=found.entry.pdf_digest)
            await self.store.append(found, event, self._clock(), f"{letter}:queued")
            await self._served_with_notice(letter)
        except (StreamMoved, AlreadyCaused):
            return
        _LOG.info("letter_queued", letter=str(letter), kind=found.entry.kind)

    async def _served_with_notice(self, letter: UUID) -> None:
        """A notice on paper was served already: its step says when and how."""
        found = await self.store.tracked(letter)
        if found is None or found.entry.way != "print" or found.entry.cause is None:
            return
        caused = await self._caused(found.entry.cause)
        body = caused.body if caused else None
        if isinstance(body, Notified):
            served = Served(by=body.by, role=body.role, on=body.served_on, way=body.way)
            await self.store.append(found, served, self._clock(), f"{letter}:served")

    def _check(self, wanted: Reminder) -> None:
        if wanted.kind not in REMINDING:
            raise ValueError(f"{wanted.kind!r} is no reminder: it needs a person's act.")
        needed = self.composer.fields(wanted.kind, wanted.language)
        for missing in sorted(needed - wanted.fields.keys()):
            raise ValueError(f"template {wanted.kind}: the field {missing!r} is missing")
        for unknown in sorted(wanted.fields.keys() - needed):
            raise ValueError(f"template {wanted.kind}: the field {unknown!r} is unknown")


def remind_at(body: Notified, at: datetime) -> datetime | None:
    """When to remind of the end of a reply window: three quarters through it."""
    left = body.reply_until - at
    return at + left * 3 / 4 if left > timedelta(days=2) else None
