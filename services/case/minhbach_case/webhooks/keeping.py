"""Keeping the subscribers: an administrator makes, changes, stops and removes them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minhbach_case.domain.webhooks import (
    CHOICES,
    ROTATION,
    Choice,
    DeliveryState,
    WebhookRefused,
    checked_address,
    checked_name,
    secret_of,
)
from minhbach_case.views import Page, PageRequest
from minhbach_case.webhooks.store import WebhookStore
from minhbach_case.webhooks.subscribers import AT_MOST
from minhbach_case.webhooks.views import Attempt, Delivery, Kept, Subscriber
from minhbach_shared.clock import Clock
from minhbach_shared.dialling import Network

SALT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class MayDial:
    """What the settings allow beside ``https`` to public addresses."""

    http: bool = False
    networks: Sequence[Network] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscriber as a form or a body says it."""

    name: str
    address: str
    choices: tuple[Choice, ...]


class Webhooks:
    """What the console and the API do with subscribers. Raises ``WebhookRefused``.

    Args:
        master: the deployment's secret, of which the subscribers' secrets are made.
        random: so many random bytes.
    """

    def __init__(
        self,
        store: WebhookStore,
        clock: Clock,
        master: bytes,
        may: MayDial,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._clock = clock
        self._master = master
        self._may = may
        self._random = random

    async def subscribers(self) -> list[Subscriber]:
        """All of them, by name."""
        return [one.view for one in await self._store.subscribers()]

    async def subscriber(self, subscriber: UUID) -> Subscriber:
        """One of them."""
        return (await self._store.subscriber(subscriber)).view

    async def waiting(self) -> dict[UUID, int]:
        """How many deliveries wait, by subscriber."""
        return await self._store.waiting()

    async def make(self, wanted: Wanted) -> Kept:
        """A new subscriber, and its secret; it is told of what happens from now on."""
        checked = self._checked(wanted)
        if len(await self._store.subscribers()) >= AT_MOST:
            raise WebhookRefused("too_many")
        salt = self._random(SALT_BYTES)
        view = Subscriber(
            subscriber_id=UUID(bytes=self._random(16), version=4),
            name=checked.name,
            address=checked.address,
            choices=checked.choices,
            standing="on",
            made_at=self._clock(),
        )
        await self._store.add(view, salt)
        return Kept(subscriber=view, secret=secret_of(self._master, salt, 1))

    async def change(self, subscriber: UUID, wanted: Wanted) -> Kept:
        """Another name, address or choice."""
        await self._store.subscriber(subscriber)
        checked = self._checked(wanted)
        await self._store.change(subscriber, checked.name, checked.address, checked.choices)
        return Kept(subscriber=await self.subscriber(subscriber))

    async def rotate(self, subscriber: UUID) -> Kept:
        """A new secret; for a day the one before signs too."""
        known = await self._store.subscriber(subscriber)
        number = await self._store.rotate(known, self._clock() + ROTATION)
        secret = secret_of(self._master, known.salt, number)
        return Kept(subscriber=await self.subscriber(subscriber), secret=secret)

    async def switch(self, subscriber: UUID, *, on: bool) -> Kept:
        """Off: nothing is sent, and nothing new is kept for it. On: what waits goes out."""
        await self._store.subscriber(subscriber)
        await self._store.switch(subscriber, self._clock(), on=on)
        return Kept(subscriber=await self.subscriber(subscriber))

    async def remove(self, subscriber: UUID) -> None:
        """Forgets it, with its deliveries and attempts."""
        await self._store.subscriber(subscriber)
        await self._store.remove(subscriber)

    async def resend(self, subscriber: UUID, delivery: str) -> None:
        """Sends an ended delivery once more, under the same id."""
        await self._store.subscriber(subscriber)
        await self._store.resend(subscriber, delivery, self._clock())

    async def deliveries(
        self, subscriber: UUID, state: DeliveryState | None, page: PageRequest
    ) -> Page[Delivery]:
        """What was and is to be sent, the newest first."""
        await self._store.subscriber(subscriber)
        return await self._store.deliveries(subscriber, state, page)

    async def count(self, subscriber: UUID, state: DeliveryState | None, limit: int) -> int:
        """How many deliveries there are, counted up to a limit."""
        return await self._store.count(subscriber, state, limit)

    async def count_attempts(self, subscriber: UUID, limit: int) -> int:
        """How many attempts are logged, counted up to a limit."""
        return await self._store.count_attempts(subscriber, limit)

    async def attempts(self, subscriber: UUID, page: PageRequest) -> Page[Attempt]:
        """What was tried, the newest first."""
        await self._store.subscriber(subscriber)
        return await self._store.attempts(subscriber, page)

    def _checked(self, wanted: Wanted) -> Wanted:
        name = checked_name(wanted.name)
        address = checked_address(wanted.address, http=self._may.http, networks=self._may.networks)
        choices = _in_order(wanted.choices)
        if not choices:
            raise WebhookRefused("nothing_chosen")
        return Wanted(name, address, choices)


def _in_order(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    chosen = set(choices)
    return tuple(choice for choice in CHOICES if choice in chosen)
