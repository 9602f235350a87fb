"""From when on a portal's evidence speaks of those who run it today."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.observed import Span
from minhbach_case.domain.portals.periods import Period
from minhbach_shared.events import SiteRecord

Since = Literal["joined", "handed_over"]
"""``joined``: the register took it in as a portal; ``handed_over``: another office runs it now."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The part of a period that counts for a portal, and why it is not all of it."""

    record: SiteRecord
    """As it stood at the period's end."""
    window: Span
    since: Since | None = None
    """None where the portal was watched from the period's first day on."""


def watched(history: Sequence[SiteRecord], period: Period, today: date) -> Watched | None:
    """The part of a period that a portal is judged by.

    What another office left behind is not counted against the one that took over: the window
    begins on the day of the change. None where it was no portal of the register at the end, or
    the period has not begun.

    Args:
        history: the versions of its record, oldest first.
    """
    last = min(period.last, today)
    known = [one for one in history if agency_day(one.recorded_at) <= last]
    if last < period.first or not known or not _is_portal(known[-1]):
        return None
    day, since = _began(known)
    if day <= period.first:
        return Watched(known[-1], Span(period.first, last))
    return Watched(known[-1], Span(day, last), since)


def _began(known: Iterable[SiteRecord]) -> tuple[date, Since]:
    began: tuple[date, Since] | None = None
    before: SiteRecord | None = None
    for record in known:
        if before is None or not _is_portal(before):
            began = (agency_day(record.recorded_at), "joined")
        elif _office(before) and _office(record) and _office(before) != _office(record):
            began = (agency_day(record.recorded_at), "handed_over")
        before = record
    if began is None:
        raise ValueError("a history has a version at least")
    return began


def _is_portal(record: SiteRecord) -> bool:
    return record.active and record.site_class == "state_portal"


def _office(record: SiteRecord) -> str:
    """The organisation's name without what a correction of its spelling changes."""
    words = unicodedata.normalize("NFD", record.organisation or "").casefold().replace("đ", "d")
    return "".join(c for c in words if c.isalnum())
