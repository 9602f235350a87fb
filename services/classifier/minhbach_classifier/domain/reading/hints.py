"""What an element's name, id and classes say of its part in the page."""

import re
from functools import lru_cache
from typing import Final

_NEVER: Final = frozenset(
    (
        *("nav", "footer", "aside", "button", "select"),
        *("textarea", "figcaption", "label", "menu", "head"),
    )
)
_WHOLE: Final = frozenset(["body", "html", "article"])


def _by_first_letter(names: str) -> str:
    """The names with those that begin alike put together: a third of the search's time."""
    rests: dict[str, list[str]] = {}
    for name in names.split("|"):
        rests.setdefault(name[0], []).append(name[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())


# Each begins with a letter, and what must not stand before it is looked at behind it: thus the
# search skips from one first letter to the next.
_DOUBTED: Final = re.compile(
    _by_first_letter(
        r"comment|binh-?luan|footer|chan-?trang|sidebar|side-?bar|side-?nav|related|lien-?quan|"
        r"breadcrumb|menu(?<![a-z]menu)|navi?(?![a-z])|navbar|share|sharing|social|"
        r"tag(?<![a-z]tag)s?(?![a-z])|banner|advert|ad(?<![a-z]ad)s?(?![a-z])|quang-?cao|widget|"
        r"popup|modal|cookie|newsletter|"
        r"subscri|promo|paging|pagination|pager|tin-?khac|cung-?chuyen|most-?read|xem-?nhieu|doc-?nhieu|"
        r"rating|vote|toolbar|caption|copyright|sponsor|outbrain|taboola|byline|author|recommend|"
        r"more-?stories|read-?more|xem-?them|skip|masthead|disqus|reply|printfriendly|disclaimer"
    )
)
_FOOTING: Final = re.compile(
    r"foot(?:er)?(?![a-z])|footer|chan-?trang|bottom(?<![a-z]bottom)|copy-?right|ban-?quyen|"
    r"site-?info"
)
_TITLED: Final = re.compile(r"title|tieu-?de|headline|ten-?bai|post-?name")


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


def hints(tag: str, hint: str) -> int:
    """What a tag and its id and classes (lower case) say it is: a byte, for compiled/prose.c."""
    said = NAMED if hint else 0
    for word in hint.split():
        said |= _said(word)
    return _OF_TAGS.get(tag, 0) | (said & ~DOUBTED if tag in _WHOLE else said)


@lru_cache(maxsize=10_000)
def _said(word: str) -> int:
    said = DOUBTED if _DOUBTED.search(word) else 0
    if _FOOTING.search(word):
        said |= FOOTING
    return said | TITLED if _TITLED.search(word) else said
