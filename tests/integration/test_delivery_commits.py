"""Offsets last: nothing is committed before it is handled, dead letters included."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from minhbach_shared.delivery import Publisher, Received, Rejected
from minhbach_shared.delivery.producer import Producer
from minhbach_shared.errors import Transient
from tests.support.delivery import (
    Handled,
    Noted,
    committed,
    committed_becomes,
    consuming,
    eventually,
    make_topic_with_dead_letters,
    make_topics,
    note,
    number_of,
    read_topic,
    record_of,
    send,
    send_notes,
    settings_for,
)
from tests.support.stack import RunningStack


async def test_nothing_is_committed_while_the_handler_runs(stack: RunningStack) -> None:
    """At least once: the offset follows the handler, it does not go before it."""
    name = "t-last"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, range(10))
    go_on = asyncio.Event()

    async def wait(_: Sequence[Received]) -> Sequence[Rejected]:
        await go_on.wait()
        return ()

    handler = Handled(wait)
    async with consuming(settings_for(stack, name), name, topic, handler):
        await eventually(lambda: handler.batches)
        await asyncio.sleep(0.3)
        assert await committed(stack, name) == {}
        go_on.set()
        await committed_becomes(stack, name, {0: 10})


async def test_what_was_not_committed_is_read_again(stack: RunningStack) -> None:
    """A consumer that is stopped in its batch commits nothing; the next one handles it all."""
    name = "t-again"
    topic, _ = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, range(5))

    async def never(_: Sequence[Received]) -> Sequence[Rejected]:
        await asyncio.Event().wait()
        return ()

    stuck, handler = Handled(never), Handled()
    hasty = settings_for(stack, name, stop_within_seconds=0.2)
    async with consuming(hasty, name, topic, stuck):
        await eventually(lambda: stuck.batches)
    assert await committed(stack, name) == {}

    async with consuming(settings_for(stack, name), name, topic, handler):
        await committed_becomes(stack, name, {0: 5})
    assert (stuck.done, handler.done) == ([], [0, 1, 2, 3, 4])


async def test_dead_letters_that_cannot_be_written(stack: RunningStack) -> None:
    """While the dead-letter topic is missing nothing is committed; made, it gets the record."""
    name = "t-no-dead-letters"
    topic = f"{name}.v1"
    await make_topics(stack, 1, topic)
    good, bad = record_of(note(0), topic), replace(record_of(note(1), topic), value=b"?")
    await send(stack, [good, bad])
    handler = Handled()
    async with consuming(settings_for(stack, name), name, topic, handler):
        await eventually(lambda: handler.done.count(0) >= 2)
        assert await committed(stack, name) == {}
        await make_topics(stack, 1, f"deadletters.{name}.v1")
        await committed_becomes(stack, name, {0: 2})
    letters = await read_topic(stack, f"deadletters.{name}.v1")
    assert b"?" in [letter.value for letter in letters]


async def test_too_many_dead_letters(stack: RunningStack) -> None:
    """Past the set share consumption halts, commits nothing of that batch, and says so."""
    name = "t-share"
    topic, dead = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, range(10))
    settings = settings_for(stack, name, dead_letter_share=0.3, dead_letter_window=10)
    handler = Handled()
    async with consuming(settings, name, topic, handler) as reading:
        await committed_becomes(stack, name, {0: 10})
        assert reading.consumers.problems() == []
        await send(stack, [replace(record_of(note(n), topic), value=b"?") for n in range(4)])
        await eventually(reading.consumers.problems)
        assert "too large a share" in reading.consumers.problems()[0]
        await send_notes(stack, topic, [10])
        await asyncio.sleep(0.5)
    assert await committed(stack, name) == {0: 10}
    assert await read_topic(stack, dead) == []
    assert handler.done == list(range(10))


async def test_a_batch_of_slow_faults_goes_forward(stack: RunningStack) -> None:
    """One by one is bounded in time: what is done is committed, the rest is read again."""
    name = "t-forward"
    topic, dead = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, range(6))

    async def slow(batch: Sequence[Received]) -> Sequence[Rejected]:
        if len(batch) > 1 or number_of(batch[0]) == 5:
            raise Transient("always")
        await asyncio.sleep(0.15)
        return ()

    handler = Handled(slow)
    async with consuming(settings_for(stack, name), name, topic, handler) as reading:
        reading.loop._one_by_one_seconds = 0.2
        await committed_becomes(stack, name, {0: 6})
    assert handler.done == [0, 1, 2, 3, 4]
    assert [2, 3, 4, 5] in handler.batches
    assert len(await read_topic(stack, dead)) == 1


async def test_key_order_is_kept(stack: RunningStack) -> None:
    """What the publisher is given in order stands in order in each key's partition."""
    topic = "t-order.v1"
    await make_topics(stack, 6, topic)

    class Ordered(Noted):
        """A note on the topic of this test."""

    Ordered.topic = topic
    publisher = Publisher(Producer(settings_for(stack, "t-order")), "tests")
    notes = [note(number, f"thing {number % 7}") for number in range(700)]
    await publisher.publish([Ordered(**one.model_dump()) for one in notes])
    await publisher.stop()

    read = [Noted.model_validate_json(record.value) for record in await read_topic(stack, topic)]
    for thing in {one.about for one in notes}:
        sent = [one.number for one in notes if one.about == thing]
        assert [one.number for one in read if one.about == thing] == sent
    partitions = {(r.key, r.partition) for r in await read_topic(stack, topic)}
    assert len(partitions) == 7
