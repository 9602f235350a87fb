"""Waiting: where a lost cancellation takes effect."""

import asyncio
from contextlib import suppress

from minhbach_shared.clock import sleep


async def test_a_lost_cancellation_ends_the_loop_that_sleeps() -> None:
    """A library that swallows a cancellation, as PyMongo may, does not make a task endless."""
    rounds = 0
    begun = asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(10)
        while rounds < 1000:
            rounds += 1
            await sleep(0)

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    assert (task.cancelled(), rounds) == (True, 1)
