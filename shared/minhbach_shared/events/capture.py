"""What the crawler says: one address was captured or could not be; one visit ended."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_shared.events.base import CaptureRef, SiteEvent, Value

FoundBy = Literal["home", "feed", "sitemap", "link", "request"]
FailureReason = Literal[
    "timeout",
    "connection",
    "name_resolution",
    "tls",
    "refused_address",
    "redirect_loop",
    "left_site",
    "too_large",
    "robots_disallowed",
    "bad_response",
    "cut_off",
]


class Captured(Value):
    """An answer came and stands in the WARC, whatever its status."""

    outcome: Literal["captured"] = "captured"
    capture: CaptureRef
    status: int = Field(ge=100, le=599)
    content_type: str | None = None
    final_address: str = Field(description="After redirects, all of them on the same site")
    server_address: str | None = Field(default=None, description="IP address of the server")


class Failed(Value):
    """No answer came; the reason is no fault of the site's publishing (safeguard 5)."""

    outcome: Literal["failed"] = "failed"
    reason: FailureReason
    detail: str = Field(max_length=300)
    attempts: int = Field(ge=1)


class Snapshot(SiteEvent):
    """One address was captured, or could not be."""

    type: ClassVar[str] = "vn.minhbach.snapshot.v1"
    topic: ClassVar[str] = "snapshots.v1"

    visit_id: UUID
    site_version: int = Field(ge=1, description="The register version it was taken under")
    address: str
    found_by: FoundBy
    linked_from_home: bool | None = Field(
        default=None, description="Null where the home page was not read"
    )
    at: AwareDatetime
    result: Annotated[Captured | Failed, Field(discriminator="outcome")]

    @property
    def time(self) -> datetime:
        """When the answer came, or the failure."""
        return self.at


class FailureCount(Value):
    """How many addresses of a visit failed for one reason."""

    reason: FailureReason
    count: int = Field(ge=1)


class VisitCompleted(SiteEvent):
    """One visit ended; it lists its captures, so that a judge of the visit can wait for all."""

    type: ClassVar[str] = "vn.minhbach.visit.completed.v1"
    topic: ClassVar[str] = "visits.completed.v1"

    site_version: int = Field(ge=1)
    due_at: AwareDatetime
    started_at: AwareDatetime
    ended_at: AwareDatetime
    snapshots: tuple[UUID, ...] = Field(description="Ids of all its snapshot records")
    captured: int = Field(ge=0)
    failed: int = Field(ge=0)
    failures: tuple[FailureCount, ...] = ()
    newest_article_at: AwareDatetime | None = Field(
        default=None, description="Newest time that a feed or sitemap states"
    )

    @property
    def time(self) -> datetime:
        """When the visit ended."""
        return self.ended_at
