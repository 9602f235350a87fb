"""How much of a licence's time is left: what the register says, counted on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from minhbach_shared.events import SiteRecord

LicenceTime = Literal["running", "ending", "over", "open_ended", "none"]
"""``ending``: 90 days or fewer are left; ``open_ended``: no end is registered."""
ENDING_DAYS = 90


@dataclass(frozen=True, slots=True)
class LicenceLeft:
    """The time of a licence; ``days`` is negative once it is over, ``share`` is what has gone."""

    time: LicenceTime
    days: int = 0
    share: float = 0.0


def licence_left(record: SiteRecord, today: date) -> LicenceLeft:
    """What is left of a site's licence: its last day still counts.

    ``share`` (0 to 1) is of the time from issue to end; 0 where no issue is registered.
    """
    end, issued = record.licence_expires_on, record.licence_issued_on
    if end is None:
        has_licence = record.licence_number is not None or record.status == "licensed"
        return LicenceLeft("open_ended" if has_licence else "none")
    days = (end - today).days
    whole = (end - issued).days if issued else 0
    share = min(max(1 - days / whole, 0.0), 1.0) if whole > 0 else 0.0
    if days < 0:
        return LicenceLeft("over", days, 1.0)
    return LicenceLeft("ending" if days <= ENDING_DAYS else "running", days, share)
