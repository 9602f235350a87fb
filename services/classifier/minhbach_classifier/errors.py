"""The classifier's error tree; the class decides between retry and dead letter.

MinhBachError (minhbach_shared.errors)
├── Transient
│   ├── RegisterBehind    the register's version that a snapshot names has not come yet
│   └── SaltMissing       the case service has not made the site's salt yet
└── Refused
    └── CaptureAtFault    the capture is gone, or is not what was announced
"""

from typing import Literal
from uuid import UUID

from minhbach_shared.errors import Refused, Transient

CaptureFault = Literal["capture_missing", "capture_altered"]


class RegisterBehind(Transient):
    """Snapshots wait for the register's version that they were taken under."""

    def __init__(self, site: UUID, version: int) -> None:
        super().__init__(
            f"version {version} of site {site} has not come on sites.history.v1 yet; "
            "the snapshots taken under it wait for it"
        )


class SaltMissing(Transient):
    """A site's keyed digests cannot be made without its salt."""

    def __init__(self, site: UUID) -> None:
        super().__init__(
            f"site {site} has no salt in MINHBACH_SALTS_DATABASE; the case service writes it "
            "when the site enters the register"
        )


class CaptureAtFault(Refused):
    """A capture cannot be judged, now or later."""

    def __init__(self, reason: CaptureFault, detail: str) -> None:
        super().__init__(detail)
        self.reason: CaptureFault = reason
