"""Events as documents: whole, as JSON; what is searched for stands beside them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from minhbach_crawler.domain.ports import KnownSite
from minhbach_crawler.domain.visits import ClosedVisit, VisitRecord
from minhbach_shared.events import SiteRecord, Snapshot, VisitCompleted, VisitRequest
from minhbach_shared.store import Document


def site_fields(record: SiteRecord) -> Document:
    """The fields of a site that its record sets."""
    return {
        "record": record.model_dump(mode="json"),
        "version": record.version,
        "active": record.active,
    }


def known_site(document: Document) -> KnownSite:
    """A site's document read back."""
    scheduled_at: datetime = document["scheduled_at"]
    return KnownSite(SiteRecord.model_validate(document["record"]), scheduled_at)


def request_document(request: VisitRequest) -> Document:
    """A request that is not answered yet."""
    return {
        "_id": request.id,
        "site_id": request.site_id,
        "requested_at": request.requested_at,
        "answered": False,
        "request": request.model_dump(mode="json"),
    }


def visit_document(visit: ClosedVisit) -> Document:
    """A visit that is not announced yet."""
    completed = visit.record.completed
    return {
        "_id": completed.id,
        "site_id": completed.site_id,
        "announced": False,
        "answers": list(visit.answers),
        "next_at": visit.next_at,
        "snapshots": [snapshot.model_dump(mode="json") for snapshot in visit.record.snapshots],
        "completed": completed.model_dump(mode="json"),
    }


def closed_visit(document: Document) -> ClosedVisit:
    """A visit's document read back."""
    snapshots: list[Any] = document["snapshots"]
    answers: list[UUID] = document["answers"]
    record = VisitRecord(
        tuple(Snapshot.model_validate(snapshot) for snapshot in snapshots),
        VisitCompleted.model_validate(document["completed"]),
    )
    return ClosedVisit(record, tuple(answers), document["next_at"])
