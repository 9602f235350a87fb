"""What must not reach the parser, nor what reads the text behind it.

A parser does quadratic work where elements nest deeply, where a tag has very many attributes and
in endless lists of options; and it multiplies elements where formatting is left open,
because each paragraph repeats it. The limits are ten times what the largest honest pages have.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from minhbach_classifier.compiled.library import TagCount, library
from minhbach_classifier.domain.model import Unreadable

MARKUP: Final = 6_000_000
"""Characters."""
TEXT: Final = 400_000
"""Characters outside of tags, scripts and style sheets; a code of law has three quarters of it."""
ELEMENTS: Final = 60_000
_DEPTH: Final = 3_000
_ATTRIBUTES: Final = 3_000
PLAIN_ATTRIBUTES: Final = 500
OTHER_ATTRIBUTES: Final = 2 * (_ATTRIBUTES - PLAIN_ATTRIBUTES)
"""With the space between them."""
_LISTED: Final = 8_000
_REPEATED: Final = 150_000
"""Elements with those that the parser adds because formatting was left open."""
_FEW: Final = 3_000
"""Opening tags that do no harm in any order, as long as little of it is formatting."""
_ALIKE: Final = 3
"""The parser keeps at most so many open of one formatting element with the same attributes."""
_PLAIN: Final = 12 * _ALIKE
"""Formatting elements without attributes that can be open at once."""

_FORMATTING: Final = frozenset(
    ("b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u")
)
_COSTLY: Final = frozenset(("option", "optgroup", "html", "body"))
"""The parser goes through all former options, and all attributes of the first root, each time."""
_FLAT: Final = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "p", "li", "td", "tr", "th", "dt", "dd", "option"),
        *("tbody", "thead", "tfoot"),
    )
)
_SPACE: Final = r"[ \t\n\f\r/]"
_ATTRIBUTE: Final = (
    rf"(?:{_SPACE}++|=?[^ \t\n\f\r/>=]++"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
    rf"|=(?=[ \t\n\f\r/>=]))"
)
"""One, or the space between two, as the standard's tokeniser has them."""
_BOUNDED_TAGS: Final = re.compile(
    # All of a page whose tags each hold so many attributes at most; possessive, thus linear.
    # First those written as most are, space and all in one step.
    rf"[^<]*+(?:<(?![a-zA-Z])[^<]*+"
    rf"|<[a-zA-Z][^ \t\n\f\r/>]*+(?:[ \n]++[a-zA-Z-]++=\"[^\"]*+\"){{0,{PLAIN_ATTRIBUTES}}}+"
    rf"(?:>[^<]*+|{_ATTRIBUTE}{{0,{OTHER_ATTRIBUTES}}}+(?:>[^<]*+|\Z)))*+"
)
_NO_MARKUP: Final = re.compile(
    # Where ``</`` closes nothing: comments, elements that hold no elements, values of attributes.
    rf"<!--.*?(?:--!?>|\Z)|<(script|style|textarea|title|xmp|iframe|noembed|noframes)"
    rf"(?={_SPACE}|>){_ATTRIBUTE}*+>.*?(?=</\1|\Z)|<[a-zA-Z][^ \t\n\f\r/>]*+{_ATTRIBUTE}*+",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN: Final = re.compile(r"<(?:svg|math)", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>]{0,200})")
_FORMATTED: Final = re.compile(
    # The first letters alone rule most tags out.
    r"<(?=[bBiIsSuUcCeEfFtT])(?:[bBiIsSuU]|[bB][iI][gG]|[cC][oO][dD][eE]|[eE][mM]|[fF][oO][nN][tT]"
    r"|[sS](?:[mM][aA][lL][lL]|[tT][rR](?:[iI][kK][eE]|[oO][nN][gG]))|[tT][tT])[ \t\n\f\r/]"
)
_NO_TEXT: Final = re.compile(
    r"<(script|style|template|svg)\b[^>]*+>[^<]*+(?:<(?!/\1)[^<]*+)*+|<!--[^<]*+|<[^<>]*+>?",
    re.IGNORECASE,
)


