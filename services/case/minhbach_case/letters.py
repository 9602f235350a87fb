"""Letters for people: a statement in words, on the page or as a file, sealed where a key is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from minhbach_case.documents.composing import letter_of
from minhbach_case.documents.letter import Letter
from minhbach_case.documents.sealing import Seal
from minhbach_case.documents.typesetting import Press
from minhbach_case.documents.wording import Wording, read_wording
from minhbach_case.statements import Issued, Statements
from minhbach_case.web.texts import Language, Texts, read_texts


@dataclass(frozen=True, slots=True)
class Letters:
    """Statements as letters."""

    statements: Statements
    wording: Wording
    press: Press
    seal: Seal | None = None

    async def issued(self, case_id: UUID, sequence: int, language: Language) -> Letter:
        """The letter of a step.

        Raises:
            NotFound: there is no such case, or the step states no reasons.
        """
        return self.compose(await self.statements.get(case_id, sequence), language)

    async def drafted(self, case_id: UUID, language: Language) -> Letter:
        """The notice as it would be if it were given now.

        Raises:
            NotFound: there is no such case.
            WrongState: its operator was given notice already, or the case has ended.
        """
        return self.compose(await self.statements.draft_notice(case_id), language)

    async def drafted_decision(self, case_id: UUID, language: Language) -> Letter:
        """The decision as it would be if it were taken now as proposed.

        Raises:
            NotFound: there is no such case.
            WrongState: nothing is proposed.
        """
        return self.compose(await self.statements.draft_decision(case_id), language)

    def compose(self, issued: Issued, language: Language) -> Letter:
        """A statement in words."""
        envelope = issued.envelope
        if self.seal is not None and envelope.issued_on is not None:
            envelope = replace(envelope, sealed_by=self.seal.name)
        return letter_of(issued.statement, envelope, self.wording, language)

    async def file(self, letter: Letter) -> bytes:
        """A letter as PDF; a draft is never sealed.

        Raises:
            Unprintable: it was not set within its bounds.
        """
        pdf = await self.press.pdf(letter)
        return await self.seal.sign(pdf) if self.seal is not None and not letter.draft else pdf


def letter_wording(own: Path | None = None) -> Wording:
    """The words of letters, over the console's for duties, fields and evidence.

    Args:
        own: the agency's folder of templates.

    Raises:
        Misconfigured: a template is not whole.
    """
    return read_wording(read_texts(Path(__file__).parent / "web" / "locales"), own)


def letter_texts() -> Mapping[Language, Texts]:
    """The words of letters as they are without an agency's own templates."""
    return letter_wording().texts
