"""What an element's name, id and classes say of its part in the page."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import ahocorasick_rs

_NEVER: Final = frozenset(
    (
        *("nav", "footer", "aside", "button", "select"),
        *("textarea", "figcaption", "label", "menu", "head"),
    )
)
_WHOLE: Final = frozenset(["body", "html", "article"])


NEVER: Final = 1
"""Never part of a text."""
DOUBTED: Final = 2
"""Boilerplate by its name, unless it holds most of the page's prose."""
FOOTING: Final = 4
"""A footer, by its tag or its name."""
TITLED: Final = 8
"""A headline by its name."""
NAMED: Final = 16
"""It has an id or classes."""
HEADING: Final = 32
"""A heading of a page or an article."""
PARAGRAPH: Final = 64
TITLE: Final = 128
"""The page's name for itself."""
_OF_TAGS: Final = {
    **dict.fromkeys(_NEVER, NEVER),
    **dict.fromkeys(("h1", "h2", "h3"), HEADING),
    "footer": NEVER | FOOTING,
    "p": PARAGRAPH,
    "title": TITLE,
}
_NAMES: Final = (
    # ``-?`` stands for a hyphen or none; ``^`` and ``$`` for no letter before or behind.
    (DOUBTED, "comment binh-?luan footer chan-?trang sidebar side-?bar side-?nav related"),
    (DOUBTED, "lien-?quan breadcrumb ^menu nav$ navi$ navbar share sharing social ^tag$ ^tags$"),
    (DOUBTED, "banner advert ^ad$ ^ads$ quang-?cao widget popup modal cookie newsletter subscri"),
    (DOUBTED, "promo paging pagination pager tin-?khac cung-?chuyen most-?read xem-?nhieu"),
    (DOUBTED, "doc-?nhieu rating vote toolbar caption copyright sponsor outbrain taboola byline"),
    (DOUBTED, "author recommend more-?stories read-?more xem-?them skip masthead disqus reply"),
    (DOUBTED, "printfriendly disclaimer"),
    (FOOTING, "foot$ footer chan-?trang ^bottom copy-?right ban-?quyen site-?info"),
    (TITLED, "title tieu-?de headline ten-?bai post-?name"),
)
_AT_ONCE: Final = 10_000
"""Bytes; what is found of them is a list."""
_REACH: Final = 20
"""No name is as long."""


class _Name(NamedTuple):
    """A name in an id or a class, and what it says."""

    written: str
    says: int
    begins: bool
    """Whether no letter may stand before it."""
    ends: bool


def hints(tag: str, hint: str) -> int:
    """What a tag and its id and classes (lower case) say it is: a byte, for compiled/prose.c."""
    said = _said(hint.encode("utf-8", "replace")) if hint else 0
    return _OF_TAGS.get(tag, 0) | (said & ~DOUBTED if tag in _WHOLE else said)


def _said(hint: bytes) -> int:
    """What the names in an id and classes say; all names are sought in one pass."""
    names, search = _search()
    said = NAMED
    for at in range(0, len(hint), _AT_ONCE):
        part = hint[at : at + _AT_ONCE + _REACH]
        for which, start, end in search.find_matches_as_indexes(part, overlapping=True):
            _, says, begins, ends = names[which]
            amid = begins and hint[at + start - 1 : at + start].islower()
            if not amid and not (ends and hint[at + end : at + end + 1].islower()):
                said |= says
    return said


@lru_cache(maxsize=1)
def _search() -> tuple[tuple[_Name, ...], ahocorasick_rs.BytesAhoCorasick]:
    names = tuple(one for says, row in _NAMES for word in row.split() for one in _forms(word, says))
    written = [one.written.encode() for one in names]
    search = ahocorasick_rs.BytesAhoCorasick(
        written, implementation=ahocorasick_rs.Implementation.DFA
    )
    return names, search


def _forms(word: str, says: int) -> Iterator[_Name]:
    """With a hyphen and without."""
    written = word.strip("^$")
    for form in dict.fromkeys((written.replace("-?", ""), written.replace("-?", "-"))):
        yield _Name(form, says, word.startswith("^"), word.endswith("$"))
