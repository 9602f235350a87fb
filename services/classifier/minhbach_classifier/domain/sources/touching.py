"""Which sentences a run of words touches."""

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.sentences import Places
from minhbach_classifier.domain.sources.syllables import Syllables

Touched = tuple[Range, tuple[Range, ...]]
"""A sentence and the places of some words in it."""


def whole_sentences(
    words: Syllables, places: Places, start: int, end: int
) -> list[tuple[str, ...]]:
    """The words as whole sentences; empty where they are none."""
    held: dict[int | None, list[str]] = {}
    for word in range(start, end):
        held.setdefault(places.at(words.starts[word]), []).append(words.words[word])
    before = places.at(words.starts[start - 1]) if start else None
    after = places.at(words.starts[end]) if end < len(words) else None
    if None in held or not held or before in held or after in held:
        return []
    return [tuple(sentence) for sentence in held.values()]


def by_sentence(words: Syllables, places: Places, start: int, end: int) -> list[Touched]:
    """The sentences that words touch, each with the place of those words in it."""
    held: dict[Range, list[int]] = {}
    for word in range(start, end):
        at = places.at(words.starts[word])
        if at is not None:
            held.setdefault(places.places[at], []).append(word)
    return [(s, (words.place(held[s][0], held[s][-1] + 1),)) for s in held]


def host(words: Syllables, places: Places, gap: int) -> list[Touched]:
    """The sentence in whose middle a gap between two words lies; none between sentences."""
    if not 0 < gap < len(words):
        return []
    before, after = places.at(words.starts[gap - 1]), places.at(words.starts[gap])
    return [(places.places[after], ())] if after is not None and before == after else []
