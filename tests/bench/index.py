"""The fingerprint index as workers hold it: bytes and microseconds, by the number of articles.

    python -m tests.bench.index [--articles N …] [--keys K] [--folder DIR] [--no-store]

Articles are made up: as many keys each as real ones have on the average, of which one in eight is
a phrase that many articles hold, by Zipf's law, as often in all as in real articles. They lie in
as many segments as the rule for merging ever allows. A question is an article's copy: a third of
some article's keys among the asker's own. Time is the process's own, each question's best of
several rounds; the store has no part in it. Its share is measured apart on the embedded stack,
which says nothing about a real MongoDB.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

import numpy as np
from pymongo import monitoring

from minhbach_classifier.domain.sources.index import Question, candidates
from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.parts import Facts, Part
from minhbach_classifier.domain.sources.postings import Places, sorted_pairs, spread
from minhbach_classifier.storage.articles import Articles, Keeping
from minhbach_classifier.storage.index.holding import GROWTH
from minhbach_classifier.storage.index.segments import Folder, Mark, Segment
from minhbach_shared.store import connect, database
from tests.bench.measuring import StoreWatch
from tests.support.stack import RunningStack
from tests.unit.classifier.indexing import copier, keyed

ARTICLES: Final = (100_000, 1_000_000)
KEYS: Final = 63
PHRASES: Final = 8
"""One key in so many is a phrase."""
PIECE: Final = 100_000
"""Articles that are made at once."""
SEALED: Final = 2_000
QUESTIONS: Final = 200
ROUNDS: Final = 7
STORED: Final = 2_000
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Held:
    """What a worker holds of so many articles, and what a question of it costs."""

    articles: int
    parts: int
    bytes: int
    seconds_to_build: float
    micros: float
    copies_found: float

    @property
    def gigabytes_a_million(self) -> float:
        """Decimal gigabytes."""
        return self.bytes / self.articles * 1e6 / 1e9


def measure_held(articles: int, keys: int, folder: Path) -> Held:
    """Builds the segments of so many articles, then asks."""
    shutil.rmtree(folder, ignore_errors=True)
    own = Folder(folder, "bench")
    began = time.process_time()
    segments = _grown(own, articles, keys)
    took = time.process_time() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    parts = [segment.part for segment in segments]
    micros, found = _asked(parts, articles, keys)
    own.close()
    return Held(articles, len(parts), size, took, micros, found)


def _grown(folder: Folder, articles: int, keys: int) -> list[Segment]:
    """Segments of sizes such that no rule merges any two, and one more would not fit."""
    segments: list[Segment] = []
    first = 0
    for size in _sizes(articles):
        ends = [*range(first, first + size, PIECE)[1:], first + size]
        pieces = [
            folder.write(folder.next_name(), [_made(*ends_of, keys)], _mark(ends_of[1]), 0)
            for ends_of in pairwise([first, *ends])
        ]
        folder.hold([*segments, *pieces])
        first += size
        parts = [piece.part for piece in pieces]
        segments.append(folder.write(folder.next_name(), parts, _mark(first), 0))
        folder.hold(segments)
    return segments


def _mark(number: int) -> Mark:
    return Mark(number=number, id=UUID(int=number))


def _sizes(articles: int) -> list[int]:
    sizes = [min(SEALED, articles)]
    while (rest := articles - sum(sizes)) >= GROWTH * sum(sizes) * (GROWTH + 1):
        sizes.append(GROWTH * sum(sizes))
    return [rest, *reversed(sizes)] if rest else sizes


def _made(first: int, end: int, keys: int) -> Part:
    """Articles by their numbers; the same numbers give the same articles."""
    count = end - first
    ids = np.zeros((count, 2), dtype=">u8")
    ids[:, 1] = np.arange(first, end)
    facts = Facts(
        ids.view(np.uint8),
        np.full(count, 1_790_000_000, dtype=np.uint32),
        (np.arange(first, end) % 2 * 2).astype(np.uint8),
        np.full(count, 480, dtype=np.uint16),
    )
    ordinals = np.repeat(np.arange(count, dtype=np.uint32), keys + 1)
    return Part(facts, sorted_pairs(spread(_keys(first, end, keys).ravel()), ordinals))


def _keys(first: int, end: int, keys: int) -> Places:
    """A row an article: its keys, first the phrases, and its digest's, last."""
    numbers: Places = np.arange(first, end, dtype=np.uint64) * np.uint64(1000)
    places: Places = np.add.outer(numbers, np.arange(1, keys + 2, dtype=np.uint64))
    own = _mixed(_mixed(places))
    phrases = own[:, : keys // PHRASES]
    ranks = 200 * 5000.0 ** (phrases / 2.0**64)
    phrases[:] = _mixed(_mixed(ranks.astype(np.uint64)))
    return own


def _mixed(numbers: Places) -> Places:
    mixed = numbers * _MIX
    return mixed ^ (mixed >> np.uint64(31))


def _asked(parts: Sequence[Part], articles: int, keys: int) -> tuple[float, float]:
    questions = [_question(at, articles, keys) for at in range(QUESTIONS)]
    rounds: list[list[float]] = []
    found = 0
    for _ in range(ROUNDS):
        took: list[float] = []
        found = 0
        for question, source in questions:
            began = time.process_time_ns()
            answer = candidates(parts, question)
            took.append((time.process_time_ns() - began) / 1e3)
            found += source in answer
        rounds.append(took)
    best = [min(each) for each in zip(*rounds, strict=True)]
    return sum(best) / len(best), found / QUESTIONS


def _question(at: int, articles: int, keys: int) -> tuple[Question, UUID]:
    source = random.Random(at).randrange(articles // 2) * 2 + 1
    (own,) = _keys(10**12 + at, 10**12 + at + 1, keys)
    (theirs,) = _keys(source, source + 1, keys)
    own[:-1:3] = theirs[:-1:3]
    question = Question(UUID(int=2**100 + at), "reference", 480, spread(own))
    return question, UUID(int=source)


@dataclass(frozen=True)
class Stored:
    """The store's own share, and ours of the same calls; milliseconds each."""

    put: float
    ask: float
    share: float
    bytes_an_article: float


async def measure_stored(stack: RunningStack) -> Stored:
    """Puts articles through the whole index and asks for each, on the embedded store."""
    watch = StoreWatch()
    monitoring.register(watch)
    client = connect(stack.mongodb)
    collection = database(client, "bench_index")["articles"]
    articles = Articles(collection, Keeping(kept=timedelta(days=3650)))
    await articles.ensure_indexes()
    puts: list[float] = []
    asks: list[float] = []
    with watch.stretch() as whole:
        for source, copy in _pairs(STORED):
            began = time.perf_counter()
            await articles.put(source)
            between = time.perf_counter()
            await articles.sharing(copy, "reference")
            puts.append(between - began)
            asks.append(time.perf_counter() - between)
    size = (await collection.database.command("collStats", "articles"))["size"]
    await articles.close()
    await client.close()
    return Stored(median(puts) * 1e3, median(asks) * 1e3, whole.store_share, size / STORED)


def _pairs(count: int) -> Iterator[tuple[Article, Article]]:
    """Sources, and what takes a third of each one's keys."""
    chance = random.Random(1)
    for number in range(count):
        keys = [chance.randrange(-(2**63), 2**63) for _ in range(KEYS)]
        yield keyed(f"a{number}", *keys), copier(f"c{number}", *keys[::3])


def report(held: Sequence[Held], stored: Stored | None) -> str:
    """What was measured, as a table."""
    lines = ["The index as a worker holds it", "  articles  parts    GB  GB/million  us a question"]
    lines += [
        f"{h.articles:10,} {h.parts:6} {h.bytes / 1e9:5.2f} {h.gigabytes_a_million:11.3f} "
        f"{h.micros:14.0f}   ({h.copies_found:.0%} of copies, built in {h.seconds_to_build:.0f} s)"
        for h in held
    ]
    first, last = held[0], held[-1]
    if last.articles > first.articles:
        decade = (last.micros - first.micros) / log10(last.articles / first.articles)
        lines.append(f"  growth: {decade:+.0f} us for ten times the articles")
        tenfold = first.micros + decade * log10(1e7 / first.articles)
        known = "measured" if last.articles >= 10_000_000 else "by that growth"
        lines.append(
            f"  at 10 million ({known}): {tenfold:.0f} us, {tenfold / first.micros:.2f} times "
            f"that at {first.articles:,}"
        )
    if stored is not None:
        lines.append(
            f"With the embedded store at {STORED:,} articles (its share, told apart):\n"
            f"  put {stored.put:.1f} ms, question {stored.ask:.1f} ms, of which the store "
            f"{stored.share:.0%}; {stored.bytes_an_article:,.0f} bytes a document"
        )
    return "\n".join(lines)


def measure_all(articles: Sequence[int], keys: int, folder: Path) -> list[Held]:
    """Builds and asks for each number of articles, in a folder of its own."""
    return [measure_held(count, keys, folder / "index") for count in articles]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="The fingerprint index, as workers hold it.")
    parser.add_argument("--articles", type=int, nargs="*", default=ARTICLES)
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-store", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        held = measure_all(told.articles, told.keys, Path(folder))
        stored = None
        if not told.no_store:
            with RunningStack(Path(folder) / "stack") as stack:
                stored = asyncio.run(measure_stored(stack))
    print(report(held, stored))


if __name__ == "__main__":
    main()
