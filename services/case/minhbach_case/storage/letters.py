"""Letters on their way: what goes to whom, kept apart, and every event of its delivery, chained.

A letter's events are a stream of their own: an attempt is one insert that two senders cannot both
make. Words, address and file of a letter stand in its document alone and are erased with the case
or the site; the events hold none of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pymongo.errors import DuplicateKeyError

from minhbach_case.domain.delivery import Delivery, DeliveryEvent, DeliveryState, delivery_of
from minhbach_case.storage.letter_documents import (
    Content,
    LetterEntry,
    Tracked,
    content_from,
    delivery_from,
    entry_from,
    fold_document,
    happened_from,
    kept_apart,
    letter_document,
)
from minhbach_case.views import PageRequest
from minhbach_shared.eventlog import EventLog, follow
from minhbach_shared.store import Database, Document, guarded

LETTERS: Final = "letters"
LETTER_EVENTS: Final = "letter_events"
_APART: Final = {"apart": 0}


class LetterStore:
    """Letters, their content and the events of their delivery."""

    def __init__(self, store: Database) -> None:
        self._letters = store[LETTERS]
        self._log = EventLog(store[LETTER_EVENTS])

    async def ensure_indexes(self) -> None:
        """By what is due, by case and site, and by state for the list."""
        await self._log.ensure_indexes()
        with guarded("indexes of letters"):
            for fields in (
                [("due_at", 1)],
                [("remind_at", 1)],
                [("case_id", 1)],
                [("site_id", 1)],
                [("state", 1), ("order", 1)],
            ):
                await self._letters.create_index(fields)

    async def prepare(self, entry: LetterEntry, to: str, due_at: datetime) -> bool:
        """Keeps a letter that is to follow a step; False where it is kept already.

        Args:
            due_at: when to see what became of it, should nobody say.
        """
        document = letter_document(entry) | {"state": "prepared", "folded": 0, "due_at": due_at}
        with guarded("preparing a letter"):
            try:
                await self._letters.insert_one(document | {"apart": {"to": to}})
            except DuplicateKeyError:
                return False
        return True

    async def drop(self, letter: UUID) -> None:
        """Takes back a letter whose step was refused."""
        with guarded("dropping a letter"):
            await self._letters.delete_one({"_id": letter, "state": "prepared"})

    async def fill(self, entry: LetterEntry, content: Content) -> None:
        """Keeps what goes, once: a letter that has content keeps it."""
        said = letter_document(entry) | {"apart": kept_apart(content)}
        with guarded("keeping a letter"):
            await self._letters.update_one(
                {"_id": entry.letter_id, "apart": {"$exists": True}, "apart.pdf": None},
                {"$set": said},
            )

    async def content(self, letter: UUID) -> Content | None:
        """What goes, or went; None where it was erased or is not made yet."""
        with guarded("reading a letter"):
            found = await self._letters.find_one({"_id": letter}, {"apart": 1})
        return content_from(found or {})

    async def address(self, letter: UUID) -> str | None:
        """Where it goes; empty for one on paper, None where it was erased."""
        with guarded("reading a letter's address"):
            found = await self._letters.find_one({"_id": letter}, {"apart.to": 1})
        to: str | None = (found or {}).get("apart", {}).get("to")
        return to

    async def readdress(self, letter: UUID, to: str) -> None:
        """Sends a letter to another address from now on."""
        with guarded("readdressing a letter"):
            await self._letters.update_one(
                {"_id": letter, "apart": {"$exists": True}}, {"$set": {"apart.to": to}}
            )

    async def tracked(self, letter: UUID) -> Tracked | None:
        """A letter with all its events; None where there is none. Its fold is brought up."""
        with guarded("reading a letter"):
            found = await self._letters.find_one({"_id": letter}, _APART)
        if found is None:
            return None
        events = await self._log.read(letter)
        happened = tuple(happened_from(event) for event in events)
        delivery = delivery_of(happened)
        if delivery.sequence > found["folded"]:
            await self._fold(letter, delivery)
        return Tracked(entry_from(found), delivery, happened, events[-1] if events else None)

    async def append(
        self, before: Tracked, event: DeliveryEvent, now: datetime, cause: str
    ) -> None:
        """Writes what happened behind what was read, and folds it.

        Raises:
            StreamMoved: something else happened meanwhile.
            AlreadyCaused: the same was written before.
        """
        letter = before.entry.letter_id
        head = before.head.head if before.head else None
        body = event.model_dump(mode="json")
        logged = follow(head, letter, cause=cause, at=now, type=event.type, body=body)
        await self._log.append([logged])
        happened = (*before.happened, happened_from(logged))
        await self._fold(letter, delivery_of(happened))

    async def due(self, now: datetime, limit: int) -> list[UUID]:
        """Letters to look at, the longest due first."""
        return await self._ids("due_at", now, limit)

    async def postpone(self, letter: UUID, until: datetime) -> None:
        """Looks at a letter later that cannot be made now."""
        with guarded("postponing a letter"):
            await self._letters.update_one({"_id": letter}, {"$set": {"due_at": until}})

    async def to_remind(self, now: datetime, limit: int) -> list[UUID]:
        """Notices after which a reminder is due."""
        return await self._ids("remind_at", now, limit)

    async def reminded(self, letter: UUID) -> None:
        """No reminder follows this notice any more."""
        with guarded("noting a reminder"):
            await self._letters.update_one({"_id": letter}, {"$set": {"remind_at": None}})

    async def of_case(self, case: UUID) -> list[tuple[LetterEntry, Delivery]]:
        """The letters of a case, as they were made."""
        return (await self._listed({"case_id": case}, PageRequest(limit=200), 1))[0]

    async def page(
        self, query: Mapping[str, Any], page: PageRequest
    ) -> tuple[list[tuple[LetterEntry, Delivery]], str | None]:
        """Letters, the newest first.

        Args:
            query: by ``state`` (a list), ``case_id``, ``site_id``.
        """
        return await self._listed(query, page, -1)

    async def count(self, states: Sequence[DeliveryState], limit: int) -> int:
        """How many letters are in these states, at most ``limit``."""
        return await self.number({"state": {"$in": list(states)}}, limit)

    async def number(self, query: Mapping[str, Any], limit: int) -> int:
        """How many letters a query of ``page`` finds, at most ``limit``."""
        with guarded("counting letters"):
            return await self._letters.count_documents(query, limit=limit)

    async def erase_case(self, case: UUID) -> None:
        """Destroys words, addresses and files of a case's letters; idempotent."""
        await self._erase({"case_id": case})

    async def erase_site(self, site: UUID, before: datetime) -> None:
        """Destroys words, addresses and files of a site's letters up to then; idempotent."""
        await self._erase({"site_id": site, "created_at": {"$lte": before}})

    async def _erase(self, query: Document) -> None:
        with guarded("erasing letters"):
            await self._letters.update_many(query, {"$unset": {"apart": ""}})

    async def _ids(self, field: str, now: datetime, limit: int) -> list[UUID]:
        with guarded("looking for letters that are due"):
            cursor = self._letters.find({field: {"$lte": now}}, {"_id": 1})
            return [found["_id"] async for found in cursor.sort(field, 1).limit(limit)]

    async def _listed(
        self, query: Mapping[str, Any], page: PageRequest, direction: int
    ) -> tuple[list[tuple[LetterEntry, Delivery]], str | None]:
        behind = "$gt" if direction > 0 else "$lt"
        bounded = dict(query) | ({"order": {behind: page.after}} if page.after else {})
        with guarded("listing letters"):
            cursor = self._letters.find(bounded, _APART).sort("order", direction)
            found = [one async for one in cursor.limit(page.limit + 1)]
        kept = found[: page.limit]
        following = kept[-1]["order"] if len(found) > page.limit else None
        return [(entry_from(one), delivery_from(one)) for one in kept], following

    async def _fold(self, letter: UUID, delivery: Delivery) -> None:
        with guarded("folding a letter"):
            await self._letters.update_one(
                {"_id": letter, "folded": {"$lt": delivery.sequence}},
                {"$set": fold_document(delivery)},
            )
