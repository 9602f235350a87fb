"""Which cases have something due: a clock's alarm, or the end of their retention."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from minhbach_shared.store import Collection, guarded

DueField = Literal["alarm_at", "erasable_from"]
_FIELDS: Final[tuple[DueField, ...]] = ("alarm_at", "erasable_from")


class DueCases:
    """Asks the cases' folds; each question is carried by an index."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """Makes the indexes; harmless when they are there."""
        with guarded("indexes of what is due"):
            for field in _FIELDS:
                await self._collection.create_index(field)

    async def until(self, field: DueField, moment: datetime, limit: int) -> list[UUID]:
        """Some of the cases whose moment has come, the longest due first."""
        with guarded("looking for what is due"):
            cursor = self._collection.find({field: {"$lte": moment}}, {"_id": 1})
            return [found["_id"] async for found in cursor.sort(field, 1).limit(limit)]
