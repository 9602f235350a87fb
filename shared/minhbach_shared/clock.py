"""The only module that reads the wall clock; everything else is handed a ``Clock``."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]


def utc_now() -> datetime:
    """The time now, aware, in UTC, cut to milliseconds (what MongoDB keeps)."""
    return to_milliseconds(datetime.now(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """The same moment without its microseconds below a millisecond."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


async def sleep(seconds: float) -> None:
    """Waits; a parameter wherever time matters to a test.

    Raises:
        asyncio.CancelledError: also for a cancellation that was lost on the way here: on Python
            3.11 ``asyncio.wait_for``, which PyMongo awaits on every exchange, swallows one that
            comes together with its answer, and an endless loop would then never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
    await asyncio.sleep(seconds)
