"""Sends what is queued, and looks after what was cut short.

Any number of replicas may run this: an attempt is claimed by writing it down, which only one can.
What an attempt came to is written behind it; where nothing stands behind an attempt that is long
over, nobody knows, and a person decides.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from email.errors import MessageError
from typing import Final
from uuid import UUID

import structlog

from minhbach_case.domain.delivery import (
    ACT_LETTERS,
    Accepted,
    Attempted,
    Deferred,
    DeliveryEvent,
    Failure,
    Lost,
    Refused,
    cut_short,
    may_attempt,
    next_try,
)
from minhbach_case.sending.mail import Mail, Sender, mail_of
from minhbach_case.sending.outbox import LOOK_AFTER, Caused, Outbox
from minhbach_case.sending.smtp import Handed, Mailer, NotTaken, Taken, Unanswered
from minhbach_case.storage.letter_documents import Tracked
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.errors import MinhBachError, Transient, Unavailable
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved

AT_ONCE: Final = 20
EVERY_SECONDS: Final = 5.0
OUTCOME_TRIES: Final = 5
_LOG: Final = structlog.get_logger(__name__)


class LetterSender:
    """Looks again and again for letters that are due.

    Args:
        mailer: None where no mail server is set; prepared letters are made all the same.
        remind: what to do about a notice whose reminder is due.
    """

    def __init__(
        self,
        outbox: Outbox,
        mailer: Mailer | None,
        sender: Sender,
        caused: Caused,
        remind: Callable[[UUID], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._store = outbox.store
        self._mailer = mailer
        self._sender = sender
        self._caused = caused
        self._remind = remind
        self._clock = clock

    async def run(self, pause: Sleep = sleep) -> None:
        """Until it is cancelled; what fails is tried at the next look."""
        while True:
            try:
                await self.look()
            except Transient as error:
                _LOG.warning("sending_failed", error=str(error))
            await pause(EVERY_SECONDS)

    async def look(self) -> int:
        """Does all that is due now.

        Returns:
            How many letters were looked at.
        """
        now = self._clock()
        for notice in await self._store.to_remind(now, AT_ONCE):
            await self._remind(notice)
        letters = await self._store.due(now, AT_ONCE)
        for letter in letters:
            try:
                await self._look_at(letter)
            except (StreamMoved, AlreadyCaused):
                # Another replica has it in hand.
                continue
            except Unavailable:
                raise
            except MinhBachError as error:
                # One that cannot be made just now holds up no other.
                _LOG.warning("letter_waits", letter=str(letter), error=str(error))
                await self._store.postpone(letter, now + LOOK_AFTER)
        return len(letters)

    async def _look_at(self, letter: UUID) -> None:
        found, now = await self._store.tracked(letter), self._clock()
        if found is None:
            return
        if found.delivery.state == "prepared":
            await self._outbox.release(letter)
        elif cut_short(found.delivery, now):
            await self._note(found, Lost())
        elif may_attempt(found.delivery, now):
            await self._attempt(found)

    async def _attempt(self, found: Tracked) -> None:
        mail = await self._mail(found)
        if not isinstance(mail, Mail) or self._mailer is None:
            why: Failure = "no_server" if isinstance(mail, Mail) else mail
            await self._note(found, Refused(code=0, said="", why=why))
            return
        await self._note(found, Attempted())
        handed = await self._mailer.hand(mail)
        outcome = event_of(handed, found.delivery.tries + 1, self._clock())
        await self._note_outcome(found.entry.letter_id, outcome)

    async def _mail(self, found: Tracked) -> Mail | Failure:
        """The mail of the next attempt, or why there must be none."""
        letter = found.entry.letter_id
        content = await self._store.content(letter)
        if content is None:
            return "erased"
        # Nothing adverse goes out without an officer's act.
        if not await self._called_for(found):
            return "no_act"
        if self._mailer is None:
            return "no_server"
        attempt = found.delivery.sequence + 1
        try:
            return mail_of(letter, attempt, content, self._sender, self._clock())
        except (ValueError, IndexError, MessageError):
            return "unsendable"

    async def _called_for(self, found: Tracked) -> bool:
        if found.entry.kind not in ACT_LETTERS:
            return True
        caused = await self._caused(found.entry.cause or "")
        return (
            caused is not None
            and caused.case_id == found.entry.case_id
            and caused.sequence == found.entry.step
        )

    async def _note(self, found: Tracked, event: DeliveryEvent) -> None:
        letter = found.entry.letter_id
        cause = f"{letter}:{found.delivery.sequence + 1}"
        await self._store.append(found, event, self._clock(), cause)
        _LOG.info("letter_delivery", letter=str(letter), what=event.type)

    async def _note_outcome(self, letter: UUID, event: DeliveryEvent) -> None:
        # Something may have come between, such as a report on this very attempt.
        for _ in range(OUTCOME_TRIES):
            found = await self._store.tracked(letter)
            if found is None:
                return
            try:
                await self._note(found, event)
            except (StreamMoved, AlreadyCaused):
                continue
            return


def event_of(handed: Handed, tries: int, now: datetime) -> DeliveryEvent:
    """What an attempt came to, as it is written down.

    Args:
        tries: attempts with this one.
    """
    match handed:
        case Taken(code=code, said=said):
            return Accepted(code=code, said=said)
        case Unanswered():
            return Lost()
        case NotTaken(code=code, said=said, no_smtputf8=True):
            return Refused(code=code, said=said, why="no_smtputf8")
        case NotTaken(code=code, said=said) if handed.for_good:
            return Refused(code=code, said=said, why="refused")
        case NotTaken(code=code, said=said):
            until = next_try(tries, now)
            if until is None:
                return Refused(code=code, said=said, why="given_up")
            return Deferred(code=code, said=said, until=until)
