"""Stopwatches: of a stretch of work, and of what the store took of it."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pymongo import monitoring


@dataclass
class Stretch:
    """One stretch of work.

    Attributes:
        count: of what was done in it (records, events).
        seconds: on the wall; ``store_seconds`` of them were spent waiting for the store.
        cpu_seconds: of this process's own processor time.
        commands: of the store, by name, with the seconds that each kind took.
    """

    count: int = 0
    seconds: float = 0.0
    store_seconds: float = 0.0
    cpu_seconds: float = 0.0
    commands: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Stretch") -> None:
        """Takes what was done in another stretch as done in this one."""
        self.count += other.count
        self.seconds += other.seconds
        self.store_seconds += other.store_seconds
        self.cpu_seconds += other.cpu_seconds
        for name, took in other.commands.items():
            self.commands[name] = self.commands.get(name, 0.0) + took

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds

    @property
    def own_rate(self) -> float:
        """How many a second were the store's answers to come at once."""
        return self.count / max(self.seconds - self.store_seconds, 1e-9)

    @property
    def store_share(self) -> float:
        """Of the time, the store's part."""
        return self.store_seconds / self.seconds


class StoreWatch(monitoring.CommandListener):
    """Adds up what each command of the store took, as the driver saw it.

    Register it before the client is made. The work that is measured asks one thing after the
    other, so the sum is the time that it waited.
    """

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Nothing to note yet."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Notes how long it took."""
        self._note(event)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Notes how long it took."""
        self._note(event)

    def _note(
        self, event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent
    ) -> None:
        self._seconds[event.command_name] += event.duration_micros / 1e6

    @contextmanager
    def stretch(self) -> Iterator[Stretch]:
        """Measures what is done inside; the count is the caller's to set."""
        before = dict(self._seconds)
        measured = Stretch()
        began, worked = time.perf_counter(), time.process_time()
        yield measured
        measured.seconds = time.perf_counter() - began
        measured.cpu_seconds = time.process_time() - worked
        measured.commands = {
            name: took - before.get(name, 0.0) for name, took in self._seconds.items()
        }
        measured.store_seconds = sum(measured.commands.values())
