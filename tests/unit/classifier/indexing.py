"""Articles by their keys alone, and what every form of the fingerprint index has to answer.

The suite runs over the index in memory and over the one in the store; a form is anything that
keeps articles and says which others share enough keys with one.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol
from uuid import UUID

from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.winnowing import keys_needed
from minhbach_shared.events import SiteVersion
from minhbach_shared.vocabulary import SiteClass
from tests.unit.classifier.copying import CAPTURED, COPIER, SONG_TIEN, capture

LONG: Final = 600
"""Shingles of a text that needs three keys in common."""


class Form(Protocol):
    """The index, in one of its forms."""

    async def put(self, article: Article) -> None:
        """Keeps an article."""

    async def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The articles of a class that share enough keys with one."""


def keyed(
    name: str,
    *keys: int,
    site: SiteVersion = SONG_TIEN,
    captured_at: datetime = CAPTURED,
    shingles: int = LONG,
    text: str = "",
) -> Article:
    """An article with these keys; ``text`` stands for its words, its name unless told."""
    address = f"{site.address}{name}"
    return Article(
        capture(address, captured_at),
        site.site_id,
        1,
        site.site_class,
        address,
        None,
        sha256((text or name).encode()).hexdigest(),
        sha256(name.encode()).hexdigest(),
        tuple(sorted(keys)),
        shingles,
    )


def copier(name: str, *keys: int, shingles: int = LONG, text: str = "") -> Article:
    """An aggregator's article."""
    return keyed(name, *keys, site=COPIER, shingles=shingles, text=text)


def names(sightings: Sequence[Sighting]) -> list[str]:
    """The last part of each address, in order."""
    return [sighting.article.address.rsplit("/", 1)[1] for sighting in sightings]


async def _three_keys_make_a_candidate(form: Form) -> None:
    await form.put(keyed("three", 1, 2, 3, 40))
    await form.put(keyed("two", 1, 2, 50, 60))
    found = await form.sharing(copier("copy", 1, 2, 3, 4), "reference")
    assert [(s.article, s.shared) for s in found] == [(keyed("three", 1, 2, 3, 40), 3)]


async def _short_copies_need_fewer(form: Form) -> None:
    await form.put(keyed("one", 1, 50))
    await form.put(keyed("two", 1, 2, 60))
    assert names(await form.sharing(copier("short", 1, 2, shingles=150), "reference")) == ["two"]
    shortest = copier("shortest", 1, 2, shingles=60)
    assert names(await form.sharing(shortest, "reference")) == ["two", "one"]
    await form.put(copier("brief", 1, 99, shingles=30))
    await form.put(copier("long", 1, 2, 99))
    assert names(await form.sharing(keyed("source", 1, 2, 98), "aggregator")) == ["brief"]


async def _classes_are_asked_apart(form: Form) -> None:
    source, copy = keyed("source", 1, 2, 3), copier("copy", 1, 2, 3)
    await form.put(source)
    await form.put(copy)
    assert names(await form.sharing(source, "aggregator")) == ["copy"]
    assert names(await form.sharing(copy, "reference")) == ["source"]
    assert await form.sharing(copy, "aggregator") == []
    assert await form.sharing(source, "state_portal") == []


async def _the_very_text_comes_first(form: Form) -> None:
    await form.put(keyed("more", 1, 2, 3, 4))
    await form.put(keyed("same", 70, text="đúng lời ấy"))
    found = await form.sharing(copier("copy", 1, 2, 3, 4, text="đúng lời ấy"), "reference")
    assert [(n, s.shared) for n, s in zip(names(found), found, strict=True)] == [
        ("same", 0),
        ("more", 4),
    ]


async def _the_most_shared_then_the_oldest_come_first(form: Form) -> None:
    late = CAPTURED + timedelta(minutes=5)
    await form.put(keyed("late", 1, 2, 3, captured_at=late))
    await form.put(keyed("early", 1, 2, 3))
    await form.put(keyed("most", 1, 2, 3, 4, captured_at=late))
    twins = [keyed(f"twin{n}", 1, 2, 3, captured_at=late + timedelta(hours=1)) for n in range(4)]
    for twin in twins:
        await form.put(twin)
    found = names(await form.sharing(copier("copy", 1, 2, 3, 4), "reference"))
    assert found[:3] == ["most", "early", "late"]
    assert sorted(found[3:]) == ["twin0", "twin1", "twin2", "twin3"]
    assert found == names(await form.sharing(copier("copy", 1, 2, 3, 4), "reference"))


async def _the_first_capture_of_a_version_stays(form: Form) -> None:
    first = keyed("once", 1, 2, 3)
    await form.put(first)
    await form.put(keyed("once", 1, 2, 3, captured_at=CAPTURED + timedelta(days=1)))
    (found,) = await form.sharing(copier("copy", 1, 2, 3), "reference")
    assert found.article == first


async def _keys_may_be_any_signed_number(form: Form) -> None:
    edges = (-(2**63), -1, 0, 2**63 - 1)
    await form.put(keyed("edges", *edges))
    (found,) = await form.sharing(copier("copy", *edges), "reference")
    assert (found.shared, found.article.keys) == (4, tuple(sorted(edges)))


async def _many_articles_are_answered_as_by_counting(form: Form) -> None:
    chance = random.Random(7)
    minutes = chance.sample(range(60), 60)
    articles = [
        keyed(
            f"a{n}",
            *chance.sample(range(60), chance.randint(1, 12)),
            site=chance.choice((SONG_TIEN, COPIER)),
            shingles=chance.choice((40, 150, LONG)),
            captured_at=CAPTURED + timedelta(minutes=minutes[n]),
            text=chance.choice(("một", "hai", f"a{n}", f"a{n}")),
        )
        for n in range(60)
    ]
    classes: tuple[SiteClass, ...] = ("reference", "aggregator")
    for at, article in enumerate(articles):
        await form.put(article)
        for asked in classes:
            known = articles[: at + 1]
            found = await form.sharing(article, asked)
            assert [s.article.id for s in found] == counted(known, article, asked)


def counted(known: Sequence[Article], article: Article, asked: SiteClass) -> list[UUID]:
    """What the index has to answer, found by comparing all articles."""
    ranked: list[tuple[int, datetime, UUID]] = []
    for other in known:
        shared = len(set(other.keys) & set(article.keys))
        same = other.text_digest == article.text_digest
        copy = article if asked == "reference" else other
        enough = same or shared >= keys_needed(copy.shingles)
        if other.site_class == asked and other.id != article.id and enough:
            weight = len(article.keys) + 1 if same else shared
            ranked.append((-weight, other.capture.captured_at, other.id))
    return [identity for _, _, identity in sorted(ranked)]


Case = Callable[[Form], Awaitable[None]]
CONTRACT: Final[dict[str, Case]] = {
    case.__name__.strip("_"): case
    for case in (
        _three_keys_make_a_candidate,
        _short_copies_need_fewer,
        _classes_are_asked_apart,
        _the_very_text_comes_first,
        _the_most_shared_then_the_oldest_come_first,
        _the_first_capture_of_a_version_stays,
        _keys_may_be_any_signed_number,
        _many_articles_are_answered_as_by_counting,
    )
}
