"""The credits that a page shows: beside its head, under its text, and at the text's end.

Only what a reader sees counts: metadata and a link's address alone are no credit
(Decree 72/2013 Art 3(18), 20(2): the source's author or agency, and when it was published).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from minhbach_classifier.domain.model import Page, Range, RegisterRecord
from minhbach_classifier.domain.same import Same
from minhbach_classifier.domain.sources.credit_lines import CreditLine, may_credit, read_credit_line
from minhbach_classifier.domain.sources.names import fold, may_name, names_site
from minhbach_classifier.domain.sources.times import StatedTime, read_time

_TAIL_BLOCKS: Final = 3
_LABEL: Final = re.compile(r"\W{0,3}(?:nguồn(?: tin| bài| dẫn)?|theo)\s*:?\s*", re.IGNORECASE)
_LABELLED: Final = 5
_LABELLED_LENGTH: Final = 120
_POSTED: Final = re.compile(
    r"^[\s(\[*–-]*(?:(?:thời gian|ngày|giờ)\s+)?(?:(?:đã\s+)?(?:đăng|xuất bản|phát)(?:\s+\w+)?"
    r"(?:\s+(?:bài|gốc|tin))*|lúc|bài gốc)\b",
    re.IGNORECASE,
)
_BEHIND_TIME: Final = re.compile(r"(?<=[\d)])[\s|–—,-]*(?=(?:Theo|Nguồn|Dẫn theo)\b)")
_OF_A_PICTURE: Final = re.compile(
    r"\W{0,3}(?:nguồn\s*)?(?:ảnh|hình|video|clip|đồ họa|photo)\b", re.IGNORECASE
)
_PIECES: Final = re.compile(r"\s*[|•·()\[\]–—]\s*|\s+-\s+|,\s+")


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that the page names, in sight of the reader."""

    name: str
    """The outlet's name as the page writes it; no person's."""
    names: tuple[str, ...]
    """Every name in the credit, for comparison only: never published."""
    time: datetime | date | None
    """When the source published it, as stated beside the credit; a day where no hour is."""
    place: Range
    """The credit with its time, in ``Page.text``."""
    own_time: bool = False
    """True where the page's own publication was read from the same place."""
    link: str | None = None
    """Address of the visible link that the credit's words are."""


def read_credits(page: Page) -> tuple[Credit, ...]:
    """The credit lines of a page, in its order; empty where it names no source."""
    return _read_credits(Same(page))


@lru_cache(maxsize=4)
def _read_credits(same: Same) -> tuple[Credit, ...]:
    # The text's own words and several duties ask for them, of a page and of its source.
    page = same.page
    beside = {*_visible(page, page.credit_area), *page.main[:1], *page.main[-_TAIL_BLOCKS:]}
    if not may_credit("\n".join([page.words(place) for place in beside])):
        return ()
    places = [part for place in sorted(beside) for part in _parted(page, place)]
    found: dict[Range, Credit] = {}
    for at, first in enumerate(places):
        if not may_credit(page.words(first)):
            continue
        place = _labelled(page, first, places[at + 1 : at + 1 + _LABELLED])
        for line in read_credit_line(page.words(place).replace("\n", " ")):
            after = [p for p in places[at + 1 :] if p.start >= place.end][:1]
            credit = _credit(page, place, line, after)
            found.setdefault(credit.place, credit)
    return tuple(found[place] for place in sorted(found))


def _parted(page: Page, place: Range) -> Iterator[Range]:
    """A line under the headline that begins with the page's own time, apart from its credit."""
    words = page.words(place)
    led = "Theo" in words or "Nguồn" in words or "Dẫn theo" in words
    found = _BEHIND_TIME.search(words) if led else None
    if found is None or read_time(words[: found.start()]) is None:
        yield place
        return
    yield Range(place.start, place.start + found.start())
    yield Range(place.start + found.end(), place.end)


def _labelled(page: Page, place: Range, after: Sequence[Range]) -> Range:
    """A label on a line, or in a table's cell, of its own, with what stands behind it."""
    if not _LABEL.fullmatch(page.words(place)):
        return place
    end = place.end
    for following in after:
        if following.start - end > 2 or following.end - place.start > _LABELLED_LENGTH:
            break
        end = following.end
    return Range(place.start, end)


