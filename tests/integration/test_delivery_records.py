"""One bad record costs itself alone: it goes whole to the dead letters, and the rest is handled."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from aiokafka import ConsumerRecord

from minhbach_shared.codec import Outgoing
from minhbach_shared.delivery import Received, Rejected
from minhbach_shared.errors import Transient, Unavailable
from minhbach_shared.ids import derived_id
from tests.support.delivery import (
    Handled,
    Noted,
    Step,
    committed_becomes,
    consuming,
    make_topic_with_dead_letters,
    note,
    number_of,
    read_topic,
    record_of,
    send,
    send_notes,
    settings_for,
)
from tests.support.raw_records import send_with_null_header
from tests.support.stack import RunningStack

TEN: Final = range(10)


def _headers(record: ConsumerRecord) -> dict[str, bytes | None]:
    return dict(record.headers)


def _with_header(record: Outgoing, name: str, value: bytes) -> Outgoing:
    kept = [(n, v) for n, v in record.headers if n != name]
    return replace(record, headers=(*kept, (name, value)))


async def _handled_and_dead(
    stack: RunningStack, name: str, records: Sequence[Outgoing], handler: Handled
) -> list[ConsumerRecord]:
    """Sends records on one partition, waits until all are committed; gives the dead letters."""
    topic, dead = await make_topic_with_dead_letters(stack, name)
    await send(stack, [replace(record, topic=topic) for record in records])
    async with consuming(settings_for(stack, name), name, topic, handler):
        await committed_becomes(stack, name, {0: len(records)})
    return await read_topic(stack, dead)


def _ten() -> list[Outgoing]:
    return [record_of(note(number), "any") for number in TEN]


BAD: Final = {
    "no-json": replace(_ten()[4], value=b"\xff\xfe no JSON"),
    "null-value": replace(_ten()[4], value=None),
    "null-key": replace(_ten()[4], key=None),
    "other-key": replace(_ten()[4], key=b"another"),
    "binary-key": replace(_ten()[4], key=b"\xff\xfe"),
    "no-headers": replace(_ten()[4], headers=()),
    "ce-not-utf8": _with_header(_ten()[4], "ce_type", b"\xff\xfe\xfd"),
    "other-type": _with_header(_ten()[4], "ce_type", b"vn.minhbach.unheard-of.v1"),
    "other-id": _with_header(_ten()[4], "ce_id", b"00000000-0000-0000-0000-000000000000"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_one_bad_record_in_ten(stack: RunningStack, kind: str) -> None:
    """Nine are handled, in order; the tenth is dead-lettered with its key, value and headers."""
    bad = BAD[kind]
    records = _ten()
    records[4] = bad
    handler = Handled()

    dead = await _handled_and_dead(stack, f"t-bad-{kind}", records, handler)

    assert handler.done == [n for n in TEN if n != 4]
    (letter,) = dead
    assert (letter.key, letter.value) == (bad.key, bad.value)
    assert [h for h in letter.headers if not h[0].startswith("dl_")] == list(bad.headers)


async def test_a_dead_letter_says_where_it_comes_from_and_why(stack: RunningStack) -> None:
    """Beside the record stand its topic, partition, offset, the reason and a derived id."""
    name = "t-letter"
    records = _ten()
    records[4] = BAD["no-json"]

    (letter,) = await _handled_and_dead(stack, name, records, Handled())

    said = _headers(letter)
    assert said["dl_topic"] == b"t-letter.v1"
    assert (said["dl_partition"], said["dl_offset"]) == (b"0", b"4")
    assert said["dl_reason"] == b"invalid"
    assert said["dl_service"] == name.encode()
    assert said["dl_id"] == str(derived_id("dead_letter", "t-letter.v1", 0, 4)).encode()


async def test_headers_of_others_are_none_of_our_business(stack: RunningStack) -> None:
    """A header that is null or no UTF-8 and not of CloudEvents does not stop its record."""
    records = _ten()
    records[3] = _with_header(records[3], "x-trace", b"\xff\xfe\xfd")
    handler = Handled()

    dead = await _handled_and_dead(stack, "t-foreign-header", records, handler)

    assert (handler.done, dead) == (list(TEN), [])


async def test_what_the_handler_refuses(stack: RunningStack) -> None:
    """Records that a handler refuses are dead-lettered with its reason, the rest is done."""

    async def refuse(batch: Sequence[Received]) -> Sequence[Rejected]:
        return [
            Rejected(r.position, "capture_missing", "gone") for r in batch if number_of(r) in {2, 7}
        ]

    dead = await _handled_and_dead(stack, "t-refused", _ten(), Handled(refuse))

    assert [(_headers(d)["dl_reason"], d.offset) for d in dead] == [
        (b"capture_missing", 0),
        (b"capture_missing", 1),
    ]
    assert [Noted.model_validate_json(d.value).number for d in dead] == [2, 7]


def _raising(error: Exception, number: int = 6) -> Step:
    async def handle(batch: Sequence[Received]) -> Sequence[Rejected]:
        if any(number_of(r) == number for r in batch):
            raise error
        return ()

    return handle


async def test_a_handler_that_breaks_on_one_record(stack: RunningStack) -> None:
    """A bug that one record sets off costs that record; its words stay out of the reason."""
    handler = Handled(_raising(ZeroDivisionError("quotes a page")))

    (letter,) = await _handled_and_dead(stack, "t-bug", _ten(), handler)

    said = _headers(letter)
    assert (said["dl_offset"], said["dl_reason"]) == (b"6", b"handler_failed")
    assert b"quotes a page" not in (said["dl_detail"] or b"")
    assert handler.done == [n for n in TEN if n != 6]


async def test_a_record_that_stays_transient(stack: RunningStack) -> None:
    """Retries are bounded: what never goes well is dead-lettered when they are used up."""
    handler = Handled(_raising(Transient("always the same")))

    (letter,) = await _handled_and_dead(stack, "t-transient", _ten(), handler)

    assert _headers(letter)["dl_reason"] == b"retries_exhausted"
    assert handler.done == [n for n in TEN if n != 6]
    assert handler.batches.count(list(TEN)) == 3
    assert handler.batches.count([6]) == 3


async def test_a_fault_that_passes(stack: RunningStack) -> None:
    """A transient fault is tried again in place; nothing is dead-lettered."""
    faults = [Transient("once"), Transient("twice")]

    async def at_first(_: Sequence[Received]) -> Sequence[Rejected]:
        if faults:
            raise faults.pop()
        return ()

    handler = Handled(at_first)
    dead = await _handled_and_dead(stack, "t-passing", _ten(), handler)

    assert (handler.done, dead) == (list(TEN), [])


async def test_a_dependency_that_is_down(stack: RunningStack) -> None:
    """While a dependency is down batches are given back and read again; none is lost or dead."""
    left = [Unavailable("the store does not answer")] * 7

    async def down(_: Sequence[Received]) -> Sequence[Rejected]:
        if left:
            raise left.pop()
        return ()

    handler = Handled(down)
    dead = await _handled_and_dead(stack, "t-down", _ten(), handler)

    assert (handler.done, dead) == (list(TEN), [])
    assert handler.batches.count(list(TEN)) == 8


async def test_a_batch_of_nothing_but_bad_records(stack: RunningStack) -> None:
    """The handler is not called with nothing; all go to the dead letters, in order."""
    handler = Handled()
    bad = [replace(record, value=b"{}") for record in _ten()]

    dead = await _handled_and_dead(stack, "t-all-bad", bad, handler)

    assert handler.batches == []
    assert [_headers(d)["dl_offset"] for d in dead] == [str(n).encode() for n in TEN]


@pytest.mark.parametrize(("header", "expected"), [("x-trace", 0), ("ce_type", 1)])
async def test_a_null_header(stack: RunningStack, header: str, expected: int) -> None:
    """A null header, which other clients can send: a foreign one is no matter, ours is refused."""
    name = f"t-null-{header}"
    topic, dead = await make_topic_with_dead_letters(stack, name)
    await send_notes(stack, topic, [0])
    await send_with_null_header(stack.kafka, record_of(note(1), topic), header)
    await send_notes(stack, topic, [2])
    handler = Handled()

    async with consuming(settings_for(stack, name), name, topic, handler):
        await committed_becomes(stack, name, {0: 3})
    letters = await read_topic(stack, dead)

    assert handler.done == ([0, 2] if expected else [0, 1, 2])
    assert [_headers(letter)["dl_null_headers"] for letter in letters] == [b"ce_type"] * expected
