"""The store and the broker killed under a working service, and started again."""

import asyncio
from pathlib import Path

import pytest

from minhbach_shared.delivery import broker
from tests.support.delivery import (
    Handled,
    consuming,
    eventually,
    make_topic_with_dead_letters,
    note,
    send_notes,
    settings_for,
)
from tests.support.stack import RunningStack
from tests.support.victims import Victim


@pytest.fixture(autouse=True)
def quickly_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second without an answer is long here."""
    monkeypatch.setattr(broker, "POLLED_LATELY_SECONDS", 1.0)


async def test_the_store_is_killed_and_started_again(stack: RunningStack, tmp_path: Path) -> None:
    """What was in hand is given back and handled when the store is there again, each once."""
    victim = Victim(stack, "t-store", tmp_path, slow=0.1)
    notes = [note(number, f"thing {number % 5}") for number in range(300)]
    await victim.make_topics()
    await victim.send(notes)
    async with victim.running() as process:
        await victim.stored(40)
        await asyncio.to_thread(stack.kill_store)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(stack.start_store)
        await victim.settled(300, 300)
        await victim.stops(process)
    await victim.is_whole(notes)


async def test_the_broker_is_killed_and_started_again(stack: RunningStack, tmp_path: Path) -> None:
    """Meanwhile consumers say that they are not ready; once it is back they go on, none lost."""
    victim = Victim(stack, "t-broker", tmp_path, slow=0.1)
    notes = [note(number, f"thing {number % 5}") for number in range(300)]
    await victim.make_topics()
    await victim.send(notes)
    topic, _ = await make_topic_with_dead_letters(stack, "t-broker-2")
    handler = Handled()
    settings = settings_for(stack, "t-broker-2")
    async with victim.running() as process, consuming(settings, "t-broker-2", topic, handler) as on:
        await eventually(lambda: on.consumers.problems() == [])
        await victim.stored(40)
        await asyncio.to_thread(stack.kill_broker)
        try:
            await eventually(lambda: "no answer" in "".join(on.consumers.problems()))
        finally:
            await asyncio.to_thread(stack.start_broker)
        await victim.settled(300, 300)
        await send_notes(stack, topic, range(3))
        await eventually(lambda: handler.done == [0, 1, 2], 40)
        await eventually(lambda: on.consumers.problems() == [])
        await victim.stops(process)
    await victim.is_whole(notes)


async def test_told_to_stop_while_the_broker_is_gone(stack: RunningStack, tmp_path: Path) -> None:
    """SIGTERM ends it within its time though nothing answers; the next start finishes the work."""
    victim = Victim(stack, "t-gone", tmp_path, slow=1.0, stop_within=1.0)
    notes = [note(number) for number in range(10)]
    await victim.make_topics()
    await victim.send(notes)
    async with victim.running() as process:
        await victim.stored(1)
        await asyncio.to_thread(stack.kill_broker)
        try:
            await victim.stops(process)
        finally:
            await asyncio.to_thread(stack.start_broker)
    victim.slow = 0.0
    await victim.finishes(notes)
    await victim.is_whole(notes)
