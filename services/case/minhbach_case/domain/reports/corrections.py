"""Issuing: a report's digest, its place among those of its period, what a correction changes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from uuid import UUID

from minhbach_case.domain.reports.model import (
    Audience,
    Change,
    Document,
    Issue,
    Reading,
    Report,
)
from minhbach_case.domain.reports.periods import Period
from minhbach_shared.ids import derived_id, digest_of

Readings = dict[str, Reading]


def stream_of(audience: Audience, period: Period) -> UUID:
    """What all reports on a period to an audience are one by."""
    return derived_id("report", audience, period.word, period.first, period.last)


def report_id(audience: Audience, period: Period, ordinal: int) -> UUID:
    """The id of the ordinal-th report (from 1) on a period to an audience."""
    return derived_id("report", audience, period.word, period.first, period.last, ordinal)


def digest_of_report(report: Report) -> str:
    """SHA-256 of the report's canonical JSON."""
    return digest_of(report.model_dump(mode="json"))


def issue_of(report: Report, last: Document | None, by: str, at: datetime) -> Issue:
    """How a report is issued behind the last one of its period and audience.

    Args:
        by: sealed account.
    """
    before = last.issue if last else None
    ordinal = before.ordinal + 1 if before else 1
    return Issue(
        report_id=report_id(report.audience, report.period, ordinal),
        ordinal=ordinal,
        digest=digest_of_report(report),
        issued_at=at,
        issued_by=by,
        corrects=before.report_id if before else None,
        changes=changes(last.report, report) if last else (),
    )


def changes(old: Report, new: Report) -> tuple[Change, ...]:
    """Which readings say something else, in the order of the new report."""
    return (*_changes(old, new, "now"), *_changes(old, new, "before"))


def _changes(old: Report, new: Report, of: Literal["now", "before"]) -> Iterator[Change]:
    earlier, later = _readings(old, of), _readings(new, of)
    for key in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(key), later.get(key)
        if _said(was) != _said(now):
            yield Change(key=key, of=of, old=was, new=now)


def _said(reading: Reading | None) -> tuple[object, ...]:
    """What a reading says, wherever it was taken from."""
    return (reading.value, reading.unknown) if reading else ()


def _readings(report: Report, of: Literal["now", "before"]) -> Readings:
    """Every reading of one of both periods, by its key."""
    found: Readings = {one.key: getattr(one, of) for one in report.figures}
    for series in report.series:
        for point in series.points:
            first = point.month.first.isoformat()
            found[f"series:{series.key}:{first}"] = getattr(point, of)
    return found
