"""Whether a report re-adds: one that does not is never issued."""

from collections.abc import Iterator, Mapping

from minhbach_case.domain.reports.layout import MEDIAN
from minhbach_case.domain.reports.model import TOTAL, Figure, Point, Reading, Report, Series, Sum
from minhbach_shared.events import Value


class Mismatch(Value):
    """Something that does not re-add: a figure (or series) by its key, and what is wrong."""

    key: str
    said: str


def check(report: Report) -> tuple[Mismatch, ...]:
    """All that does not re-add in a report, in both of its periods; empty where all does."""
    figures = report.by_key
    return (*_shape(report, figures), *_sums(report, figures), *_series(report, figures))


def check_lists(report: Report, listed: Mapping[str, int]) -> tuple[Mismatch, ...]:
    """Figures behind which the lists hold another number than they say.

    Args:
        listed: how much stands in the list of each figure but the total rows, which are their
            rows' lists together.
    """
    return tuple(
        Mismatch(key=one.key, said=f"{one.now.value}, but its list holds {listed.get(one.key, 0)}")
        for one in report.figures
        if one.row != TOTAL
        and one.column != MEDIAN
        # What is not known has no list, and what was taken over has the earlier report's.
        and one.now.value is not None
        and one.now.taken_from is None
        and one.now.value != listed.get(one.key, 0)
    )


def _shape(report: Report, figures: Mapping[str, Figure]) -> Iterator[Mismatch]:
    tables = [table for section in report.sections for table in section.tables]
    places = [t.key_of(row, column) for t in tables for row in t.rows for column in t.columns]
    for key in sorted({*places} ^ figures.keys()):
        told = "has no figure" if key in places else "stands in no table"
        yield Mismatch(key=key, said=told)
    if len(figures) != len(report.figures):
        yield Mismatch(key="figures", said="a key stands twice")
    queries = {query.name for query in report.queries}
    for figure in report.figures:
        if figure.query not in queries:
            yield Mismatch(key=figure.key, said=f"comes from no named query ({figure.query})")
        if figure.column != MEDIAN:
            for reading in (figure.now, figure.before):
                if isinstance(reading.value, float) or (reading.value or 0) < 0:
                    yield Mismatch(key=figure.key, said=f"{reading.value} is no count")


def _sums(report: Report, figures: Mapping[str, Figure]) -> Iterator[Mismatch]:
    for one in report.sums:
        missing = [key for key in (one.total, *one.plus, *one.minus) if key not in figures]
        if missing:
            yield Mismatch(key=one.total, said=f"its sum names {missing[0]}, which is no figure")
            continue
        for which in ("now", "before"):
            if (
                told := _unequal(one, {k: getattr(figures[k], which) for k in _keys(one)})
            ) is not None:
                yield Mismatch(key=one.total, said=f"{which}: {told}")


def _keys(one: Sum) -> tuple[str, ...]:
    return (one.total, *one.plus, *one.minus)


def _unequal(one: Sum, readings: Mapping[str, Reading]) -> str | None:
    total = readings[one.total].value
    parts = [readings[key].value for key in (*one.plus, *one.minus)]
    if total is None:
        return None
    known = [value for value in parts if value is not None]
    if len(known) < len(parts):
        return f"{total}, although not all of its parts are known"
    summed = sum(known[: len(one.plus)]) - sum(known[len(one.plus) :])
    return None if total == summed else f"{total}, but its parts make {summed}"


def _series(report: Report, figures: Mapping[str, Figure]) -> Iterator[Mismatch]:
    for series in report.series:
        figure = figures.get(series.of)
        if figure is None:
            yield Mismatch(key=f"series:{series.key}", said=f"{series.of} is no figure")
            continue
        for which in ("now", "before"):
            told = _off(series, getattr(figure, which), [_of(p, which) for p in series.points])
            if told is not None:
                yield Mismatch(key=f"series:{series.key}", said=f"{which}: {told}")


def _of(point: Point, which: str) -> Reading:
    return point.now if which == "now" else point.before


def _off(series: Series, figure: Reading, months: list[Reading]) -> str | None:
    known = [month.value for month in months if month.value is not None]
    if figure.value is None:
        return f"{len(known)} months are known, the whole is not" if known else None
    if any(month.unknown == "not_kept" for month in months):
        return "the whole is known, but not all of its months"
    told = (known[-1] if known else 0) if series.stands else sum(known)
    return None if told == figure.value else f"{figure.value}, but its months make {told}"
