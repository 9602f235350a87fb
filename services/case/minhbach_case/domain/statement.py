"""The statement of reasons: what a notice or a decision rests on, made of a case's steps (pure).

It holds nothing that the announced steps do not hold, so its digest can be put into the step
before that step is written, and anybody who has the steps can make it again and compare. Words of
people are in it as the salted digests of their steps; names, the agency and the register's record
join when the letter is written, and no digest covers them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.commands import Outcome, ServiceWay
from minhbach_case.domain.statement_faults import Heard, Numbered, heard, in_full, mark_of
from minhbach_case.domain.steps import (
    Decided,
    Finding,
    Notified,
    Opened,
    Proposed,
    Replied,
    Signed,
    Step,
)
from minhbach_shared.events import CaptureRef, Evidence, LegalBasis, Value
from minhbach_shared.events.base import Digest
from minhbach_shared.ids import case_id, digest_of
from minhbach_shared.vocabulary import CaseKind, Duty

Form = Literal["notice", "decision"]
Stating = Notified | Decided
IN_FULL: Final = 40
"""Faults that are stated with their evidence."""
LISTED: Final = 500
"""Further faults that are listed by address and digest; beyond, their list's digest stands."""
VICTIM_DUTY: Final[Duty] = "spam.injected"


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
    text_digest: str | None = Field(description="Salted, as in the step")


class Notice(Value):
    """The notice: null is what a draft cannot know yet."""

    sequence: int
    at: AwareDatetime | None = Field(description="Null in the notice itself: its step is to come")
    served_on: date | None
    way: ServiceWay | None
    reply_until: AwareDatetime | None
    citation_confirmed: bool


class Ruling(Value):
    """How it was decided, and what was weighed."""

    outcome: Outcome
    replies: tuple[Said, ...] = Field(description="Since the notice")
    proposal: Said
    text_digest: str | None = Field(description="Of the words of who decided")


