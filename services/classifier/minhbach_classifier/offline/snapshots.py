"""The records that the service would be handed: of a site, and of one of its pages."""

from datetime import datetime
from typing import Any, Final

from minhbach_classifier.domain.model import RegisterRecord
from minhbach_shared.events import Captured, CaptureRef, SiteVersion, Snapshot
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import PageKind, SiteClass

_NO_BYTES: Final = "0" * 64


def record_of(
    name: str, address: str, site_class: SiteClass, at: datetime, **registered: Any
) -> SiteVersion:
    """A site's record.

    Args:
        address: of the home page.
        at: when it stood so.
        registered: further particulars, personal values as digests.
    """
    site = derived_id("offline_site", name, address)
    return SiteVersion(
        id=derived_id("offline_site_version", site),
        site_id=site,
        version=1,
        recorded_at=at,
        name=name,
        address=address,
        site_class=site_class,
        **registered,
    )


def capture_of(address: str, record: RegisterRecord, at: datetime) -> CaptureRef:
    """A capture of a page as if there were one; it stands in no store."""
    return CaptureRef(
        capture_id=derived_id("offline_capture", record.site_id, address, at),
        address=address,
        captured_at=at,
        warc="-",
        offset=0,
        length=1,
        payload_digest=_NO_BYTES,
    )


def snapshot_of(capture: CaptureRef, kind: PageKind | None, record: RegisterRecord) -> Snapshot:
    """The crawler's record of a capture.

    Args:
        kind: what the page is; None where it could not be read.
    """
    return Snapshot(
        id=capture.capture_id,
        site_id=record.site_id,
        visit_id=derived_id("offline_visit", record.site_id, capture.captured_at),
        site_version=record.version,
        address=capture.address,
        found_by="home" if kind == "home" else "link",
        at=capture.captured_at,
        result=Captured(capture=capture, status=200, final_address=capture.address),
    )
