"""Reports on a terminal: lines of a list, a report's tables, what stands behind a figure."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.console import Console
from rich.table import Table

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
    """A report, or a draft, table by table: each figure, and that of the period before."""
    for line in head(found):
        console.print(line, highlight=False)
    report = found["report"]
    figures = {one["key"]: one for one in report["figures"]}
    for section in report["sections"]:
        for table in section["tables"]:
            console.print(_table(table, figures))


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


def _table(table: Json, figures: dict[str, Json]) -> Table:
    shown = Table(title=table["key"], title_justify="left")
    shown.add_column("")
    for column in table["columns"]:
        shown.add_column(column.replace("_", " "), justify="right")
    for row in table["rows"]:
        cells = [figures[f"{table['key']}.{row}.{column}"] for column in table["columns"]]
        shown.add_row(row.replace("_", " "), *map(_cell, cells))
    return shown


def _cell(figure: Json) -> str:
    return f"{_said(figure['now'])} ({_said(figure['before'])})"


def _said(reading: Json | None) -> str:
    if reading is None:
        return "not told"
    value = reading["value"]
    return str(value) if value is not None else _UNKNOWN[reading["unknown"]]
