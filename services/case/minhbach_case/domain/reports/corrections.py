"""Issuing: a report's digest, its place among those of its period, what a correction changes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal
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
from minhbach_case.errors import Missing, Wrong
from minhbach_shared.ids import derived_id, digest_of

REASON_LIMIT: Final = 2000
"""Characters."""
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


def reason_of(words: str, *, correction: bool) -> str | None:
    """Why a report is corrected, in the words of the person who does it; None of a first report.

    Raises:
        Missing: a correction says no reason.
        Wrong: it is too long, or a first report, which corrects nothing, gives one.
    """
    said = words.strip()
    if len(said) > REASON_LIMIT:
        raise Wrong(f"reason: at most {REASON_LIMIT} characters.", "reason")
    if correction and not said:
        raise Missing("This corrects an issued report: say in words why (reason).", "reason")
    if said and not correction:
        raise Wrong("reason: the first report of a period corrects nothing; give none.", "reason")
    return said or None


def issue_of(
    report: Report, last: Document | None, by: str, at: datetime, reason: str | None = None
) -> Issue:
    """How a report is issued behind the last one of its period and audience.

    Args:
        by: sealed account.
        reason: of a correction.
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
        reason=reason,
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
