"""Streams of events: times rise, digests chain, and no alteration goes unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.errors import BulkWriteError, OperationFailure

from minhbach_shared.errors import Refused, Unavailable
from minhbach_shared.eventlog import (
    EVENT_BYTES,
    AlreadyCaused,
    LoggedEvent,
    StreamMoved,
    _refusal,
    chain_digest,
    contiguous,
    follow,
)
from minhbach_shared.store import guarded
from tests.support.victims import check_chains

STREAM = UUID(int=1)
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is added by the strategy
    datetime(2026, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
BODIES = st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(-9, 9), max_size=3)
STEPS = st.lists(st.tuples(MOMENTS, BODIES), min_size=1, max_size=8)


def _stream(
    steps: list[tuple[datetime, dict[str, str | int]]], stream: UUID = STREAM
) -> list[LoggedEvent]:
    events: list[LoggedEvent] = []
    for number, (at, body) in enumerate(steps):
        head = events[-1].head if events else None
        cause = f"{stream} {number}"
        events.append(follow(head, stream, cause=cause, at=at, type="noted", body=dict(body)))
    return events


def _plain(count: int, stream: UUID = STREAM) -> list[LoggedEvent]:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    return _stream([(first + timedelta(seconds=n), {"n": n}) for n in range(count)], stream)


@given(STEPS)
def test_a_stream_is_a_chain(steps: list[tuple[datetime, dict[str, str | int]]]) -> None:
    """Whatever the clock says: numbers without gap, times that rise, digests of the one before."""
    events = _stream(steps)
    check_chains(events)
    assert all(event.at.microsecond % 1000 == 0 for event in events)


@given(STEPS, st.data())
def test_no_alteration_goes_unseen(
    steps: list[tuple[datetime, dict[str, str | int]]], data: st.DataObject
) -> None:
    """A changed field of any event no longer fits its digest."""
    event = data.draw(st.sampled_from(_stream(steps)))
    altered = data.draw(
        st.sampled_from(
            [
                replace(event, body=dict(event.body) | {"added": 1}),
                replace(event, cause="another"),
                replace(event, type="another"),
                replace(event, at=event.at + timedelta(milliseconds=1)),
                replace(event, sequence=event.sequence + 1),
                replace(event, stream=UUID(int=2)),
                replace(event, previous="0" * 64),
            ]
        )
    )
    assert chain_digest(event) == event.digest
    assert chain_digest(altered) != event.digest


def test_private_parts_and_announcement_are_outside_the_digest() -> None:
    """So that erasure and the relay leave the chain valid."""
    (event,) = _plain(1)
    assert chain_digest(replace(event, private={"name": "x"}, announced=True)) == event.digest


def test_a_removed_event_is_noticed() -> None:
    """Its follower names a digest that is not there."""
    events = _plain(3)
    with pytest.raises(AssertionError):
        check_chains([events[0], events[2]])


def test_an_event_is_bounded() -> None:
    """Larger than a topic takes it would block the relay: it is refused before it is written."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    body = {"text": "a" * EVENT_BYTES}
    with pytest.raises(Refused, match=f"at most {EVENT_BYTES}"):
        follow(None, STREAM, cause="c", at=at, type="noted", body=body)


@given(st.permutations(range(6)), st.sets(st.integers(0, 2)))
def test_only_what_follows_is_announced(places: list[int], held: set[int]) -> None:
    """In whatever order a reading gives them: each stream a run from its first, none held."""
    streams = {number: _plain(2, UUID(int=number + 1)) for number in range(3)}
    every = [event for events in streams.values() for event in events]
    batch = [every[place] for place in places]
    kept = contiguous(batch, {UUID(int=number + 1) for number in held})
    for number, events in streams.items():
        mine = [event for event in kept if event.stream == events[0].stream]
        assert [e.sequence for e in mine] in ([], [1], [2], [1, 2])
        assert not (number in held and mine)


def test_a_gap_cuts_its_stream_only() -> None:
    """The other streams go on."""
    one, other = _plain(4), _plain(2, UUID(int=2))
    batch = [one[0], other[0], one[2], one[3], other[1]]
    assert contiguous(batch, set()) == [one[0], other[0], other[1]]


def _bulk(code: int, message: str = "", pattern: dict[str, int] | None = None) -> BulkWriteError:
    problem = {"index": 0, "code": code, "errmsg": message, "keyPattern": pattern}
    return BulkWriteError({"writeErrors": [problem]})


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_bulk(11000, pattern={"cause": 1}), AlreadyCaused),
        (_bulk(11000, "E11000 index: cause_1 dup key: { x }"), AlreadyCaused),
        (_bulk(11000, pattern={"_id": 1}), StreamMoved),
        (_bulk(11000, 'E11000 index: _id_ dup key: { _id: "because" }'), StreamMoved),
        (_bulk(121), BulkWriteError),
        (BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64}]}), BulkWriteError),
    ],
)
def test_what_a_refused_insert_means(error: BulkWriteError, expected: type[Exception]) -> None:
    """A taken cause, a taken step, or something else that is not ours to explain."""
    assert type(_refusal(error, _plain(1))) is expected


@pytest.mark.parametrize(
    "error",
    [
        BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64}]}),
        _bulk(10107),
        OperationFailure("stepping down", 11602),
        OperationFailure("cursor gone", 43),
    ],
)
def test_what_passes_is_unavailable(error: OperationFailure) -> None:
    """No majority, no primary, a cursor lost with its server: no record is at fault."""
    with pytest.raises(Unavailable, match="reading"), guarded("reading"):
        raise error


@pytest.mark.parametrize("error", [_bulk(121), OperationFailure("no such command", 59)])
def test_what_does_not_pass_goes_through(error: OperationFailure) -> None:
    """A fault of our own is not waited for."""
    with pytest.raises(type(error)), guarded("reading"):
        raise error
