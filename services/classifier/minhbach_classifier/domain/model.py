"""The classifier's words: a page in one coordinate system, the register's record, a finding.

Every place in a page is a ``Range`` into ``Page.text``, whose letters are composed, so that every
pattern reads every page. Every quote is the page's own characters (``Page.written``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal, NamedTuple

from minhbach_shared.events import (
    Candidate,
    CitedSource,
    Evidence,
    PortalItem,
    SiteRecord,
    SiteVersion,
)
from minhbach_shared.personal import PersonalKind
from minhbach_shared.vocabulary import Duty, PageKind, Verdict

VIETNAM: Final = timezone(timedelta(hours=7), "+07:00")
"""Viet Nam keeps +07:00 the year round since 1975, so no zone table is needed."""

UnreadableReason = Literal[
    "empty",
    "too_large",
    "too_deep",
    "bad_encoding",
    "not_html",
]

Digester = Callable[[PersonalKind, str], str]
"""Kind and value of a personal value to its keyed digest under the site's salt (64 hex)."""

RegisterRecord = SiteRecord | SiteVersion
"""The register's record of the site, in the version that the snapshot names."""


class Range(NamedTuple):
    """``[start, end)`` in characters of ``Page.text``."""

    start: int
    end: int


class Segment(NamedTuple):
    """One text node's share of ``PageText.text``."""

    start: int
    end: int
    hidden: bool = False
    link: int | None = None
    """Index of the link in ``Page.links`` whose text this is part of."""


@dataclass(frozen=True, slots=True)
class Original:
    """A text as it was written, where composing its letters changed it."""

    text: str
    starts: Sequence[int]
    """Where each character of the composed text begins in it."""
    ends: Sequence[int]

    def place(self, place: Range) -> Range:
        """The written characters of a place in the composed text."""
        if place.end <= place.start:
            at = self.starts[place.start] if place.start < len(self.starts) else len(self.text)
            return Range(at, at)
        return Range(self.starts[place.start], self.ends[place.end - 1])


@dataclass(frozen=True, slots=True)
class PageText:
    """All text nodes of a document in order, visible and hidden, in one string.

    Blocks are separated by ``"\\n"``; white space inside a block is collapsed to one space;
    letters are composed (NFC) and zero-width characters dropped. ``segments`` ascend and do not
    overlap; the newlines between blocks belong to none.
    """

    text: str
    segments: Sequence[Segment]
    original: Original | None = None
    """None where the page was written so."""


class Link(NamedTuple):
    """A link with an address; ``text`` is its words' place (empty range for a picture's link)."""

    address: str
    """Resolved against the page's address; as written where it cannot be resolved."""
    text: Range
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from a capture."""

    address: str
    kind: PageKind
    body: PageText
    title: Range | None = None
    """The headline's place in the visible text (h1), where there is one."""
    headline: str = ""
    """The headline's words: of ``title``, else of og:title or <title> (not in the text)."""
    main: tuple[Range, ...] = ()
    """Blocks of the main text in order; no boilerplate, captions, lists, credit lines."""
    credit_area: tuple[Range, ...] = ()
    """Visible places beside the article's head and tail where a credit may stand."""
    published_at: datetime | None = None
    """Aware; with the page's own offset, +07:00 where the page gives none."""
    published_span: Range | None = None
    """Where it was read; none for metadata."""
    published_to_day: bool = False
    """True where the page gives a day without an hour (``published_at`` is then midnight)."""
    footer: tuple[Range, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: tuple[Range, ...] = ()
    charset: str = "utf-8"
    language: str | None = None

    @property
    def text(self) -> str:
        """The whole text, the coordinate system of every range."""
        return self.body.text

    def words(self, place: Range) -> str:
        """The words of a place, their letters composed."""
        return self.body.text[place.start : place.end]

    def written(self, place: Range) -> Range:
        """The place of these words in the text as it was written (white space collapsed)."""
        return place if self.body.original is None else self.body.original.place(place)

    @property
    def main_text(self) -> str:
        """The main text's blocks, joined by newlines (for matching keep the ranges)."""
        return "\n".join(self.words(r) for r in self.main)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing could be read: every duty is ``inconclusive``, never a breach (safeguard 5)."""

    reason: UnreadableReason
    detail: str


class Finding(NamedTuple):
    """A duty's verdict on one page, before it becomes an event."""

    duty: Duty
    verdict: Verdict
    confidence: float
    """0 to 1."""
    reason: str
    """Vietnamese, short, for officers; no personal data; at most 300 characters."""
    evidence: Evidence | None = None
    """Always there with ``breach``."""
    found_digest: str = ""
    """SHA-256 (hex) of what was found, independent of offsets, for the fault's id; breach only."""
    candidates: tuple[Candidate, ...] = ()
    cited: tuple[CitedSource, ...] = ()
    """Credited sources that were not read: another verdict once they are."""
    item: PortalItem | None = None
    """What a portal's page is an item of, whatever was found."""
