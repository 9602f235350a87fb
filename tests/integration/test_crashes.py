"""kill -9 at the worst places: nothing is lost, nothing takes effect twice."""

import asyncio
from pathlib import Path

import pytest

from tests.support.delivery import Noted, committed, note
from tests.support.stack import RunningStack
from tests.support.victim_process import KILL_POINTS
from tests.support.victims import Victim


def _notes(count: int = 60, things: int = 5) -> list[Noted]:
    return [note(number, f"thing {number % things}") for number in range(count)]


@pytest.mark.parametrize("point", KILL_POINTS)
async def test_killed_once(stack: RunningStack, tmp_path: Path, point: str) -> None:
    """Killed at a point and started again: each input in one event, each event announced."""
    victim = Victim(stack, f"t-{point}", tmp_path)
    notes = _notes()
    await victim.make_topics()
    await victim.send(notes)

    await victim.dies(point)
    await victim.finishes(notes)

    await victim.is_whole(notes)


async def test_killed_at_every_point_in_turn(stack: RunningStack, tmp_path: Path) -> None:
    """One life after the other ends at another point, with repeated input coming in meanwhile."""
    victim = Victim(stack, "t-every-point", tmp_path)
    notes = _notes(88, 3)
    await victim.make_topics()
    for number, point in enumerate(KILL_POINTS):
        await victim.send(notes[number * 16 : number * 16 + 24])
        await victim.dies(point)
    async with victim.running() as process:
        await victim.settled(len(KILL_POINTS) * 24, len(notes))
        await victim.stops(process)
    await victim.is_whole(notes)


async def test_told_to_stop_in_a_batch(stack: RunningStack, tmp_path: Path) -> None:
    """SIGTERM: the batch in hand is finished and committed, and the exit status is 0."""
    victim = Victim(stack, "t-stop", tmp_path, slow=2.0)
    notes = _notes(10)
    await victim.make_topics()
    await victim.send(notes)
    async with victim.running() as process:
        await victim.stored(1)
        assert sum((await committed(stack, victim.name)).values()) == 0
        await victim.stops(process)
    stored = {event.cause for event in await victim.events()}
    assert sum((await committed(stack, victim.name)).values()) == len(stored) > 0

    victim.slow = 0.0
    await victim.finishes(notes)
    await victim.is_whole(notes)


async def test_told_to_stop_in_a_batch_that_takes_too_long(
    stack: RunningStack, tmp_path: Path
) -> None:
    """SIGTERM: past its time the batch is given up, not committed, and read again at the start."""
    victim = Victim(stack, "t-give-up", tmp_path, slow=100.0, stop_within=0.5)
    notes = _notes(10)
    await victim.make_topics()
    await victim.send(notes)
    loop = asyncio.get_running_loop()
    async with victim.running() as process:
        await victim.stored(1)
        began = loop.time()
        await victim.stops(process)
        assert loop.time() - began < 10
    assert await committed(stack, victim.name) == {}

    victim.slow = 0.0
    await victim.finishes(notes)
    await victim.is_whole(notes)


async def test_two_replicas_of_which_one_is_killed(stack: RunningStack, tmp_path: Path) -> None:
    """Partitions and lease pass to the other; where both wrote, one of them began again."""
    victim = Victim(stack, "t-two", tmp_path, slow=0.05)
    notes = _notes(200, 2)
    await victim.make_topics()
    await victim.send(notes[:100])
    async with victim.running(instance="one") as first, victim.running(instance="two") as second:
        await victim.stored(20)
        first.kill()
        await victim.send(notes[100:])
        await victim.settled(200, 200)
        await victim.stops(second)
    await victim.is_whole(notes)
