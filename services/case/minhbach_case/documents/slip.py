"""The slip that is signed when a letter is handed over: what, to whom, when, by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.letter import Letterhead
from minhbach_case.documents.printing import printable
from minhbach_case.domain.commands import ServiceWay
from minhbach_case.web.texts import Language, Texts, show_date

_OPEN: Final = "……/……/…………"
# E-mail is not handed over.
_WAYS: Final[tuple[ServiceWay, ...]] = ("hand", "post", "portal")


@dataclass(frozen=True, slots=True)
class Handed:
    """A letter as its slip names it.

    Attributes:
        name: what it is, as `Quyết định`; ``number`` is None until it has one.
        pdf_digest: SHA-256 of the file, in hexadecimal.
        served_on: the day, where it was served; ``way`` beside it.
    """

    name: str
    number: str | None
    organisation: str
    pdf_digest: str
    made_at: datetime
    served_on: date | None = None
    way: ServiceWay | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip as a page; both sign below the rows."""

    template: ClassVar[str] = "slip"

    language: Language
    title: str
    author: str
    at: datetime
    draft: str
    head: Letterhead
    rows: tuple[tuple[str, str], ...]
    signers: tuple[str, str]


def slip_of(letter: Handed, agency: Agency, t: Texts) -> Slip:
    """The slip of a letter; what is not known yet is left open to write in."""
    number = letter.number or "……"
    head = Letterhead(
        parent=printable(agency.parent).upper(),
        agency=printable(agency.name).upper(),
        country=t("country"),
        motto=t("motto"),
        number="",
        place_and_date="",
        name=t("letters.slip_title").upper(),
        subject=t("letters.slip_number", number=number),
    )
    return Slip(
        language=t.language,
        title=f"{t('letters.slip_title')} {number}",
        author=printable(agency.name),
        at=letter.made_at,
        draft="",
        head=head,
        rows=tuple(_rows(letter, t)),
        signers=(t("letters.giver"), t("letters.receiver")),
    )


def _rows(letter: Handed, t: Texts) -> Iterator[tuple[str, str]]:
    yield t("letters.letter"), f"{letter.name} {letter.number or ''}".strip()
    yield t("letters.to_whom"), printable(letter.organisation)
    yield t("letters.pdf_digest"), letter.pdf_digest
    ways = [letter.way] if letter.way else _WAYS
    mark = "" if letter.way else "☐ "
    yield t("form.way"), "   ".join(f"{mark}{t(f'way.{way}')}" for way in ways)
    yield t("letters.served_on"), show_date(letter.served_on) if letter.served_on else _OPEN
