"""What is on its way to subscribers, and every attempt, in MongoDB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pymongo.errors import BulkWriteError

from minhbach_case.domain.webhooks import (
    Answered,
    DeliveryState,
    Outcome,
    Unanswered,
    WebhookRefused,
)
from minhbach_case.storage.folds import DUPLICATE
from minhbach_case.views import Page, PageRequest
from minhbach_case.webhooks.subscribers import SubscriberStore
from minhbach_case.webhooks.views import Attempt, Delivery
from minhbach_shared.store import Database, Document, guarded

DELIVERIES: Final = "webhook_deliveries"
ATTEMPTS: Final = "webhook_attempts"
_CANDIDATES: Final = 64


@dataclass(frozen=True, slots=True)
class Queued:
    """An event for a subscriber: ``place`` orders those of a case."""

    subscriber: UUID
    event_id: UUID
    type: str
    case_id: UUID
    place: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Derived: the same event is queued once."""
        return f"{self.subscriber}:{self.event_id}"


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose turn has come."""

    queued: Queued
    attempts: int


class WebhookStore(SubscriberStore):
    """Subscribers with what is on its way to them. Raises ``Unavailable`` without the store."""

    def __init__(self, database: Database, kept: timedelta) -> None:
        super().__init__(database)
        self._deliveries = database[DELIVERIES]
        self._attempts = database[ATTEMPTS]
        self._kept = kept

    async def ensure_indexes(self) -> None:
        """Makes the indexes; harmless when they are there."""
        with guarded("indexes of the webhooks"):
            due = [("subscriber", 1), ("state", 1), ("due_at", 1)]
            await self._deliveries.create_index(due)
            await self._deliveries.create_index([("subscriber", 1), ("order", 1)])
            await self._deliveries.create_index([("subscriber", 1), ("case_id", 1), ("state", 1)])
            await self._attempts.create_index([("subscriber", 1), ("order", 1)])
            for collection in (self._deliveries, self._attempts):
                await collection.create_index("forget_at", expireAfterSeconds=0)

    async def remove(self, subscriber: UUID) -> None:
        """Forgets it, and all that was on its way to it."""
        with guarded("removing a webhook's subscriber"):
            await self._subscribers.delete_one({"_id": subscriber})
            await self._deliveries.delete_many({"subscriber": subscriber})
            await self._attempts.delete_many({"subscriber": subscriber})

    async def queue(self, items: Sequence[Queued], now: datetime) -> None:
        """Keeps what is to be sent; what was kept before stays as it is."""
        documents = [_document(item, now) for item in items]
        with guarded("queueing webhooks"):
            try:
                await self._deliveries.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                errors = (error.details or {}).get("writeErrors") or []
                if not errors or any(one.get("code") != DUPLICATE for one in errors):
                    raise

    async def due(self, subscriber: UUID, now: datetime, limit: int) -> list[Due]:
        """Whose turn has come: of each case the first that waits, if it is due."""
        query = {"subscriber": subscriber, "state": "waiting", "due_at": {"$lte": now}}
        with guarded("reading due webhooks"):
            cursor = self._deliveries.find(query).sort("due_at", 1).limit(_CANDIDATES)
            found = [document async for document in cursor]
        first = await self._first(subscriber, {document["case_id"] for document in found})
        mine = [one for one in found if one["place"] <= first.get(one["case_id"], one)["place"]]
        await self._postpone([one for one in found if one not in mine], first)
        return [_due(document) for document in mine[:limit]]

    async def _first(self, subscriber: UUID, cases: set[UUID]) -> dict[UUID, Document]:
        query = {"subscriber": subscriber, "case_id": {"$in": list(cases)}, "state": "waiting"}
        first: dict[UUID, Document] = {}
        parts = {"case_id": 1, "place": 1, "due_at": 1}
        with guarded("reading what waits of these cases"):
            async for one in self._deliveries.find(query, parts):
                known = first.setdefault(one["case_id"], one)
                if one["place"] < known["place"]:
                    first[one["case_id"]] = one
        return first

    async def _postpone(self, behind: Sequence[Document], first: Mapping[UUID, Document]) -> None:
        # Until the one before it is due, so that it takes nobody's place among the candidates.
        with guarded("postponing webhooks"):
            for one in behind:
                until = first[one["case_id"]]["due_at"]
                if until > one["due_at"]:
                    same = {"_id": one["_id"], "state": "waiting"}
                    await self._deliveries.update_one(same, {"$set": {"due_at": until}})

    async def log(self, due: Due, at: datetime, milliseconds: int, outcome: Outcome) -> None:
        """Keeps an attempt."""
        document = {
            "subscriber": due.queued.subscriber,
            "delivery": due.queued.id,
            "event_id": due.queued.event_id,
            "order": f"{at.isoformat(timespec='milliseconds')} {due.queued.event_id}",
            "number": due.attempts + 1,
            "at": at,
            "milliseconds": milliseconds,
            "answer": outcome.head if isinstance(outcome, Answered) else "",
            "forget_at": at + self._kept,
            **_said(outcome),
        }
        with guarded("logging a webhook's attempt"):
            await self._attempts.insert_one(document)

    async def end(self, due: Due, state: DeliveryState, now: datetime, outcome: Outcome) -> None:
        """Notes that a delivery came to its end."""
        ended = {"state": state, "ended_at": now, "forget_at": now + self._kept, "due_at": None}
        await self._settle(due, ended | _said(outcome))

    async def again(self, due: Due, at: datetime, outcome: Outcome) -> None:
        """Notes when a delivery is tried again."""
        await self._settle(due, {"due_at": at, **_said(outcome)})

    async def _settle(self, due: Due, said: Document) -> None:
        query = {"_id": due.queued.id, "state": "waiting"}
        change = {"$set": {**said, "attempts": due.attempts + 1}}
        with guarded("settling a webhook"):
            await self._deliveries.update_one(query, change)

    async def resend(self, subscriber: UUID, delivery: str, now: datetime) -> None:
        """Puts an ended delivery back into the queue.

        Raises:
            WebhookRefused: there is none (any more), or it still waits.
        """
        query = {"_id": delivery, "subscriber": subscriber}
        waiting = {"state": "waiting", "due_at": now, "attempts": 0, "ended_at": None}
        change = {"$set": waiting, "$unset": {"forget_at": ""}}
        with guarded("sending a webhook again"):
            found = await self._deliveries.find_one(query, {"state": 1})
            if found is None:
                raise WebhookRefused("no_delivery")
            if found["state"] == "waiting":
                raise WebhookRefused("still_waiting")
            await self._deliveries.update_one({**query, "state": found["state"]}, change)

    async def deliveries(
        self, subscriber: UUID, state: DeliveryState | None, page: PageRequest
    ) -> Page[Delivery]:
        """A subscriber's deliveries, the newest first."""
        also = {"state": state} if state else {}
        found, following = await self._page(self._deliveries, subscriber, page, also, {"body": 0})
        return Page(items=tuple(map(_delivery, found)), next=following)

    async def attempts(self, subscriber: UUID, page: PageRequest) -> Page[Attempt]:
        """What was tried, the newest first."""
        found, following = await self._page(self._attempts, subscriber, page, {}, {})
        return Page(items=tuple(map(Attempt.model_validate, found)), next=following)

    async def count(self, subscriber: UUID, state: DeliveryState | None, limit: int) -> int:
        """How many deliveries there are, counted up to a limit."""
        query = {"subscriber": subscriber, **({"state": state} if state else {})}
        with guarded("counting deliveries"):
            return await self._deliveries.count_documents(query, limit=limit)

    async def count_attempts(self, subscriber: UUID, limit: int) -> int:
        """How many attempts are logged, counted up to a limit."""
        with guarded("counting attempts"):
            return await self._attempts.count_documents({"subscriber": subscriber}, limit=limit)

    async def _page(
        self, collection: Any, subscriber: UUID, page: PageRequest, also: Document, parts: Document
    ) -> tuple[list[Document], str | None]:
        order = {"$gt": "", "$lt": page.after or "~"}
        query = {"subscriber": subscriber, "order": order, **also}
        with guarded("listing webhooks"):
            cursor = collection.find(query, parts).sort("order", -1).limit(page.limit + 1)
            found = [document async for document in cursor]
        kept = found[: page.limit]
        return kept, (kept[-1]["order"] if len(found) > page.limit else None)

    async def waiting(self) -> dict[UUID, int]:
        """How many deliveries wait, by subscriber."""
        group = {"_id": "$subscriber", "n": {"$sum": 1}}
        pipeline: list[Document] = [{"$match": {"state": "waiting"}}, {"$group": group}]
        with guarded("counting webhooks"):
            cursor = await self._deliveries.aggregate(pipeline)
            return {found["_id"]: found["n"] async for found in cursor}


def _document(item: Queued, now: datetime) -> Document:
    return {
        "_id": item.id,
        "subscriber": item.subscriber,
        "event_id": item.event_id,
        "type": item.type,
        "case_id": item.case_id,
        "place": item.place,
        "order": f"{now.isoformat(timespec='milliseconds')} {item.place:010d} {item.event_id}",
        "headers": dict(item.headers),
        "body": item.body,
        "state": "waiting",
        "attempts": 0,
        "queued_at": now,
        "due_at": now,
    }


def _due(document: Document) -> Due:
    queued = Queued(
        subscriber=document["subscriber"],
        event_id=document["event_id"],
        type=document["type"],
        case_id=document["case_id"],
        place=document["place"],
        headers=document["headers"],
        body=bytes(document["body"]),
    )
    return Due(queued, document["attempts"])


def _delivery(document: Document) -> Delivery:
    return Delivery.model_validate(document | {"delivery_id": document["_id"]})


def _said(outcome: Outcome) -> Document:
    match outcome:
        case Answered(status=status):
            return {"status": status, "trouble": None}
        case Unanswered(trouble=trouble):
            return {"status": None, "trouble": trouble}
