"""What a page hides from its readers, by attribute, inline style or its own style sheet."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])"
    r"|(?<![-\w])opacity\s*:\s*0(?![.\d])|text-indent\s*:\s*-\d{3,}"
    r"|(?<![-\w])(?:left|top|right|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*0|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
_NOTHING_TALL: Final = re.compile(
    r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE
)
_COLOUR: Final = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND: Final = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_SIMPLE: Final = re.compile(r"[.#][\w-]+")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SHEET_LIMIT: Final = 100_000
_RULE_LIMIT: Final = 3000


@lru_cache(maxsize=2048)
def hidden_style(style: str) -> bool:
    """Whether declarations such as those of a ``style`` attribute hide an element's text."""
    if not style:
        return False
    if _HIDING.search(style):
        return True
    if _NOTHING_TALL.search(style) and re.search(r"overflow\s*:\s*hidden", style, re.IGNORECASE):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    return bool(colour and ground and _same(colour.group(1), ground.group(1)))


def _same(colour: str, ground: str) -> bool:
    return _plain(colour) == _plain(ground)


def _plain(colour: str) -> str:
    text = "".join(colour.lower().split())
    return {"white": "#fff", "#ffffff": "#fff", "black": "#000", "#000000": "#000"}.get(text, text)


def sheet_names(sheets: Iterable[str]) -> frozenset[str]:
    """The classes and ids, such as ``.x`` and ``#y``, that style sheets hide by a simple rule.

    What stands in a media query hides on some screens only.
    """
    return frozenset(name for sheet in sheets for name in _hidden_names(sheet[:_SHEET_LIMIT]))


@lru_cache(maxsize=256)
def _hidden_names(sheet: str) -> frozenset[str]:
    return frozenset(
        selector
        for selectors, style in _rules(_COMMENT.sub("", sheet))
        if hidden_style(style)
        for selector in map(str.strip, selectors.split(","))
        if _SIMPLE.fullmatch(selector)
    )


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no other block."""
    depth = 0
    for chunk in sheet.split("}"):
        opened = chunk.count("{")
        if opened == 1 and not depth and len(chunk) < _RULE_LIMIT:
            selectors, _, style = chunk.partition("{")
            yield selectors, style
        depth = max(0, depth + opened - 1)