class Statement(Value):
    """What a notice or a decision rests on."""

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
    duties: tuple[DutyStated, ...]
    facts: tuple[Fact, ...] = Field(max_length=IN_FULL)
    lines: tuple[Line, ...] = Field(max_length=LISTED)
    list_digest: Digest = Field(description="Of [number, duty, address, payload digest] of all")
    notice: Notice
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a statement is made of: the steps before the act, counted.

    Attributes:
        findings: by sequence number; at least those that are stated in full.
        acts: the steps that people took, in order.
    """

    opened: Opened
    faults: Heard
    findings: Mapping[int, Finding]
    acts: Sequence[Step]


class NothingToState(ValueError):
    """The steps hold no notice (or opening) that a statement could rest on."""


def statement_of(steps: Iterable[Step], body: Stating, sequence: int) -> Statement:
    """The statement of reasons of an act, from all steps before it.

    Args:
        steps: the case's steps, in order, from the first; from ``sequence`` on they are left out.
        body: the step that the act becomes; its own ``statement_digest`` plays no part.
        sequence: the number that the step has, or will have.

    Raises:
        NothingToState: there is no opening, or a decision without notice or proposal.
    """
    return stated(material(steps, body, sequence), body, sequence)


def statement_digest(statement: Statement) -> Digest:
    """SHA-256 of the canonical JSON of a statement, lower-case hex."""
    return digest_of(statement.model_dump(mode="json"))


def material(steps: Iterable[Step], body: Stating, sequence: int) -> Material:
    """Counts the steps before an act.

    Raises:
        NothingToState: there is none.
    """
    before = [step for step in steps if step.sequence < sequence]
    if not before or not isinstance(before[0].body, Opened):
        raise NothingToState(f"step {sequence} has no opening before it")
    marks = [mark_of(step) for step in before]
    if isinstance(body, Notified):
        marks.append(mark_of(Step(before[0].case_id, sequence, before[-1].at, body)))
    return Material(
        opened=before[0].body,
        faults=heard(mark for mark in marks if mark is not None),
        findings={s.sequence: s.body for s in before if isinstance(s.body, Finding)},
        acts=[step for step in before if isinstance(step.body, Signed)],
    )


def stated(found: Material, body: Stating, sequence: int) -> Statement:
    """The statement of an act over what was counted.

    Raises:
        NothingToState: a decision without a notice or a proposal before it.
    """
    standing = found.faults.standing
    full = in_full(standing, IN_FULL)
    facts = tuple(_fact(n, found.findings[n.place.sequence]) for n in full)
    stated_in_full = set(full)
    rest = [numbered for numbered in standing if numbered not in stated_in_full]
    opened = found.opened
    return Statement(
        form="notice" if isinstance(body, Notified) else "decision",
        case_id=case_id(opened.site_id, opened.kind, opened.ordinal),
        site_id=opened.site_id,
        site_name=opened.site_name,
        kind=opened.kind,
        ordinal=opened.ordinal,
        sequence=sequence,
        rule_sets=tuple(sorted({fact.rule_set for fact in facts})),
        engines=tuple(sorted({fact.engine for fact in facts})),
        victim=any(n.place.duty == VICTIM_DUTY for n in standing),
        faults=len(standing),
        taken_back=found.faults.taken_back,
        duties=_duties(standing, facts),
        facts=facts,
        lines=tuple(_line(numbered) for numbered in rest[:LISTED]),
        list_digest=digest_of([_listed(numbered) for numbered in standing]),
        notice=_notice(found, body, sequence),
        ruling=_ruling(found, body) if isinstance(body, Decided) else None,
    )


def _fact(numbered: Numbered, found: Finding) -> Fact:
    said = {name: getattr(found, name) for name in Fact.model_fields if name != "number"}
    return Fact(number=numbered.number, **said)


def _line(numbered: Numbered) -> Line:
    place = numbered.place
    return Line(
        number=numbered.number,
        duty=place.duty,
        address=place.address,
        payload_digest=place.payload_digest,
    )


def _listed(numbered: Numbered) -> tuple[int, str, str, str]:
    place = numbered.place
    return (numbered.number, place.duty, place.address, place.payload_digest)


def _duties(standing: Sequence[Numbered], facts: Sequence[Fact]) -> tuple[DutyStated, ...]:
    counts = Counter(numbered.place.duty for numbered in standing)
    return tuple(_duty_stated(duty, counts[duty], facts) for duty in sorted(counts))


def _duty_stated(duty: Duty, faults: int, facts: Sequence[Fact]) -> DutyStated:
    of_duty = [fact for fact in facts if fact.duty == duty]
    bases = {fact.basis.citation: fact.basis for fact in of_duty}
    return DutyStated(
        duty=duty,
        faults=faults,
        bases=tuple(bases[citation] for citation in sorted(bases)),
        remedies=tuple(sorted({fact.remedy for fact in of_duty if fact.remedy})),
    )


def _notice(found: Material, body: Stating, sequence: int) -> Notice:
    if isinstance(body, Notified):
        return _notice_of(body, sequence, None)
    step, given = _last(found.acts, Notified)
    return _notice_of(given, step.sequence, step.at)


def _notice_of(body: Notified, sequence: int, at: datetime | None) -> Notice:
    return Notice(
        sequence=sequence,
        at=at,
        served_on=body.served_on,
        way=body.way,
        reply_until=body.reply_until,
        citation_confirmed=body.citation_confirmed,
    )


def _ruling(found: Material, body: Decided) -> Ruling:
    notice, _ = _last(found.acts, Notified)
    proposal, _ = _last(found.acts, Proposed)
    replies = [step for step in found.acts if isinstance(step.body, Replied)]
    return Ruling(
        outcome=body.outcome,
        replies=tuple(_said(step) for step in replies if step.sequence > notice.sequence),
        proposal=_said(proposal),
        text_digest=body.text_digest,
    )


def _said(step: Step) -> Said:
    digest = step.body.text_digest if isinstance(step.body, Signed) else None
    return Said(sequence=step.sequence, at=step.at, text_digest=digest)


SignedT = TypeVar("SignedT", bound=Signed)


def _last(acts: Sequence[Step], kind: type[SignedT]) -> tuple[Step, SignedT]:
    for step in reversed(acts):
        if isinstance(step.body, kind):
            return step, step.body
    raise NothingToState(f"no step {kind.type!r} stands before the decision")
