"""What a tag says by itself, remembered: the pages of a site share nearly all of their tags."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from html import unescape
from typing import Final, Literal, NamedTuple, cast

from minhbach_classifier.domain.reading.hiding import hidden_style
from minhbach_classifier.domain.reading.hints import hints
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
_ATTRIBUTE: Final = re.compile(r' ([^ ]+?)="([^"]*)"')
_REMEMBERED: Final = 20_000
"""Pieces; those of some twenty pages, so that the site at hand is known."""
_TAGS: Final = 10_000


class Tag(NamedTuple):
    """An opening tag, as far as many elements share it."""

    name: str
    inline: bool
    """Whether it leaves the line unbroken."""
    names: tuple[str, ...]
    """As style sheets name it, such as ``.x`` and ``#y``."""
    hidden: bool
    muted: bool
    """Whether its text is none of the page's."""
    hints: int
    """What it seems to be, as reading/hints.py has it."""


Said = tuple[Kind, bool, bool, Tag, Mapping[str, str]]
"""What kind of tag it is; whether it leaves the line unbroken; whether it is more than a tag, for
it hides, is muted, links or tells something; the tag, for a closing one one that says nothing; and
the attributes of those tags that the walk takes note of, none for all others."""
Piece = tuple[Kind, bool, bool, Tag, Mapping[str, str], str, bool, bool, Respelt | None]
"""A tag and the text behind it: as ``Said``, then as ``Words``. A plain tuple, for there are
thousands and each is taken apart at once."""
_Fields = tuple[str, bool, tuple[str, ...], bool, bool, int]
# What its ``_make`` does, in a third of its time.
_TAG: Final = cast("Callable[[_Fields], Tag]", partial(tuple.__new__, Tag))
_NO_TAG: Final = Tag("", True, (), False, False, hints("", ""))


@lru_cache(maxsize=_REMEMBERED)
def piece(markup: str) -> Piece:
    """Take a piece apart, such as ``a href="/x">Tin``."""
    inside, _, text = markup.partition(">")
    words = NOTHING if not text else BLANK if text.isspace() else words_of(text)
    return (*_said(inside), *words)


@lru_cache(maxsize=_TAGS)
def _said(inside: str) -> Said:
    """A tag without its brackets taken apart."""
    if inside.startswith("/"):
        name = inside[1:]
        # Within a picture, ``<frame>`` or ``<link>`` is an element that has an end.
        ending: Kind = "void" if name in _VOID else "close"
        return ending, name in _INLINE, name == "a" or name in _MUTED, _NO_TAG, _NOTHING
    name, _, rest = inside.partition(" ")
    kind: Kind = "void" if name in _VOID or name.startswith("!") else "open"
    found = _attributes(rest) if rest else {}
    # What holds nothing hides nothing.
    tag = tag_of(name, *_marks(found if kind == "open" else {}))
    if (noted := _NOTED.get(name)) is None:
        return kind, tag.inline, tag.hidden or tag.muted, tag, _NOTHING
    return kind, tag.inline, True, tag, {key: found.get(key, "") for key in noted}


def _attributes(written: str) -> Mapping[str, str]:
    """The attributes as the parser writes them: a space before each, no bare quote in a value."""
    found = _ATTRIBUTE.findall(f" {written}")
    return {name: unescape(value) if "&" in value else value for name, value in found}


def _marks(found: Mapping[str, str]) -> tuple[str, str, str, bool]:
    """Id, classes, style, and whether it has the attribute ``hidden``."""
    id_, classes, style = (found.get(name, "") for name in ("id", "class", "style"))
    return id_, classes, style, "hidden" in found


def tag_of(name: str, own: str, classes: str, style: str, unshown: bool) -> Tag:
    """What a tag says by its id, classes and style, and by having the attribute ``hidden``."""
    names = tuple([f".{one}" for one in classes.split()]) if classes else ()
    if own:
        names += (f"#{own}",)
    hidden = unshown or name == "noscript" or (style != "" and hidden_style(style))
    said = hints(name, f"{own} {classes}".lower().strip() if names else "")
    return _TAG((name, name in _INLINE, names, hidden, name in _MUTED, said))
