"""Names of the responsible person in a quote, found by their keyed digest (safeguard 7)."""

import re
from collections.abc import Iterator
from typing import Final

from minhbach_classifier.domain.model import Original, Page, Range
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.events import Span
from minhbach_shared.events.base import QUOTE_LIMIT
from minhbach_shared.personal import mask

_CAPITALISED: Final = re.compile(r"[^\W\d_]+(?:[ \t]+[^\W\d_]+)*")
_LONGEST_NAME: Final = 6
"""Words of a person's name, and of a title before it, that are tried together."""

_ACROSS: Final = 100


def responsible_names(subject: Subject, words: str) -> tuple[str, ...]:
    """The writings in ``words`` of the name that the register holds a digest of."""
    known = subject.record.responsible_person
    if known is None:
        return ()
    return tuple({n for n in _candidates(words) if subject.digest("name", n) == known})


def quoted(subject: Subject, page: Page, place: Range) -> Span:
    """A place of the copy or its source as evidence shows it: masked, at most 300 characters."""
    # More than is shown, so that a name or number across the cut is masked too.
    words = page.text[place.start : min(place.end, place.start + QUOTE_LIMIT + _ACROSS)]
    masked = mask(words, *responsible_names(subject, words))
    written = page.written(place)
    text = _as_written(page.body.original, place.start, words, masked)[:QUOTE_LIMIT]
    return Span(start=written.start, end=written.end, text=text)


def _as_written(original: Original | None, start: int, words: str, masked: str) -> str:
    """The words in the page's own characters, with the same of them masked."""
    if original is None:
        return masked
    shown = original.place(Range(start, start + len(words)))
    letters = list(original.text[shown.start : shown.end])
    for at, (letter, covered) in enumerate(zip(words, masked, strict=True), start):
        if letter != covered:
            for place in range(original.starts[at], original.ends[at]):
                letters[place - shown.start] = covered
    return "".join(letters)


def _candidates(words: str) -> Iterator[str]:
    for run in _CAPITALISED.finditer(words):
        spoken = run.group().split()
        for start, first in enumerate(spoken):
            if first[0].isupper():
                for end in range(start + 2, min(start + _LONGEST_NAME, len(spoken)) + 1):
                    if spoken[end - 1][0].isupper():
                        yield " ".join(spoken[start:end])
