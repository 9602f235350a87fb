"""The queue as an export: its filters, every case of it."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query

from minhbach_case.domain.clocks import last_day
from minhbach_case.domain.queueing import ClockWord, QueueOrder
from minhbach_case.exporting.export import ROWS_AT_MOST, Column, Export, Row, Table, known
from minhbach_case.queueing import QueueLine, QueuePage
from minhbach_case.web.console.queue import Choice, read_choice
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.guard import queue_as_seen
from minhbach_case.web.texts import Texts
from minhbach_shared.vocabulary import CaseKind, CaseState, SiteClass

Named = Callable[[QueueLine], str]


def queue_query(  # noqa: PLR0913, PLR0917 - one a parameter of the query
    state: Annotated[
        CaseState | Literal["open", "all"] | None, Query(description="Open ones where not said")
    ] = None,
    kind: CaseKind | None = None,
    class_: Annotated[SiteClass | None, Query(alias="class")] = None,
    site_id: Annotated[str | None, Query(json_schema_extra={"format": "uuid"})] = None,
    who: Annotated[
        str | None,
        Query(pattern="^(me|nobody|[0-9a-f]{64})$", description="`me`, `nobody`, or a sealed one"),
    ] = None,
    clock: ClockWord | None = None,
    q: Annotated[str | None, Query(max_length=100, description="A name, address, number")] = None,
    sort: QueueOrder | None = None,
) -> None:
    """What the queue's own page takes."""
    del state, kind, class_, site_id, who, clock, q, sort


async def queue_export(asking: Asking) -> Export:
    """The cases as the page lists them: all of them, not only the page that is shown."""
    choice = read_choice(asking.parts, asking.account, asking.query)
    queue = asking.parts.cases.queue
    found = await queue.whole(choice.filters, ROWS_AT_MOST + 1)
    named = await _named(asking) if asking.staff else None
    rows = _rows(asking, found.lines, named)
    title = asking.t("cases.title")
    notes = [asking.t("export.suspicions")]
    if found.more_sites:
        notes.append(asking.t("queue.more_sites"))
    table = Table("cases", title, _columns(asking), rows, known(found.count))
    return asking.export("cases", title, [table], await _filters(asking, choice), notes)


def _columns(asking: Asking) -> list[Column]:
    column = asking.column
    staff = [column("assignee", "queue.who")] if asking.staff else []
    return [
        column("number", "export.number", "code"),
        column("kind", "case.kind"),
        column("site", "case.site"),
        column("address", "export.address"),
        column("state", "case.state"),
        column("remark", "export.remark"),
        column("due_on", "queue.due", "day"),
        *staff,
        column("faults", "case.evidence_count", "number"),
        column("opened_at", "case.opened", "moment"),
        column("updated_at", "case.newest", "moment"),
        column("case_id", "export.case_id", "code"),
    ]


async def _rows(
    asking: Asking, lines: AsyncIterator[QueueLine], named: Named | None
) -> AsyncIterator[Row]:
    now = asking.parts.clock()
    async for line in lines:
        (seen,) = queue_as_seen(QueuePage((line,), None), asking.account).lines
        yield _row(asking.t, seen, named, now)


def _row(t: Texts, line: QueueLine, named: Named | None, now: datetime) -> Row:
    case = line.summary
    return (
        line.number,
        t(f"kind.{case.kind}"),
        case.site_name,
        case.site_address,
        t(f"state.{case.state}"),
        "; ".join(_remarks(t, line, now)),
        last_day(line.due_at) if line.due_at else None,
        *([named(line)] if named else []),
        case.faults,
        case.opened_at,
        case.updated_at,
        str(case.case_id),
    )


def _remarks(t: Texts, line: QueueLine, now: datetime) -> list[str]:
    case = line.summary
    late = line.due_at is not None and line.due_at < now
    said = {
        "queue.dismissal_proposed": case.dismissal_proposed,
        "queue.remedy_proposed": case.remedy_proposed,
        "queue.paused": case.paused,
        "clock.overrun": late and not case.paused,
        "case.erased": line.erased,
    }
    return [t(key) for key, holds in said.items() if holds]


async def _named(asking: Asking) -> Named:
    people, t = await asking.parts.colleagues.known(), asking.t

    def named(line: QueueLine) -> str:
        seal = line.summary.assignee
        if seal is None:
            return t("who.nobody")
        if line.erased:
            return t("who.other")
        return people[seal].name if seal in people else t("who.gone")

    return named


async def _filters(asking: Asking, choice: Choice) -> list[tuple[str, str]]:
    t, asked = asking.t, choice.filters
    state = t("queue.open") if asked.state == "open" else None
    said = [
        (t("case.state"), state) if state else asking.chosen("case.state", "state", asked.state),
        asking.chosen("case.kind", "kind", asked.kind),
        asking.chosen("queue.class", "class", asked.site_class),
        (t("queue.sort"), t(f"sort.{asked.order}")),
    ]
    if asking.staff:
        said.append((t("queue.who"), await _who(asking, choice)))
        said.append(asking.chosen("queue.clock", "clock", asked.clock))
    if asked.text:
        said.append((t("queue.search"), asked.text))
    if asked.site_id:
        said.append((t("case.site"), str(asked.site_id)))
    return said


async def _who(asking: Asking, choice: Choice) -> str:
    match choice.who:
        case None:
            return asking.t("filter.all")
        case "me":
            return asking.account.user
        case "nobody":
            return asking.t("who.nobody")
        case seal:
            people = await asking.parts.colleagues.known()
            return people[seal].name if seal in people else asking.t("who.gone")
