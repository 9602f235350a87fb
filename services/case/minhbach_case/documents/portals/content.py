"""The ranking as plain words: what the page and the PDF show. Nothing in here is markup."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from minhbach_case.documents.letter import Closing, Letterhead
from minhbach_case.web.texts import Language


@dataclass(frozen=True, slots=True)
class RankedLine:
    """A portal in its place; ``lower``, ``upper`` and ``at`` are of 100, for the picture."""

    place: str
    places: str
    name: str
    office: str
    points: str
    bounds: str
    known: str
    lower: float
    upper: float
    at: float | None


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What is not known of a portal, a sentence a line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion as the set states it."""

    title: str
    weight: str
    about: str
    basis: str
    counting: str


@dataclass(frozen=True, slots=True)
class RankingDocument:
    """A whole ranking; ``words`` are the template's own, by name."""

    template: ClassVar[str] = "portals"

    language: Language
    title: str
    author: str
    at: datetime
    draft: str
    head: Letterhead
    opening: tuple[str, ...]
    ranked: tuple[RankedLine, ...]
    columns: tuple[str, ...]
    points: tuple[tuple[str, ...], ...]
    apart: tuple[Unknowns, ...]
    unknown: tuple[Unknowns, ...]
    general: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    closing: Closing
    words: dict[str, str]
