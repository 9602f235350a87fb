"""What goes out of a letter: its PDF, and the words of the mail that brings it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from minhbach_case.documents.addressee import Addressee
from minhbach_case.documents.letter import Letter
from minhbach_case.documents.plain import CODES, Plain, plain_letter
from minhbach_case.documents.printing import printable
from minhbach_case.documents.writing import case_number
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.delivery import LetterKind
from minhbach_case.letters import Letters
from minhbach_case.sending.act_letters import ActLetters
from minhbach_case.storage.letter_documents import Content, LetterEntry
from minhbach_case.web.texts import Language, show_date
from minhbach_shared.events import SiteRecord


@dataclass(frozen=True, slots=True)
class MailWords:
    """The mail that brings a letter."""

    subject: str
    text: str


class Composer:
    """Letters and their mails, from the templates."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self.acts = ActLetters(letters)

    def fields(self, kind: LetterKind, language: Language) -> frozenset[str]:
        """The fields that a reminder has to be given."""
        known = {"organisation", "site", "address", "agency", "contact", "number"}
        return self._letters.wording.fields(kind, language) - known

    async def of_act(self, entry: LetterEntry, to: str) -> tuple[LetterEntry, Content]:
        """The letter of an act whose step stands.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        if entry.case_id is None or entry.step is None:
            raise ValueError(f"letter {entry.letter_id} follows no step")
        letter = await self.acts.issued(entry.case_id, entry.step, entry.language)
        statements = self._letters.statements
        record = await statements.record_at(entry.site_id, letter.at)
        return await self._made(entry, letter, record, to)

    async def of_reminder(
        self, entry: LetterEntry, fields: dict[str, str], record: SiteRecord, to: str
    ) -> tuple[LetterEntry, Content]:
        """A reminder with its fields.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        t, seal = self._letters.wording.texts[entry.language], self._letters.seal
        agency = self._letters.statements.agency
        own = entry.letter_id.hex[:8].upper()
        plain = Plain(
            kind=entry.kind,
            text=f"{entry.kind}.text",
            number=f"{own}/{CODES[entry.kind]}-{agency.code}",
            file_number=case_number(entry.case_id) if entry.case_id else own,
            addressee=Addressee(record, entry.site_name, agency, t),
            at=entry.created_at,
            issued_on=agency_day(entry.created_at),
            fields=fields,
            sealed_by=seal.name if seal else None,
        )
        return await self._made(entry, plain_letter(plain, t), record, to)

    def mail(
        self,
        kind: LetterKind,
        language: Language,
        number: str,
        day: date | None,
        record: SiteRecord | None,
        site_name: str,
    ) -> MailWords:
        """The mail that brings a letter, the same in the preview and when it goes."""
        t = self._letters.wording.texts[language]
        agency = self._letters.statements.agency
        to = Addressee(record, site_name, agency, t)
        name, own = t(f"{kind}.name"), printable(agency.name)
        text = t(
            "mail.text",
            organisation=to.organisation,
            agency=own,
            name=name,
            letter_number=number,
            day=show_date(day) if day else t("draft.blank"),
            what=t(f"mail.what.{kind}"),
            contact=to.contact,
        )
        return MailWords(t("mail.subject", name=name, letter_number=number, agency=own), text)

    async def mail_to_site(
        self, kind: LetterKind, language: Language, number: str, case: CaseFold, now: datetime
    ) -> MailWords:
        """The mail of an act that was not done yet."""
        record = await self._letters.statements.record_at(case.site_id, now)
        return self.mail(kind, language, number, None, record, case.site_name)

    def number_of(self, letter: Letter, kind: LetterKind) -> str:
        """A letter's number."""
        name = self._letters.wording.texts[letter.language](f"{kind}.name")
        return letter.title.removeprefix(f"{name} ")

    async def file(self, letter: Letter) -> bytes:
        """A letter as PDF, sealed where a key is.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        return await self._letters.file(letter)

    async def _made(
        self, entry: LetterEntry, letter: Letter, record: SiteRecord | None, to: str
    ) -> tuple[LetterEntry, Content]:
        pdf = await self.file(letter)
        number = self.number_of(letter, entry.kind)
        day = agency_day(letter.at)
        words = self.mail(entry.kind, entry.language, number, day, record, entry.site_name)
        mark = self._letters.wording.mark(entry.kind, entry.language)
        made = replace(
            entry,
            template=mark.name,
            template_version=mark.version,
            template_digest=mark.digest,
            template_own=mark.own,
            pdf_digest=hashlib.sha256(pdf).hexdigest(),
            number=number,
        )
        t = self._letters.wording.texts[entry.language]
        agency = self._letters.statements.agency
        organisation = Addressee(record, entry.site_name, agency, t).organisation
        name = file_name(entry.case_id or entry.letter_id, entry)
        return made, Content(to, organisation, words.subject, words.text, name, pdf)


def file_name(about: UUID, entry: LetterEntry) -> str:
    """The name of a letter's file, in plain ASCII."""
    step = f"-{entry.step:02d}" if entry.step else ""
    return f"{about.hex[:8]}{step}-{entry.kind.replace('_', '-')}-{entry.language}.pdf"
