"""What we ask of MongoDB, each thing once: no more than its manual promises.

It runs on the embedded store in `make test`, and on a real server that the environment names
(``conftest.py``): an operations team runs it on its own before it trusts a cluster with cases.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from gridfs import AsyncGridFSBucket
from pymongo import ASCENDING, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, WriteError

from minhbach_shared.errors import Unavailable
from minhbach_shared.eventlog import AlreadyCaused, Claimed, EventLog, StreamMoved, follow
from minhbach_shared.ids import derived_id
from minhbach_shared.lease import Lease
from minhbach_shared.store import Collection, Database
from tests.stores.conftest import Served
from tests.support.victims import check_chains

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
DUPLICATE: Final = 11000
NOT_VALID: Final = 121


async def test_a_unique_key_is_taken_once(store: Database) -> None:
    """Of twenty at once one is told that it wrote; the refusal says which key it was."""
    await store["a"].create_index("cause", unique=True)

    refusals: list[DuplicateKeyError] = []

    async def insert(number: int) -> None:
        try:
            await store["a"].insert_one({"_id": number, "cause": "one"})
        except DuplicateKeyError as error:
            refusals.append(error)

    await asyncio.gather(*(insert(number) for number in range(20)))
    assert await store["a"].count_documents({}) == 1
    assert {(error.code, "cause" in str(error)) for error in refusals} == {(DUPLICATE, True)}
    assert len(refusals) == 19


async def test_an_ordered_insert_stops_at_the_first_refusal(store: Database) -> None:
    """What stood before it is kept, what follows is not: a stream has no gap."""
    await store["a"].insert_one({"_id": 3})
    with pytest.raises(BulkWriteError) as refused:
        await store["a"].insert_many([{"_id": n} for n in range(1, 6)], ordered=True)
    (error,) = refused.value.details["writeErrors"]
    assert (error["index"], error["code"]) == (2, DUPLICATE)
    assert [d["_id"] async for d in store["a"].find().sort("_id", 1)] == [1, 2, 3]


async def test_a_sparse_unique_key_over_a_list(store: Database) -> None:
    """Claims: each element is taken once over all documents; those without any are no matter."""
    await store["a"].create_index("claims", unique=True, sparse=True)
    await store["a"].insert_many([{"_id": 1}, {"_id": 2}, {"_id": 3, "claims": ["x", "y"]}])
    with pytest.raises(DuplicateKeyError):
        await store["a"].insert_one({"_id": 4, "claims": ["z", "y"]})
    await store["a"].insert_one({"_id": 5, "claims": ["z"]})


async def test_a_partial_unique_key(store: Database) -> None:
    """Unique among the documents that match, and among no others."""
    await store["a"].create_index(
        "site", unique=True, partialFilterExpression={"open": {"$eq": True}}
    )
    await store["a"].insert_many([{"site": 1, "open": False}, {"site": 1, "open": True}])
    await store["a"].insert_one({"site": 1, "open": False})
    with pytest.raises(DuplicateKeyError):
        await store["a"].insert_one({"site": 1, "open": True})


async def test_lists_are_sorted_and_paged_by_their_index(store: Database) -> None:
    """Equal first fields, then a range with both its ends, up and down; each document once."""
    await store["a"].create_index([("lane", ASCENDING), ("order", ASCENDING)])
    await store["a"].insert_many(
        [{"lane": n % 3, "order": f"{(n * 7) % 50:03d}", "_id": n} for n in range(50)]
    )
    wanted = sorted((f"{(n * 7) % 50:03d}" for n in range(50) if n % 3 == 1), reverse=True)
    found: list[str] = []
    upper = "999"
    while page := await _page(store["a"], upper):
        found += page
        upper = page[-1]
    assert found == wanted


async def _page(collection: Collection, upper: str) -> list[str]:
    query = {"lane": 1, "order": {"$gte": "", "$lt": upper}}
    cursor = collection.find(query, {"_id": 0, "order": 1}).sort([("lane", -1), ("order", -1)])
    return [document["order"] async for document in cursor.limit(4)]


async def test_documents_are_counted_by_groups(store: Database) -> None:
    """What the province page asks: matched, unwound, joined, grouped, in facets."""
    await store["a"].insert_many(
        [
            {"_id": n, "kinds": ["x", "y"][: 1 + n % 2], "on": n < 8, "site": n % 2}
            for n in range(10)
        ]
    )
    await store["b"].insert_many([{"_id": 0, "name": "không"}, {"_id": 1, "name": "một"}])
    kinds = [{"$unwind": "$kinds"}, {"$group": {"_id": "$kinds", "n": {"$sum": 1}}}]
    most = [{"$group": {"_id": "$site", "most": {"$max": "$_id"}}}]
    match = {"$match": {"on": True}}
    cursor = await store["a"].aggregate([match, {"$facet": {"kinds": kinds, "most": most}}])
    (found,) = await cursor.to_list()
    assert {one["_id"]: one["n"] for one in found["kinds"]} == {"x": 8, "y": 4}
    assert {one["_id"]: one["most"] for one in found["most"]} == {0: 6, 1: 7}
    joined = {"$lookup": {"from": "b", "localField": "site", "foreignField": "_id", "as": "s"}}
    cursor = await store["a"].aggregate([{"$match": {"_id": 7}}, joined, {"$unwind": "$s"}])
    assert [one["s"]["name"] async for one in cursor] == ["một"]


async def test_many_writes_go_at_once_and_say_what_they_did(store: Database) -> None:
    """Upserts by key, guarded updates: the counts tell what took effect."""
    writes: list[Any] = [ReplaceOne({"_id": n}, {"v": n}, upsert=True) for n in range(5)]
    writes += [UpdateOne({"_id": 2, "v": 9}, {"$set": {"v": 10}})]
    writes += [UpdateOne({"_id": 3, "v": 3}, {"$inc": {"v": 1}, "$unset": {"w": ""}})]
    done = await store["a"].bulk_write(writes, ordered=False)
    assert (done.upserted_count, done.matched_count, done.modified_count) == (5, 1, 1)
    first = await store["a"].update_one({"_id": 7}, {"$setOnInsert": {"v": 1}}, upsert=True)
    again = await store["a"].update_one({"_id": 7}, {"$setOnInsert": {"v": 2}}, upsert=True)
    assert (first.upserted_id, again.upserted_id) == (7, None)


async def test_a_validator_keeps_a_step_off_the_table_out(store: Database) -> None:
    """The law of a case stands in the store too; it can be set anew on a collection that exists."""
    await store.create_collection("a", validator={"before": {"$in": ["suspected"]}})
    await store["a"].insert_one({"before": "suspected"})
    with pytest.raises(WriteError) as refused:
        await store["a"].insert_one({"before": "closed"})
    assert refused.value.code == NOT_VALID
    await store.command("collMod", "a", validator={"before": {"$in": ["suspected", "closed"]}})
    await store["a"].insert_one({"before": "closed"})


async def test_what_ends_by_itself_has_its_index(store: Database) -> None:
    """Sessions, previews and verdicts go by a TTL index; when it sweeps is the server's affair."""
    await store["a"].create_index("expires_at", expireAfterSeconds=0)
    indexes = await store["a"].index_information()
    assert indexes["expires_at_1"]["expireAfterSeconds"] == 0


