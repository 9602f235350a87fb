"""A letter as blocks of plain words: what the page and the PDF both show, so they cannot differ.

Nothing in here is markup of any kind. Whoever shows a letter decides how a block looks and escapes
every word of it: words of captured pages and of people stand in it as they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from minhbach_case.web.texts import Language

Side = Literal["source", "copy", "plain"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; marked where a copy and its source differ, or where a promotion stands."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a capture; ``cut`` where only their head is quoted."""

    label: str
    pieces: tuple[Piece, ...]
    side: Side = "plain"
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Source and copy side by side."""

    label: str
    left: Quote
    right: Quote


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a part of the letter."""

    text: str
    block: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, after a lead in bold (such as `Điều 1.`) where there is one."""

    text: str
    lead: str = ""
    style: Literal["plain", "italic", "strong", "small", "centred"] = "plain"
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    block: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; widths in shares, ``code`` columns in a fixed-width face."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    code: tuple[int, ...] = ()
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class FactBlock:
    """One fault: its particulars, and the exact words it rests on."""

    title: str
    rows: tuple[tuple[str, str], ...]
    says: tuple[str, ...]
    quotes: tuple[Quote, ...]
    pairs: tuple[Pair, ...]
    proof: tuple[tuple[str, str], ...]
    block: Literal["fact"] = "fact"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a person, quoted whole, a paragraph a line."""

    label: str
    lines: tuple[str, ...]
    block: Literal["words"] = "words"


Block = Heading | Paragraph | Items | Table | FactBlock | Words


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above the text (Decree 30/2020/NĐ-CP, Annex I)."""

    parent: str
    agency: str
    country: str
    motto: str
    number: str
    place_and_date: str
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands below the text: recipients on the left, the signature on the right."""

    recipients_title: str
    recipients: tuple[str, ...]
    signer_title: str
    signer_name: str
    signature: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter; ``draft`` is the word that marks one, empty where it is none."""

    template: ClassVar[str] = "letter"

    language: Language
    title: str
    author: str
    at: datetime
    draft: str
    head: Letterhead
    body: tuple[Block, ...]
    closing: Closing
    annex_title: str
    annex_subject: str
    annex: tuple[Block, ...]
