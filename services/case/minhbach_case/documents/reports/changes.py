"""What a correction says otherwise than the report that it corrects, line by line."""

from datetime import date
from typing import Final

from minhbach_case.documents.reports.content import ChangeLine
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.domain.reports.model import Issue, Reading, Report

SERIES: Final = "series"


def change_lines(report: Report, issue: Issue, wording: Wording) -> tuple[ChangeLine, ...]:
    """Every change of a correction; none of a first report."""
    t = wording.t
    return tuple(
        ChangeLine(
            what=_what(report, change.key, wording),
            period=t(f"period.{change.of}"),
            old=_reading(change.old, wording),
            new=_reading(change.new, wording),
        )
        for change in issue.changes
    )


def _what(report: Report, key: str, wording: Wording) -> str:
    if key.startswith(f"{SERIES}:"):
        _, series, first = key.split(":", 2)
        return f"{wording.t(f'series.{series}')}: {_month(report, first, wording)}"
    tables = {table.key: table for section in report.sections for table in section.tables}
    figure = report.figure(key)
    # What the new report has no longer is told by its key.
    return wording.figure(tables[figure.table], figure) if figure else key


def _month(report: Report, first: str, wording: Wording) -> str:
    day = date.fromisoformat(first)
    points = (point.month for series in report.series for point in series.points)
    return next((wording.month(month.last) for month in points if month.first == day), first)


def _reading(reading: Reading | None, wording: Wording) -> str:
    return wording.reading(reading) if reading else wording.t("changes.absent")
