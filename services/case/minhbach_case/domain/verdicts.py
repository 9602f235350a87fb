"""What the classifier said of a site over time, gathered so that any order gives the same.

Only the latest time of each verdict is kept, so a redelivery, a replay or another order of the
records changes nothing. Counts are not kept: no count survives a redelivery.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_shared.events import Assessed, Assessment
from minhbach_shared.vocabulary import Duty, Verdict

DayMark = Literal["suspected", "partly", "passed", "unclear", "not_concerned", "not_looked"]
"""What a day says of a duty: ``partly`` passed, but for pages that could not be judged."""
DAY_MARKS: Final[tuple[DayMark, ...]] = (
    "suspected",
    "passed",
    "partly",
    "unclear",
    "not_concerned",
    "not_looked",
)

GONE: Final = frozenset({404, 410})

Times = dict[tuple[Duty, Verdict], datetime]
"""The latest capture of each verdict on each duty."""


@dataclass(frozen=True, slots=True)
class Look:
    """One duty's verdict on one capture of one address."""

    record: Assessed
    said: Assessment

    @property
    def site_id(self) -> UUID:
        """The site's id."""
        return self.record.site_id

    @property
    def address(self) -> str:
        """The address that was captured, or could not be."""
        return self.record.address

    @property
    def duty(self) -> Duty:
        """The duty that was judged."""
        return self.said.duty

    @property
    def verdict(self) -> Verdict:
        """What was found."""
        return self.said.verdict

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return self.record.assessed_of

    @property
    def gone(self) -> bool:
        """Whether the address answered that nothing stands there any more."""
        return self.record.status in GONE


@dataclass(frozen=True, slots=True)
class Last:
    """The capture that last passed, or last breached, a duty at an address."""

    at: datetime
    capture_id: UUID


Telling = Literal["pass", "breach"]
Lasts = dict[tuple[Duty, Telling], Last]


@dataclass(slots=True)
class Tally:
    """A batch of assessments as what it adds to the store."""

    sites: dict[UUID, Times] = field(default_factory=dict)
    days: dict[tuple[UUID, date], Times] = field(default_factory=dict)
    addresses: dict[tuple[UUID, str], Lasts] = field(default_factory=dict)

    def add(self, look: Look, day: date) -> None:
        """Takes a look in; ``day`` is its day at the agency."""
        _later(self.sites.setdefault(look.site_id, {}), look)
        _later(self.days.setdefault((look.site_id, day), {}), look)
        match look.verdict:
            case "pass" | "breach" as telling:
                lasts = self.addresses.setdefault((look.site_id, look.address), {})
                key = (look.duty, telling)
                if key not in lasts or lasts[key].at < look.at:
                    lasts[key] = Last(look.at, look.record.snapshot_id)
            case _:
                pass


def tally(looks: Iterable[Look]) -> Tally:
    """What a batch adds, whatever its order."""
    found = Tally()
    days: dict[datetime, date] = {}
    for look in looks:
        if look.at not in days:
            days[look.at] = agency_day(look.at)
        found.add(look, days[look.at])
    return found


def looks_of(record: Assessed) -> Iterator[Look]:
    """The verdicts of a record; one without a capture says that its page could not be had."""
    return (Look(record, said) for said in record.assessments)


def mark_of(seen: Iterable[Verdict]) -> DayMark:
    """What verdicts on one duty say together: the gravest first, and failure is never guilt."""
    verdicts = set(seen)
    if "breach" in verdicts:
        return "suspected"
    if "pass" in verdicts:
        return "partly" if "inconclusive" in verdicts else "passed"
    if "inconclusive" in verdicts:
        return "unclear"
    return "not_concerned" if verdicts else "not_looked"


def marks_of(times: Mapping[tuple[Duty, Verdict], datetime]) -> dict[Duty, DayMark]:
    """The mark of each duty that was judged."""
    seen: dict[Duty, set[Verdict]] = {}
    for duty, verdict in times:
        seen.setdefault(duty, set()).add(verdict)
    return {duty: mark_of(verdicts) for duty, verdicts in seen.items()}


def _later(times: Times, look: Look) -> None:
    key = (look.duty, look.verdict)
    if key not in times or times[key] < look.at:
        times[key] = look.at