def credits_of(page: Page, site: RegisterRecord) -> tuple[Credit, ...]:
    """The credits that name one site, its bare name beside the text's head among them."""
    said = tuple(c for c in read_credits(page) if _names(c, site))
    return said or tuple(_bare(page, site))


def _names(credit: Credit, site: RegisterRecord) -> bool:
    """By the whole of what it says, since a name may hold an ``&``, or by one of its names."""
    return any(names_site(name, site) for name in (credit.name, *credit.names))


def credits_shown_by(page: Page, source: Page) -> tuple[Credit, ...]:
    """The credits that name an author or agency whom the source itself shows beside its text."""
    said = read_credits(page)
    if not said:
        return ()
    places = _visible(source, (*source.credit_area, *source.main[-_TAIL_BLOCKS:]))
    shown = {fold(piece) for place in places for piece in _PIECES.split(source.words(place))}
    shown |= {fold(name) for credit in read_credits(source) for name in credit.names}
    return tuple(
        c for c in said if not {fold(c.name), *map(fold, c.names)}.isdisjoint(shown - {""})
    )


def _bare(page: Page, site: RegisterRecord) -> Iterator[Credit]:
    places = _visible(page, page.credit_area)
    if not may_name("\n".join([page.words(place) for place in places]), site):
        return
    for place in places:
        words = page.words(place)
        if _OF_A_PICTURE.match(words):
            continue
        time = read_time(words)
        parts = (words,) if time is None else (words[: time.place.start], words[time.place.end :])
        pieces = (piece.strip() for part in parts for piece in _PIECES.split(part))
        names = tuple(p for p in pieces if p and names_site(p, site))
        if names:
            start = place.start + words.index(names[0])
            name = Range(start, start + len(names[0]))
            yield _made(page, names[0], names, name, _placed(time, place.start))


def _credit(page: Page, place: Range, line: CreditLine, after: Sequence[Range]) -> Credit:
    said = Range(place.start + line.place.start, place.start + line.place.end)
    time = _placed(line.time, place.start) or _posted_beside(page, said.end, place, after)
    return _made(page, line.name, line.names, said, time)


def _made(
    page: Page, name: str, names: tuple[str, ...], said: Range, time: StatedTime | None
) -> Credit:
    whole = said if time is None else _around(said, time.place)
    return Credit(
        name,
        names,
        time.value if time else None,
        whole,
        own_time=time is not None and _is_own(page, time.place),
        link=_link(page, said),
    )


def _around(one: Range, other: Range) -> Range:
    return Range(min(one.start, other.start), max(one.end, other.end))


def _placed(time: StatedTime | None, start: int) -> StatedTime | None:
    if time is None:
        return None
    return StatedTime(time.value, Range(time.place.start + start, time.place.end + start))


def _is_own(page: Page, place: Range) -> bool:
    own = page.published_span
    return own is not None and own.start < place.end and place.start < own.end


def _posted_beside(page: Page, end: int, place: Range, after: Sequence[Range]) -> StatedTime | None:
    """``đăng ngày …`` behind the credit, in its block or the next."""
    for rest in (Range(end, place.end), *(r for r in after if r.start - place.end <= 2)):
        words = page.words(rest)
        time = _placed(read_time(words[:80]), rest.start)
        said = rest.start == end or _POSTED.match(words) is not None
        if time is not None and said and not _is_own(page, time.place):
            return time
    return None


def _visible(page: Page, places: Sequence[Range]) -> list[Range]:
    if not page.hidden or not places:
        return list(places)
    first, last = min(place.start for place in places), max(place.end for place in places)
    near = [hidden for hidden in page.hidden if hidden.start < last and first < hidden.end]
    return [
        place
        for place in places
        if not any(h.start < place.end and place.start < h.end for h in near)
    ]


def _link(page: Page, place: Range) -> str | None:
    return next(
        (
            link.address
            for link in page.links
            if not link.hidden and link.text.start < place.end and place.start < link.text.end
        ),
        None,
    )
