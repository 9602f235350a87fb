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
    """Waits; a parameter wherever time matters to a test."""
    await asyncio.sleep(seconds)
