"""The register as an export, and one site of it: its record, duties over time, cases, visits."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query

from minhbach_case.domain.observed import SCALES, Scale
from minhbach_case.domain.record_history import RecordVersion
from minhbach_case.domain.register_changes import FieldChange
from minhbach_case.exporting.export import ROWS_AT_MOST, Export, Row, Table, known, of, through
from minhbach_case.observed_views import DutiesView, SiteCase, SiteObserved, VisitView
from minhbach_case.views import SiteFilters, SiteSummary, SiteView
from minhbach_case.web.api.sites import seen_site, seen_sites
from minhbach_case.web.console.charts import runs
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.guard import sees_personal
from minhbach_case.web.texts import Texts, show_date, show_time


def site_names(site_id: UUID) -> None:
    """A site is named by its id."""
    del site_id


def site_query(
    scale: Annotated[Scale, Query(description="Of the duties over time")] = "month",
) -> None:
    """What a site's page takes."""
    del scale


async def sites_export(asking: Asking) -> Export:
    """The sites as the page lists them; an operator gets its own only."""
    t, column = asking.t, asking.column
    columns = (
        column("name", "site.name"),
        column("address", "export.address"),
        column("class", "site.class"),
        column("status", "site.status"),
        column("active", "history.active"),
        column("version", "site.version", "number"),
        column("recorded_at", "site.recorded", "moment"),
        column("site_id", "export.site_id", "code"),
    )
    count = partial(asking.parts.register.count, SiteFilters()) if asking.staff else known(1)
    table = Table("sites", t("sites.title"), columns, _sites(asking), count)
    return asking.export("sites", t("sites.title"), [table], notes=[t("sites.lead")])


async def _sites(asking: Asking) -> AsyncIterator[Row]:
    if asking.staff:
        found = asking.parts.register.whole(SiteFilters(), ROWS_AT_MOST + 1)
    else:
        found = through(partial(seen_sites, asking.parts, asking.account, SiteFilters()))
    async for site in found:
        yield _site(asking.t, site)


def _site(t: Texts, site: SiteSummary) -> Row:
    return (
        site.name,
        site.address,
        t(f"class.{site.site_class}"),
        t(f"status.{site.status}") if site.status else None,
        t(f"history.active_{str(site.active).lower()}"),
        site.version,
        site.recorded_at,
        str(site.site_id),
    )


async def site_export(asking: Asking) -> Export:
    """All that a site's page shows of it.

    Raises:
        NotFound: there is none, or it is another site than an operator's own.
    """
    parts, t = asking.parts, asking.t
    site = await seen_site(parts, asking.account, asking.id("site_id"))
    scale = next((one for one in SCALES if one == asking.query.get("scale")), SCALES[0])
    observed = await parts.observations.of_site(site.record, scale, sees_personal(asking.account))
    tables = [
        _record(asking, site),
        _duties(asking, observed.duties),
        _cases(asking, observed),
        _visits(asking, observed),
        _history(asking, observed, site),
    ]
    site_id = site.record.site_id
    filters = [(t("strip.period"), t(f"scale.{scale}")), (t("export.site_id"), str(site_id))]
    notes = [t("export.suspicions"), t("visits.lead")]
    name = f"site-{site_id.hex[:8]}"
    return asking.export(name, site.record.name, tables, filters, notes, personal=True)


def _record(asking: Asking, site: SiteView) -> Table:
    columns = [asking.column("field", "export.what"), asking.column("value", "import.value")]
    rows = [(asking.t(key), value) for key, value in _fields(asking.t, site)]
    return Table("record", asking.t("site.record"), columns, of(rows))


def _fields(t: Texts, site: SiteView) -> Iterator[tuple[str, str | None]]:
    r = site.record
    yield "site.name", r.name
    yield "export.address", r.address
    yield "column.class", t(f"class.{r.site_class}")
    yield "column.status", t(f"status.{r.status}") if r.status else None
    yield "column.organisation", r.organisation
    yield "column.governing_body", r.governing_body
    yield "column.contact_address", r.contact_address
    if site.personal:
        yield "column.responsible_person", site.personal.responsible_person
        yield "column.email", ", ".join(site.personal.emails)
        yield "column.phone", ", ".join(site.personal.phones)
    yield "column.licence_number", r.licence_number
    yield "column.licence_issued_on", _day(r.licence_issued_on)
    yield "column.licence_expires_on", _day(r.licence_expires_on)
    yield "column.licence_authority", r.licence_authority
    yield "column.server_location", r.server_location
    yield "column.field", r.field
    yield "site.version", f"{r.version}, {show_time(r.recorded_at)}"


