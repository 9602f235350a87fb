"""What stands above and below the text of every letter (Decree 30/2020/NĐ-CP, Annex I)."""

from dataclasses import dataclass
from datetime import date

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.letter import Closing, Letterhead
from minhbach_case.documents.printing import printable
from minhbach_case.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Frame:
    """Of one letter.

    Attributes:
        number: of the letter; ``file_number`` of the file that a copy is kept in.
        issued_on: the letter's day; None makes it a draft.
        sealed_by: whose digital signature the PDF will carry; None where it carries none.
    """

    t: Texts
    agency: Agency
    number: str
    file_number: str
    organisation: str
    issued_on: date | None
    sealed_by: str | None

    def head(self, name: str, subject: str) -> Letterhead:
        """What stands above the text."""
        return Letterhead(
            parent=printable(self.agency.parent).upper(),
            agency=printable(self.agency.name).upper(),
            country=self.t("country"),
            motto=self.t("motto"),
            number=self.t("number", number=self.number),
            place_and_date=self._place_and_date(),
            name=name.upper(),
            subject=subject,
        )

    def closing(self) -> Closing:
        """What stands below it."""
        return Closing(
            recipients_title=self.t("recipients"),
            recipients=(
                self.t("recipients.operator", organisation=self.organisation),
                self.t("recipients.file", number=self.file_number),
            ),
            signer_title=printable(self.agency.signer_title).upper(),
            signer_name=printable(self.agency.signer_name),
            signature=self._signature(),
        )

    @property
    def draft(self) -> str:
        """The word that marks a draft; empty where it is none."""
        return "" if self.issued_on else self.t("draft")

    def _place_and_date(self) -> str:
        place, day = printable(self.agency.place), self.issued_on
        if day is None:
            return self.t("draft.date", place=place or self.t("draft.blank"))
        where = f"{place}, " if place else ""
        return self.t("month", place=where, day=day.day, month=day.month, year=day.year)

    def _signature(self) -> str:
        if self.issued_on is None:
            return self.t("draft.signature")
        sealed = self.sealed_by
        return self.t("signature.seal", name=sealed) if sealed else self.t("signature.hand")
