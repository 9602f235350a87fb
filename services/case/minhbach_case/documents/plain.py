"""Letters that state no faults: corrections, retractions and reminders, a template's text each.

A template's text is paragraphs with an empty line between them; what a paragraph begins with says
what it is: ``# `` a heading, ``- `` an item, ``= `` centred, ``~ `` italic, ``! `` strong, and
``lead | words`` has its lead in bold. ``{reasons}`` alone stands for a person's own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from minhbach_case.documents.addressee import Addressee
from minhbach_case.documents.frame import Frame
from minhbach_case.documents.letter import Block, Heading, Items, Letter, Paragraph, Words
from minhbach_case.documents.printing import printable
from minhbach_case.domain.delivery import LetterKind
from minhbach_case.web.texts import Texts

_STYLES: Final[Mapping[str, Literal["centred", "italic", "strong"]]] = {
    "= ": "centred",
    "~ ": "italic",
    "! ": "strong",
}
_REASONS: Final = "{reasons}"
CODES: Final[Mapping[LetterKind, str]] = {
    "notice": "TB",
    "decision": "QĐ",
    "appeal": "QĐ",
    "correction": "TB",
    "retraction": "QĐ",
    "reminder": "CV",
    "report_reminder": "CV",
}


@dataclass(frozen=True, slots=True)
class Plain:
    """One such letter.

    Attributes:
        text: the key of the template's text.
        number: of the letter; ``file_number`` is the case's, else the letter's own.
        fields: the template's own ones; organisation, site, address, agency, contact and number
            (of the case) are known.
        reasons: a person's words, where the text quotes some.
    """

    kind: LetterKind
    text: str
    number: str
    file_number: str
    addressee: Addressee
    at: datetime
    issued_on: date | None
    fields: Mapping[str, str]
    reasons: str = ""
    sealed_by: str | None = None


def plain_letter(plain: Plain, t: Texts) -> Letter:
    """The letter in the language of its texts; a draft where it has no day.

    Raises:
        KeyError: a field of the template is not given.
    """
    to = plain.addressee
    frame = Frame(
        t=t,
        agency=to.agency,
        number=plain.number,
        file_number=plain.file_number,
        organisation=to.organisation,
        issued_on=plain.issued_on,
        sealed_by=plain.sealed_by,
    )
    values = _values(plain)
    name = t(f"{plain.kind}.name")
    return Letter(
        language=t.language,
        title=f"{name} {plain.number}",
        author=printable(to.agency.name),
        at=plain.at,
        draft=frame.draft,
        head=frame.head(name, t(f"{plain.kind}.subject", **values)),
        body=(*_decider(plain), *_body(t.words[plain.text], values, plain.reasons)),
        closing=frame.closing(),
        annex_title="",
        annex_subject="",
        annex=(),
    )


def _values(plain: Plain) -> dict[str, str]:
    to = plain.addressee
    known = {
        "organisation": to.organisation,
        "site": to.site,
        "address": to.address,
        "agency": printable(to.agency.name),
        "contact": to.contact,
        "number": plain.file_number,
    }
    return known | {name: printable(value) for name, value in plain.fields.items()}


def _decider(plain: Plain) -> tuple[Paragraph, ...]:
    # Who decides stands above the grounds (Decree 30/2020/NĐ-CP, Annex III, sample 1.2).
    if CODES[plain.kind] != "QĐ":
        return ()
    return (Paragraph(printable(plain.addressee.agency.signer_title).upper(), style="centred"),)


def _body(text: str, values: Mapping[str, str], reasons: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for paragraph in text.split("\n\n"):
        if paragraph.strip() == _REASONS:
            lines = tuple(printable(line) for line in reasons.splitlines() if line.strip())
            blocks.append(Words("", lines))
        elif block := _block(" ".join(paragraph.split()), values):
            blocks.append(block)
    return tuple(blocks)


def _block(template: str, values: Mapping[str, str]) -> Block | None:
    # The marks are the template's: a value that looks like one is words.
    mark = template[:2] if template[:2] in ("# ", "- ", *_STYLES) else ""
    lead, parted, tail = template.removeprefix(mark).partition(" | ")
    words = (tail if parted else lead).format(**values).strip()
    if not words:
        return None
    match mark:
        case "# ":
            return Heading(words)
        case "- ":
            return Items((words,))
        case "":
            return Paragraph(words, lead.format(**values) if parted else "")
        case _:
            return Paragraph(words, style=_STYLES[mark])
