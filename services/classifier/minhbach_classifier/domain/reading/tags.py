"""What a tag says by itself, remembered: the pages of a site share nearly all of their tags."""

from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from typing import Final, Literal, NamedTuple

from minhbach_classifier.domain.reading.hiding import hidden_style
from minhbach_classifier.domain.reading.hints import Hints, hints
from minhbach_classifier.domain.reading.spelling import BLANK, NOTHING, Respelt, words_of

Kind = Literal["open", "close", "void"]

_INLINE: Final = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby"),
        *("s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        *("wbr", "input", "svg", "math"),
    )
)
_VOID: Final = frozenset(
    (
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img"),
        *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
    )
)
_NOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "a": ("href",),
    "base": ("href",),
    "html": ("lang",),
    "meta": ("property", "name", "itemprop", "content"),
    "time": ("datetime",),
}
"""Tags of which more is told, and by which attributes."""
_MUTED: Final = frozenset(["svg", "math", "object", "video", "audio", "canvas"])
"""Elements that hold a picture, or text for browsers that cannot show what they hold."""
_NOTHING: Final[Mapping[str, str]] = {}
_REMEMBERED: Final = 40_000
"""Pieces; those of some forty pages, so that the site at hand is known."""


class Tag(NamedTuple):
    """An opening tag, as far as many elements share it."""

    name: str
    inline: bool
    """Whether it leaves the line unbroken."""
    hint: str
    """Its id and classes, lower case."""
    names: frozenset[str]
    """As style sheets name it, such as ``.x`` and ``#y``."""
    hidden: bool
    muted: bool
    """Whether its text is none of the page's."""
    hints: Hints


class Piece(NamedTuple):
    """A tag and the text behind it."""

    kind: Kind
    inline: bool
    noted: bool
    """Whether the tag is more than a tag: it hides, is muted, links or tells something."""
    tag: Tag
    """For a closing tag one that says nothing."""
    told: Mapping[str, str]
    """Attributes of those tags that the walk takes note of; empty for all others."""
    text: str
    """The words behind the tag, as ``Words`` has them."""
    before: bool
    behind: bool
    respelt: Respelt | None


_NO_TAG: Final = Tag("", True, "", frozenset(), False, False, hints("", ""))


@lru_cache(maxsize=_REMEMBERED)
def piece(markup: str) -> Piece:
    """Take a piece apart, such as ``a href="/x">Tin``."""
    inside, _, text = markup.partition(">")
    words = NOTHING if not text else BLANK if text.isspace() else words_of(text)
    if inside.startswith("/"):
        name = inside[1:]
        noted = name == "a" or name in _MUTED
        return Piece("close", name in _INLINE, noted, _NO_TAG, _NOTHING, *words)
    name, _, rest = inside.partition(" ")
    rest = f" {rest}"
    tag = _tag(name, *_marks(rest))
    told = {key: _value(rest, f' {key}="') for key in _NOTED.get(name, ())} or _NOTHING
    noted = tag.hidden or tag.muted or name in _NOTED
    void = name in _VOID or name.startswith("!")
    return Piece("void" if void else "open", tag.inline, noted, tag, told, *words)


def _marks(rest: str) -> tuple[str, str, str, bool]:
    """Id, classes, style, and whether it has the attribute ``hidden``."""
    # A value has no bare quotation mark, so none of these can stand within one.
    return (
        _value(rest, ' id="'),
        _value(rest, ' class="'),
        _value(rest, ' style="'),
        ' hidden="' in rest,
    )


def _value(rest: str, opening: str) -> str:
    at = rest.find(opening)
    if at < 0:
        return ""
    at += len(opening)
    value = rest[at : rest.index('"', at)]
    return unescape(value) if "&" in value else value


@lru_cache(maxsize=_REMEMBERED)
def _tag(name: str, own: str, classes: str, style: str, unshown: bool) -> Tag:
    hint = f"{own} {classes}".lower().strip()
    names = frozenset([f"#{own}"] if own else []) | {f".{one}" for one in classes.split()}
    hidden = name == "noscript" or unshown or hidden_style(style)
    return Tag(name, name in _INLINE, hint, names, hidden, name in _MUTED, hints(name, hint))
