"""What was said once and whose records are gone is taken over from the report that said it.

Visits are kept for a time only. Without this, a correction years later would turn every figure of
visits into something that is not known.
"""

from dataclasses import dataclass

from minhbach_case.domain.reports.model import Document, Figure, Point, Reading, Report, Series


def carried(report: Report, last: Document | None, earlier: Document | None) -> Report:
    """A report with what earlier ones said, where its own records are gone.

    Args:
        last: the last report issued on the same period.
        earlier: the last one issued on the period before.
    """
    figures = tuple(_figure(one, last, earlier) for one in report.figures)
    series = tuple(_series(one, last, earlier) for one in report.series)
    return report.model_copy(update={"figures": figures, "series": series})


def _figure(figure: Figure, last: Document | None, earlier: Document | None) -> Figure:
    if "not_kept" not in (figure.now.unknown, figure.before.unknown):
        return figure
    was = _reading_of(last, figure.key, "now")
    before = _reading_of(last, figure.key, "before") or _reading_of(earlier, figure.key, "now")
    return figure.model_copy(
        update={"now": _taken(figure.now, was), "before": _taken(figure.before, before)}
    )


def _reading_of(document: Document | None, key: str, of: str) -> Reading | None:
    figure = document.report.figure(key) if document else None
    if document is None or figure is None:
        return None
    return _from(document, figure.now if of == "now" else figure.before)


def _from(document: Document, reading: Reading) -> Reading | None:
    """What a document says, with its own id where it did not take it over itself."""
    if reading.value is None or document.issue is None:
        return None
    return Reading(value=reading.value, taken_from=reading.taken_from or document.issue.report_id)


def _taken(reading: Reading, said: Reading | None) -> Reading:
    return said if reading.unknown == "not_kept" and said is not None else reading


@dataclass(frozen=True, slots=True)
class _Said:
    """A month as a document said it."""

    now: Reading | None
    before: Reading | None


def _series(series: Series, last: Document | None, earlier: Document | None) -> Series:
    points = (_point(series, place, last, earlier) for place in range(len(series.points)))
    return series.model_copy(update={"points": tuple(points)})


def _point(series: Series, place: int, last: Document | None, earlier: Document | None) -> Point:
    point = series.points[place]
    was, before = _month(last, series, place), _month(earlier, series, place)
    changed = {"now": point.now, "before": point.before}
    if was is not None:
        changed["now"] = _taken(point.now, was.now)
        changed["before"] = _taken(point.before, was.before)
    if before is not None:
        changed["before"] = _taken(changed["before"], before.now)
    return point.model_copy(update=changed)


def _month(document: Document | None, series: Series, place: int) -> _Said | None:
    if document is None:
        return None
    found = next((one for one in document.report.series if one.key == series.key), None)
    if found is None:
        return None
    point = found.points[place]
    return _Said(_from(document, point.now), _from(document, point.before))
