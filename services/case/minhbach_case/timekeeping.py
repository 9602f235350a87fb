"""What comes by itself with time: alarms of the clocks, and the end of retention periods.

Nothing here is kept in memory: what is due stands in the folds, what was said stands in the
events, so a restart goes on where it stopped and two replicas say nothing twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import alarms
from minhbach_case.domain.recording import alarmed, expired
from minhbach_case.domain.steps import Draft
from minhbach_case.storage.case_events import event_of
from minhbach_case.storage.case_folds import CaseFolds, Loaded
from minhbach_case.storage.due import DueCases, DueField
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.errors import Transient
from minhbach_shared.eventlog import AlreadyCaused, EventLog, StreamMoved

AT_ONCE: Final = 200
EVERY_SECONDS: Final = 30.0
_LOG: Final = structlog.get_logger(__name__)


class Timekeeper:
    """Writes what time brings into the cases.

    Args:
        retention: how long an ended case keeps people's words and names; None: for ever.
    """

    def __init__(
        self,
        log: EventLog,
        folds: CaseFolds,
        due: DueCases,
        clock: Clock,
        retention: timedelta | None,
    ) -> None:
        self._log = log
        self._folds = folds
        self._due = due
        self._clock = clock
        self._retention = retention

    async def run(self, pause: Sleep = sleep) -> None:
        """Looks again and again, until it is cancelled; what fails is tried at the next look."""
        while True:
            try:
                await self.look()
            except Transient as error:
                _LOG.warning("timekeeping_failed", error=str(error))
            await pause(EVERY_SECONDS)

    async def look(self) -> int:
        """Writes all that is due now.

        Returns:
            How many steps were written.
        """
        now = self._clock()
        written = await self._write("alarm_at", now, lambda case: _alarms(case, now))
        if self._retention is not None:
            written += await self._write("erasable_from", now - self._retention, _expiry)
        return written

    async def _write(
        self, field: DueField, until: datetime, drafts: Callable[[CaseFold], list[Draft]]
    ) -> int:
        written = 0
        while due := await self._due.until(field, until, AT_ONCE):
            loaded = (await self._folds.catch_up(due)).values()
            steps = sum([await self._append(found, drafts(found.case)) for found in loaded])
            await self._folds.catch_up(due)
            written += steps
            if not steps:
                # Somebody else writes to all of these just now: they are looked at again later.
                break
        return written

    async def _append(self, loaded: Loaded, drafts: list[Draft]) -> int:
        events, head = [], loaded.head
        for draft in drafts:
            events.append(event_of(draft, head, self._clock()))
            head = events[-1].head
        try:
            await self._log.append(events)
        except (StreamMoved, AlreadyCaused):
            return 0
        return len(events)


def _alarms(case: CaseFold, now: datetime) -> list[Draft]:
    if case.paused_at is not None:
        return []
    return [alarmed(case, alarm) for alarm in alarms(case.clocks, now)]


def _expiry(case: CaseFold) -> list[Draft]:
    return [expired(case)] if case.erasable_from is not None else []
