"""What a letter is written with: the statement, the agency, the register's record, the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_case.documents.addressee import Addressee
from minhbach_case.documents.agency import Agency
from minhbach_case.documents.printing import printable
from minhbach_case.domain.statement import (
    AppealRuling,
    Form,
    Ruling,
    Said,
    Statement,
    statement_digest,
)
from minhbach_case.domain.statement_law import Law
from minhbach_case.web.texts import Texts, local_date, show_date, show_time
from minhbach_shared.events import SiteRecord

LETTER_CODES: Final[Mapping[Form, str]] = {"notice": "TB", "decision": "QĐ", "appeal": "QĐ"}
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What joins a statement in a letter; none of it is covered by the statement's digest.

    Attributes:
        site: the register's record as it stood when the step was taken.
        at: when the step was taken; the letter's own time.
        issued_on: the letter's day; None makes it a draft, without a number.
        words: of people, by step; None where they were erased.
        appeal_until: the last day of an appeal, where the step tells one.
        rehearsed: a draft of an act that was filled in: its days are known.
        sealed_by: whose digital signature the PDF will carry; None where it carries none.
    """

    agency: Agency
    site: SiteRecord | None
    at: datetime
    issued_on: date | None
    words: Mapping[int, str | None] = field(default_factory=dict)
    appeal_until: date | None = None
    rehearsed: bool = False
    sealed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A statement and its envelope in one language."""

    statement: Statement
    envelope: Envelope
    t: Texts
    law: Law

    @property
    def digest(self) -> str:
        """Of the statement."""
        return statement_digest(self.statement)

    @property
    def agency(self) -> Agency:
        """Whose letter it is."""
        return self.envelope.agency

    @property
    def tone(self) -> Form:
        """How the annex speaks: of suspicions wherever nothing stands against the operator."""
        match self.statement.ruling:
            case Ruling(outcome="unfounded") | AppealRuling(result="lifted"):
                return "notice"
            case _:
                return self.statement.form

    @property
    def case_number(self) -> str:
        """What people call the case."""
        return case_number(self.statement.case_id)

    @property
    def number(self) -> str:
        """The letter's number; dots in a draft."""
        if self.envelope.issued_on is None:
            return f"{self.t('draft.blank')}/{self._code}"
        return letter_number(self.statement.case_id, self.statement.sequence, self._code)

    @property
    def notice_number(self) -> str:
        """The number of the notice that this is, or that it follows."""
        code = f"{LETTER_CODES['notice']}-{self.agency.code}"
        return letter_number(self.statement.case_id, self.statement.notice.sequence, code)

    @property
    def _code(self) -> str:
        return f"{LETTER_CODES[self.statement.form]}-{self.agency.code}"

    @property
    def addressee(self) -> Addressee:
        """Whom the letter is for."""
        return Addressee(self.envelope.site, self.statement.site_name, self.agency, self.t)

    @property
    def organisation(self) -> str:
        """The registered organisation, or the site by its name."""
        return self.addressee.organisation

    @property
    def site(self) -> str:
        """The site in words."""
        return self.addressee.site

    @property
    def address(self) -> str:
        """The site's home page."""
        return self.addressee.address

    @property
    def contact(self) -> str:
        """Where replies go, as a sentence; empty where the agency gave no address."""
        return self.addressee.contact

    @property
    def who(self) -> dict[str, str]:
        """Organisation and site as most sentences name them."""
        return {
            "organisation": self.organisation,
            "manager": self.t("manager"),
            "site": self.site,
            "address": self.address,
        }

    def said(self, sequence: int, digest: str | None) -> tuple[str, ...]:
        """The words of a step, a paragraph an item; what stands in their place once erased."""
        words = self.envelope.words.get(sequence)
        if words:
            return tuple(printable(line) for line in words.splitlines() if line.strip())
        return (self.t("erased", digest=digest),) if digest else ()


def case_number(case_id: UUID) -> str:
    """A case's number for people: the head of its id (`3F2A91BC`)."""
    return case_id.hex[:8].upper()


def day_of(said: Said) -> str:
    """The day of somebody's words: of their receipt, else of the step that holds them."""
    return show_date(said.received_on or local_date(said.at))


def letter_number(case_id: UUID, sequence: int, code: str) -> str:
    """The number of a letter of a case: the step that gave it tells it from the others."""
    return f"{case_number(case_id)}.{sequence:02d}/{code}"


def until(moment: datetime) -> tuple[bool, str]:
    """A window's end for people: whether it is the end of a day, and that day or moment."""
    last = moment - _SECOND
    if local_date(last) != local_date(moment):
        return True, show_date(local_date(last))
    return False, show_time(moment)
