"""What is announced of a stored event: pure, so that the relay may say it again."""

from collections.abc import Sequence

from minhbach_case.domain.steps import Decided, parse_body
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.events import CaseStep, Confirmed, Event, SiteRecord, SiteVersion
from minhbach_shared.ids import derived_id


def announce_case(event: LoggedEvent) -> Sequence[Event]:
    """The step on ``cases.v1``; an adverse decision also on ``violations.confirmed.v1``."""
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
        case Decided(outcome="confirmed"):
            return step, _confirmed(event, body)
        case _:
            return (step,)


def announce_site(event: LoggedEvent) -> Sequence[Event]:
    """A version of a site's record: the latest on ``sites.v1``, each on ``sites.history.v1``."""
    record = SiteRecord.model_validate(event.body)
    said = record.model_dump(exclude={"id"})
    version = derived_id("site_version", record.site_id, record.version)
    return record, SiteVersion(id=version, **said)


def _confirmed(event: LoggedEvent, body: Decided) -> Confirmed:
    return Confirmed(
        id=derived_id("confirmed", event.stream, event.sequence),
        site_id=body.site_id,
        case_id=event.stream,
        kind=body.kind,
        standing="confirmed",
        duties=body.duties,
        bases=body.bases,
        addresses=body.addresses,
        faults=body.faults,
        notified_at=body.notified_at,
        decided_at=event.at,
        step_digest=event.digest,
    )
