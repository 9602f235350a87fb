"""What the consuming loop hands to a handler, and what a handler hands back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from minhbach_shared.errors import RejectReason
from minhbach_shared.events import Event


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands: topic, partition and offset."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Received:
    """One record, decoded and valid."""

    event: Event
    position: Position


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that can never be processed; it goes whole to the dead-letter topic."""

    position: Position
    reason: RejectReason
    detail: str


Handler = Callable[[Sequence[Received]], Awaitable[Sequence[Rejected]]]
"""Takes a batch in order; returns those that it refuses.

It may be called again with the same records (at least once), so its effects must be
idempotent. It raises ``Transient`` to be called again after a wait, ``Unavailable`` when a
dependency is down; any other error makes the loop hand it the records one by one and dead-letter
those that raise. It must not keep a reference to the batch after it returns.
"""
