"""The chains of events held against their digests, stream by stream, in bounded memory."""

from typing import Final

from minhbach_shared.eventlog import LoggedEvent, chain_digest

BROKEN_TOLD: Final = 10


class Chains:
    """Takes events in the order of their streams and numbers; remembers what does not fit."""

    def __init__(self) -> None:
        self._last: LoggedEvent | None = None
        self.events = 0
        self.streams = 0
        self.unannounced = 0
        self.broken: list[str] = []

    def take(self, event: LoggedEvent) -> None:
        """The next event."""
        before = self._last if self._last and self._last.stream == event.stream else None
        self.events += 1
        self.streams += before is None
        self.unannounced += not event.announced
        wrong = _wrong(event, before)
        if wrong and len(self.broken) < BROKEN_TOLD:
            self.broken.append(f"event {event.sequence} of {event.stream}: {wrong}")
        self._last = event


def _wrong(event: LoggedEvent, before: LoggedEvent | None) -> str | None:
    if event.sequence != (before.sequence + 1 if before else 1):
        return f"stands behind {before.sequence if before else 'nothing'}: one is missing"
    if event.previous != (before.digest if before else None):
        return "does not follow the event before"
    if chain_digest(event) != event.digest:
        return "was altered: its digest is another one"
    return None
