"""Pages of the queue: one equality on a lane and a place in its order, carried by one index."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.queueing import QueueOrder, place
from minhbach_case.storage.streaming import LongList, in_order
from minhbach_case.views import PageRequest
from minhbach_shared.ids import iso
from minhbach_shared.store import Collection, Document, guarded
from minhbach_shared.vocabulary import CaseState

DIRECTIONS: Final[Mapping[QueueOrder, int]] = {"due": 1, "moved": -1, "opened": -1}
_COUNTED: Final = {"state": 1, "assignee": 1}
_FIRST: Final = ""
_LAST: Final = "~"
# A page first reads as far as the last one of its lane came, then this stretch of its order; only
# where that is not enough it reads the rest. MongoDB stops at a query's limit anyway; the embedded
# store reads all that a query spans.
_NEAR: Final = timedelta(days=14)
_ENDS_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases, and in which order.

    Attributes:
        words: of the lanes, any of which a case has to stand in.
        bounds: places that all of them lie between.
        also: what else must hold of them, for lanes that hold few.
    """

    words: Sequence[str]
    order: QueueOrder
    bounds: tuple[str, str] = (_FIRST, _LAST)
    also: Mapping[str, Any] = field(default_factory=dict)


_Page = tuple[tuple[str, ...], QueueOrder, str | None]
"""Words of lanes, an order, and the place that a page begins behind."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A case and its place in the order that was asked for."""

    case: CaseFold
    place: str
    site_address: str | None


class Queue:
    """Reads the cases' folds by lane; what has just been written comes when it is folded."""

    def __init__(self, collection: Collection, clock: Callable[[], datetime]) -> None:
        self._collection = collection
        self._clock = clock
        self._ends: OrderedDict[_Page, str] = OrderedDict()

    async def ensure_indexes(self) -> None:
        """Makes an index an order: a lane's cases stand in it as a page shows them."""
        with guarded("indexes of the queue"):
            # Rising, whatever the order: it is walked both ways, and a falling one loses the
            # bounds of an open range on the embedded store.
            for order in DIRECTIONS:
                await self._collection.create_index([("lanes", 1), (order, 1)])
            await self._collection.create_index([("site_id", 1), ("state", 1)])
            await self._collection.create_index(list(_COUNTED.items()))

    async def page(self, asked: Asked, page: PageRequest) -> tuple[list[Placed], str | None]:
        """A page of a lane in its order, and where the next one begins."""
        found = await self.read(asked, page.after, page.limit + 1)
        kept = found[: page.limit]
        return kept, (kept[-1].place if len(found) > page.limit else None)

    async def read(self, asked: Asked, after: str | None, limit: int) -> list[Placed]:
        """At most ``limit`` cases behind a place; only the folds that are shown are read."""
        found: list[Document] = []
        for span in self._spans(asked, after):
            if len(found) < limit:
                found += await self._read(asked, span, limit - len(found))
        if len(found) == limit:
            self._note(asked, after, found[-1][asked.order])
        return [_placed(document, asked.order) for document in found]

    def _note(self, asked: Asked, after: str | None, end: str) -> None:
        # Where to cut, and no more: what moves meanwhile is read all the same, in two parts.
        page = (tuple(asked.words), asked.order, after)
        self._ends[page] = end
        self._ends.move_to_end(page)
        while len(self._ends) > _ENDS_KEPT:
            self._ends.popitem(last=False)

    async def each(self, asked: Asked, limit: int) -> LongList[Placed]:
        """At most ``limit`` cases of a lane in its order, in one pass, read as they are taken."""
        low, high = asked.bounds
        query = _query(asked, {"$gt": low, "$lt": high})
        direction = DIRECTIONS[asked.order]
        parts = {"fold": 1, "site_address": 1, asked.order: 1}
        read = partial(_placed, order=asked.order)
        return await in_order(self._collection, query, (asked.order, direction), limit, read, parts)

    async def counts(self) -> dict[tuple[CaseState, str | None], int]:
        """How many cases there are by state and assignee: one pass over an index, no page's."""
        key = {"state": "$state", "assignee": "$assignee"}
        pipeline: list[Document] = [{"$group": {"_id": key, "count": {"$sum": 1}}}]
        with guarded("counting the queue"):
            cursor = await self._collection.aggregate(pipeline, hint=_COUNTED)
            return {(f["_id"]["state"], f["_id"].get("assignee")): f["count"] async for f in cursor}

    async def number(self, asked: Asked, limit: int) -> int:
        """How many cases lie between the bounds, counted up to a limit."""
        low, high = asked.bounds
        query = {"lanes": asked.words[0], asked.order: {"$gt": low, "$lt": high}}
        with guarded("counting a part of the queue"):
            cursor = self._collection.find(query, {"_id": 1}).limit(limit)
            return len([1 async for _ in cursor])

    async def refile(self, sites: Sequence[UUID], filed: Callable[[CaseFold], Document]) -> None:
        """Changes in which lanes sites' cases stand; one that moves meanwhile is filed anew."""
        query = {"site_id": {"$in": [str(site) for site in sites]}}
        with guarded("filing sites' cases"):
            async for document in self._collection.find(query):
                said = filed(CaseFold.model_validate(document["fold"]))
                if any(document[name] != value for name, value in said.items()):
                    same = {"_id": document["_id"], "sequence": document["sequence"]}
                    await self._collection.update_one(same, {"$set": said})

    def _spans(self, asked: Asked, after: str | None) -> list[Document]:
        low, high = asked.bounds
        end = self._ends.get((tuple(asked.words), asked.order, after))
        if DIRECTIONS[asked.order] > 0:
            low = max(low, after or _FIRST)
            near = place(iso(_moment(low, self._clock()) + _NEAR))
            # Behind the case at that place.
            end = end and f"{end} "
            return _parts(low, high, {near, end} if end and end < near else {end or near})
        high = min(high, after or _LAST)
        near = place(iso(_moment(high, self._clock()) - _NEAR))
        return _parts(low, high, {near, end} if end and end > near else {end or near})[::-1]

    async def _read(self, asked: Asked, span: Document, limit: int) -> list[Document]:
        with guarded("reading the queue"):
            cursor = self._collection.find(_query(asked, span), {"lanes": 0})
            cursor = cursor.sort(asked.order, DIRECTIONS[asked.order]).limit(limit)
            return [document async for document in cursor]


def _query(asked: Asked, span: Document) -> Document:
    words = list(asked.words)
    lane: Any = words[0] if len(words) == 1 else {"$in": words}
    return {"lanes": lane, asked.order: span, **asked.also}


def _parts(low: str, high: str, cuts: Iterable[str]) -> list[Document]:
    edges = [*sorted(cut for cut in cuts if low < cut < high), high]
    parts: list[Document] = [{"$gt": low, "$lt": edges[0]}]
    return parts + [{"$gte": begin, "$lt": end} for begin, end in pairwise(edges)]


def _moment(word: str, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(word.split(" ", 1)[0])
    except ValueError:
        return now
    return found if found.tzinfo and found.year < 9999 else now


def _placed(document: Document, order: QueueOrder) -> Placed:
    fold = CaseFold.model_validate(document["fold"])
    return Placed(fold, document[order], document.get("site_address"))
