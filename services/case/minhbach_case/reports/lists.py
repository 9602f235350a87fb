"""The lists behind the figures: gathered while counting, written in parts, never held whole."""

from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.reports.counts import Counted
from minhbach_case.storage.reports import LISTED_AT_ONCE, ReportDrafts

HELD_AT_MOST: Final = 50_000


class Lists:
    """Takes what counts, and writes it away; ``listed`` says how much stands behind each figure."""

    def __init__(self, store: ReportDrafts, draft_id: UUID, expires_at: datetime) -> None:
        self._store = store
        self._draft_id = draft_id
        self._expires_at = expires_at
        self._held: dict[str, list[Counted]] = {}
        self._count = 0
        self._parts: Counter[str] = Counter()
        self.listed: Counter[str] = Counter()

    def keep(self, key: str, counted: Counted) -> None:
        """Takes one; it is written with the next ``flush``."""
        self._held.setdefault(key, []).append(counted)
        self._count += 1
        self.listed[key] += counted.count

    async def flush(self, *, last: bool = False) -> None:
        """Writes what is held, where it is much or where nothing more comes."""
        if not last and self._count < HELD_AT_MOST:
            return
        parts: list[tuple[str, int, list[Counted]]] = []
        for key, items in self._held.items():
            for start in range(0, len(items), LISTED_AT_ONCE):
                parts.append((key, self._parts[key], items[start : start + LISTED_AT_ONCE]))
                self._parts[key] += 1
        self._held, self._count = {}, 0
        await self._store.keep_list(self._draft_id, parts, self._expires_at)
