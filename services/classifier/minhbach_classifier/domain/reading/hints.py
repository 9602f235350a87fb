"""What an element's name, id and classes say of its part in the page."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_NEVER: Final = frozenset(
    (
        *("nav", "footer", "aside", "button", "select"),
        *("textarea", "figcaption", "label", "menu", "head"),
    )
)
_WHOLE: Final = frozenset(["body", "html", "article"])
# Each begins with a letter, and what must not stand before it is looked at behind it: thus the
# search skips from one first letter to the next.
_DOUBTED: Final = re.compile(
    r"comment|binh-?luan|footer|chan-?trang|sidebar|side-?bar|side-?nav|related|lien-?quan|"
    r"breadcrumb|menu(?<![a-z]menu)|navi?(?![a-z])|navbar|share|sharing|social|"
    r"tag(?<![a-z]tag)s?(?![a-z])|banner|advert|ad(?<![a-z]ad)s?(?![a-z])|quang-?cao|widget|"
    r"popup|modal|cookie|newsletter|"
    r"subscri|promo|paging|pagination|pager|tin-?khac|cung-?chuyen|most-?read|xem-?nhieu|doc-?nhieu|"
    r"rating|vote|toolbar|caption|copyright|sponsor|outbrain|taboola|byline|author|recommend|"
    r"more-?stories|read-?more|xem-?them|skip|masthead|disqus|reply|printfriendly|disclaimer"
)
_FOOTING: Final = re.compile(
    r"foot(?:er)?(?![a-z])|footer|chan-?trang|bottom(?<![a-z]bottom)|copy-?right|ban-?quyen|"
    r"site-?info"
)
_TITLED: Final = re.compile(r"title|tieu-?de|headline|ten-?bai|post-?name")


class Hints(NamedTuple):
    """What an element seems to be."""

    never: bool
    """Never part of a text."""
    doubted: bool
    """Boilerplate by its name, unless it holds most of the page's prose."""
    footing: bool
    """A footer by its name."""
    titled: bool
    """A headline by its name."""


def hints(tag: str, hint: str) -> Hints:
    """What a tag and its id and classes (lower case) say."""
    said = [_said(word) for word in hint.split()] if hint else ()
    return Hints(
        tag in _NEVER,
        tag not in _WHOLE and any(doubted for doubted, _, _ in said),
        any(footing for _, footing, _ in said),
        any(titled for _, _, titled in said),
    )


@lru_cache(maxsize=10_000)
def _said(word: str) -> tuple[bool, bool, bool]:
    return bool(_DOUBTED.search(word)), bool(_FOOTING.search(word)), bool(_TITLED.search(word))
