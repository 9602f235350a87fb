"""Which sentences a run of words touches, and whether a page has them, too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.sources.body import Body
from minhbach_classifier.domain.sources.sentences import Places
from minhbach_classifier.domain.sources.syllables import Syllables, syllables

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


@dataclass(frozen=True)
class Holding:
    """What a page holds: in its text by sentences, and beside its text."""

    body: Body
    places: Places
    telling: int
    """A sentence of so many words is not met by chance within another."""

    def sentence(self, words: Sequence[str]) -> bool:
        """Whether the page has a sentence; a short one as a sentence of its own."""
        if len(words) >= self.telling:
            return self.body.holds(words)
        return tuple(words) in self._sentences or self.beside(words)

    def beside(self, words: Sequence[str]) -> bool:
        """Whether the words stand on the page outside its text: headline, lead, caption."""
        return f" {' '.join(words)} " in self._beside

    @cached_property
    def _sentences(self) -> frozenset[tuple[str, ...]]:
        words = self.body.words
        held: dict[int | None, list[str]] = {}
        for word, start in zip(words.words, words.starts, strict=True):
            held.setdefault(self.places.at(start), []).append(word)
        return frozenset(map(tuple, held.values()))

    @cached_property
    def _beside(self) -> str:
        text, places = self.body.page.text, tuple(_between(self.body))
        return f" {' '.join(syllables(text, places).words)} "


def _between(body: Body) -> Iterator[Range]:
    """The page's text but for the compared places."""
    start = 0
    for place in body.places:
        if start < place.start:
            yield Range(start, place.start)
        start = max(start, place.end)
    yield Range(start, len(body.page.text))
