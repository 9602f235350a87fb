"""The credits that a page shows: beside its head, under its text, and at the text's end.

Only what a reader sees counts: metadata and a link's address alone are no credit
(Decree 72/2013 Art 3(18), 20(2): the source's author or agency, and when it was published).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from minhbach_classifier.domain.model import Page, Range, RegisterRecord
from minhbach_classifier.domain.sources.credit_lines import CreditLine, read_credit_line
from minhbach_classifier.domain.sources.names import names_site
from minhbach_classifier.domain.sources.times import StatedTime, read_time

_TAIL_BLOCKS: Final = 3
_POSTED: Final = re.compile(
    r"^[\s(\[*–-]*(?:(?:thời gian|ngày|giờ)\s+)?(?:(?:đã\s+)?(?:đăng|xuất bản|phát)(?:\s+\w+)?"
    r"(?:\s+(?:bài|gốc|tin))*|lúc|bài gốc)\b",
    re.IGNORECASE,
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
    time_place: Range | None = None
    link: str | None = None
    """Address of the visible link that the credit's words are."""


def read_credits(page: Page) -> tuple[Credit, ...]:
    """The credit lines of a page, in its order; empty where it names no source."""
    places = sorted({*_visible(page, page.credit_area), *page.main[:1], *page.main[-_TAIL_BLOCKS:]})
    found: dict[Range, Credit] = {}
    for at, place in enumerate(places):
        for line in read_credit_line(page.words(place)):
            credit = _credit(page, place, line, places[at + 1 : at + 2])
            found.setdefault(credit.place, credit)
    return tuple(found[place] for place in sorted(found))


def credits_of(page: Page, site: RegisterRecord) -> tuple[Credit, ...]:
    """The credits that name one site, its bare name beside the text's head among them."""
    said = tuple(c for c in read_credits(page) if any(names_site(n, site) for n in c.names))
    return said or tuple(_bare(page, site))


def _bare(page: Page, site: RegisterRecord) -> Iterator[Credit]:
    for place in _visible(page, page.credit_area):
        words = page.words(place)
        names = [piece for piece in _PIECES.split(words) if piece and names_site(piece, site)]
        if names:
            start = place.start + words.index(names[0])
            time = _own_time_aside(page, read_time(words), place.start)
            end = max(start + len(names[0]), time.place.end if time else 0)
            yield Credit(
                names[0],
                tuple(names),
                time.value if time else None,
                Range(min(start, time.place.start if time else start), end),
                time.place if time else None,
                _link(page, Range(start, start + len(names[0]))),
            )


def _credit(page: Page, place: Range, line: CreditLine, after: Sequence[Range]) -> Credit:
    time = _own_time_aside(page, line.time, place.start)
    own = Range(place.start + line.place.start, place.start + line.place.end)
    if time is None and line.time is None:
        time = _posted_beside(page, own.end, place, after)
    return Credit(
        line.name,
        line.names,
        time.value if time else None,
        Range(own.start, max(own.end, time.place.end if time else 0)),
        time.place if time else None,
        _link(page, own),
    )


def _own_time_aside(page: Page, time: StatedTime | None, start: int) -> StatedTime | None:
    """The time with its place in the page; none where it is the page's own publication."""
    if time is None:
        return None
    place = Range(time.place.start + start, time.place.end + start)
    own = page.published_span
    if own is not None and own.start < place.end and place.start < own.end:
        return None
    return StatedTime(time.value, place)


def _posted_beside(
    page: Page, end: int, place: Range, after: Sequence[Range]
) -> StatedTime | None:
    """``đăng ngày …`` behind the credit, in its block or the next."""
    for rest in (Range(end, place.end), *(r for r in after if r.start - place.end <= 2)):
        words = page.words(rest)
        if _POSTED.match(words) or (rest.start == end and words.strip()):
            time = _own_time_aside(page, read_time(words[:80]), rest.start)
            if time is not None:
                return time
    return None


def _visible(page: Page, places: Sequence[Range]) -> list[Range]:
    return [
        place
        for place in places
        if not any(h.start < place.end and place.start < h.end for h in page.hidden)
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
