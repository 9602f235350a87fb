"""How a site stands, duty by duty: what people decided, what is suspected, what was only seen.

A suspicion is shown only while a case of it is open: what people dismissed or what was withdrawn
accuses nobody, whatever the classifier once said (safeguards 4 and 5). What could not be judged
and what nobody has looked at yet are told apart, and neither is a fault.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from minhbach_case.domain.verdicts import DayMark, Times, mark_of
from minhbach_shared.vocabulary import DUTIES, CaseKind, CaseState, Duty, Verdict, kind_of

Mark = Literal["decided", "settled"] | DayMark
"""``settled``: once suspected, and dismissed, withdrawn or closed since."""
MARKS: Final[tuple[Mark, ...]] = (
    "decided",
    "suspected",
    "settled",
    "passed",
    "partly",
    "unclear",
    "not_concerned",
    "not_looked",
)
Scale = Literal["month", "year"]
"""The last 30 days by day, or the last 52 weeks by week (from Monday)."""
SCALES: Final[tuple[Scale, ...]] = ("month", "year")
DAYS_SHOWN: Final = 30
WEEKS_SHOWN: Final = 52

_DECIDED: Final[frozenset[CaseState]] = frozenset({"decided", "referred", "appealed"})
_SUSPECTED: Final[frozenset[CaseState]] = frozenset(
    {"suspected", "under_review", "notified", "replied", "proposed"}
)
STANDING: Final = _DECIDED | _SUSPECTED
"""The states of a case that says something of its site today."""
_TOGETHER: Final = timedelta(days=2)
"""Verdicts this close to the newest are one look: a visit, and what followed of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a case says of how its site stands."""

    kind: CaseKind
    state: CaseState
    duties: frozenset[Duty]
    confirmed: bool
    """People decided that there was a violation."""
    left: int
    """Suspicions that were not withdrawn."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Row:
    """One duty over time; ``marks`` are by the strip's spans."""

    duty: Duty
    now: Mark
    marks: tuple[Mark, ...]

    def count(self, mark: Mark) -> int:
        """How many spans have a mark."""
        return self.marks.count(mark)


@dataclass(frozen=True, slots=True)
class Strip:
    """The duties of one site over time."""

    scale: Scale
    spans: tuple[Span, ...]
    rows: tuple[Row, ...]


def spans_of(scale: Scale, today: date) -> tuple[Span, ...]:
    """The parts of the period that ends today, oldest first."""
    if scale == "month":
        days = (today - timedelta(days=back) for back in range(DAYS_SHOWN - 1, -1, -1))
        return tuple(Span(day, day) for day in days)
    return weeks_of(WEEKS_SHOWN, today)


def weeks_of(count: int, today: date) -> tuple[Span, ...]:
    """The last so many weeks, from Monday to Sunday, oldest first; the last is this one."""
    monday = today - timedelta(days=today.weekday())
    firsts = (monday - timedelta(weeks=back) for back in range(count - 1, -1, -1))
    return tuple(Span(first, first + timedelta(days=6)) for first in firsts)


def strip(
    scale: Scale,
    today: date,
    days: Iterable[tuple[date, Times]],
    latest: Times,
    cases: Sequence[Held],
) -> Strip:
    """Every duty that was ever judged or is in a case, over the period that ends today."""
    spans = spans_of(scale, today)
    seen: dict[tuple[Duty, int], set[Verdict]] = {}
    for day, times in days:
        place = next((n for n, span in enumerate(spans) if span.first <= day <= span.last), None)
        for duty, verdict in times if place is not None else ():
            seen.setdefault((duty, place or 0), set()).add(verdict)
    judged = {duty for duty, _ in latest} | {duty for case in cases for duty in case.duties}
    rows = (
        Row(
            duty,
            standing_of(duty, latest, cases),
            tuple(
                _accusing(mark_of(seen.get((duty, n), ())), duty, cases) for n in range(len(spans))
            ),
        )
        for duty in DUTIES
        if duty in judged
    )
    return Strip(scale, spans, tuple(rows))


def standing_of(duty: Duty, latest: Times, cases: Iterable[Held]) -> Mark:
    """How a duty stands now: by its open cases first, then by the last look."""
    standing = {_stands(case) for case in cases if duty in case.duties}
    if "decided" in standing:
        return "decided"
    if "suspected" in standing:
        return "suspected"
    last = _last_look({verdict: at for (one, verdict), at in latest.items() if one == duty})
    # A duty of the home page alone does not concern the others: they say nothing for it.
    rest = last - {"breach", "not_applicable"}
    return "settled" if "breach" in last and not rest else mark_of(last - {"breach"})


def _last_look(times: Mapping[Verdict, datetime]) -> set[Verdict]:
    if not times:
        return set()
    newest = max(times.values())
    return {verdict for verdict, at in times.items() if newest - at <= _TOGETHER}


def _accusing(mark: DayMark, duty: Duty, cases: Sequence[Held]) -> Mark:
    """A day's mark; a suspicion that no open case holds any more is one that was settled."""
    if mark != "suspected":
        return mark
    kind = kind_of(duty)
    held = [case for case in cases if case.kind == kind and duty in case.duties]
    # No case yet: its suspicion is on its way, and nobody has settled it.
    return mark if not held or any(_stands(case) for case in held) else "settled"


def _stands(case: Held) -> Literal["decided", "suspected"] | None:
    if case.confirmed and case.state in _DECIDED:
        return "decided"
    return "suspected" if case.state in _SUSPECTED and case.left > 0 else None
