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

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own."""
        return self.pattern.finditer(text) if holds(text, self.words) else iter(())


def sought(pattern: str, words: str, flags: re.RegexFlag = re.NOFLAG) -> Sought:
    """A pattern that is to be compiled, and what it needs, parted by semicolons."""
    return Sought(re.compile(pattern, flags), tuple(words.split(";")))


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


def begun(before: str, ways: str) -> str:
    """A pattern of some ways to write, none of which stands behind certain letters.

    As if ``(?<!before)(?:way|way)``. That look-behind would have the search try every place; here
    the first letters come before it, so that the search skips to those.

    Args:
        before: a letter or a set of them, as a pattern.
        ways: patterns, parted by semicolons; each begins with a plain letter.
    """
    behind: dict[str, list[str]] = {}
    for way in ways.split(";"):
        behind.setdefault(way[0], []).append(way[1:])
    told = (f"(?<={first})(?:{'|'.join(rests)})" for first, rests in behind.items())
    return f"[{''.join(behind)}](?<!{before}.)(?:{'|'.join(told)})"
