"""Cases written as the service would have written them, without its way over the broker.

Steps come from the law itself (``Casebook``); events carry true chains, folds are the service's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from minhbach_case.domain.steps import Draft
from minhbach_case.main import Parts
from minhbach_case.storage.case_events import event_of
from minhbach_case.storage.case_folds import Loaded
from minhbach_shared.eventlog import Head, LoggedEvent
from tests.support.casebook import Casebook

AT_ONCE = 1000


@dataclass
class Ledger(Casebook):
    """A casebook that keeps what is written, in order, each at its time."""

    written: list[tuple[datetime, Draft]] = field(default_factory=list)

    def _write(self, written: Draft) -> None:
        super()._write(written)
        self.written.append((self.now, written))

    def events(self) -> list[LoggedEvent]:
        """Every step as the event that the service stores, chained."""
        heads: dict[UUID, Head] = {}
        events: list[LoggedEvent] = []
        for at, draft in self.written:
            event = event_of(draft, heads.get(draft.case_id), at)
            heads[draft.case_id] = event.head
            events.append(event)
        return events


async def store_events(parts: Parts, events: Sequence[LoggedEvent]) -> None:
    """Stores events, in their order."""
    for start in range(0, len(events), AT_ONCE):
        await parts.case_log.append(events[start : start + AT_ONCE])


async def store_all(parts: Parts, ledgers: Iterable[Ledger]) -> int:
    """Stores the ledgers and their folds as if all of it were announced; how many cases."""
    books = list(ledgers)
    events = [replace(event, announced=True) for book in books for event in book.events()]
    await store_events(parts, events)
    heads = {event.stream: event.head for event in events}
    folds = [Loaded(heads[case.case_id], case) for book in books for case in book.cases()]
    for start in range(0, len(folds), AT_ONCE):
        await parts.folds.keep(folds[start : start + AT_ONCE])
    return len(folds)
