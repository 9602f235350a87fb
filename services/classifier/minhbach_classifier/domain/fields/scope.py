"""The stretches of a page in which its details are sought, as one short text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from minhbach_classifier.domain.fields.labels import Label, broken, labels
from minhbach_classifier.domain.fields.licence import LicenceLine, licence_lines
from minhbach_classifier.domain.fields.sought import lowered
from minhbach_classifier.domain.model import Range

_UNSEEN: Final = "\ufffc"
_PARTED: Final = "\n\n"
LONGEST_LINE: Final = 5_000
"""Characters; no footer is written so, and a hostile page shall cost no more than another."""


@dataclass(frozen=True)
class Scope:
    """Some stretches of a page's text, one after another, each detail on a line of its own."""

    text: str
    labels: tuple[Label, ...]
    starts: tuple[int, ...]
    """Where each stretch begins in ``text``."""
    places: tuple[Range, ...]
    """The stretches in the page."""

    @cached_property
    def lower(self) -> str:
        """The text in small letters, in which every lead-in is sought."""
        return lowered(self.text)

    @cached_property
    def licences(self) -> tuple[LicenceLine, ...]:
        """Every licence that it shows."""
        return tuple(licence_lines(self.text))

    def place(self, found: Range) -> Range:
        """A range of this text as the page's."""
        which = bisect_right(self.starts, found.start) - 1
        by = self.places[which].start - self.starts[which]
        return Range(found.start + by, found.end + by)


_NOTHING: Final = Scope("", (), (), ())


def scope_of(text: str, places: Sequence[Range], hidden: Sequence[Range]) -> Scope:
    """The visible words of some places of a page.

    Args:
        places: ascending, not overlapping.
        hidden: what readers cannot see, ascending; blanked, as endless lines are.
    """
    if not places:
        return _NOTHING
    stretches = [_seen(text, place, hidden) for place in places]
    starts = accumulate((len(s) + len(_PARTED) for s in stretches), initial=0)
    joined = _PARTED.join(stretches)
    found = labels(joined)
    cut = broken(joined, found)
    return Scope(cut, tuple(found), tuple(starts)[: len(stretches)], tuple(places))


def has_endless_line(text: str) -> bool:
    """Whether a page holds a line in which nothing was sought: what it lacks is not known then."""
    return any(len(line) > LONGEST_LINE for line in text.split("\n"))


def _seen(text: str, place: Range, hidden: Sequence[Range]) -> str:
    words = text[place.start : place.end]
    first = bisect_right(hidden, place.start, key=lambda h: h.end)
    last = bisect_left(hidden, place.end, key=lambda h: h.start)
    for unseen in hidden[first:last]:
        start = max(unseen.start - place.start, 0)
        end = min(unseen.end, place.end) - place.start
        words = words[:start] + _UNSEEN * (end - start) + words[end:]
    if len(words) <= LONGEST_LINE:
        return words
    return "\n".join(_shortened(words.split("\n")))


def _shortened(lines: Iterable[str]) -> Iterator[str]:
    return (" " * len(line) if len(line) > LONGEST_LINE else line for line in lines)
