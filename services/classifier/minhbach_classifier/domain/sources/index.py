"""The fingerprint index in memory: which articles share enough keys with a text.

It is a row of parts, oldest first, that never change. What comes new is a part of its own; small
ones are merged into larger ones, each at least a few times the size of all that came after it, so
there are few however many articles there are. One and the same question is put to articles in
memory (``MemoryIndex``) and to those that a worker keeps in files.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from minhbach_classifier.domain.sources.matching import Article, Sighting
from minhbach_classifier.domain.sources.parts import (
    CLASSES,
    Entry,
    Facts,
    Part,
    entry_of,
    grown,
    part_of,
    place_of_digest,
)
from minhbach_classifier.domain.sources.postings import Offsets, Ordinals, Places, flat, places
from minhbach_classifier.domain.sources.winnowing import FEWER_KEYS, SHARED_KEYS, keys_needed
from minhbach_shared.vocabulary import SiteClass

COMMON: Final = 1000
"""A key that more articles hold proposes none of them; it counts where another key does."""
LOOKED_AT: Final = 2000
"""At most so many articles, those that share most, are looked at for one text."""

Counts = NDArray[np.int64]


class SharingIndex(Protocol):
    """What finds the articles that a text may come from, or that may come from it."""

    def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The other articles of a class that share enough keys with one, or have its very text.

        Those that share most come first, then the oldest captures, then by id.
        """


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one text."""

    id: UUID
    site_class: SiteClass
    shingles: int
    keys: Places
    """The places of its keys, and last that of its text's digest."""
    since: int = 0
    """Articles captured before (seconds since 1970) are too old."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A candidate; the order is that of its weight."""

    unshared: int
    """How many of the asked keys it does not hold; -1 where the texts are the same."""
    captured: int
    id: UUID


def question_of(
    article: Article,
    site_class: SiteClass,
    stop_keys: Collection[int],
    since: int = 0,
    identity: UUID | None = None,
) -> Question:
    """The question which articles of a class an article resembles.

    Args:
        stop_keys: keys (signed) that are no sign of copying.
        identity: its own entry's id, where that is not the article's.
    """
    telling = [key for key in article.keys if key not in stop_keys]
    keys = places((*telling, place_of_digest(article.text_digest)))
    return Question(identity or article.id, site_class, article.shingles, keys, since)


def candidates(parts: Sequence[Part], question: Question) -> list[UUID]:
    """The articles that share enough keys with a text or have its digest, weightiest first."""
    runs = [part.postings.runs(question.keys) for part in parts]
    holders = np.zeros(len(question.keys), dtype=np.int64)
    for first, end in runs:
        holders += end - first
    common = holders > COMMON
    common[-1] = False  # the very text is a candidate, however many have it
    found = sorted(
        one
        for part, (first, end) in zip(parts, runs, strict=True)
        for one in _of_part(part, question, (first, end), common)
    )
    return list(dict.fromkeys(one.id for one in found))[:LOOKED_AT]


def _of_part(
    part: Part, question: Question, runs: tuple[Offsets, Offsets], common: NDArray[np.bool_]
) -> Iterator[Found]:
    first, end = runs
    sizes = np.where(common, 0, end - first)
    if not sizes.any():
        return
    whose, at = flat(first, sizes)
    holders = part.postings.ordinals[at]
    by_digest = whose == len(question.keys) - 1
    ordinals, counts = np.unique(holders[~by_digest], return_counts=True)
    for key in np.flatnonzero(common):
        counts = counts + _held_by(part.postings.ordinals[first[key] : end[key]], ordinals)
    enough = counts >= _needed(part.facts, question, ordinals)
    yield from _listed(part.facts, question, ordinals[enough], counts[enough])
    same = holders[by_digest]
    yield from _listed(part.facts, question, same, np.full(len(same), len(question.keys)))


def _held_by(holders: Ordinals, wanted: Ordinals) -> Counts:
    """Of each of some articles, 1 if it is among the (sorted) holders of a key."""
    return (holders.searchsorted(wanted, "right") - holders.searchsorted(wanted)).astype(np.int64)


def _needed(facts: Facts, question: Question, ordinals: Ordinals) -> Counts:
    shorter = np.minimum(facts.shingles[ordinals], question.shingles)
    needed = np.full(len(ordinals), SHARED_KEYS, dtype=np.int64)
    for below, keys in reversed(FEWER_KEYS):
        needed[shorter < below] = keys
    return needed


def _listed(
    facts: Facts, question: Question, ordinals: Ordinals, counts: Counts
) -> Iterator[Found]:
    right = facts.classes[ordinals] == CLASSES.index(question.site_class)
    right &= facts.captured[ordinals] >= question.since
    for ordinal, count in zip(ordinals[right], counts[right], strict=True):
        identity = UUID(bytes=facts.ids[ordinal].tobytes())
        if identity != question.id:
            unshared = len(question.keys) - 1 - int(count)
            yield Found(unshared, int(facts.captured[ordinal]), identity)


def sighted(article: Article, other: Article, stop_keys: Collection[int]) -> Sighting | None:
    """Another article as it is seen from one, by their whole keys; none if they share too few.

    Args:
        stop_keys: keys (signed) that are no sign of copying.
    """
    shared = len(set(article.keys).intersection(other.keys).difference(stop_keys))
    same = article.text_digest == other.text_digest
    if not same and shared < keys_needed(article.shingles, other.shingles):
        return None
    return Sighting(other, shared)


class MemoryIndex:
    """Articles in memory, for the commands that need no server.

    Args:
        stop_keys: keys (signed) that are no sign of copying.
    """

    def __init__(self, stop_keys: Collection[int] = ()) -> None:
        self._stop_keys = frozenset(stop_keys)
        self._articles: dict[UUID, Article] = {}
        self._parts: tuple[Part, ...] = ()
        self._new: list[Entry] = []

    def put(self, article: Article) -> None:
        """Takes an article in; the first capture of a version stays."""
        if self._articles.setdefault(article.id, article) is article:
            self._new.append(entry_of(article))

    def sharing(self, article: Article, site_class: SiteClass) -> list[Sighting]:
        """The other articles of a class that share enough keys with one, or have its very text."""
        if self._new:
            self._parts = grown(self._parts, part_of(self._new))
            self._new = []
        question = question_of(article, site_class, self._stop_keys)
        found = (self._articles[one] for one in candidates(self._parts, question))
        sightings = (sighted(article, other, self._stop_keys) for other in found)
        return [sighting for sighting in sightings if sighting is not None]
