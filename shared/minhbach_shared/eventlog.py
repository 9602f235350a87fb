"""The event log: a thing is its events, one document each; one insert is the whole change.

``_id`` is stream and sequence number, so two writers cannot take the same step. ``cause`` is
unique and always there, so a redelivery or a repeated click takes effect once. ``previous`` is
the digest of the event before, so nothing is altered unseen. ``announced`` is the outbox.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import JsonValue
from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from minhbach_shared.clock import to_milliseconds
from minhbach_shared.errors import MinhBachError, Refused
from minhbach_shared.ids import canonical, digest_of, iso
from minhbach_shared.store import Collection, Document, guarded

# The broker refuses more than 1 MiB, and a refused event would block the relay for good.
EVENT_BYTES: Final = 600_000
_MILLISECOND: Final = timedelta(milliseconds=1)


class StreamMoved(MinhBachError):
    """Another writer took the step: read the stream again and decide anew."""


class AlreadyCaused(MinhBachError):
    """An event with this cause is stored: the change has taken effect before."""


class Claimed(MinhBachError):
    """Another event holds one of these claims."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of a stream.

    Attributes:
        sequence: from 1, without a gap.
        cause: id of the record or command behind it; unique over all streams.
        body: what travels; ``private`` never does, and is not in the digest (its own salted
            digest stands in the body), so it can be erased with the chain left valid.
        claims: words that the store takes once over all streams, where ``ensure_claims`` made
            it so; not in the digest.
    """

    stream: UUID
    sequence: int
    cause: str
    previous: str | None
    at: datetime
    type: str
    body: Mapping[str, JsonValue]
    digest: str
    private: Mapping[str, JsonValue] | None = None
    announced: bool = False
    claims: tuple[str, ...] = ()

    @property
    def head(self) -> "Head":
        """What the next event of the stream follows."""
        return Head(self.stream, self.sequence, self.digest, self.at)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream."""

    stream: UUID
    sequence: int
    digest: str
    at: datetime


def chain_digest(event: LoggedEvent) -> str:
    """The digest that an event must have: over everything but ``announced`` and ``private``."""
    return digest_of(
        [
            str(event.stream),
            event.sequence,
            event.cause,
            event.previous,
            iso(event.at),
            event.type,
            event.body,
        ]
    )


def follow(
    head: Head | None,
    stream: UUID,
    *,
    cause: str,
    at: datetime,
    type: str,  # noqa: A002 - the field's own name
    body: Mapping[str, JsonValue],
    private: Mapping[str, JsonValue] | None = None,
) -> LoggedEvent:
    """The event that follows a head (None: begins the stream); its time rises in the stream.

    Raises:
        Refused: the event is larger than a topic takes.
    """
    size = len(canonical(body))
    if size > EVENT_BYTES:
        raise Refused(f"event {type} of {stream}: {size} bytes, at most {EVENT_BYTES} may be")
    moment = to_milliseconds(at)
    event = LoggedEvent(
        stream=stream,
        sequence=head.sequence + 1 if head else 1,
        cause=cause,
        previous=head.digest if head else None,
        at=max(moment, head.at + _MILLISECOND) if head else moment,
        type=type,
        body=body,
        digest="",
        private=private,
    )
    return replace(event, digest=chain_digest(event))


def contiguous(batch: Iterable[LoggedEvent], held: set[UUID]) -> list[LoggedEvent]:
    """Those of a batch, in its order, that follow each other; a stream is cut at its first gap.

    Args:
        held: streams of which nothing may be taken.
    """
    kept: list[LoggedEvent] = []
    cut = set(held)
    last: dict[UUID, int] = {}
    for event in batch:
        if last.get(event.stream, event.sequence - 1) != event.sequence - 1:
            cut.add(event.stream)
        if event.stream not in cut:
            kept.append(event)
            last[event.stream] = event.sequence
    return kept


