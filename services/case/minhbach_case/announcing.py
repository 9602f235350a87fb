"""What is announced of a stored event: pure, so that the relay may say it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from minhbach_case.domain.looking_again import requests
from minhbach_case.domain.steps import (
    AppealDecided,
    CaseBody,
    Corrected,
    Correction,
    Decided,
    Replied,
    Retracted,
    Stated,
    parse_body,
)
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.events import CaseStep, Confirmed, Event, SiteRecord, SiteVersion
from minhbach_shared.ids import derived_id


def announce_case(event: LoggedEvent) -> Sequence[Event]:
    """The step on ``cases.v1``; an adverse decision also on ``violations.confirmed.v1``, and a
    reply that says what was mended on ``visits.requested.v1``."""
    body = parse_body(event.type, dict(event.body))
    step = CaseStep(
        id=derived_id("case_step", event.stream, event.sequence),
        site_id=body.site_id,
        case_id=event.stream,
        kind=body.kind,
        sequence=event.sequence,
        act=event.type,
        state=body.state,
        at=event.at,
        cause=event.cause,
        previous=event.previous,
        digest=event.digest,
        body=dict(event.body),
    )
    match body:
        case Replied():
            # With the step, in one transaction of the relay: nothing is asked for without it.
            return (step, *requests(event.stream, event.sequence, event.at, body))
        case _:
            said = _said(event, body)
            return (step, said) if said is not None else (step,)


def announce_site(event: LoggedEvent) -> Sequence[Event]:
    """A version of a site's record: the latest on ``sites.v1``, each on ``sites.history.v1``."""
    record = SiteRecord.model_validate(event.body)
    said = record.model_dump(exclude={"id"})
    version = derived_id("site_version", record.site_id, record.version)
    return record, SiteVersion(id=version, **said)


def _said(event: LoggedEvent, body: CaseBody) -> Confirmed | None:
    """What the outside is told beside the step: a decision, or what became of it."""
    match body:
        case Decided(outcome="confirmed"):
            return _confirmed(event, body, "confirmed", event.at)
        case AppealDecided(result="lessened"):
            return _confirmed(event, body, "corrected", body.decided_at)
        case AppealDecided(result="lifted") | Retracted():
            return _confirmed(event, body, "retracted", body.decided_at)
        case Corrected(decision=Correction(stated=stated, decided_at=at)):
            return _confirmed(event, stated, "corrected", at)
        case _:
            return None


def _confirmed(
    event: LoggedEvent,
    stated: Stated,
    standing: Literal["confirmed", "corrected", "retracted"],
    decided_at: datetime,
) -> Confirmed:
    body = parse_body(event.type, dict(event.body))
    return Confirmed(
        id=derived_id("confirmed", event.stream, event.sequence),
        site_id=body.site_id,
        case_id=event.stream,
        kind=body.kind,
        standing=standing,
        duties=stated.duties,
        bases=stated.bases,
        addresses=stated.addresses,
        faults=stated.faults,
        notified_at=stated.notified_at,
        decided_at=decided_at,
        step_digest=event.digest,
    )
