"""What a page hides from its readers, by attribute, inline style or its own style sheet."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_FAR: Final = r"\s*:\s*-\d{3,}"
_HIDING: Final = tuple(
    # The sign is looked for first: to do without the pattern takes a fiftieth of its time. What
    # must not stand before a name is looked at behind it: thus the search skips to the name.
    (sign, re.compile(pattern))
    for sign, pattern in (
        ("display", r"display\s*:\s*none"),
        ("visibility", r"visibility\s*:\s*(?:hidden|collapse)"),
        ("font-size", r"font-size\s*:\s*0(?![.\d])"),
        ("opacity", r"opacity(?<![-\w]opacity)\s*:\s*0(?![.\d])"),
        ("text-indent", rf"text-indent{_FAR}"),
        ("left", rf"left(?:(?<![-\w]left)|(?<=margin-left)(?<![-\w]margin-left)){_FAR}"),
        ("top", rf"top(?:(?<![-\w]top)|(?<=margin-top)(?<![-\w]margin-top)){_FAR}"),
        ("right", rf"right(?<![-\w]right){_FAR}"),
        ("bottom", rf"bottom(?<![-\w]bottom){_FAR}"),
        ("clip", r"clip\s*:\s*rect\(\s*0"),
        ("clip-path", r"clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)"),
        ("scale", r"transform\s*:\s*scale[xy]?\(\s*0\s*\)"),
        ("translate", r"transform\s*:\s*translate(?:x|y|3d)?\(\s*(?:0(?:px)?\s*,\s*)?-\d{3,}"),
    )
)
_NOTHING: Final = r"\s*:\s*(?:0(?:\.0+)?(?:[a-z]{2,4}|%)?|1(?:px|pt)?)\s*(?:;|!|$)"
_NOTHING_TALL: Final = re.compile(rf"(?<![-\w])(?:max-)?(?:height|width){_NOTHING}")
_NO_HEIGHT: Final = re.compile(rf"(?<![-\w])(?:max-)?height{_NOTHING}")
_NO_WIDTH: Final = re.compile(rf"(?<![-\w])(?:max-)?width{_NOTHING}")
_CLIPPED: Final = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip|auto|scroll)")
_COLOUR: Final = re.compile(r"color(?<![-\w]color)\s*:\s*([^;!]+)")
_GROUND: Final = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)")
_SIMPLE: Final = re.compile(r"[.#][\w-]+")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SHEET_LIMIT: Final = 100_000
_RULE_LIMIT: Final = 3000


@lru_cache(maxsize=2048)
def hidden_style(style: str) -> bool:
    """Whether declarations such as those of a ``style`` attribute hide an element's text."""
    text = style.lower()
    for sign, pattern in _HIDING:
        if sign in text and pattern.search(text):
            return True
    if "overflow" in text and _CLIPPED.search(text) and _NOTHING_TALL.search(text):
        return True
    if "height" in text and _NO_HEIGHT.search(text) and _NO_WIDTH.search(text):
        return True
    if "background" not in text:
        return False
    colour, ground = _COLOUR.search(text), _GROUND.search(text)
    return bool(colour and ground and _plain(colour.group(1)) == _plain(ground.group(1)))


def _plain(colour: str) -> str:
    text = "".join(colour.split())
    return {"white": "#fff", "#ffffff": "#fff", "black": "#000", "#000000": "#000"}.get(text, text)


def sheet_names(sheets: Iterable[str]) -> frozenset[str]:
    """The classes and ids, such as ``.x`` and ``#y``, that style sheets hide by a simple rule.

    What stands in a media query hides on some screens only.
    """
    return frozenset(name for sheet in sheets for name in _hidden_names(sheet[:_SHEET_LIMIT]))


@lru_cache(maxsize=256)
def _hidden_names(sheet: str) -> frozenset[str]:
    found: set[str] = set()
    depth = 0
    for chunk in _COMMENT.sub("", sheet).split("}"):
        parts = chunk.split("{")
        if len(parts) != 2:
            depth = max(0, depth + len(parts) - 2)
        elif not depth and len(chunk) < _RULE_LIMIT:
            selectors, style = parts
            # Most selectors name more than one class, and what their rules say need not be asked.
            if (names := _simple(selectors.strip())) and hidden_style(style):
                found.update(names)
    return frozenset(found)


def _simple(selectors: str) -> list[str]:
    """Those of a rule's selectors that are one class or id."""
    if "," in selectors:
        names = map(str.strip, selectors.split(","))
        return [name for name in names if " " not in name and _SIMPLE.fullmatch(name)]
    one = " " not in selectors and _SIMPLE.fullmatch(selectors)
    return [selectors] if one else []
