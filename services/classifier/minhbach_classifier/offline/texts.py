"""A page made of a bare title and text, and a page of which more is known than it says."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from minhbach_classifier.domain.model import Original, Page, PageText, Range, Segment
from minhbach_classifier.domain.reading.edges import credit_ending, is_credit_line
from minhbach_classifier.domain.sources.times import day_of
from minhbach_classifier.domain.text import canonical
from minhbach_shared.vocabulary import PageKind

_LINE: Final = 80
"""Characters of a line that is no prose where it does not end as a sentence does."""
_SENTENCE_END: Final = re.compile(r"[.!?…:;]['\"”’)\]]*$")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a page from outside; it outranks what the page says."""

    address: str | None = None
    kind: PageKind | None = None
    published_at: datetime | None = None
    """Aware."""
    to_day: bool = False
    """True where only the day is known."""


def text_page(title: str, text: str, given: Given, address: str) -> Page:
    """A page whose visible text is a title and a text, a line a paragraph; an article unless told.

    Lines that credit a source, and bare lines at both ends, stand beside the text, not in it.
    """
    lines = [line for line in _lines(title, text) if line]
    written = "\n".join(lines)
    spelt = canonical(written)
    shown = written if spelt is None else spelt.text
    places = _places(shown)
    title_place = places[0] if places and _spaced(title) else None
    below = places[1:] if title_place else places
    kind = given.kind or "article"
    main, beside = _parted(shown, below) if kind == "article" else ((), ())
    return Page(
        address=address,
        kind=kind,
        body=PageText(
            shown,
            (Segment(0, len(shown)),),
            None if spelt is None else Original(written, spelt.starts, spelt.ends),
        ),
        title=title_place,
        headline=shown[title_place.start : title_place.end] if title_place else "",
        main=main,
        credit_area=beside,
        published_at=given.published_at,
        published_to_day=given.to_day,
    )


def outranked(page: Page, given: Given) -> Page:
    """The page with what is known of it in place of what it says."""
    known = page if given.kind is None else replace(page, kind=given.kind)
    if given.published_at is None:
        return known
    read = page.published_at
    same = read is not None and day_of(read) == day_of(given.published_at)
    return replace(
        known,
        published_at=given.published_at,
        published_to_day=given.to_day,
        # A time that is not the page's own may be the source's, beside its credit.
        published_span=page.published_span if same else None,
    )


def _lines(title: str, text: str) -> list[str]:
    return [_spaced(title), *(_spaced(line) for line in _BREAKS.sub("\n", text).split("\n"))]


def _spaced(line: str) -> str:
    spaced = _SPACES.sub(" ", line.replace("\n", " ")).strip()
    return spaced if any(_is_seen(letter) for letter in spaced) else ""


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cf", "Cc", "Zs", "Mn")


def _places(shown: str) -> tuple[Range, ...]:
    places: list[Range] = []
    at = 0
    for line in shown.split("\n"):
        places.append(Range(at, at + len(line)))
        at += len(line) + 1
    return tuple(place for place in places if place.end > place.start)


def _parted(shown: str, places: Sequence[Range]) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """The text's places, and those beside it where a credit may stand."""
    prose = [p for p in places if _is_prose(shown, p)] or list(places)
    if not prose:
        return (), ()
    first, last = prose[0], prose[-1]
    main = [p for p in places if first <= p <= last and not is_credit_line(shown[p.start : p.end])]
    beside = [p for p in places if p not in main]
    if main and (at := credit_ending(shown[main[-1].start : main[-1].end])) is not None:
        closing = main.pop()
        beside = sorted([*beside, Range(closing.start + at, closing.end)])
        if shown[closing.start : closing.start + at].strip():
            main.append(Range(closing.start, closing.start + at))
    return tuple(main), tuple(beside)


def _is_prose(shown: str, place: Range) -> bool:
    words = shown[place.start : place.end]
    if is_credit_line(words):
        return False
    return len(words) > _LINE or _SENTENCE_END.search(words) is not None
