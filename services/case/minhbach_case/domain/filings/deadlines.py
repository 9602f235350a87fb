"""What is due of a site, how it stands, and of what its operator is to be reminded.

Circular 09/2014/TT-BTTTT Article 9: before 15 January of the next year, and by the day that the
authority sets where it asks. Days are the agency's (Asia/Ho_Chi_Minh).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from minhbach_case.domain.filings.form import Due
from minhbach_case.domain.filings.steps import (
    Filings,
    Report,
    ReportKey,
    Request,
    request_key,
    year_key,
)
from minhbach_shared.events import SiteRecord

DueStanding = Literal["late", "open", "filed_late", "filed", "not_owed"]
STANDINGS: Final[tuple[DueStanding, ...]] = ("late", "open", "filed_late", "filed", "not_owed")
YEARS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class DueItem:
    """One report that is owed, or that came all the same.

    Attributes:
        due_on: the last day on which it is in time.
    """

    key: ReportKey
    year: int | None
    request: Request | None
    due_on: date
    standing: DueStanding
    report: Report | None


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose day has come: so many days before the last day of a report."""

    item: DueItem
    days: int


def owed(record: SiteRecord, year: int, deadline: date) -> bool:
    """Whether a site owes the report on a year: licensed in the register at the deadline.

    A licence issued after the year has nothing to report on it.
    """
    since = record.reports.owed_since if record.reports else None
    issued = record.licence_issued_on
    if not record.active or since is None or since >= deadline:
        return False
    return issued is None or issued.year <= year


def yearly(record: SiteRecord, filings: Filings, due: Due, year: int, today: date) -> DueItem:
    """The report of a site on a year."""
    report, last = filings.of_year(year), due.last_day(year)
    owes = owed(record, year, due.deadline(year))
    standing = _standing(report, last, today) if owes else _unasked(report)
    return DueItem(year_key(year), year, None, last, standing, report)


def asked_for(request: Request, filings: Filings, today: date) -> DueItem:
    """The report that a request asks for; not owed once it was taken back."""
    key = request_key(request.body.request_id)
    report, last = filings.reports.get(key), request.body.due_on
    owes = request.withdrawn is None
    standing = _standing(report, last, today) if owes else _unasked(report)
    return DueItem(key, None, request, last, standing, report)


def items_of(record: SiteRecord, filings: Filings, due: Due, today: date) -> tuple[DueItem, ...]:
    """All that is due or came, the newest last day first.

    A year that was not owed is left out where nothing came.
    """
    years = range(due.first_year, next_year_due(due, today) + 1)
    told = [yearly(record, filings, due, year, today) for year in years[-YEARS_SHOWN:]]
    older = [year for year in filings.received if year not in years[-YEARS_SHOWN:]]
    told += [yearly(record, filings, due, year, today) for year in older]
    items = [item for item in told if item.standing != "not_owed"]
    items += [asked_for(request, filings, today) for request in filings.requests.values()]
    return tuple(sorted(items, key=lambda item: (item.due_on, item.key), reverse=True))


def due_reminder(item: DueItem, days_before: Sequence[int], today: date) -> DueReminder | None:
    """The reminder that an open report calls for today, whether it was said or not.

    Of several whose day has come (after a standstill) only the last; none after the last day; of
    a request none whose day was over when it was asked.
    """
    left = (item.due_on - today).days
    if item.standing != "open" or left < 0:
        return None
    days = min((days for days in days_before if days >= left), default=None)
    if days is None or _before_asked(item, days):
        return None
    return DueReminder(item, days)


def next_year_due(due: Due, today: date) -> int:
    """The year whose report has the next deadline."""
    return today.year - 1 if today < due.before.of(today.year) else today.year


def due_reminders(
    items: Iterable[DueItem], days_before: Sequence[int], today: date
) -> Iterator[DueReminder]:
    """The reminders that these reports call for today."""
    for item in items:
        found = due_reminder(item, days_before, today)
        if found is not None:
            yield found


def _before_asked(item: DueItem, days: int) -> bool:
    if item.request is None:
        return False
    return item.due_on - timedelta(days=days) <= item.request.body.asked_on


def _unasked(report: Report | None) -> DueStanding:
    # What nobody owed came of its own accord: it is never late.
    return "filed" if report is not None else "not_owed"


def _standing(report: Report | None, last: date, today: date) -> DueStanding:
    if report is not None:
        return "filed" if report.received_on <= last else "filed_late"
    return "open" if today <= last else "late"
