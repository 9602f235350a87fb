"""What an address shows over time: an article, that it was taken down, or nothing that tells.

Pure: looks at an address in, its state out. Looks come in the order of their captures, as a site's
records do; one that is not newer than the last changes nothing, so a redelivery does neither.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from minhbach_classifier.domain.sources.addresses import address_id
from minhbach_shared.events import CaptureRef, Span

How = Literal["not_found", "gone", "removal_notice"]
Unclear = Literal["failed", "other"]
"""No answer that tells; or an answer that is no article."""
Showing = Literal["article", "gone", "failed", "other"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A capture that shows an article there."""

    capture: CaptureRef
    posted_at: datetime | None
    posted_to_day: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The first of the captures in a row that show that it was taken down."""

    capture: CaptureRef
    how: How
    notice: Span | None = None
    """The removal notice's words, masked."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an address."""

    site_id: UUID
    address: str
    at: datetime
    found: Shown | Gone | Unclear

    @property
    def id(self) -> UUID:
        """The id of the address."""
        return address_id(self.site_id, self.address)


@dataclass(frozen=True, slots=True)
class AddressState:
    """What is known of an address."""

    site_id: UUID
    address: str
    seen_at: datetime
    """When it was last looked at."""
    showing: Showing
    """What the last look found."""
    shown: Shown | None = None
    """The last capture that showed an article."""
    gone: Gone | None = None
    """The first that shows it gone since then; None while it stands or was never taken down."""
    back: datetime | None = None
    """When a capture showed it again after it had been gone."""
    gone_before: datetime | None = None
    """When it was first seen gone, before it came back."""

    @property
    def id(self) -> UUID:
        """The id of the address."""
        return address_id(self.site_id, self.address)

    def turned_since(self, moment: datetime) -> datetime | None:
        """Since when another is true, if the capture of that moment was the first to show it.

        That is the moment itself where it showed the article gone, and the first moment at which
        it had been gone where it showed it again.
        """
        if self.gone is not None and self.gone.capture.captured_at == moment:
            return moment
        return self.gone_before if self.back == moment else None


def looked(before: AddressState | None, look: Look) -> AddressState:
    """The state after one more look."""
    if before is None:
        before = AddressState(look.site_id, look.address, look.at, "other")
    elif look.at <= before.seen_at:
        return before
    match look.found:
        case Shown() as shown:
            return _shown(replace(before, seen_at=look.at), shown)
        case Gone() as gone:
            first = before.gone or gone
            return replace(before, seen_at=look.at, showing="gone", gone=first)
        case "failed" | "other" as unclear:
            return replace(before, seen_at=look.at, showing=unclear)


def _shown(before: AddressState, shown: Shown) -> AddressState:
    state = replace(before, showing="article", shown=_posted_first(before.shown, shown))
    if before.gone is None:
        return state
    return replace(
        state,
        gone=None,
        back=shown.capture.captured_at,
        gone_before=before.gone.capture.captured_at,
    )


def _posted_first(before: Shown | None, shown: Shown) -> Shown:
    """The newer capture, with the earliest time of posting that the page ever gave."""
    if before is None or before.posted_at is None:
        return shown
    if shown.posted_at is not None and shown.posted_at <= before.posted_at:
        return shown
    return replace(shown, posted_at=before.posted_at, posted_to_day=before.posted_to_day)