class EventLog:
    """The events of many streams in one collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the indexes that the log lives by; harmless when they are there."""
        with guarded("indexes of the event log"):
            await self._collection.create_index("cause", unique=True)
            await self._collection.create_index(
                [("stream", ASCENDING), ("sequence", ASCENDING)], unique=True
            )
            await self._collection.create_index(
                [("announced", ASCENDING), ("at", ASCENDING), ("stream", ASCENDING)]
            )

    async def ensure_claims(self) -> None:
        """Makes the store take a claim once; harmless when it does."""
        with guarded("index of the event log's claims"):
            await self._collection.create_index("claims", unique=True, sparse=True)

    async def append(self, events: Sequence[LoggedEvent]) -> None:
        """Stores events in the order given, in one insert.

        On an error a head part of them may be stored: read again what is there.

        Raises:
            StreamMoved: another writer took a step.
            AlreadyCaused: a cause is stored already.
            Claimed: a claim is another event's.
            Unavailable: the store does not answer; any part may be stored.
        """
        if not events:
            return
        with guarded("appending events"):
            try:
                await self._collection.insert_many([_document(e) for e in events], ordered=True)
            except BulkWriteError as error:
                raise _refusal(error, events) from error

    async def read(self, stream: UUID, after: int = 0) -> list[LoggedEvent]:
        """The events of a stream behind sequence number ``after``, in order."""
        query = {"stream": stream, "sequence": {"$gt": after}}
        return await self.find(query, [("sequence", ASCENDING)])

    async def find(
        self,
        query: Mapping[str, Any],
        sort: Sequence[tuple[str, int]] = (),
        limit: int = 0,
        skip: int = 0,
    ) -> list[LoggedEvent]:
        """Events by any query; the caller sees to an index that carries it."""
        with guarded("reading events"):
            cursor = self._collection.find(query, limit=limit, skip=skip)
            if sort:
                cursor = cursor.sort(list(sort))
            return [event_from(document) async for document in cursor]

    async def at(self, places: Iterable[tuple[UUID, int]]) -> list[LoggedEvent]:
        """The events at these places (stream and sequence number), as far as there are any."""
        keys = [_key(stream, sequence) for stream, sequence in places]
        return await self.find({"_id": {"$in": keys}}) if keys else []

    async def known_causes(self, causes: Iterable[str]) -> set[str]:
        """Which of these causes have taken effect."""
        query = {"cause": {"$in": list(causes)}}
        with guarded("reading causes"):
            cursor = self._collection.find(query, projection={"_id": 0, "cause": 1})
            return {document["cause"] async for document in cursor}

    async def streams(self, having: Mapping[str, Any] | None = None) -> frozenset[UUID]:
        """Every stream, or those that have such an event. It reads all events.

        Args:
            having: of the event, as MongoDB asks; every stream has a first one.
        """
        query = {"sequence": 1} if having is None else having
        with guarded("listing streams"):
            cursor = self._collection.find(query, {"_id": 0, "stream": 1})
            return frozenset([document["stream"] async for document in cursor])

    async def pending(self, limit: int) -> list[LoggedEvent]:
        """The oldest events that were not announced, in order of time, so of each stream too."""
        sort = [("announced", ASCENDING), ("at", ASCENDING), ("stream", ASCENDING)]
        return await self.find({"announced": False}, sort, limit)

    async def announceable(self, limit: int) -> list[LoggedEvent]:
        """The pending events that may be announced now: each right behind what was announced.

        A query can pass a place just before an event is inserted there, and still meet the
        one that follows it: such a follower waits for the next reading.
        """
        batch = await self.pending(limit)
        first = {event.stream: event.sequence for event in reversed(batch)}
        before = [_key(stream, number - 1) for stream, number in first.items() if number > 1]
        query = {"_id": {"$in": before}, "announced": False}
        overlooked = await self.find(query) if before else []
        return contiguous(batch, {event.stream for event in overlooked})

    async def mark(self, events: Sequence[LoggedEvent]) -> None:
        """Notes that events were announced."""
        ids = [_key(event.stream, event.sequence) for event in events]
        with guarded("marking events"):
            await self._collection.update_many({"_id": {"$in": ids}}, {"$set": {"announced": True}})

    async def erase_private(self, stream: UUID, before: int) -> None:
        """Destroys what stands apart in the events before a step; the chain stays valid."""
        query = {"stream": stream, "sequence": {"$lt": before}}
        with guarded("erasing what stands apart"):
            await self._collection.update_many(query, {"$unset": {"private": ""}})

    async def unannounced(self) -> int:
        """How many events wait for the relay."""
        with guarded("counting events"):
            return await self._collection.count_documents({"announced": False})


def _key(stream: UUID, sequence: int) -> str:
    return f"{stream}:{sequence:08d}"


def _document(event: LoggedEvent) -> Document:
    document: Document = {
        "_id": _key(event.stream, event.sequence),
        "stream": event.stream,
        "sequence": event.sequence,
        "cause": event.cause,
        "previous": event.previous,
        "at": event.at,
        "type": event.type,
        "body": dict(event.body),
        "digest": event.digest,
        "announced": event.announced,
    }
    if event.private is not None:
        document["private"] = dict(event.private)
    if event.claims:
        document["claims"] = list(event.claims)
    return document


def event_from(document: Document) -> LoggedEvent:
    """An event as it is stored."""
    return LoggedEvent(
        stream=document["stream"],
        sequence=document["sequence"],
        cause=document["cause"],
        previous=document["previous"],
        at=document["at"],
        type=document["type"],
        body=document["body"],
        digest=document["digest"],
        private=document.get("private"),
        announced=document["announced"],
        claims=tuple(document.get("claims", ())),
    )


def _refusal(
    error: BulkWriteError, events: Sequence[LoggedEvent]
) -> MinhBachError | BulkWriteError:
    refusals = (error.details or {}).get("writeErrors") or []
    if not refusals or refusals[0].get("code") != 11000:
        return error
    first = refusals[0]
    event = events[first["index"]]
    index = f"{first.get('keyPattern') or {}} {str(first.get('errmsg', '')).split('dup key')[0]}"
    if "cause" in index:
        return AlreadyCaused(f"cause {event.cause} has taken effect before")
    if "claims" in index:
        return Claimed(f"step {event.sequence} of {event.stream}: a claim is taken")
    return StreamMoved(f"step {event.sequence} of {event.stream} is taken")
