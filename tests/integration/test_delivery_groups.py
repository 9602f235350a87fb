"""A group that changes while batches are in hand, and what a consumer says of itself."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest

from minhbach_shared.delivery import Received, Rejected, broker
from minhbach_shared.errors import Unavailable
from tests.support.delivery import (
    Handled,
    committed,
    committed_becomes,
    consuming,
    eventually,
    make_topic_with_dead_letters,
    make_topics,
    note,
    number_of,
    record_of,
    send,
    send_notes,
    settings_for,
)
from tests.support.stack import RunningStack


async def test_a_second_consumer_joins_while_a_batch_is_in_hand(stack: RunningStack) -> None:
    """The batch in hand ends before its partitions move; each record is handled by one of two."""
    name = "t-rebalance"
    topic, _ = await make_topic_with_dead_letters(stack, name, 4)
    notes = [note(number, f"thing {number}") for number in range(60)]
    await send(stack, [record_of(one, topic) for one in notes])

    async def slowly(batch: Sequence[Received]) -> Sequence[Rejected]:
        await asyncio.sleep(2.0 if batches == [] else 0.1)
        batches.append(len(batch))
        return ()

    batches: list[int] = []
    first, second = Handled(slowly), Handled(slowly)
    settings = settings_for(stack, name)
    async with consuming(settings, name, topic, first, batch=5):
        await eventually(lambda: first.batches)
        async with consuming(settings, name, topic, second, batch=5):
            await eventually(lambda: len(first.done) + len(second.done) >= 60)
    assert sorted(first.done + second.done) == list(range(60))
    assert second.done
    assert sum((await committed(stack, name)).values()) == 60


async def test_a_handler_slower_than_the_rebalance_allows(stack: RunningStack) -> None:
    """It is given up without a commit, and its records are handled again; none is lost."""
    name = "t-too-slow"
    topic, _ = await make_topic_with_dead_letters(stack, name, 2)
    await send(stack, [record_of(note(n, f"thing {n}"), topic) for n in range(20)])
    stuck = asyncio.Event()

    async def hang(_: Sequence[Received]) -> Sequence[Rejected]:
        if not stuck.is_set():
            stuck.set()
            await asyncio.Event().wait()
        return ()

    settings = settings_for(stack, name, stop_within_seconds=0.3)
    first, second = Handled(hang), Handled()
    async with consuming(settings, name, topic, first):
        await stuck.wait()
        async with consuming(settings, name, topic, second):
            await eventually(lambda: len({*first.done, *second.done}) == 20)
            await eventually(lambda: second.done)
    given_up = first.batches[0]
    again = Counter(n for batch in (*first.batches[1:], *second.batches) for n in batch)
    assert all(again[number] == 1 for number in given_up)
    assert sum((await committed(stack, name)).values()) == 20


async def test_a_replica_that_restarts_quickly(stack: RunningStack) -> None:
    """With a name of its own it has its partitions back at once; the other never loses its own."""
    name = "t-static"
    topic, _ = await make_topic_with_dead_letters(stack, name, 2)
    one, two = (settings_for(stack, name, instance=i) for i in ("case-0", "case-1"))
    other = Handled()
    loop = asyncio.get_running_loop()
    async with consuming(one, name, topic, other) as staying:
        async with consuming(two, name, topic, Handled()) as leaving:
            await eventually(lambda: not leaving.consumers.problems())
            await eventually(lambda: len(staying.consumers.lags()) == 1)
            kept = staying.consumers.lags().keys()
        began = loop.time()
        async with consuming(two, name, topic, Handled()) as back:
            await eventually(lambda: len(back.consumers.lags()) == 1)
            assert loop.time() - began < 3
            assert staying.consumers.lags().keys() == kept
            assert back.consumers.lags().keys().isdisjoint(kept)


async def test_ready_means_assigned_polled_and_lag_known(stack: RunningStack) -> None:
    """Not ready before it starts; ready with its partitions, even of an empty topic."""
    name = "t-ready"
    topic, _ = await make_topic_with_dead_letters(stack, name, 3)
    async with consuming(settings_for(stack, name), name, topic, Handled()) as reading:
        await eventually(lambda: reading.consumers.problems() == [])
        assert reading.consumers.lags() == {(name, topic, p): 0 for p in range(3)}
    assert reading.consumers.problems() == [f"{name}: not started"]


async def test_lag_counts_what_waits(stack: RunningStack) -> None:
    """While a batch is in hand the records behind it are lag; handled, there is none."""
    name = "t-lag"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, range(10))
    go_on = asyncio.Event()

    async def wait(_: Sequence[Received]) -> Sequence[Rejected]:
        await go_on.wait()
        return ()

    async with consuming(settings_for(stack, name), name, topic, Handled(wait), batch=4) as reading:
        await eventually(lambda: reading.consumers.lags() == {(name, topic, 0): 6})
        go_on.set()
        await eventually(lambda: reading.consumers.lags() == {(name, topic, 0): 0})


async def test_a_topic_that_is_not_there_yet(stack: RunningStack) -> None:
    """A missing topic is not made but waited for; once provisioned its records are handled."""
    name = "t-no-topic"
    topic = f"{name}.v1"
    handler = Handled()
    reading = consuming(settings_for(stack, name), name, topic, handler)
    starting = asyncio.create_task(reading.__aenter__())
    await asyncio.sleep(0.5)
    assert not starting.done()
    await make_topics(stack, 1, topic)
    await send_notes(stack, topic, [1])
    await starting
    await eventually(lambda: handler.done == [1])
    await reading.__aexit__(None, None, None)


async def test_no_broker_at_start(stack: RunningStack) -> None:
    """The start raises what the service waits and tries again for, and leaves nothing open."""
    settings = settings_for(stack, "t-none", kafka_servers="127.0.0.1:9")
    with pytest.raises(Unavailable, match=r"t-none.v1.*provisioned"):
        await consuming(settings, "t-none", "t-none.v1", Handled()).__aenter__()


async def test_a_batch_that_never_ends_is_not_ready(
    stack: RunningStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A consumer that asks for nothing any more is not ready, though its broker lives."""
    monkeypatch.setattr(broker, "POLLED_LATELY_SECONDS", 0.5)
    name = "t-idle"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    go_on = asyncio.Event()

    async def wait(batch: Sequence[Received]) -> Sequence[Rejected]:
        assert number_of(batch[0]) == 0
        await go_on.wait()
        return ()

    async with consuming(settings_for(stack, name), name, topic, Handled(wait)) as reading:
        await eventually(lambda: reading.consumers.problems() == [])
        await send_notes(stack, topic, [0])
        await eventually(lambda: "has not asked" in "".join(reading.consumers.problems()))
        go_on.set()
        await committed_becomes(stack, name, {0: 1})
        await eventually(lambda: reading.consumers.problems() == [])
