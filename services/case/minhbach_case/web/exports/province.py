"""The province as an export: each chart's numbers, every site by duties, the cases of a number."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Query

from minhbach_case.domain.province import BUCKETS, MEASURES, Bucket, Measure, Period
from minhbach_case.exporting.export import (
    ROWS_AT_MOST,
    Column,
    Export,
    Row,
    Table,
    known,
    of,
)
from minhbach_case.observed_views import CountsView, ProvinceView, StandingRow, WeekView
from minhbach_case.observing import site_case
from minhbach_case.views import SiteFilters
from minhbach_case.web.api.province import Day
from minhbach_case.web.console.province import Chosen, Dated, asked_for, chosen_of
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.exports.sites import case_row, cases_table
from minhbach_case.web.texts import show_date
from minhbach_shared.vocabulary import CASE_KINDS, DUTIES, CaseKind, SiteClass


def province_query(weeks: Period = "13", site_class: SiteClass | None = None) -> None:
    """What the province's page takes."""
    del weeks, site_class


def behind_query(
    bucket: Bucket | None = None,
    measure: Measure | None = None,
    first: Annotated[Day | None, Query(description="The first day, with `measure`")] = None,
    last: Annotated[Day | None, Query(description="The last day, included")] = None,
    kind: CaseKind | None = None,
    site_class: SiteClass | None = None,
) -> None:
    """A number of the province: a `bucket` of today, or a `measure` of some days."""
    del bucket, measure, first, last, kind, site_class


async def province_export(asking: Asking) -> Export:
    """The numbers as the page's charts have them, and the whole map of duties."""
    chosen, t = chosen_of(asking.query), asking.t
    numbers = await asking.parts.numbers.count(chosen.weeks, chosen.site_class)
    tables = [
        _now(asking, numbers),
        _weeks(asking, numbers),
        _counted(asking, "kinds", "province.by_kind", "kind", numbers.by_kind),
        _counted(asking, "classes", "province.by_class", "class", numbers.by_class),
        _clocks(asking, numbers),
        _duties(asking, chosen),
    ]
    filters = [
        asking.chosen("site.class", "class", chosen.site_class),
        (t("province.period"), t("province.weeks", weeks=chosen.weeks)),
    ]
    return asking.export("province", t("province.title"), tables, filters, [t("province.fair")])


def _now(asking: Asking, numbers: ProvinceView) -> Table:
    count = asking.column("count", "export.count", "number")
    columns = (asking.column("what", "export.what"), count)
    standing = [(asking.t(f"bucket.{one}"), numbers.standing[one]) for one in BUCKETS]
    rows = [(asking.t("province.sites"), numbers.sites), *standing]
    return Table("now", asking.t("province.now"), columns, of(rows))


def _weeks(asking: Asking, numbers: ProvinceView) -> Table:
    columns = (
        asking.column("first", "export.first_day", "day"),
        asking.column("last", "export.last_day", "day"),
        *(asking.column(measure, f"measure.{measure}", "number") for measure in MEASURES),
        asking.column("sightings", "province.sightings", "number"),
    )
    rows = of(_week(week) for week in numbers.by_week)
    return Table("weeks", asking.t("province.by_week"), columns, rows)


def _week(week: WeekView) -> Row:
    counts = (getattr(week, measure) for measure in MEASURES)
    return week.first, week.last, *counts, week.sightings


def _counted(
    asking: Asking, name: str, title: str, family: str, lines: tuple[CountsView, ...]
) -> Table:
    columns = (
        asking.column(family, "case.kind" if family == "kind" else "site.class"),
        *(asking.column(bucket, f"bucket.{bucket}", "number") for bucket in BUCKETS),
    )
    field = "kind" if family == "kind" else "site_class"
    rows = of(
        (asking.t(f"{family}.{getattr(line, field)}"), *(getattr(line, b) for b in BUCKETS))
        for line in lines
    )
    return Table(name, asking.t(title), columns, rows)


def _clocks(asking: Asking, numbers: ProvinceView) -> Table:
    columns = (
        asking.column("clock", "clocks.title"),
        asking.column("kept", "export.kept", "number"),
        asking.column("overrun", "clock.overrun", "number"),
    )
    rows = of((asking.t(f"clock.{one.clock}"), one.kept, one.overrun) for one in numbers.clocks)
    return Table("clocks", asking.t("province.clocks"), columns, rows)


def _duties(asking: Asking, chosen: Chosen) -> Table:
    columns = (
        asking.column("site", "site.name"),
        asking.column("class", "site.class"),
        *(Column(duty, asking.t(f"duty.{duty}")) for duty in DUTIES),
    )
    count = partial(asking.parts.register.count, SiteFilters(site_class=chosen.site_class))
    return Table("duties", asking.t("province.map"), columns, _standing(asking, chosen), count)


async def _standing(asking: Asking, chosen: Chosen) -> AsyncIterator[Row]:
    filters = SiteFilters(site_class=chosen.site_class)
    async for row in asking.parts.observations.whole_map(filters, ROWS_AT_MOST + 1):
        yield _marks(asking, row)


def _marks(asking: Asking, row: StandingRow) -> Row:
    marks = (asking.t(f"mark.{cell.mark}") for cell in row.cells)
    return row.name, asking.t(f"class.{row.site_class}"), *marks


async def behind_export(asking: Asking) -> Export:
    """The cases behind a number of the province.

    Raises:
        NotFound: the query names no such number.
    """
    t, numbers = asking.t, asking.parts.numbers
    asked, chosen = asked_for(asking.query), chosen_of(asking.query)
    kind = one_of(asking.query.get("kind"), CASE_KINDS)
    filters = [asking.chosen("site.class", "class", chosen.site_class)]
    limit = ROWS_AT_MOST + 1
    if isinstance(asked, Dated):
        title = t(f"measure.{asked.measure}")
        days = f"{show_date(asked.first)} – {show_date(asked.last)}"
        filters.append((t("province.period"), days))
        found = await numbers.each_behind(
            asked.measure, asked.first, asked.last, chosen.site_class, limit
        )
    else:
        title = t(f"bucket.{asked}")
        filters.append(asking.chosen("case.kind", "kind", kind))
        found = await numbers.each_standing(asked, kind, chosen.site_class, limit)
    rows = (case_row(t, site_case(case)) async for case in found)
    table = replace(cases_table(asking, rows), count=known(len(found)))
    notes = [t("export.suspicions")]
    return asking.export("province-cases", title, [table], filters, notes)
