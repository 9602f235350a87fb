"""The fingerprint index in memory: the suite that every form passes, and its parts."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.sources.boilerplate import boilerplate
from minhbach_classifier.domain.sources.index import COMMON, MemoryIndex
from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.parts import (
    Part,
    due,
    entry_of,
    grown,
    joined,
    kept_of,
    part_of,
)
from minhbach_classifier.domain.sources.postings import (
    BITS,
    Hits,
    Packed,
    Places,
    Plain,
    merged,
    places,
    sorted_pairs,
    split,
)
from minhbach_classifier.domain.sources.syllables import syllables
from minhbach_classifier.domain.sources.winnowing import shingles, winnow
from minhbach_classifier.storage.index.stop_keys import StopKeys, load_stop_keys, main
from minhbach_shared.vocabulary import SiteClass
from tests.unit.classifier.indexing import CONTRACT, Case, copier, keyed, names


def pairs_found(hits: Hits) -> list[tuple[int, int]]:
    """The hits as pairs of key and article."""
    pairs = list(zip(hits.whose.tolist(), hits.ordinals.tolist(), strict=True))
    return sorted(pairs + [(key, one) for key, run in hits.runs for one in run.tolist()])


KEYS = st.lists(st.integers(0, 2**BITS - 1) | st.integers(0, 40), max_size=60)


class InMemory:
    """The index in memory, as a form."""

    def __init__(self) -> None:
        self._index = MemoryIndex()

    async def put(self, article: Article) -> None:
        """Keeps an article."""
        self._index.put(article)

    async def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The articles of a class that share enough keys with one."""
        return self._index.sharing(article, site_class)


@pytest.mark.parametrize("case", CONTRACT.values(), ids=CONTRACT.keys())
async def test_the_index_in_memory_answers_as_every_form(case: Case) -> None:
    """The contract suite over the form that the offline commands use."""
    await case(InMemory())


def test_stop_keys_are_no_sign_of_copying() -> None:
    """Neither do they propose an article, nor are they counted."""
    index = MemoryIndex(stop_keys=(1, -2))
    index.put(keyed("stopped", -2, 1, 3, 4))
    index.put(keyed("three", -2, 1, 3, 4, 5))
    (found,) = index.sharing(copier("copy", -2, 1, 3, 4, 5), "reference")
    assert (names([found]), found.shared) == (["three"], 3)


def test_a_key_of_a_thousand_articles_proposes_none_but_counts() -> None:
    """So no question costs more than its keys times a bound, however many articles there are."""
    index = MemoryIndex()
    for n in range(COMMON + 1):
        index.put(keyed(f"phrase{n}", 1, 2, 3, 1000 + n, 9000 + n))
    assert index.sharing(copier("phrases", 1, 2, 3, 1700), "reference") == []
    (found,) = index.sharing(copier("copy", 1, 2, 3, 1700, 9700), "reference")
    assert (names([found]), found.shared) == (["phrase700"], 5)


def packed(pairs: Plain, bits: int) -> Packed:
    """Pairs as the files hold them."""
    buckets, rests = split(pairs.keys, bits)
    table = np.zeros((1 << bits) + 1, dtype=np.uint32)
    table[1:] = np.cumsum(np.bincount(buckets, minlength=1 << bits))
    return Packed(table, rests, pairs.ordinals)


def pairs_of(keys: list[int]) -> Plain:
    """Pairs of keys and ordinals."""
    array: Places = np.array(keys, dtype=np.uint64)
    return sorted_pairs(array, np.arange(len(keys), dtype=np.uint32))


@given(KEYS, KEYS, st.sampled_from([16, 18, 20]), st.integers(0, 300))
def test_packed_pairs_answer_as_plain_ones(
    keys: list[int], others: list[int], bits: int, crowd: int
) -> None:
    """The table and the rests hold each key whole, also in a bucket that one key crowds."""
    plain = pairs_of([*keys, *[7] * crowd])
    form = packed(plain, bits)
    # The last two lie in one bucket.
    asked: Places = np.array([*keys, *others, 7, 8], dtype=np.uint64)
    assert form.bits == bits
    assert pairs_found(form.holders(asked)) == pairs_found(plain.holders(asked))


