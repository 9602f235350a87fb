"""The letter that an act of a person calls for: from its step, or before it for a preview."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from minhbach_case.documents.addressee import Addressee
from minhbach_case.documents.letter import Letter
from minhbach_case.documents.plain import CODES, Plain, plain_letter
from minhbach_case.documents.writing import case_number, letter_number
from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Act
from minhbach_case.domain.delivery import ActLetter
from minhbach_case.domain.steps import (
    AppealDecided,
    CaseBody,
    Corrected,
    Decided,
    Draft,
    Notified,
    Retracted,
)
from minhbach_case.errors import WrongState
from minhbach_case.letters import Letters
from minhbach_case.views import StatementEntry
from minhbach_case.web.texts import Language, show_date

LETTER_OF: Final[Mapping[Act, ActLetter]] = {
    "notify": "notice",
    "decide": "decision",
    "decide_appeal": "appeal",
    "correct": "correction",
    "retract": "retraction",
}
"""Acts that call for a letter."""
_KINDS: Final[Mapping[type[CaseBody], ActLetter]] = {
    Notified: "notice",
    Decided: "decision",
    AppealDecided: "appeal",
    Corrected: "correction",
    Retracted: "retraction",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """A correction or a retraction, done or not yet; without a day it is a draft."""

    case_id: UUID
    sequence: int
    body: Corrected | Retracted
    at: datetime
    day: date | None
    text: str


class ActLetters:
    """Letters of notices, decisions, corrections and retractions."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def issued(self, case_id: UUID, sequence: int, language: Language) -> Letter:
        """The letter of a step.

        Raises:
            NotFound: there is no such step.
            WrongState: it calls for no letter.
        """
        step, text = await self._letters.statements.step(case_id, sequence)
        body = step.body
        if isinstance(body, Corrected | Retracted):
            day = agency_day(step.at)
            return await self._plain(_Said(case_id, sequence, body, step.at, day, text), language)
        if type(body) not in _KINDS:
            raise WrongState(f"Step {sequence} of case {case_id} calls for no letter.")
        return await self._letters.issued(case_id, sequence, language)

    async def rehearsed(
        self, draft: Draft, case: CaseFold, now: datetime, language: Language
    ) -> Letter:
        """The letter as it would be if the act were done now: a draft.

        Raises:
            WrongState: the act calls for no letter.
        """
        body = draft.body
        if isinstance(body, Corrected | Retracted):
            text = (draft.private or {}).get("text", "")
            said = _Said(case.case_id, case.sequence + 1, body, now, None, text)
            return await self._plain(said, language)
        issued = await self._letters.statements.rehearsed(draft, case)
        return self._letters.compose(issued, language)

    async def _plain(self, said: _Said, language: Language) -> Letter:
        statements, t = self._letters.statements, self._letters.wording.texts[language]
        entries = await statements.list(said.case_id)
        stated = _spoken_of(entries, said)
        record = await statements.record_at(said.body.site_id, said.at)
        agency = statements.agency
        kind = _KINDS[type(said.body)]
        code = f"{CODES[kind]}-{agency.code}"
        number = letter_number(said.case_id, said.sequence, code)
        seal = self._letters.seal
        plain = Plain(
            kind=kind,
            text=_text_of(said.body),
            number=number if said.day else f"{t('draft.blank')}/{code}",
            file_number=case_number(said.case_id),
            addressee=Addressee(record, case_number(said.case_id), agency, t),
            at=said.at,
            issued_on=said.day,
            fields=_fields(said.body, stated),
            reasons=said.text or t("erased", digest=said.body.text_digest),
            sealed_by=seal.name if seal else None,
        )
        return plain_letter(plain, t)


def _spoken_of(entries: tuple[StatementEntry, ...], said: _Said) -> StatementEntry:
    before = [entry for entry in entries if entry.sequence < said.sequence]
    if isinstance(said.body, Retracted):
        before = [entry for entry in before if entry.form == "decision"]
    if not before:
        raise WrongState("No letter was given yet that this could speak of.")
    return before[-1]


def _text_of(body: Corrected | Retracted) -> str:
    match body:
        case Retracted():
            return "retraction.text"
        case Corrected(cited=str(), corrected=str()):
            return "correction.text_cited"
        case _:
            return "correction.text"


def _fields(body: Corrected | Retracted, stated: StatementEntry) -> dict[str, str]:
    day = show_date(stated.issued_on)
    if isinstance(body, Retracted):
        return {"decision_number": stated.number, "decision_day": day}
    recited = {"cited": body.cited or "", "corrected": body.corrected or ""}
    return {"stated_number": stated.number, "stated_day": day, **recited}
