"""The parts that a fingerprint index is made of: some articles each, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.postings import (
    Kept,
    Places,
    Postings,
    merged,
    places,
    sorted_pairs,
)
from minhbach_shared.vocabulary import SiteClass

CLASSES: Final[tuple[SiteClass, ...]] = ("aggregator", "state_portal", "reference")
_MOST: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """What one article brings into the index."""

    id: UUID
    site_class: SiteClass
    captured_at: datetime
    shingles: int
    keys: Places
    """The places of its keys, and last that of its text's digest."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a part's articles, by ordinal: 23 bytes each."""

    ids: NDArray[np.uint8]
    """One row of 16 bytes each."""
    captured: NDArray[np.uint32]
    """Seconds since 1970."""
    classes: NDArray[np.uint8]
    """Ordinals of ``CLASSES``."""
    shingles: NDArray[np.uint16]
    """How many; 65,535 stands for more."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles: their facts, and which of them hold a key."""

    facts: Facts
    postings: Postings

    def __len__(self) -> int:
        return len(self.facts.captured)


def place_of_digest(text_digest: str) -> int:
    """A text's digest (hex) as one more key, signed as the others."""
    return int.from_bytes(bytes.fromhex(text_digest[:16]), signed=True)


def entry_of(article: Article) -> Entry:
    """What an article brings."""
    return Entry(
        article.id,
        article.site_class,
        article.capture.captured_at,
        article.shingles,
        places((*article.keys, place_of_digest(article.text_digest))),
    )


def part_of(entries: Sequence[Entry]) -> Part:
    """A part of some articles, at least one."""
    counts = [len(entry.keys) for entry in entries]
    ordinals = np.repeat(np.arange(len(entries), dtype=np.uint32), counts)
    ids = np.frombuffer(b"".join(entry.id.bytes for entry in entries), dtype=np.uint8)
    facts = Facts(
        ids.reshape(-1, 16),
        np.array([int(entry.captured_at.timestamp()) for entry in entries], dtype=np.uint32),
        np.array([CLASSES.index(entry.site_class) for entry in entries], dtype=np.uint8),
        np.array([min(entry.shingles, _MOST) for entry in entries], dtype=np.uint16),
    )
    return Part(facts, sorted_pairs(np.concatenate([e.keys for e in entries]), ordinals))


def kept_of(parts: Sequence[Part], since: int) -> tuple[list[Kept], Facts]:
    """What of some parts goes into one: all articles captured at ``since`` or later.

    Args:
        since: seconds since 1970.
    """
    kept: list[Kept] = []
    base = 0
    for part in parts:
        mask = part.facts.captured >= since
        numbers = np.cumsum(mask, dtype=np.int64) + (base - 1)
        kept.append(Kept(part.postings, mask, numbers.astype(np.uint32)))
        base += int(mask.sum())
    facts = [part.facts for part in parts]
    return kept, Facts(
        np.concatenate([f.ids[k.kept] for f, k in zip(facts, kept, strict=True)]),
        np.concatenate([f.captured[k.kept] for f, k in zip(facts, kept, strict=True)]),
        np.concatenate([f.classes[k.kept] for f, k in zip(facts, kept, strict=True)]),
        np.concatenate([f.shingles[k.kept] for f, k in zip(facts, kept, strict=True)]),
    )


def joined(parts: Sequence[Part]) -> Part:
    """Several parts as one, in memory."""
    kept, facts = kept_of(parts, 0)
    (pairs,) = merged(kept, 1 + sum(len(part.postings.ordinals) for part in parts))
    return Part(facts, pairs)


def due(sizes: Sequence[int], growth: int) -> int:
    """From which part on all are to be merged into one; where it is the last, none is.

    After it each part is at least ``growth`` times as large as all that came after it together.

    Args:
        sizes: articles of each part, oldest first; at least one.
    """
    first, after = len(sizes) - 1, sizes[-1]
    while first > 0 and sizes[first - 1] < growth * after:
        first -= 1
        after += sizes[first]
    return first


def grown(parts: Sequence[Part], new: Part, growth: int = 4) -> tuple[Part, ...]:
    """The parts in memory after a new one came."""
    row = (*parts, new)
    first = due([len(part) for part in row], growth)
    return row if first == len(row) - 1 else (*row[:first], joined(row[first:]))
