"""What a page hides from its readers, by attribute, inline style or its own style sheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

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
_RULE: Final = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE: Final = re.compile(r"[.#][\w-]+")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA: Final = re.compile(r"@(?:media|supports)[^{]{0,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SHEET_LIMIT: Final = 100_000


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


def hides(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's own attributes hide it."""
    return "hidden" in attributes or hidden_style(attributes.get("style") or "")


@dataclass(frozen=True, slots=True)
class HiddenBySheet:
    """The classes and ids that the page's own style sheets hide by a simple rule."""

    names: frozenset[str]
    """With their mark, such as ``.x`` or ``#y``."""

    @classmethod
    def of(cls, sheets: Iterable[str]) -> Self:
        """Read simple rules; what stands in a media query hides on some screens only."""
        names: set[str] = set()
        for sheet in sheets:
            plain = _MEDIA.sub("", _COMMENT.sub("", sheet[:_SHEET_LIMIT]))
            for rule in _RULE.finditer(plain):
                if hidden_style(rule.group(2)):
                    names.update(s for s in map(str.strip, rule.group(1).split(",")) if _bare(s))
        return cls(frozenset(names))

    def hides(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element's class or id is hidden."""
        if not self.names:
            return False
        named = [f".{name}" for name in (attributes.get("class") or "").split()]
        return f"#{attributes.get('id')}" in self.names or any(n in self.names for n in named)


def _bare(selector: str) -> bool:
    return bool(_SIMPLE.fullmatch(selector))