def _day(day: date | None) -> str | None:
    return show_date(day) if day else None


def _duties(asking: Asking, found: DutiesView) -> Table:
    columns = (
        asking.column("duty", "export.duty"),
        asking.column("first", "export.first_day", "day"),
        asking.column("last", "export.last_day", "day"),
        asking.column("standing", "export.standing"),
        asking.column("now", "province.now"),
    )
    return Table("duties", asking.t("strip.title"), columns, of(_runs(asking.t, found)))


def _runs(t: Texts, found: DutiesView) -> Iterator[Row]:
    for duty in found.duties:
        for run in runs(duty.marks, found.spans):
            standing, now = t(f"mark.{run.mark}"), t(f"mark.{duty.now}")
            yield t(f"duty.{duty.duty}"), run.first, run.last, standing, now


def _cases(asking: Asking, observed: SiteObserved) -> Table:
    return cases_table(asking, of(case_row(asking.t, case) for case in observed.cases))


def cases_table(asking: Asking, rows: AsyncIterator[Row]) -> Table:
    """Cases as lists about sites show them."""
    columns = (
        asking.column("site", "site.name"),
        asking.column("kind", "case.kind"),
        asking.column("ordinal", "export.ordinal", "number"),
        asking.column("state", "case.state"),
        asking.column("opened_at", "case.opened", "moment"),
        asking.column("faults", "case.evidence_count", "number"),
        asking.column("case_id", "export.case_id", "code"),
    )
    return Table("cases", asking.t("cases.title"), columns, rows)


def case_row(t: Texts, case: SiteCase) -> Row:
    """A case in such a list."""
    return (
        case.site_name,
        t(f"kind.{case.kind}"),
        case.ordinal,
        t(f"state.{case.state}"),
        case.opened_at,
        case.faults,
        str(case.case_id),
    )


def _visits(asking: Asking, observed: SiteObserved) -> Table:
    columns = (
        asking.column("started_at", "export.started", "moment"),
        asking.column("ended_at", "visits.ended", "moment"),
        asking.column("captured", "visits.captured", "number"),
        asking.column("failed", "visits.failed", "number"),
        asking.column("why", "visits.why", "words"),
    )
    rows = of(_visit(asking.t, visit) for visit in observed.visits)
    return Table("visits", asking.t("visits.title"), columns, rows)


def _visit(t: Texts, visit: VisitView) -> Row:
    why = (f"{t(f'failure.{one.reason}')} ({one.count})" for one in visit.failures)
    return visit.started_at, visit.ended_at, visit.captured, visit.failed, ", ".join(why)


def _history(asking: Asking, observed: SiteObserved, site: SiteView) -> Table:
    columns = (
        asking.column("version", "site.version", "number"),
        asking.column("recorded_at", "site.recorded", "moment"),
        asking.column("field", "export.what"),
        asking.column("old", "export.old", "words"),
        asking.column("new", "export.new", "words"),
    )
    seen = site.personal is not None
    rows = of(row for one in observed.versions for row in _version(asking.t, one, seen=seen))
    return Table("history", asking.t("history.title"), columns, rows)


def _version(t: Texts, version: RecordVersion, *, seen: bool) -> Iterator[Row]:
    if not version.changes:
        yield version.version, version.recorded_at, t("history.first"), None, None
    for one in version.changes:
        field = t("history.active") if one.field == "active" else t(f"column.{one.field}")
        hidden = one.personal and not seen
        values = (t("history.hidden") if hidden else _said(t, one, v) for v in (one.old, one.new))
        yield version.version, version.recorded_at, field, *values


def _said(t: Texts, change: FieldChange, value: str | None) -> str | None:
    match change.field:
        case "class" | "status" if value:
            return t(f"{change.field}.{value}")
        case "active" if value:
            return t(f"history.active_{value}")
        case _:
            return value