@given(KEYS, st.integers(0, 2**16), st.integers(0, 2**16))
def test_packed_pairs_are_read_back_whole(keys: list[int], one: int, other: int) -> None:
    """What is merged later is what was packed."""
    plain, low, high = pairs_of(keys), min(one, other), max(one, other)
    form = packed(plain, 17)
    (own_keys, own), (read_keys, read) = plain.between(low, high), form.between(low, high)
    assert (own_keys.tolist(), own.tolist()) == (read_keys.tolist(), read.tolist())


def test_keys_spread_evenly() -> None:
    """Winnowing keeps the least hashes; a table by their first bits has no crowded end."""
    chance = random.Random(3)
    words = [str(chance.randrange(5000)) for _ in range(20_000)]
    counts = np.bincount((places(winnow(shingles(words))) >> np.uint64(BITS - 4)).astype(np.int64))
    assert counts.max() < 1.4 * counts.min()


def test_merging_piece_by_piece_gives_what_merging_at_once_gives() -> None:
    """In order, without the articles that are too old, renumbered without gaps."""
    chance = random.Random(5)
    articles = [keyed(f"a{n}", *chance.sample(range(-500, 500), 40)) for n in range(90)]
    parts = [part_of([entry_of(a) for a in articles[at : at + 30]]) for at in (0, 30, 60)]
    whole = joined(parts)
    assert whole.facts.ids.tobytes() == b"".join(article.id.bytes for article in articles)
    kept, _ = kept_of(parts, 0)
    pieces = list(merged(kept, 100))
    assert len(pieces) > 30
    keys, ordinals = whole.postings.between(0, 1 << 16)
    assert np.concatenate([p.keys for p in pieces]).tolist() == keys.tolist()
    assert np.concatenate([p.ordinals for p in pieces]).tolist() == ordinals.tolist()
    late = int(articles[0].capture.captured_at.timestamp()) + 1
    nothing, facts = kept_of(parts, late)
    assert (sum(len(p.keys) for p in merged(nothing, 100)), len(facts.captured)) == (0, 0)


@pytest.mark.parametrize(
    ("sizes", "first"),
    [([5], 0), ([8, 1], 1), ([7, 1], 0), ([64, 8, 1], 2), ([64, 7, 1], 1), ([63, 7, 1], 0)],
)
def test_what_is_merged_keeps_the_parts_few(sizes: list[int], first: int) -> None:
    """A part that is not eight times as large as all after it is merged with them."""
    assert due(sizes, 8) == first


def test_a_hundred_parts_become_a_few() -> None:
    """Each is at least four times as large as all that came after it."""
    row: tuple[Part, ...] = ()
    for n in range(100):
        row = grown(row, part_of([entry_of(keyed(f"a{n}", n))]))
    assert sum(len(part) for part in row) == 100
    assert len(row) <= 4


def test_stock_phrases_are_what_many_articles_of_several_sites_hold() -> None:
    """A story that three sites took from one wire stays a sign of copying."""
    corpus = [(f"site{n % 4}", (1, 100 + n)) for n in range(40)]
    corpus += [("site0", (2, 200 + n)) for n in range(40)]
    corpus += [(f"site{n}", (3, 300 + n)) for n in range(3)]
    assert boilerplate(corpus, share=0.1, sites=3) == (1,)
    assert boilerplate(corpus, share=0.1, sites=1) == (1, 2)


def test_the_list_of_stop_keys_loads() -> None:
    """It comes with the classifier, is made for the keys of today, and is short."""
    assert 0 < len(load_stop_keys()) < 1000


def test_the_command_prints_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made of articles with their sites; what it prints is a list that loads."""
    phrase = "thông tin ban đầu vào lúc"
    articles = [{"site": f"s{n}", "text": f"{phrase} {n} giờ ngày {n}"} for n in range(9)]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in articles))
    main([str(path), "--share", "0.5", "--sites", "3", "--version", "7"])
    listed = StopKeys.model_validate_json(capsys.readouterr().out)
    assert (listed.version, listed.articles) == (7, 9)
    assert set(listed.keys) <= set(shingles(syllables(f"{phrase} 1").words))
