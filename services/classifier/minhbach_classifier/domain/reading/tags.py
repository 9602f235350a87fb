"""What a tag says by itself, remembered: the pages of a site share nearly all of their tags."""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from typing import Final, Literal, NamedTuple

from minhbach_classifier.domain.reading.hiding import hides
from minhbach_classifier.domain.reading.hints import Hints, hints
from minhbach_classifier.domain.reading.spelling import NOTHING, Words, words_of

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
_NOTED: Final = frozenset(["a", "base", "html", "meta", "time"])
_ATTRIBUTE: Final = re.compile(r'([^\s=]+)="([^"]*)"')
_MUTED: Final = frozenset(["svg", "math", "object", "video", "audio", "canvas"])
"""Elements that hold a picture, or text for browsers that cannot show what they hold."""
_NOTHING: Final[Mapping[str, str]] = {}
_REMEMBERED: Final = 40_000
"""Pieces; those of some forty pages, so that the site at hand is known."""


class Tag(NamedTuple):
    """An opening tag."""

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
    attributes: Mapping[str, str]
    """Of those tags that the walk takes note of; empty for all others."""


class Piece(NamedTuple):
    """A tag and the text behind it."""

    kind: Kind
    inline: bool
    noted: bool
    """Whether an opening tag is more than a tag: it hides, links or tells something."""
    tag: Tag
    """For a closing tag one that says nothing."""
    words: Words


_NO_TAG: Final = Tag(
    "",
    inline=True,
    hint="",
    names=frozenset(),
    hidden=False,
    muted=False,
    hints=hints("", ""),
    attributes=_NOTHING,
)


@lru_cache(maxsize=_REMEMBERED)
def piece(markup: str) -> Piece:
    """Take a piece apart, such as ``a href="/x">Tin``."""
    inside, _, text = markup.partition(">")
    words = words_of(text) if text else NOTHING
    if inside.startswith("/"):
        name = inside[1:]
        noted = name == "a" or name in _MUTED
        return Piece("close", name in _INLINE, noted, _NO_TAG, words)
    tag = _tag(inside)
    noted = tag.hidden or tag.muted or tag.name in _NOTED
    void = tag.name in _VOID or tag.name.startswith("!")
    return Piece("void" if void else "open", tag.inline, noted, tag, words)


@lru_cache(maxsize=_REMEMBERED)
def _tag(inside: str) -> Tag:
    name, _, rest = inside.partition(" ")
    written = dict(_ATTRIBUTE.findall(rest)) if rest else _NOTHING
    if "&" in rest:
        written = {key: unescape(value) for key, value in written.items()}
    own, classes = written.get("id", ""), written.get("class", "")
    hint = f"{own} {classes}".lower().strip()
    names = frozenset([f"#{own}"] if own else []) | {f".{one}" for one in classes.split()}
    hidden = name == "noscript" or (bool(written) and hides(written))
    kept = written if name in _NOTED else _NOTHING
    return Tag(name, name in _INLINE, hint, names, hidden, name in _MUTED, hints(name, hint), kept)