async def test_times_ids_and_numbers_come_back_as_they_were(store: Database) -> None:
    """Milliseconds in UTC, UUIDs as the standard says, text in every Vietnamese form."""
    kept = {
        "_id": derived_id("test", "one"),
        "at": NOON + timedelta(milliseconds=123),
        "number": 2**53,
        "nfd": "Tuye\u0302n Quang",
        "list": [{"a": None}, True, 1.5],
    }
    await store["a"].insert_one(kept)
    assert await store["a"].find_one({"_id": kept["_id"]}) == kept
    assert await store["a"].find_one({"at": {"$lt": NOON + timedelta(milliseconds=123)}}) is None


async def test_a_large_file_is_kept_in_pieces(store: Database) -> None:
    """GridFS: what a job made, read back whole, gone when it is dropped."""
    files = AsyncGridFSBucket(store, "files")
    content = bytes(range(256)) * 4000
    await files.upload_from_stream_with_id("one", "a.zip", content)
    assert await (await files.open_download_stream("one")).read() == content
    await files.delete("one")
    assert await store["files.chunks"].count_documents({}) == 0


async def test_two_writers_never_take_the_same_step(store: Database) -> None:
    """The event log under contention: one chain without a gap, each cause once."""
    log = EventLog(store["events"])
    await log.ensure_indexes()
    await log.ensure_claims()
    stream = derived_id("test", "stream")
    await asyncio.gather(*(_write(log, stream, f"w{writer}", 12) for writer in range(3)))
    events = await log.read(stream)
    assert len(events) == 36
    check_chains(events)
    with pytest.raises(AlreadyCaused):
        await log.append([_step(events[-1].head, stream, "w0-0")])
    with pytest.raises(StreamMoved):
        await log.append([_step(events[-2].head, stream, "new")])


