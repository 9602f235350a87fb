"""The fingerprint index over the real store: one truth, many workers, files that may be lost."""

import asyncio
import random
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.winnowing import SCHEME
from minhbach_classifier.storage.articles import Articles, Keeping
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import Misconfigured
from minhbach_shared.store import Collection, connect, database
from tests.support.stack import RunningStack
from tests.unit.classifier.copying import CAPTURED
from tests.unit.classifier.indexing import CONTRACT, Case, copier, keyed, names


@asynccontextmanager
async def collection(stack: RunningStack, name: str) -> AsyncIterator[Collection]:
    """A collection of a test's own, over a connection of its own."""
    client = connect(stack.mongodb)
    try:
        yield database(client, f"index_{name}")["articles"]
    finally:
        await client.close()


@asynccontextmanager
async def worker(
    stack: RunningStack, name: str, keeping: Keeping | None = None
) -> AsyncIterator[Articles]:
    """A worker's index, closed at the end."""
    async with collection(stack, name) as documents:
        articles = Articles(documents, keeping)
        try:
            await articles.ensure_indexes()
            await articles.open()
            yield articles
        finally:
            await articles.close()


def some(count: int, first: int = 0) -> list[Article]:
    """Articles that share keys with some of the others."""
    chance = random.Random(first)
    return [keyed(f"a{first + n}", *chance.sample(range(60), 12)) for n in range(count)]


async def answers(worker: Articles, articles: Sequence[Article]) -> list[list[UUID]]:
    """What each article's copy is told."""
    return [[s.article.id for s in await worker.sharing(a, "reference")] for a in articles]


async def held(worker: Articles) -> int:
    """How many articles the worker holds."""
    assert worker._holding is not None
    await worker._holding.settled()
    return sum(len(part) for part in worker._holding.parts)


@pytest.mark.parametrize("case", CONTRACT.values(), ids=CONTRACT.keys())
async def test_the_store_answers_as_every_form(stack: RunningStack, case: Case) -> None:
    """The contract suite over the store, with segments of ten articles."""
    async with worker(stack, case.__name__.strip("_"), Keeping(seal_at=10)) as form:
        await case(form)


async def test_of_two_articles_that_arrive_at_once_one_sees_the_other(
    stack: RunningStack,
) -> None:
    """Each worker puts its own, then asks; of forty pairs none stays unseen."""
    async with worker(stack, "at_once") as one, worker(stack, "at_once") as other:
        for pair in range(40):
            keys = range(100 * pair, 100 * pair + 5)
            copy, source = copier(f"copy{pair}", *keys), keyed(f"source{pair}", *keys)

            async def arrive(at: Articles, own: Article, asked: str) -> list[str]:
                await at.put(own)
                return names(await at.sharing(own, asked))  # type: ignore[arg-type]  # a class

            seen = await asyncio.gather(
                arrive(one, copy, "reference"), arrive(other, source, "aggregator")
            )
            assert [f"source{pair}"] in seen or [f"copy{pair}"] in seen


async def test_workers_that_write_together_number_without_a_gap(stack: RunningStack) -> None:
    """Whatever one was told is kept, every other one finds at once."""
    async with AsyncExitStack() as workers:
        row = [
            await workers.enter_async_context(worker(stack, "together", Keeping(seal_at=10)))
            for _ in range(4)
        ]

        async def write(at: int) -> None:
            for n in range(15):
                keys = (1000 * at + n, 2000 + 1000 * at + n, 9000 + 1000 * at + n)
                await row[at].put(keyed(f"w{at}a{n}", *keys))
                asked = copier(f"w{at}c{n}", *keys)
                assert names(await row[(at + 1) % 4].sharing(asked, "reference")) == [f"w{at}a{n}"]

        await asyncio.gather(*(write(at) for at in range(4)))
        async with collection(stack, "together") as documents:
            numbers = sorted([d["number"] async for d in documents.find({}, {"number": 1})])
            assert numbers == list(range(numbers[0], numbers[0] + 60))


async def test_a_worker_that_starts_again_reads_what_it_lacks(
    stack: RunningStack, tmp_path: Path
) -> None:
    """It goes on from its files; what others wrote meanwhile comes from the store."""
    keeping = Keeping(tmp_path, seal_at=10)
    before, after = some(25), some(10, 25)
    async with worker(stack, "again", keeping) as first:
        for article in before:
            await first.put(article)
        await first.open()
    async with worker(stack, "again") as elsewhere:
        for article in after:
            await elsewhere.put(article)
        expected = await answers(elsewhere, [*before, *after])
    async with worker(stack, "again", keeping) as second:
        assert await answers(second, [*before, *after]) == expected
        assert await held(second) == 35


@pytest.mark.parametrize("harm", ["files", "manifest", "folder"])
async def test_lost_files_are_made_again(stack: RunningStack, tmp_path: Path, harm: str) -> None:
    """They are a cache: the store has everything."""
    keeping, articles = Keeping(tmp_path / "own", seal_at=10), some(35)
    async with worker(stack, f"lost_{harm}", keeping) as first:
        for article in articles:
            await first.put(article)
        expected = await answers(first, articles)
        assert await held(first) == 35
    match harm:
        case "files":
            (next((tmp_path / "own").glob("0*")) / "ordinals").write_bytes(b"torn")
        case "manifest":
            (tmp_path / "own" / "manifest.json").write_bytes(b"{")
        case _:
            shutil.rmtree(tmp_path / "own")
    async with worker(stack, f"lost_{harm}", keeping) as second:
        assert await answers(second, articles) == expected
        assert await held(second) == 35


