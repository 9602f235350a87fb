"""How a statement of reasons is made of a case's steps (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from minhbach_case.domain.clocks import ClockName
from minhbach_case.domain.statement import (
    IN_FULL,
    LISTED,
    AppealRuling,
    DutyStated,
    Fact,
    Form,
    Line,
    Notice,
    Recited,
    Ruling,
    Said,
    Statement,
)
from minhbach_case.domain.statement_faults import Heard, Numbered, heard, in_full, mark_of
from minhbach_case.domain.steps import (
    AppealDecided,
    Appealed,
    Corrected,
    Decided,
    Finding,
    Notified,
    Opened,
    Proposed,
    Replied,
    Signed,
    Step,
)
from minhbach_shared.ids import case_id, digest_of
from minhbach_shared.vocabulary import Duty

Stating = Notified | Decided | AppealDecided
"""Steps that state their reasons."""
VICTIM_DUTY: Final[Duty] = "spam.injected"
FORMS: Final[Mapping[type[Stating], Form]] = {
    Notified: "notice",
    Decided: "decision",
    AppealDecided: "appeal",
}
SignedT = TypeVar("SignedT", bound=Signed)


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
    """The steps hold nothing that a statement could rest on."""


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


def material(steps: Iterable[Step], body: Stating, sequence: int) -> Material:
    """Counts the steps before an act.

    Raises:
        NothingToState: there is none.
    """
    before = [step for step in steps if step.sequence < sequence]
    if not before or not isinstance(before[0].body, Opened):
        raise NothingToState(f"step {sequence} has no opening before it")
    act = Step(before[0].case_id, sequence, before[-1].at, body)
    marks = [mark for step in (*before, act) if (mark := mark_of(step)) is not None]
    return Material(
        opened=before[0].body,
        faults=heard(marks),
        findings={s.sequence: s.body for s in before if isinstance(s.body, Finding)},
        acts=[step for step in before if isinstance(step.body, Signed)],
    )


def stated(found: Material, body: Stating, sequence: int) -> Statement:
    """The statement of an act over what was counted.

    Raises:
        NothingToState: a decision without a notice or a proposal before it.
    """
    standing = in_scope(found.faults.standing, body)
    full = in_full(standing, IN_FULL)
    apart = set(full)
    facts = tuple(_fact(numbered, found.findings[numbered.place.sequence]) for numbered in full)
    rest = [numbered for numbered in standing if numbered not in apart]
    opened = found.opened
    return Statement(
        form=FORMS[type(body)],
        case_id=case_id(opened.site_id, opened.kind, opened.ordinal),
        site_id=opened.site_id,
        site_name=opened.site_name,
        kind=opened.kind,
        ordinal=opened.ordinal,
        sequence=sequence,
        rule_sets=tuple(sorted({fact.rule_set for fact in facts})),
        engines=tuple(sorted({fact.engine for fact in facts})),
        victim=any(numbered.place.duty == VICTIM_DUTY for numbered in standing),
        faults=len(standing),
        taken_back=found.faults.taken_back,
        mended=sum(numbered.mended for numbered in standing),
        duties=_duties(standing, facts),
        facts=facts,
        lines=tuple(_line(numbered) for numbered in rest[:LISTED]),
        list_digest=digest_of([_listed(numbered) for numbered in standing]),
        recited=_recited(found.acts),
        notice=_notice(found, body, sequence),
        ruling=_ruling(found, body),
    )


def in_scope(standing: Sequence[Numbered], body: Stating) -> Sequence[Numbered]:
    """What an act states of the faults that stand: an appeal can leave some of the duties."""
    if isinstance(body, AppealDecided) and body.result == "lessened":
        return [numbered for numbered in standing if numbered.place.duty in body.duties]
    return standing


def _fact(numbered: Numbered, found: Finding) -> Fact:
    apart = ("number", "mended")
    said = {name: getattr(found, name) for name in Fact.model_fields if name not in apart}
    return Fact(number=numbered.number, mended=numbered.mended, **said)


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


def _recited(acts: Sequence[Step]) -> tuple[Recited, ...]:
    return tuple(
        Recited(sequence=step.sequence, cited=cited, corrected=corrected)
        for step in acts
        if isinstance(step.body, Corrected)
        and (cited := step.body.cited)
        and (corrected := step.body.corrected)
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
        mend_until=_due(body, "mend"),
        citation_confirmed=body.citation_confirmed,
    )


def _due(body: Signed, clock: ClockName) -> datetime | None:
    return next((started.due_at for started in body.deadlines if started.name == clock), None)


def _ruling(found: Material, body: Stating) -> Ruling | AppealRuling | None:
    match body:
        case Notified():
            return None
        case Decided():
            return _decision(found, body)
        case AppealDecided():
            return AppealRuling(
                result=body.result,
                decision=_said(_last(found.acts, Decided)[0]),
                appeal=_said(_last(found.acts, Appealed)[0]),
                text_digest=body.text_digest,
            )


def _decision(found: Material, body: Decided) -> Ruling:
    notice, _ = _last(found.acts, Notified)
    proposal, _ = _last(found.acts, Proposed)
    replies = [step for step in found.acts if isinstance(step.body, Replied)]
    return Ruling(
        outcome=body.outcome,
        replies=tuple(_said(step) for step in replies if step.sequence > notice.sequence),
        proposal=_said(proposal),
        text_digest=body.text_digest,
        appeal_until=_due(body, "appeal"),
    )


def _said(step: Step) -> Said:
    body = step.body
    return Said(
        sequence=step.sequence,
        at=step.at,
        received_on=body.received_on if isinstance(body, Replied | Appealed) else None,
        text_digest=body.text_digest if isinstance(body, Signed) else None,
    )


def _last(acts: Sequence[Step], kind: type[SignedT]) -> tuple[Step, SignedT]:
    for step in reversed(acts):
        if isinstance(step.body, kind):
            return step, step.body
    raise NothingToState(f"no step {kind.type!r} stands before the decision")
