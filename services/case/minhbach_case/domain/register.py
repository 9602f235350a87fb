"""The register's record of a site: what a row says, and when it is a new version.

Personal values are kept apart: on topics they stand as keyed digests only (safeguard 7).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from minhbach_case.domain.register_reports import reported_record, reports_of, stopped
from minhbach_shared.events import SiteRecord, Value
from minhbach_shared.ids import derived_id, digest_of, iso, site_id
from minhbach_shared.personal import PersonalKind
from minhbach_shared.vocabulary import LicenceStatus, SiteClass

Seal = Callable[[PersonalKind, str], str]
"""Keyed digest of a personal value under the site's salt."""
RECORD_EVENT: Final = "recorded"
ERASED_EVENT: Final = "erased"


class Personal(Value):
    """What never leaves the case service's store."""

    responsible_person: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Erasure(Value):
    """Who erased the personal data of a site, and why; kept apart as people's words are."""

    user: str
    reason: str


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """One row of a register file, read and found right."""

    name: str
    address: str
    site_class: SiteClass
    personal: Personal
    status: LicenceStatus | None = None
    organisation: str | None = None
    governing_body: str | None = None
    contact_address: str | None = None
    licence_number: str | None = None
    licence_issued_on: date | None = None
    licence_expires_on: date | None = None
    licence_authority: str | None = None
    server_location: str | None = None
    field: str | None = None

    @property
    def site_id(self) -> UUID:
        """The site's id, by scheme, host and port of its address."""
        return site_id(self.address)


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version of a site's record, with what was kept apart of it."""

    record: SiteRecord
    personal: Personal | None


@dataclass(frozen=True, slots=True)
class Version:
    """A new version that is to be written."""

    cause: str
    record: SiteRecord
    personal: Personal | None
    erasure: Erasure | None = None


PLAIN: Final = (
    "name",
    "address",
    "site_class",
    "status",
    "organisation",
    "governing_body",
    "contact_address",
    "licence_number",
    "licence_issued_on",
    "licence_expires_on",
    "licence_authority",
    "server_location",
    "field",
)


def next_version(
    entry: SiteEntry, known: Known | None, seal: Seal, now: datetime, salt: str | None = None
) -> Version | None:
    """The version that an entry makes; None where the register says the same already.

    Args:
        salt: digest of the salt that ``seal`` keys with.
    """
    site = entry.site_id
    content = _content(entry, seal)
    if known and known.personal == entry.personal and _same(known.record, content):
        return None
    version = known.record.version + 1 if known else 1
    content["reports"] = reports_of(entry, known.record if known else None, now)
    record = SiteRecord(
        id=derived_id("site_record", site, version),
        site_id=site,
        version=version,
        recorded_at=now,
        salt=salt,
        **content,
    )
    return Version(_cause(record, known), record, entry.personal)


def left_version(known: Known, now: datetime) -> Version | None:
    """The version of a site that leaves the register; None where it has left before.

    Its record stays as it was but for ``active``: open cases go on under it.
    """
    before = known.record
    if not before.active:
        return None
    version = before.version + 1
    made = {
        "id": derived_id("site_record", before.site_id, version),
        "version": version,
        "recorded_at": now,
        "active": False,
        "reports": stopped(before.reports),
    }
    record = before.model_copy(update=made)
    return Version(_cause(record, known), record, known.personal)


def reported_version(known: Known, received: Mapping[int, date], now: datetime) -> Version | None:
    """The version that tells which yearly reports came; None where the last one tells it."""
    record = reported_record(known.record, received, now)
    return Version(_cause(record, known), record, known.personal) if record else None


def erased_version(known: Known, erasure: Erasure, now: datetime) -> Version | None:
    """The version of a site without personal values; None where the last one has none kept.

    Digests go from it as well: the salt that they were keyed with is no more.
    """
    if known.personal is None:
        return None
    before = known.record
    version = before.version + 1
    made = {
        "id": derived_id("site_record", before.site_id, version),
        "version": version,
        "recorded_at": now,
        "responsible_person": None,
        "emails": (),
        "phones": (),
        "salt": None,
    }
    record = before.model_copy(update=made)
    return Version(_cause(record, known), record, None, erasure)


def _content(entry: SiteEntry, seal: Seal) -> dict[str, Any]:
    personal = entry.personal
    person = personal.responsible_person
    return {name: getattr(entry, name) for name in PLAIN} | {
        "active": True,
        "responsible_person": seal("name", person) if person else None,
        "emails": tuple(seal("email", value) for value in personal.emails),
        "phones": tuple(seal("phone", value) for value in personal.phones),
    }


def _same(record: SiteRecord, content: dict[str, Any]) -> bool:
    return all(getattr(record, name) == value for name, value in content.items())


def _cause(record: SiteRecord, known: Known | None) -> str:
    before = known.record if known else None
    said = record.model_dump(mode="json", exclude={"id", "recorded_at"})
    return digest_of(["site", said, iso(before.recorded_at) if before else None])
