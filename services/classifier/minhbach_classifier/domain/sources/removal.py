"""Whether a page says, in place of an article, that the article was taken down."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from minhbach_classifier.domain.model import Page, Range
from minhbach_classifier.domain.text import unmarked

LONGEST: Final = 120
"""Words of main text; a page that says more is an article, whatever it tells of."""
_LINE: Final = 40
"""Words of the line that says so."""

_ITEM: Final = (
    r"(?:bai(?: viet| bao| dang)?|tin(?: bai| tuc)?|noi dung|trang(?: web)?|duong (?:dan|link)"
    r"|lien ket|dia chi|thong tin|chuyen muc|video)"
)
_NOTICE: Final = re.compile(
    rf"{_ITEM}[^.!?\n]{{0,60}}\b(?:(?:da|vua)\s+(?:duoc |bi )?(?:go|xoa|thu hoi|rut|an)"
    r"|(?:da )?(?:duoc|bi) (?:go|xoa|thu hoi|rut)"
    r"|khong (?:con )?(?:ton tai|hien dien|duoc tim thay|kha dung|tim thay|co san)"
    r"|khong con(?: (?:ton tai|hien thi|truy cap|nua|duoc))?\b)"
    rf"|khong tim thay {_ITEM}|{_ITEM}[^.!?\n]{{0,40}}khong (?:the )?tim thay"
    r"|(?:loi )?404\b[^\n]{0,40}(?:khong|not found|error)|(?:page|article|content) (?:was )?"
    r"(?:not found|has been removed|no longer (?:exists|available))"
)
_SAID: Final = re.compile(
    r"khong|404|(?:da|vua|duoc|bi)\s+(?:duoc |bi )?(?:go|xoa|thu hoi|rut|an)"
    r"|not found|has been removed|no longer"
)
"""What every notice holds, in a quarter of the time."""
_ON_ORDER: Final = re.compile(
    r"\btheo (?:yeu cau|quyet dinh|van ban|chi dao|de nghi)\b"
    r"|\b(?:nguon|bao|toa soan|don vi)[^.\n]{0,40} da (?:go|xoa|rut)\b"
)


def removal_notice(page: Page) -> Range | None:
    """The line that says that what stood at this address was taken down; None if none does.

    Only a page without a text of its own can say so: news tell of removed posts, too.
    """
    if len(page.main_text.split()) > LONGEST:
        return None
    told = {place: words for place in _lines(page) if _is_short(words := page.words(place))}
    # In one go: whether any line holds a word of such a notice takes one look.
    plain = unmarked("\n".join(told.values()))
    if _SAID.search(plain) is None:
        return None
    lines = zip(told, plain.split("\n"), strict=True)
    return next((place for place, line in lines if _says_so(line)), None)


def removed_on_order(text: str) -> bool:
    """Whether a page says that an order, or the source, made it take the item down."""
    return _ON_ORDER.search(unmarked(text[:5000])) is not None


def _is_short(line: str) -> bool:
    # So few letters are no more words, a space between two.
    return len(line) <= 2 * _LINE or len(line.split(None, _LINE)) <= _LINE


def _says_so(plain: str) -> bool:
    return _SAID.search(plain) is not None and _NOTICE.search(plain) is not None


def _lines(page: Page) -> Iterator[Range]:
    """The visible lines outside links: a headline elsewhere may tell of a removed post."""
    text, after = page.text, 0
    behind = len(text) + 1
    covered = _merged([*(link.text for link in page.links), *page.hidden, *page.footer])
    for place in (*covered, Range(behind, behind)):
        yield from _between(text, after, place.start)
        after = place.end


def _between(text: str, after: int, before: int) -> Iterator[Range]:
    """The lines, blank ones apart, that stand whole between two places."""
    start = text.find("\n", after - 1, before) + 1 if after else 0
    if after and not start:
        return
    stop = len(text) if before > len(text) else text.rfind("\n", start, before + 1)
    for line in text[start : max(start, stop)].split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            yield Range(start, end)
        start = end + 1


def _merged(places: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    last = -1
    for place in sorted(p for p in places if p.end > p.start):
        if place.start > last:
            merged.append(place)
        elif place.end > last:
            merged[-1] = Range(merged[-1].start, place.end)
        last = max(last, place.end)
    return merged
