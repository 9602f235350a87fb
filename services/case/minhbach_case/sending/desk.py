"""What people do about letters on their way, and what mail servers report of them."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Final, Literal
from uuid import UUID

from minhbach_case.delivery_views import Around, DeliveryView, view_of
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, ServiceWay
from minhbach_case.domain.delivery import (
    Attempted,
    Bounced,
    Confirmed,
    DeliveryEvent,
    LetterDo,
    Resent,
    Served,
    Slowed,
    check_resend,
    check_serve,
    open_acts,
)
from minhbach_case.errors import NotAllowed, NotFound, Stale, Wrong, WrongState
from minhbach_case.sending.bounces import Report, Unreadable, report_of
from minhbach_case.sending.outbox import Outbox
from minhbach_case.storage.letter_documents import Tracked
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.vocabulary import Role

ROLES: Final[frozenset[Role]] = frozenset(("officer", "supervisor", "administrator"))
Noted = Literal["recorded", "known"] | Unreadable


class LetterDesk:
    """Acts on letters.

    Args:
        seal: an account as steps name it.
    """

    def __init__(self, outbox: Outbox, seal: Callable[[str], str], clock: Clock) -> None:
        self._outbox = outbox
        self._store = outbox.store
        self._seal = seal
        self._clock = clock

    async def read(self, letter: UUID, role: Role) -> DeliveryView:
        """A letter with all that happened to it, and what is open to a role.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.tracked(letter)
        if found is None:
            raise NotFound(f"There is no letter {letter}.")
        content = await self._store.content(letter)
        acts = self._open(found, role, erased=content is None)
        addresses = await self._addresses(found) if "resend" in acts else ()
        to = await self._store.address(letter)
        return view_of(found, Around(to, content, acts, addresses))

    def _open(self, found: Tracked, role: Role, *, erased: bool) -> tuple[LetterDo, ...]:
        if role not in ROLES:
            return ()
        by_mail = found.entry.way == "email" and self._outbox.by_mail and not erased
        return tuple(one for one in open_acts(found.delivery) if one != "resend" or by_mail)

    async def _addresses(self, found: Tracked) -> tuple[str, ...]:
        try:
            return await self._outbox.addresses(found.entry.site_id)
        except NotFound:
            return ()

    async def resend(self, letter: UUID, actor: Actor, seen: int, to: str | None = None) -> None:
        """Has a letter sent again that did not arrive, or may not have.

        Args:
            seen: the delivery's ``sequence`` as the person read it.
            to: another address, one of those that the register has now.

        Raises:
            NotFound, NotAllowed, Stale, WrongState: as their words say.
            Wrong: the address is none of the organisation's in the register.
        """
        found = await self._found(letter, actor)
        if found.entry.way != "email" or not self._outbox.by_mail:
            raise WrongState("This letter does not go by e-mail: serve it on paper.")
        event = Resent(by=self._seal(actor.user), role=actor.role)
        if await self._done(found, event, seen):
            return
        check_resend(found.delivery)
        if to is not None:
            if to not in await self._outbox.addresses(found.entry.site_id):
                raise Wrong("to: the register does not have this address (any more).", "to")
            await self._store.readdress(letter, to)
        if await self._store.content(letter) is None:
            raise WrongState("Its words were erased: nothing is left to send.")
        await self._write(found, event, seen)

    async def serve(self, letter: UUID, actor: Actor, seen: int, on: date, way: ServiceWay) -> None:
        """Records that a letter was handed over or posted.

        Raises:
            NotFound, NotAllowed, Stale, WrongState: as their words say.
            Wrong: the day is before the letter or in the future.
        """
        found = await self._found(letter, actor)
        event = Served(by=self._seal(actor.user), role=actor.role, on=on, way=way)
        if await self._done(found, event, seen):
            return
        check_serve(found.delivery)
        if not agency_day(found.entry.created_at) <= on <= agency_day(self._clock()):
            raise Wrong(f"served_on: {on} is before the letter or in the future.", "served_on")
        await self._write(found, event, seen)

    async def report(self, raw: bytes) -> Noted:
        """Records what a mail server reports; the same report again changes nothing."""
        match report_of(raw):
            case Report() as report:
                return await self._reported(report, hashlib.sha256(raw).hexdigest())
            case unreadable:
                return unreadable

    async def _reported(self, report: Report, digest: str) -> Noted:
        cause = f"{report.letter_id}:report:{digest}"
        while True:
            found = await self._store.tracked(report.letter_id)
            if found is None or not _attempted(found, report.attempt):
                return "not_ours"
            try:
                await self._store.append(found, _event(report), self._clock(), cause)
            except AlreadyCaused:
                return "known"
            except StreamMoved:
                continue
            return "recorded"

    async def _found(self, letter: UUID, actor: Actor) -> Tracked:
        if actor.role not in ROLES:
            raise NotAllowed(f"The role {actor.role!r} does not act on letters.")
        found = await self._store.tracked(letter)
        if found is None:
            raise NotFound(f"There is no letter {letter}.")
        return found

    async def _done(self, found: Tracked, event: DeliveryEvent, seen: int) -> bool:
        """Whether the same person asked for the same from the same page before."""
        if found.delivery.sequence <= seen:
            return False
        behind = [one.event for one in found.happened if one.sequence == seen + 1]
        if behind == [event]:
            return True
        raise Stale("Something happened to this letter since the page was read: read it again.")

    async def _write(self, found: Tracked, event: DeliveryEvent, seen: int) -> None:
        cause = f"{found.entry.letter_id}:{event.type}:{seen}"
        try:
            await self._store.append(found, event, self._clock(), cause)
        except (StreamMoved, AlreadyCaused) as error:
            raise Stale("Somebody else acted on this letter: read it again.") from error


def _attempted(found: Tracked, number: int) -> bool:
    return any(
        one.sequence == number and isinstance(one.event, Attempted) for one in found.happened
    )


def _event(report: Report) -> DeliveryEvent:
    match report.action:
        case "failed":
            return Bounced(attempt=report.attempt, status=report.status, said=report.said)
        case "delayed":
            return Slowed(attempt=report.attempt, status=report.status)
        case "delivered":
            return Confirmed(attempt=report.attempt, status=report.status)
