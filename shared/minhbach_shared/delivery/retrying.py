"""How often and how long a transient fault is tried again: growing, jittered, bounded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import stamina

from minhbach_shared.errors import Transient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds of the retries.

    Attributes:
        attempts: tries in all, for a batch and again for a record by itself.
        first, longest: seconds of the first wait and of any.
    """

    attempts: int = 6
    first: float = 0.1
    longest: float = 5.0

    async def tried(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of ``work``, tried again while it raises ``Transient``.

        Raises:
            Transient: the last one, when the attempts are used up.
        """
        async for attempt in stamina.retry_context(
            on=Transient,
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first,
            wait_max=self.longest,
            wait_jitter=self.first,
        ):
            with attempt:
                return await work()
        raise AssertionError("unreachable: the last attempt returns or raises")