async def test_a_claim_is_taken_by_one_event(store: Database) -> None:
    """A person's say on a case is taken once, whatever step it came with."""
    log = EventLog(store["events"])
    await log.ensure_indexes()
    await log.ensure_claims()
    for number in range(2):
        stream = derived_id("test", f"stream {number}")
        event = _step(None, stream, f"c{number}", claims=("x",))
        if number:
            with pytest.raises(Claimed):
                await log.append([event])
        else:
            await log.append([event])


async def _write(log: EventLog, stream: UUID, writer: str, steps: int) -> None:
    written = 0
    while written < steps:
        events = await log.read(stream)
        head = events[-1].head if events else None
        try:
            await log.append([_step(head, stream, f"{writer}-{written}")])
        except StreamMoved:
            continue
        written += 1


def _step(head: Any, stream: UUID, cause: str, claims: tuple[str, ...] = ()) -> Any:
    event = follow(head, stream, cause=cause, at=NOON, type="noted", body={"n": cause})
    return replace(event, claims=claims)


async def test_pending_events_come_oldest_first_and_are_marked(store: Database) -> None:
    """The outbox: what is marked is pending no more; a stream's events keep their order."""
    log = EventLog(store["events"])
    await log.ensure_indexes()
    for name in ("a", "b"):
        await _write(log, derived_id("test", name), name, 4)
    batch = await log.announceable(5)
    assert len(batch) == 5
    await log.mark(batch)
    rest = await log.announceable(10)
    assert len(rest) == 3
    assert await log.unannounced() == 3
    for stream in {event.stream for event in rest}:
        numbers = [event.sequence for event in [*batch, *rest] if event.stream == stream]
        assert numbers == [1, 2, 3, 4]


async def test_a_lease_has_one_holder_on_the_stores_clock(store: Database) -> None:
    """Of ten who ask at once one gets it; it is free when it was given up, or is over."""
    leases = [Lease(store["leases"], "relay", f"p{n}", 1.0) for n in range(10)]
    taken = await asyncio.gather(*(lease.acquire() for lease in leases))
    assert sum(taken) == 1
    holder = leases[taken.index(True)]
    other = leases[taken.index(False)]
    assert await holder.acquire()
    await holder.release()
    assert await other.acquire()
    assert not await holder.acquire()
    await asyncio.sleep(1.2)
    assert await holder.acquire()


async def test_what_was_acknowledged_outlives_a_restart(store: Database, served: Served) -> None:
    """By majority and journaled: every write that was told as done is there afterwards."""
    log = EventLog(store["events"])
    await log.ensure_indexes()
    stream = derived_id("test", "restart")
    acknowledged = 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal acknowledged
        head = None
        while not stop.is_set():
            event = _step(head, stream, f"e{acknowledged}")
            try:
                await log.append([event])
            except (Unavailable, StreamMoved, AlreadyCaused):
                # Stored or not, the store says so once it answers again.
                head, acknowledged = await _where(log, stream, head, acknowledged)
                continue
            head, acknowledged = event.head, acknowledged + 1

    writing = asyncio.create_task(write())
    async with asyncio.timeout(60):
        await _until(lambda: acknowledged >= 20)
        before = acknowledged
        await asyncio.to_thread(served.restart)
        await _until(lambda: acknowledged >= before + 20)
        stop.set()
        await writing
    events = await log.read(stream)
    assert len(events) == acknowledged
    check_chains(events)


async def _where(log: EventLog, stream: UUID, head: Any, acknowledged: int) -> tuple[Any, int]:
    try:
        events = await log.read(stream)
    except Unavailable:
        await asyncio.sleep(0.2)
        return head, acknowledged
    assert len(events) >= acknowledged, "what was acknowledged is gone"
    return (events[-1].head if events else None), len(events)


async def _until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - counted by a task beside it
        await asyncio.sleep(0.01)