def harmful(source: str | bytes) -> Unreadable | None:
    """Whether reading this page would take beyond reason; a linear look, short on honest pages.

    Args:
        source: the markup, or its UTF-8.
    """
    # Bytes are as many as characters or more.
    if len(source) > TEXT and (failed := _too_large(_decoded(source))) is not None:
        return failed
    counted = _counted(source)
    if not counted.bounded:
        return Unreadable("too_large", f"a tag has more than {_ATTRIBUTES} attributes")
    if _is_harmless(counted):
        return None
    return _Tags().look(_without_false_ends(_decoded(source)))


def _decoded(source: str | bytes) -> str:
    return source if isinstance(source, str) else source.decode("utf-8", "replace")


def _too_large(markup: str) -> Unreadable | None:
    if len(markup) > MARKUP:
        return Unreadable("too_large", f"the page has more than {MARKUP} characters")
    if len(markup) > TEXT and sum(map(len, _texts(markup))) > TEXT:
        return Unreadable("too_large", f"the page has more than {TEXT} characters of text")
    return None


def _counted(source: str | bytes) -> TagCount:
    if (compiled := library()) is None:
        return count_tags(_decoded(source))
    body = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
    return compiled.count_tags(body, PLAIN_ATTRIBUTES, OTHER_ATTRIBUTES)


def count_tags(markup: str) -> TagCount:
    """What guard.c counts of a page's tags."""
    end = _BOUNDED_TAGS.match(markup)
    return TagCount(
        end is not None and end.end() == len(markup),
        markup.count("<"),
        markup.count("</"),
        len(_FORMATTED.findall(markup)),
    )


def _texts(markup: str) -> list[str]:
    # Splitting gives the names of scripts too, which are of no weight.
    return [text for text in _NO_TEXT.split(markup) if text]


def _is_harmless(counted: TagCount) -> bool:
    """Whether there are so few tags that no order of them does harm."""
    tags, weight = counted.tags, counted.formatting + _PLAIN
    if tags <= _FEW and tags * weight <= _REPEATED:
        return True
    opening = tags - counted.closing
    return opening <= _FEW and opening * weight <= _REPEATED


def _without_false_ends(markup: str) -> str:
    """The markup without ends of elements that are none, and without what holds no elements."""
    foreign = _FOREIGN.search(markup) is not None

    def kept(found: re.Match[str]) -> str:
        whole = found.group()
        # Inside of drawings such elements do hold others: there their tags count.
        if not foreign and (found.group(1) or whole.startswith("<!--")):
            return ""
        return whole.replace("</", "< /")

    return _NO_MARKUP.sub(kept, markup)


@dataclass(slots=True)
class _Tags:
    """What was counted so far."""

    open: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    elements: int = 0
    listed: int = 0
    formatting: dict[str, list[str]] = field(default_factory=dict)
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: int = 0
    """Formatting elements that the parser would open again in the next paragraph."""
    repeated: int = 0

    def look(self, markup: str) -> Unreadable | None:
        """Tag by tag; stops at the first limit that is passed."""
        for found in _TAG.finditer(markup):
            closing, name, rest = found.groups()
            if closing:
                self._close(name.lower())
            elif (failed := self._start(name.lower(), rest)) is not None:
                return failed
            self.repeated += 1 + self.kept
            if self.repeated > _REPEATED:
                return Unreadable("too_large", "formatting is left open again and again")
        return None

    def _start(self, name: str, rest: str) -> Unreadable | None:
        self.elements += 1
        self.listed += name in _COSTLY
        if self.elements > ELEMENTS or self.listed > _LISTED:
            return Unreadable("too_large", f"the page has more than {ELEMENTS} elements")
        if name in _FORMATTING:
            self._keep(name, rest)
        if name not in _FLAT:
            self.open[name] += 1
            self.depth += 1
        if self.depth > _DEPTH:
            return Unreadable("too_deep", f"elements are nested more than {_DEPTH} deep")
        return None

    def _keep(self, name: str, rest: str) -> None:
        self.formatting.setdefault(name, []).append(rest)
        self.alike[(name, rest)] += 1
        self.kept += self.alike[(name, rest)] <= _ALIKE

    def _close(self, name: str) -> None:
        if self.formatting.get(name):
            last = (name, self.formatting[name].pop())
            self.kept -= self.alike[last] <= _ALIKE
            self.alike[last] -= 1
        if self.open[name]:
            self.open[name] -= 1
            self.depth -= 1
