"""What kind of change a changed run of words is, and how grave.

Grave is what may make a reader believe another thing: another figure, other words in somebody's
mouth, a denial that was put in or taken out. Light is a word or two put otherwise.
"""

from collections.abc import Sequence
from typing import Final

from minhbach_shared.events import ChangeKind, Gravity

KINDS: Final[tuple[ChangeKind, ...]] = (
    "figure",
    "quotation",
    "headline",
    "added",
    "reworded",
    "dropped",
)
"""The gravest first."""
GRAVITIES: Final[tuple[Gravity, ...]] = ("grave", "serious", "light")
_LIGHT: Final = 2
"""Words on either side."""
_DENIALS: Final = frozenset(
    # As syllables are compared: the tone at the end.
    ("không", "chưa", "chă\u0309ng", "cha\u0309", "đư\u0300ng", "vô")
)


def kind_of(mine: Sequence[str], theirs: Sequence[str], *, quoted: bool) -> ChangeKind:
    """The kind of a change from the source's words to the copy's.

    Args:
        quoted: it stands within quotation marks.
    """
    figures, others = _figures(mine), _figures(theirs)
    if figures and others and figures != others:
        return "figure"
    if quoted:
        return "quotation"
    if not theirs:
        return "added"
    return "reworded" if mine else "dropped"


def gravity_of(kind: ChangeKind, mine: Sequence[str], theirs: Sequence[str]) -> Gravity:
    """How grave a change is."""
    if kind in ("figure", "quotation") or _denies(mine) != _denies(theirs):
        return "grave"
    if kind == "headline" and _figures(mine) != _figures(theirs):
        return "grave"
    if kind == "headline" or max(len(mine), len(theirs)) > _LIGHT:
        return "serious"
    return "serious" if _figures(mine) or _figures(theirs) else "light"


def rank(gravity: Gravity, kind: ChangeKind) -> tuple[int, int]:
    """The order in which changes are told."""
    return GRAVITIES.index(gravity), KINDS.index(kind)


def _denies(words: Sequence[str]) -> int:
    return sum(word in _DENIALS for word in words)


def _figures(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(c.isdigit() for c in word)]
