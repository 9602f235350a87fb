"""Which faults of a case a later capture shows no more: what proposes that it was mended.

A fault is cleared by a capture of the same address, later than the last capture that shows the
fault, that passes the same duty. It is a proposal: an officer confirms it (``remedied``).

What could not be fetched or read (``inconclusive``) clears nothing: a page that hides itself from
the crawler has mended nothing. A page that is gone (404, 410) is not judged and so passes nothing
either; whether its going mends the fault is a question of the duty:

- ``spam.*``: yes. The duty is that the promotion stands there no longer; a portal that takes
  injected pages down has done what its notice asks.
- ``source.alive``: yes. The duty is to take the copy down.
- all others: no. A text without its credit, with changed words or put up too early is mended by
  putting it right; taking it down may even breach the duty to keep it (``retention.90_days``).
  What a home page lacks is not shown by a home page that answers 404. An officer judges these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from minhbach_case.domain.verdicts import Look
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import DUTIES, CaseState, Duty

MENDED_BY_REMOVAL: Final[frozenset[Duty]] = frozenset(
    duty for duty in DUTIES if duty.startswith("spam.") or duty == "source.alive"
)
MAY_BE_MENDED: Final[frozenset[CaseState]] = frozenset(
    {"under_review", "notified", "replied", "proposed", "decided", "referred", "appealed"}
)
"""The states of an open case that was notified; a second look leads back to ``under_review``."""

Place = tuple[UUID, Duty, str]
"""Site, duty and address."""


@dataclass(frozen=True, slots=True)
class HeldFault:
    """A fault as its case has it now.

    ``last_seen`` is the last capture that shows it; None where every sighting was withdrawn.
    ``cleared`` stays until the fault is seen in a capture later than the one that cleared it.
    """

    case_id: UUID
    fault_id: UUID
    place: Place
    last_seen: datetime | None
    cleared: bool


def mends(look: Look) -> bool:
    """Whether a look shows that a fault of its duty stands there no longer."""
    if look.verdict == "breach":
        return False
    return look.verdict == "pass" or (look.gone and look.duty in MENDED_BY_REMOVAL)


def last_mending(looks: Iterable[Look]) -> dict[Place, Look]:
    """The places whose last look that tells anything shows no fault, with that look."""
    last: dict[Place, Look] = {}
    for look in looks:
        place = (look.site_id, look.duty, look.address)
        if (mends(look) or look.verdict == "breach") and (
            place not in last or last[place].at < look.at
        ):
            last[place] = look
    return {place: look for place, look in last.items() if mends(look)}


def clears(fault: HeldFault, look: Look) -> bool:
    """Whether a mending look of the fault's place clears it: once, and by a later capture."""
    return not fault.cleared and fault.last_seen is not None and fault.last_seen < look.at


def cleared_by(
    faults: Iterable[HeldFault], looks: Mapping[Place, Look]
) -> Sequence[tuple[HeldFault, Look]]:
    """The faults that looks clear, each with its look."""
    pairs = ((fault, looks[fault.place]) for fault in faults if fault.place in looks)
    return [(fault, look) for fault, look in pairs if clears(fault, look)]


def cause_of(fault: HeldFault, look: Look) -> str:
    """What makes a clearing one: case, fault and capture, however often it is told."""
    return str(derived_id("cleared", fault.case_id, fault.fault_id, look.record.snapshot_id))
