"""The subscribers of webhooks in MongoDB; a secret stands nowhere, only what it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.webhooks import Choice, WebhookRefused
from minhbach_case.webhooks.views import Subscriber
from minhbach_shared.store import Database, Document, guarded

SUBSCRIBERS: Final = "webhooks"
AT_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Secret:
    """One of a subscriber's secrets, by its number; ``until`` is null for the newest."""

    number: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """A subscriber with what its secrets are made of."""

    view: Subscriber
    salt: bytes
    secrets: tuple[Secret, ...]

    def valid(self, now: datetime) -> tuple[Secret, ...]:
        """The secrets that sign now, the newest first."""
        good = (one for one in self.secrets if one.until is None or one.until > now)
        return tuple(sorted(good, key=lambda one: -one.number))


class SubscriberStore:
    """Raises ``Unavailable`` where the store is gone."""

    def __init__(self, database: Database) -> None:
        self._subscribers = database[SUBSCRIBERS]

    async def subscribers(self) -> list[Known]:
        """All of them, by name; an agency has a few."""
        with guarded("reading the webhooks' subscribers"):
            found = [_known(document) async for document in self._subscribers.find({})]
        return sorted(found, key=lambda one: one.view.name.casefold())

    async def subscriber(self, subscriber: UUID) -> Known:
        """One of them.

        Raises:
            WebhookRefused: there is none.
        """
        with guarded("reading a webhook's subscriber"):
            document = await self._subscribers.find_one({"_id": subscriber})
        if document is None:
            raise WebhookRefused("no_subscriber")
        return _known(document)

    async def add(self, view: Subscriber, salt: bytes) -> None:
        """Keeps a new one."""
        document = {
            "_id": view.subscriber_id,
            "name": view.name,
            "address": view.address,
            "choices": list(view.choices),
            "standing": view.standing,
            "made_at": view.made_at,
            "salt": salt,
            "secrets": [{"number": 1, "until": None}],
        }
        with guarded("adding a webhook's subscriber"):
            await self._subscribers.insert_one(document)

    async def change(
        self, subscriber: UUID, name: str, address: str, choices: Iterable[Choice]
    ) -> None:
        """Another name, address or choice."""
        said = {"name": name, "address": address, "choices": list(choices)}
        await self._update(subscriber, {"$set": said})

    async def switch(self, subscriber: UUID, at: datetime, *, on: bool) -> None:
        """Switches it on or off; on again, its failures are forgotten."""
        if on:
            forgotten = {"failing_since": "", "stopped_at": "", "leave_until": ""}
            await self._update(subscriber, {"$set": {"standing": "on"}, "$unset": forgotten})
        else:
            await self._update(subscriber, {"$set": {"standing": "off", "stopped_at": at}})

    async def fail(self, subscriber: UUID, at: datetime) -> None:
        """Leaves it alone until a person has looked, unless a person switched it off before."""
        query = {"_id": subscriber, "standing": "on"}
        with guarded("stopping a webhook"):
            change = {"$set": {"standing": "failing", "stopped_at": at}}
            await self._subscribers.update_one(query, change)

    async def leave(self, subscriber: UUID, until: datetime) -> None:
        """Sends nothing before then, as it asked itself."""
        await self._update(subscriber, {"$max": {"leave_until": until}})

    async def succeeded(self, subscriber: UUID, at: datetime) -> None:
        """Notes a success."""
        change = {"$set": {"delivered_at": at}, "$unset": {"failing_since": ""}}
        await self._update(subscriber, change)

    async def failed(self, subscriber: UUID, at: datetime) -> None:
        """Notes the first failure after a success."""
        query = {"_id": subscriber, "failing_since": {"$exists": False}}
        with guarded("noting a webhook's failure"):
            await self._subscribers.update_one(query, {"$set": {"failing_since": at}})

    async def rotate(self, known: Known, until: datetime) -> int:
        """A new secret beside the newest, which stays good until then; gives its number."""
        newest = max(one.number for one in known.secrets)
        secrets = [{"number": newest, "until": until}, {"number": newest + 1, "until": None}]
        same = {"_id": known.view.subscriber_id, "secrets.number": {"$ne": newest + 1}}
        with guarded("rotating a webhook's secret"):
            await self._subscribers.update_one(same, {"$set": {"secrets": secrets}})
        return newest + 1

    async def _update(self, subscriber: UUID, change: Document) -> None:
        with guarded("changing a webhook's subscriber"):
            await self._subscribers.update_one({"_id": subscriber}, change)


def _known(document: Document) -> Known:
    secrets = tuple(Secret(one["number"], one["until"]) for one in document["secrets"])
    old = max((one.until for one in secrets if one.until), default=None)
    said = {key: value for key, value in document.items() if key not in ("_id", "secrets", "salt")}
    view = Subscriber.model_validate(
        said | {"subscriber_id": document["_id"], "old_secret_until": old}
    )
    return Known(view, bytes(document["salt"]), secrets)
