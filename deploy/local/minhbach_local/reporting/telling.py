"""Reports on a terminal: lines of a list, a report's tables, what stands behind a figure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from minhbach_case.documents.reports.wording import Wording
    from minhbach_case.domain.reports.model import Figure
    from minhbach_case.domain.reports.model import Table as FigureTable

Json = dict[str, Any]
_UNKNOWN: Final = {
    "before_start": "before the records",
    "not_kept": "no longer kept",
    "not_yet": "to come",
    "nothing_to_measure": "none",
}
_WAYS: Final = {
    "period_running": "the period is not over",
    "does_not_add": "figures do not re-add",
    "issued_meanwhile": "a report on this period was issued meanwhile",
    "unchanged": "every figure is as in the report that was issued",
}


def tell_report(console: Console, found: Json) -> None:
    """A report, or a draft, table by table, in the words of its document: each figure, and that
    of the period before. Words of the figures' keys stand below them."""
    from minhbach_case.documents.reports.wording import Wording, report_texts
    from minhbach_case.domain.reports.model import Report

    for line in head(found):
        console.print(line, highlight=False, markup=False)
    report = Report.model_validate(found["report"])
    wording, figures = Wording(report_texts()["en"]), report.by_key
    for section in report.sections:
        for table in section.tables:
            console.print(_table(table, figures, wording))
    readings = (one for figure in figures.values() for one in (figure.now, figure.before))
    unknown = {one.unknown for one in readings} - {None, "nothing_to_measure"}
    for why in sorted(wording.why(one, report) for one in unknown if one is not None):
        console.print(f"?: {why}", highlight=False, markup=False)


def head(found: Json) -> Iterator[str]:
    """What it is, whose, of when, and how it stands."""
    report = found["report"]
    period = report["period"]
    word = str(period["year"]) if period["part"] == "year" else f"{period['year']}-{period['part']}"
    yield f"{report['agency']['name']}: {word} ({period['first']} to {period['last']})"
    yield f"for the {report['audience']}; counted until {report['counted_until']}"
    if "draft_id" in found:
        yield from _of_draft(found)
    else:
        yield from _of_issue(found)


def _of_draft(found: Json) -> Iterator[str]:
    yield f"draft {found['draft_id']}, digest {found['digest']}"
    if found["in_the_way"] is not None:
        yield f"it cannot be issued: {_WAYS[found['in_the_way']]}"
    for one in found["mismatches"]:
        yield f"does not re-add: {one['key']}: {one['said']}"
    if found["corrects"] is not None:
        yield f"issued, it corrects {found['corrects']}: say why with --reason"


def _of_issue(found: Json) -> Iterator[str]:
    issue = found["issue"]
    yield f"report {issue['report_id']}, no. {issue['ordinal']}, issued {issue['issued_at']}"
    yield f"digest {issue['digest']}"
    if issue["corrects"] is not None:
        yield f"it corrects {issue['corrects']}; reason: {issue['reason'] or 'not recorded'}"
        yield f"{len(issue['changes'])} readings changed:"
    for one in issue["changes"]:
        was = " of the period before" if one["of"] == "before" else ""
        yield f"  {one['key']}{was}: {_said(one['old'])} → {_said(one['new'])}"
    if found["corrected_by"] is not None:
        yield f"it is no longer in force: {found['corrected_by']} corrects it"


def tell_lines(console: Console, lines: Iterable[Json]) -> None:
    """A list of reports, or of drafts."""
    table = Table("id", "period", "audience", "no.", "of", "state")
    for one in lines:
        period = one["period"]
        part = "" if period["part"] == "year" else f"-{period['part']}"
        issued = "report_id" in one
        table.add_row(
            one["report_id"] if issued else one["draft_id"],
            f"{period['year']}{part}",
            one["audience"],
            str(one["ordinal"]) if issued else "draft",
            (one["issued_at"] if issued else one["made_at"])[:16],
            _state(one),
        )
    console.print(table)


def tell_items(console: Console, items: Iterable[Json]) -> None:
    """The cases or sites behind a figure."""
    table = Table("case", "site", "address", "count", "last")
    for one in items:
        name = one["site_name"] or one["site_id"]
        row = (one["case_id"] or "", name, one["site_address"] or "", str(one["count"]))
        table.add_row(*row, one["at"][:16])
    console.print(table)


def _state(one: Json) -> str:
    if "report_id" not in one:
        return "the period ran" if one["running"] else ""
    return "corrected" if one["corrected_by"] else "in force"


def _table(table: "FigureTable", figures: "Mapping[str, Figure]", wording: "Wording") -> Table:
    shown = Table(title=f"{wording.t(f'title.{table.key}')} ({table.key})", title_justify="left")
    shown.add_column(wording.t(f"axis.{table.axis}"))
    for column in table.columns:
        shown.add_column(f"{wording.column(table, column)}\n[dim]{column}[/dim]", justify="right")
    for row in table.rows:
        cells = [figures[table.key_of(row, column)] for column in table.columns]
        told = ((wording.reading(one.now), wording.reading(one.before)) for one in cells)
        values = (f"{now} ({before})".replace(wording.t("unknown"), "?") for now, before in told)
        shown.add_row(f"{wording.row(table.axis, row)}\n[dim]{row}[/dim]", *values)
    return shown


def _said(reading: Json | None) -> str:
    if reading is None:
        return "not told"
    value = reading["value"]
    return str(value) if value is not None else _UNKNOWN[reading["unknown"]]
