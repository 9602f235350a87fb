"""Captions that stand in a text as lines of their own, where nothing in the markup tells them."""

from typing import Final

from minhbach_classifier.domain.model import Range
from minhbach_classifier.domain.reading.lines import ends_sentence
from minhbach_classifier.domain.sources.body import Body

_LONGEST: Final = 150


def are_captions(source: Body, first: int, last: int) -> bool:
    """Whether the words from ``first`` up to ``last`` are whole lines that are no sentences.

    A copy may leave such lines out, as it leaves out the pictures above them. A line that states a
    number is none: a table's rows and prices are part of what is quoted.
    """
    text = source.page.text
    left_out = Range(source.words.starts[first], source.words.ends[last - 1])
    touched = [p for p in source.places if p.start < left_out.end and left_out.start < p.end]
    return all(_is_whole(text, line, left_out) and _is_one(text, line) for line in touched)


def _is_whole(text: str, line: Range, left_out: Range) -> bool:
    around = text[line.start : left_out.start] + text[left_out.end : line.end]
    return not any(letter.isalnum() for letter in around)


def _is_one(text: str, line: Range) -> bool:
    words = text[line.start : line.end].strip()
    stated = any(letter.isdigit() for letter in words)
    return len(words) <= _LONGEST and not stated and not ends_sentence(words)
