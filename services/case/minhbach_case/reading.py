"""How cases are shown: summaries, evidence by the page, steps with their words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import OWED_BY_AGENCY, Clock
from minhbach_case.domain.states import Situation, acts_from, in_the_way
from minhbach_case.domain.steps import (
    ClockOverrun,
    ClockWarned,
    Erased,
    Finding,
    Opened,
    Signed,
    parse_body,
)
from minhbach_case.storage.case_events import CaseFacts, step_of
from minhbach_case.storage.case_folds import Told
from minhbach_case.storage.sites import SiteStore
from minhbach_case.views import (
    ActView,
    CaseSummary,
    CaseView,
    EvidenceView,
    Page,
    PageRequest,
    StepView,
)
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.vocabulary import Role

_SAID_APART: Final = frozenset(
    {
        *("site_id", "kind", "ordinal", "before", "state", "by", "text_digest", "deadlines"),
        # Which pages are looked at, nobody has to be told beforehand.
        "look_again",
    }
)


class CaseReader:
    """Reads what a page about a case shows."""

    def __init__(self, facts: CaseFacts, sites: SiteStore) -> None:
        self._facts = facts
        self._sites = sites

    async def site_addresses(self, cases: Iterable[CaseFold]) -> dict[UUID, str]:
        """Home pages of the cases' sites, by site."""
        return await self._sites.addresses({case.site_id for case in cases})

    async def view(self, told: Told, evidence: PageRequest, acts: tuple[ActView, ...]) -> CaseView:
        """A case with a page of its evidence and all steps that people took."""
        case = told.loaded.case
        return CaseView(
            summary=summary(case, {case.site_id: told.site_address} if told.site_address else {}),
            previous_case=case.previous_case,
            next_case=told.following,
            unverified=case.unverified,
            notified_at=case.notified_at,
            served_on=case.served_on,
            decided_at=case.decided_at,
            closed_at=case.closed_at,
            remedied_at=case.remedied_at,
            appealed_at=case.appealed_at,
            appeal_result=case.appeal_result,
            mend_by=case.mend_by,
            clocks=case.clocks,
            paused_at=case.paused_at,
            erased=case.erased_sequence > 0,
            head=told.loaded.head.digest,
            evidence=await self._evidence(told, evidence),
            # Steps about evidence are told by the evidence itself; the rest is people's, and few.
            steps=tuple(_step_view(step) for step in told.steps),
            acts=acts,
        )

    async def _evidence(self, told: Told, page: PageRequest) -> Page[EvidenceView]:
        case, after = told.loaded.case, page.after_number or 0
        events = [] if after else list(told.steps[:1])
        events += await self._facts.added(case, after, page.limit + 1 - len(events))
        kept = events[: page.limit]
        findings = [(event.sequence, _finding(event)) for event in kept]
        seen = await self._seen(case, [found.fault_id for _, found in findings])
        following = str(kept[-1].sequence) if len(events) > page.limit else None
        items = (_evidence_view(at, found, seen[found.fault_id]) for at, found in findings)
        return Page(items=tuple(items), next=following)

    async def _seen(self, case: CaseFold, faults: list[UUID]) -> dict[UUID, tuple[int, int]]:
        if case.sightings == case.faults and not case.withdrawn:
            return dict.fromkeys(faults, (1, 0))
        return await self._facts.seen(case.case_id, faults)


def summary(case: CaseFold, addresses: Mapping[UUID, str]) -> CaseSummary:
    """A case in a list."""
    return CaseSummary(
        case_id=case.case_id,
        site_id=case.site_id,
        site_name=case.site_name,
        site_address=addresses.get(case.site_id) or _origin(case.first_address),
        kind=case.kind,
        ordinal=case.ordinal,
        state=case.state,
        sequence=case.sequence,
        duties=case.duties,
        faults=case.faults,
        sightings=case.sightings,
        withdrawn=case.withdrawn,
        standing=case.standing,
        cleared=case.cleared,
        dismissal_proposed=case.dismissal_proposed,
        remedy_proposed=case.remedy_proposed,
        overrun=case.overrun,
        paused=case.paused_at is not None,
        held=case.held,
        due_at=_next_end(case.clocks),
        operator_due_at=_next_end(c for c in case.clocks if c.name not in OWED_BY_AGENCY),
        assignee=case.assignee,
        opened_at=case.opened_at,
        updated_at=case.updated_at,
        reply_until=case.reply_until,
        outcome=case.outcome,
    )


def _next_end(clocks: Iterable[Clock]) -> datetime | None:
    return min((c.due_at for c in clocks if c.running and not c.overrun), default=None)


def acts_view(situation: Situation, role: Role) -> tuple[ActView, ...]:
    """What a role could do from the case's state, and what stands in its way now."""
    views = []
    for act in acts_from(situation.case.state, role):
        refusal = in_the_way(situation, act)
        if refusal is None:
            views.append(ActView(act=act))
        else:
            views.append(ActView(act=act, blocked=refusal.code, message=str(refusal)))
    return tuple(views)


def _finding(event: LoggedEvent) -> Finding:
    body = step_of(event).body
    if not isinstance(body, Finding):
        raise TypeError(f"step {event.sequence} of {event.stream} holds no evidence")
    return body


def _evidence_view(sequence: int, found: Finding, seen: tuple[int, int]) -> EvidenceView:
    sightings, withdrawn = seen
    return EvidenceView(
        sequence=sequence,
        suspicion_id=found.suspicion_id,
        fault_id=found.fault_id,
        duty=found.duty,
        address=found.address,
        captured_at=found.captured_at,
        site_version=found.site_version,
        rule_set=found.rule_set,
        engine=found.engine,
        confidence=found.confidence,
        basis=found.basis,
        reason=found.reason,
        evidence=found.evidence,
        remedy=found.remedy,
        capture=found.capture,
        sightings=sightings,
        withdrawn=withdrawn,
    )


def _step_view(event: LoggedEvent) -> StepView:
    body = parse_body(event.type, dict(event.body))
    private = event.private or {}
    return StepView(
        sequence=event.sequence,
        type=event.type,
        state=body.state,
        at=event.at,
        user=_words(private.get("user")),
        text=_words(private.get("text")),
        details=_details(body),
        cause=event.cause,
        previous=event.previous,
        digest=event.digest,
    )


def _details(body: Any) -> dict[str, Any]:
    match body:
        case Opened():
            return {"previous_case": str(body.previous_case) if body.previous_case else None}
        case Signed() | ClockWarned() | ClockOverrun() | Erased():
            said: dict[str, Any] = body.model_dump(mode="json")
            return {key: value for key, value in said.items() if key not in _SAID_APART}
        case _:
            return {}


def _words(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/"