async def test_files_of_a_store_that_was_replaced_are_forgotten(
    stack: RunningStack, tmp_path: Path
) -> None:
    """An emptied or restored store has other documents under the same numbers."""
    keeping = Keeping(tmp_path, seal_at=10)
    async with worker(stack, "replaced", keeping) as first:
        for article in some(20):
            await first.put(article)
        await first.open()
    async with collection(stack, "replaced") as documents:
        numbers = [d["number"] async for d in documents.find({}, {"number": 1})]
        await documents.drop()
        others = [{"_id": UUID(int=n), "scheme": "other", "number": n} for n in numbers]
        await documents.insert_many(others)
    async with worker(stack, "replaced", keeping) as second:
        assert await held(second) == 0
        (article,) = some(1)
        await second.put(article)
        assert await answers(second, [copier("copy", *article.keys)]) == [[article.id]]


async def test_fingerprints_of_another_scheme_are_not_compared(stack: RunningStack) -> None:
    """Their keys mean something else; their numbers go on in one row with today's."""
    async with worker(stack, "schemes") as it, collection(stack, "schemes") as documents:
        await it.put(keyed("source", 1, 2, 3))
        (stored,) = await documents.find({"scheme": SCHEME}).to_list()
        former = {"_id": UUID(int=1), "scheme": "winnow-of-old", "number": stored["number"] + 1}
        await documents.insert_one(stored | former)
        later = CAPTURED + timedelta(hours=1)
        await it.put(keyed("next", 1, 2, 3, captured_at=later))
        assert names(await it.sharing(copier("copy", 1, 2, 3), "reference")) == ["source", "next"]
        assert await held(it) == 2


async def test_what_is_too_old_is_not_found(stack: RunningStack) -> None:
    """By the capture of the text that is asked for, so a replay finds the same; the store drops
    it by a date of its own."""
    keeping = Keeping(kept=timedelta(days=365))
    now = utc_now()
    async with worker(stack, "age", keeping) as it, collection(stack, "age") as documents:
        await it.put(keyed("old", 1, 2, 3, captured_at=now - timedelta(days=300)))
        await it.put(keyed("new", 1, 2, 3, captured_at=now))
        soon = keyed("soon", 1, 2, 3, captured_at=now + timedelta(days=60))
        later = keyed("later", 1, 2, 3, captured_at=now + timedelta(days=70))
        assert names(await it.sharing(soon, "reference")) == ["old", "new"]
        assert names(await it.sharing(later, "reference")) == ["new"]
        assert (await documents.index_information())["expires_at_1"]["expireAfterSeconds"] == 0
        (old,) = await documents.find({"captured_at": {"$lt": now}}).to_list()
        assert old["expires_at"] - old["captured_at"] == timedelta(days=365)


async def test_a_document_that_the_store_dropped_is_not_found(stack: RunningStack) -> None:
    """Although the worker's files still have its keys."""
    async with worker(stack, "dropped") as it, collection(stack, "dropped") as documents:
        await it.put(keyed("source", 1, 2, 3))
        copy = copier("copy", 1, 2, 3)
        assert names(await it.sharing(copy, "reference")) == ["source"]
        await documents.delete_many({})
        assert await it.sharing(copy, "reference") == []


async def test_what_was_settled_stays_settled(stack: RunningStack) -> None:
    """Marked once, seen by every worker."""
    article = keyed("source", 1, 2, 3)
    async with worker(stack, "settled") as one, worker(stack, "settled") as other:
        await one.put(article)
        assert not await other.is_settled(article)
        await one.settle(article)
        assert await other.is_settled(article)


async def test_a_folder_in_use_ends_the_start(stack: RunningStack, tmp_path: Path) -> None:
    """Two workers never write into one."""
    async with worker(stack, "folder", Keeping(tmp_path)), collection(stack, "folder") as own:
        with pytest.raises(Misconfigured, match="MINHBACH_INDEX_FOLDER"):
            await Articles(own, Keeping(tmp_path)).open()


VICTIM = """
import asyncio, sys
from pathlib import Path
from minhbach_classifier.storage.articles import Articles, Keeping
from minhbach_shared.store import connect, database
from tests.unit.classifier.copying import CAPTURED
from tests.unit.classifier.indexing import keyed

async def main(uri: str, folder: str, first: int) -> None:
    articles = Articles(database(connect(uri), "index_killed")["articles"],
                        Keeping(Path(folder), seal_at=5))
    await articles.ensure_indexes()
    print("ready", flush=True)
    for n in range(first, first + 100_000):
        await articles.put(keyed(f"a{n}", n, 10**6 + n, 10**7 + n))
        print(n, flush=True)

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


async def test_a_worker_that_is_killed_loses_nothing(stack: RunningStack, tmp_path: Path) -> None:
    """Killed three times while it writes and merges: all that was acknowledged is found."""
    chance, kept = random.Random(11), -1
    for _ in range(3):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", VICTIM, stack.mongodb, str(tmp_path), str(kept + 1),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        for _ in range(chance.randint(15, 40)):
            kept = int(await process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        await process.wait()
        kept = max([kept, *(int(line) for line in (await process.stdout.read()).split())])
    async with worker(stack, "killed", Keeping(tmp_path, seal_at=5)) as it:
        for n in range(kept + 1):
            copy = copier(f"c{n}", n, 10**6 + n, 10**7 + n)
            assert names(await it.sharing(copy, "reference")) == [f"a{n}"]
