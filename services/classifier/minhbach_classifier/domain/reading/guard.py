"""What must not reach the parser: it is quadratic in nesting depth and in a tag's attributes."""

import re
from collections import Counter
from typing import Final

from minhbach_classifier.domain.model import Unreadable

_HARMLESS: Final = 60_000
"""Characters below which even the worst page parses in under a second."""
_DEPTH: Final = 4_000
_ATTRIBUTES: Final = 3_000
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)"
)
_FLAT: Final = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dt",
        "dd",
        "option",
        "tbody",
        "thead",
        "tfoot",
    )
)


def harmful(markup: str) -> Unreadable | None:
    """Whether parsing this page would take beyond reason; a linear look."""
    if len(markup) < _HARMLESS:
        return None
    depths: Counter[str] = Counter()
    depth = 0
    for tag in _TAG.finditer(markup):
        closing, name, rest = tag.groups()
        if len(rest) > 3 * _ATTRIBUTES and _attributes(rest) > _ATTRIBUTES:
            return Unreadable("too_large", f"a tag <{name}> has over {_ATTRIBUTES} attributes")
        depth += _step(depths, name.lower(), bool(closing))
        if depth > _DEPTH:
            return Unreadable("too_deep", f"elements are nested more than {_DEPTH} deep")
    return None


def _step(depths: Counter[str], name: str, closing: bool) -> int:
    if name in _FLAT or (closing and not depths[name]):
        return 0
    step = -1 if closing else 1
    depths[name] += step
    return step


def _attributes(rest: str) -> int:
    bare = re.sub(r"\"[^\"]*+\"|'[^']*+'", "v ", rest)
    return len(bare.split())
