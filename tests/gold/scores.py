"""How near a reading is to a label: shingles for texts, folded equality for values."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final, Literal

from tests.gold.labels import Value

Outcome = Literal["right", "wrong", "missed", "spurious"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("right", "wrong", "missed", "spurious")
_TOKEN: Final = re.compile(r"\w+")
_SHINGLE: Final = 4
"""Tokens, as in the article-extraction benchmark."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of all shingles of two texts: in both, in the reading only, in the label only."""

    both: float
    extra: float
    lacking: float

    @property
    def precision(self) -> float:
        """The share of the reading that is right; 0 where all of it is wrong."""
        return self.both / (self.both + self.extra) if self.both + self.extra else 0.0

    @property
    def recall(self) -> float:
        """The share of the label that was read."""
        return self.both / (self.both + self.lacking) if self.both + self.lacking else 0.0


@dataclass(frozen=True, slots=True)
class TextScore:
    """Means over texts; F1 is that of the two means, as the benchmark has it."""

    precision: float
    recall: float
    texts: int

    @property
    def f1(self) -> float:
        """0 to 1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Tally:
    """Outcomes of one thing that was labelled, counted."""

    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def exact(self) -> float:
        """The share that is right, null where null is expected included."""
        total = self.counts.total()
        return self.counts["right"] / total if total else 1.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Four tokens each; a shorter text is one shingle, an empty one none."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text))
    last = max(1, len(tokens) - _SHINGLE + 1)
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(last) if tokens)


def overlap(expected: str, got: str) -> Overlap:
    """How far two texts agree, each pair of texts weighing the same."""
    wanted, read = shingles(expected), shingles(got)
    both, extra, lacking = (
        (wanted & read).total(),
        (read - wanted).total(),
        (wanted - read).total(),
    )
    total = (both + extra + lacking) or 1
    return Overlap(both / total, extra / total, lacking / total)


def text_score(overlaps: Sequence[Overlap]) -> TextScore:
    """The benchmark's means: precision over texts that were read, recall over those labelled."""
    precision = [o.precision for o in overlaps if o.both + o.extra]
    recall = [o.recall for o in overlaps if o.both + o.lacking]
    return TextScore(_mean(precision), _mean(recall), len(overlaps))


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def outcome(expected: Value, got: Value) -> Outcome:
    """Null where null is expected is right; an empty list is null."""
    if not expected:
        return "spurious" if got else "right"
    if not got:
        return "missed"
    return "right" if folded(expected) == folded(got) else "wrong"


def folded(value: str | Iterable[str]) -> frozenset[str]:
    """Composed, case folded, spaces and punctuation dropped; lists as sets."""
    values = [value] if isinstance(value, str) else value
    return frozenset(_letters(v) for v in values)


def _letters(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(c for c in composed if c.isalnum())
