"""The register's record of a site, as it travels (personal values as keyed digests only)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_shared.events.base import Digest, SiteEvent, Value
from minhbach_shared.vocabulary import LicenceStatus, SiteClass


class ReceivedReport(Value):
    """A yearly report that came; what it says stays with the case service."""

    year: int = Field(ge=2000, le=9999, description="The year that it is about")
    received_on: date = Field(description="When the agency first had it")


class YearlyReports(Value):
    """Which yearly reports of a licensee the agency has (duty `report.yearly`)."""

    owed_since: date | None = Field(
        description="Since when the site stands in the register as a licensed aggregator without "
        "a break; null where it does not"
    )
    received: tuple[ReceivedReport, ...] = Field(default=(), description="By year, the last ten")


class _SiteRecord(SiteEvent):
    version: int = Field(ge=1, description="Rises by one with every change of the record")
    recorded_at: AwareDatetime
    active: bool = Field(default=True, description="False once the site left the register")
    name: str
    address: str = Field(description="Of the home page; scheme, host and port tell the site")
    site_class: SiteClass
    status: LicenceStatus | None = None
    organisation: str | None = None
    governing_body: str | None = None
    contact_address: str | None = None
    responsible_person: Digest | None = Field(default=None, description="Keyed digest of a name")
    emails: tuple[Digest, ...] = Field(default=(), description="Keyed digests")
    phones: tuple[Digest, ...] = Field(default=(), description="Keyed digests")
    salt: Digest | None = Field(
        default=None,
        description="Digest of the salt that they are keyed with: once it was erased they say "
        "nothing, and are compared with nothing",
    )
    licence_number: str | None = None
    licence_issued_on: date | None = None
    licence_expires_on: date | None = None
    licence_authority: str | None = None
    server_location: str | None = None
    field: str | None = Field(default=None, description="The registered subject")
    reports: YearlyReports | None = Field(
        default=None, description="Null where the register does not say: nothing follows from it"
    )

    @property
    def time(self) -> datetime:
        """When this version was recorded."""
        return self.recorded_at


class SiteRecord(_SiteRecord):
    """The latest record of a site (compacted)."""

    type: ClassVar[str] = "vn.minhbach.site.v1"
    topic: ClassVar[str] = "sites.v1"


class SiteVersion(_SiteRecord):
    """One version of a site's record, kept for as long as audit asks."""

    type: ClassVar[str] = "vn.minhbach.site.version.v1"
    topic: ClassVar[str] = "sites.history.v1"


class VisitRequest(SiteEvent):
    """Please visit this site (or this address of it) now."""

    type: ClassVar[str] = "vn.minhbach.visit.requested.v1"
    topic: ClassVar[str] = "visits.requested.v1"

    requested_at: AwareDatetime
    reason: str = Field(max_length=200)
    address: str | None = Field(default=None, description="One address; the whole site if null")
    cause: UUID | None = Field(default=None, description="The case or capture that asks")

    @property
    def time(self) -> datetime:
        """When it was asked."""
        return self.requested_at
