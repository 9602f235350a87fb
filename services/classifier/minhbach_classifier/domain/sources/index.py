"""The fingerprint index in memory: which articles share enough keys with a text.

It is a row of parts, oldest first, that never change. What comes new is a part of its own; small
ones are merged into larger ones, each at least a few times the size of all that came after it, so
there are few however many articles there are. One and the same question is put to articles in
memory (``MemoryIndex``) and to those that a worker keeps in files.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final
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
from minhbach_classifier.domain.sources.postings import Offsets, Places, places
from minhbach_classifier.domain.sources.winnowing import FEWER_KEYS, SHARED_KEYS, keys_needed
from minhbach_shared.vocabulary import SiteClass

COMMON: Final = 1000
"""A key that more articles hold proposes none of them; it counts where two other keys do."""
LOOKED_AT: Final = 2000
"""At most so many articles, those that share most, are looked at for one text."""

Counts = NDArray[np.int64]
_NONE: Final[Offsets] = np.empty(0, dtype=np.int64)


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

    @property
    def needed(self) -> int | None:
        """How many keys in common make a candidate; None where each copy's length tells."""
        return keys_needed(self.shingles) if self.site_class == "reference" else None


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
    asked = _Asked(parts, question)
    ordinals, counts = asked.proposed()
    enough = counts >= (question.needed or 1)
    found = asked.listed(ordinals[enough], counts[enough])
    same = asked.holders(len(question.keys) - 1)
    found += asked.listed(same, np.full(len(same), len(question.keys)))
    return list(dict.fromkeys(one.id for one in sorted(found)))[:LOOKED_AT]


class _Asked:
    """One question to a row of parts, whose articles are numbered through."""

    def __init__(self, parts: Sequence[Part], question: Question) -> None:
        self._parts = parts
        self._question = question
        self._bases = [0, *accumulate(len(part) for part in parts)]
        hits = [part.postings.holders(question.keys) for part in parts]
        based = list(zip(hits, self._bases, strict=False))
        self._whose = np.concatenate([_NONE, *(hit.whose for hit in hits)])
        self._ordinals = np.concatenate([_NONE, *(hit.ordinals + base for hit, base in based)])
        self._runs = [(key, run, base) for hit, base in based for key, run in hit.runs]

    def proposed(self) -> tuple[Offsets, Counts]:
        """The articles that hold a key which is not common, and how many keys they hold."""
        held = np.bincount(self._whose, minlength=len(self._question.keys))
        for key, run, _ in self._runs:
            held[key] += len(run)
        asked = held <= COMMON
        common = np.flatnonzero(~asked[:-1]).tolist()
        asked[-1] = False  # the digest is no key
        runs = [run + np.int64(base) for key, run, base in self._runs if asked[key]]
        everyone = np.concatenate([self._ordinals[asked[self._whose]], *runs])
        everyone.sort()
        firsts = np.flatnonzero(np.diff(everyone, prepend=-1))
        ordinals, counts = everyone[firsts], np.diff(firsts, append=len(everyone))
        several = np.flatnonzero(counts > 1)
        for key in common:
            counts[several] += self._holding(key, ordinals[several])
        return ordinals, counts

    def holders(self, key: int) -> Offsets:
        """The articles that hold one of the keys, ascending."""
        runs = [run + np.int64(base) for whose, run, base in self._runs if whose == key]
        holders = np.concatenate([self._ordinals[self._whose == key], *runs])
        holders.sort()
        return holders

    def _holding(self, key: int, ordinals: Offsets) -> Counts:
        """Of each of some articles, 1 if it holds the key."""
        few = self._ordinals[self._whose == key]
        found: Counts = few.searchsorted(ordinals, "right") - few.searchsorted(ordinals)
        for whose, run, base in self._runs:
            if whose == key:
                own = (ordinals >= base) & (ordinals <= base + int(run[-1]))
                local = (ordinals[own] - base).astype(np.uint32)
                found[own] += run.searchsorted(local, "right") - run.searchsorted(local)
        return found

    def listed(self, ordinals: Offsets, counts: Counts) -> list[Found]:
        """Those of some articles that may be an answer."""
        found: list[Found] = []
        ends = ordinals.searchsorted(self._bases).tolist()
        for part, base, (first, end) in zip(self._parts, self._bases, pairwise(ends), strict=False):
            if first < end:
                found += self._of_part(part.facts, ordinals[first:end] - base, counts[first:end])
        return found

    def _of_part(self, facts: Facts, ordinals: Offsets, counts: Counts) -> Iterator[Found]:
        question = self._question
        right = facts.classes[ordinals] == CLASSES.index(question.site_class)
        right &= facts.captured[ordinals] >= question.since
        if question.needed is None:
            # The very text needs no more keys than it has.
            needed = np.minimum(_needed(facts.shingles[ordinals]), len(question.keys))
            right &= counts >= needed
        for ordinal, count in zip(ordinals[right], counts[right], strict=True):
            identity = UUID(bytes=facts.ids[ordinal].tobytes())
            if identity != question.id:
                unshared = len(question.keys) - 1 - int(count)
                yield Found(unshared, int(facts.captured[ordinal]), identity)


def _needed(shingles: NDArray[np.uint16]) -> Counts:
    needed = np.full(len(shingles), SHARED_KEYS, dtype=np.int64)
    for below, keys in reversed(FEWER_KEYS):
        needed[shingles < below] = keys
    return needed


def sighted(article: Article, other: Article, stop_keys: Collection[int]) -> Sighting | None:
    """Another article as it is seen from one, by their whole keys; none if they share too few.

    Args:
        stop_keys: keys (signed) that are no sign of copying.
    """
    copy = article if other.site_class == "reference" else other
    shared = len(set(article.keys).intersection(other.keys).difference(stop_keys))
    same = article.text_digest == other.text_digest
    return Sighting(other, shared) if same or shared >= keys_needed(copy.shingles) else None


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
