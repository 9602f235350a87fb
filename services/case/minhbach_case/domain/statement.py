"""The statement of reasons: what a notice or a decision rests on, made of a case's steps (pure).

It holds nothing that the announced steps do not hold, so its digest can be put into the step
before that step is written, and anybody who has the steps can make it again and compare. Words of
people are in it as the salted digests of their steps; names, the agency and the register's record
join when the letter is written, and no digest covers them.
"""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.commands import AppealResult, Outcome, ServiceWay
from minhbach_shared.events import CaptureRef, Evidence, LegalBasis, Value
from minhbach_shared.events.base import Digest
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import CaseKind, Duty

Form = Literal["notice", "decision", "appeal"]
IN_FULL: Final = 40
"""Faults that are stated with their evidence."""
LISTED: Final = 500
"""Further faults that are listed by address and digest; beyond, their list's digest stands."""


class Fact(Value):
    """One fault with its evidence, as it was first suspected; ``number`` is the notice's."""

    number: int = Field(ge=1)
    fault_id: UUID
    duty: Duty
    address: str
    captured_at: AwareDatetime
    site_version: int
    rule_set: str
    engine: str
    confidence: float
    basis: LegalBasis
    reason: str
    evidence: Evidence
    remedy: str
    capture: CaptureRef
    mended: bool = Field(description="A later capture of the address does not show it any more")


class Line(Value):
    """One fault in the list of those that are not stated in full."""

    number: int = Field(ge=1)
    duty: Duty
    address: str
    payload_digest: Digest = Field(description="Of the capture that shows it")


class DutyStated(Value):
    """One duty of the statement: how many faults, on what basis, and how to mend them."""

    duty: Duty
    faults: int
    bases: tuple[LegalBasis, ...]
    remedies: tuple[str, ...]


class Said(Value):
    """Words of a person, by the step that holds them; the words themselves stand elsewhere."""

    sequence: int
    at: AwareDatetime
    received_on: date | None = Field(description="Of a reply or an appeal")
    text_digest: str | None = Field(description="Salted, as in the step")


class Recited(Value):
    """A citation that an officer put right: as it was written, and as it is to be read."""

    sequence: int
    cited: str
    corrected: str


class Notice(Value):
    """The notice that states the faults, or that the decision follows."""

    sequence: int
    at: AwareDatetime | None = Field(description="Null in the notice itself: its step is to come")
    served_on: date
    way: ServiceWay
    reply_until: AwareDatetime
    mend_until: AwareDatetime | None = Field(description="Where the agency or the law sets it")
    citation_confirmed: bool


class Ruling(Value):
    """How it was decided, and what was weighed."""

    outcome: Outcome
    replies: tuple[Said, ...] = Field(description="Since the notice")
    proposal: Said
    text_digest: str | None = Field(description="Of the words of who decided")
    appeal_until: AwareDatetime | None = Field(description="Null where nothing can be appealed")


class AppealRuling(Value):
    """How an appeal was decided, by someone who took no part."""

    result: AppealResult
    decision: Said = Field(description="What was appealed against")
    appeal: Said
    text_digest: str | None = Field(description="Of the words of who decided the appeal")


class Statement(Value):
    """What a notice, a decision or a decision on an appeal rests on."""

    format: Literal[1] = 1
    form: Form
    case_id: UUID
    site_id: UUID
    site_name: str
    kind: CaseKind
    ordinal: int
    sequence: int = Field(description="Of the step that states it")
    automatic: Literal[True] = Field(
        default=True, description="Found by software, reviewed by people before the notice"
    )
    rule_sets: tuple[str, ...]
    engines: tuple[str, ...]
    victim: bool = Field(description="Pages were injected: mending them ends the case")
    faults: int = Field(description="Heard, and standing")
    taken_back: int = Field(description="Named in the notice and withdrawn since")
    mended: int = Field(description="Of those that stand, not seen any more in a later capture")
    duties: tuple[DutyStated, ...]
    facts: tuple[Fact, ...] = Field(max_length=IN_FULL)
    lines: tuple[Line, ...] = Field(max_length=LISTED)
    list_digest: Digest = Field(description="Of [number, duty, address, payload digest] of all")
    recited: tuple[Recited, ...]
    notice: Notice
    ruling: Ruling | AppealRuling | None = None


def statement_digest(statement: Statement) -> Digest:
    """SHA-256 of the canonical JSON of a statement, lower-case hex."""
    return digest_of(statement.model_dump(mode="json"))
