"""Searches for what few texts hold: the words that it needs are looked for first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.text import small

_ODD: Final = str.maketrans("ıİſ", "iis")
"""Letters that patterns take for an i or s where case does not count; ``lower`` keeps them."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, and words of which each of its matches holds at least one."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def finditer(self, text: str, small: str | None = None) -> Iterator[re.Match[str]]:
        """As the pattern's own.

        Args:
            small: the text in small letters, where the pattern's words are written in others, too.
        """
        held = holds(text if small is None else small, self.words)
        return self.pattern.finditer(text) if held else iter(())


@dataclass(frozen=True, slots=True)
class Begun(Sought):
    """A pattern, and words with one of which each of its matches begins."""

    def finditer(self, text: str, small: str | None = None) -> Iterator[re.Match[str]]:
        """As the pattern's own."""
        end = 0
        for at in places(text if small is None else small, self.words):
            if at >= end and (found := self.pattern.match(text, at)) is not None:
                yield found
                end = found.end()


def sought(pattern: str, words: str, flags: re.RegexFlag = re.NOFLAG) -> Sought:
    """A pattern that is to be compiled, and what it needs, parted by semicolons."""
    return Sought(re.compile(pattern, flags), tuple(words.split(";")))


def begun(pattern: str, words: str, flags: re.RegexFlag = re.NOFLAG) -> Begun:
    """Likewise of one that begins with its words."""
    return Begun(re.compile(pattern, flags), tuple(words.split(";")))


def places(text: str, words: Iterable[str]) -> list[int]:
    """Where any of some words stands in a text, in order."""
    # Most texts hold few of the words: of the others no search is begun.
    found = [at for word in words if word in text for at in every(text, word)]
    found.sort()
    return found


def every(text: str, words: str) -> Iterator[int]:
    """Where some words stand in a text, in order."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether any of some words stands in a text."""
    return any(map(text.__contains__, words))


def lowered(text: str) -> str:
    """In small letters, each at its place."""
    lower = small(text)
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def caseless(lower: str) -> str:
    """Small letters as a pattern reads them where case does not count."""
    return lower.translate(_ODD) if holds(lower, "ıİſ") else lower


def lines_with(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Start and end of the lines in which a sign stands."""
    end = 0
    while (at := text.find(sign, end)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield start, end
