"""Lists of what leaves the house as exports: letters, the licensees' reports, our own reports."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Literal
from uuid import UUID

from minhbach_case.delivery_views import DeliverySummary, summary_of
from minhbach_case.domain.delivery import DeliveryState
from minhbach_case.domain.filings.deadlines import STANDINGS, DueStanding
from minhbach_case.exporting.export import ROWS_AT_MOST, Export, Row, Table, known, through
from minhbach_case.filings.views import DueView, FilingLine
from minhbach_case.reports.views import ItemView, ReportLine
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.reports import Key
from minhbach_case.web.console.letters import SHOWN, query_of
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.guard import actor_of
from minhbach_case.web.texts import Texts


def letters_query(state: DeliveryState | Literal["undelivered", "all"] | None = None) -> None:
    """What the letters' page takes; those that did not arrive, where not said."""
    del state


def filings_query(year: int | None = None, standing: DueStanding | None = None) -> None:
    """What the page of the licensees' reports takes."""
    del year, standing


def figure_names(report_id: UUID, key: Key) -> None:
    """A figure is named by its report (or draft) and its key."""
    del report_id, key


async def letters_export(asking: Asking) -> Export:
    """Letters and what became of each; without addresses and words, as the page lists them."""
    t, column = asking.t, asking.column
    state = one_of(asking.query.get("state"), SHOWN) or SHOWN[0]
    columns = (
        column("kind", "letters.letter"),
        column("number", "export.letter_number"),
        column("site", "letters.to_whom"),
        column("state", "letters.state"),
        column("todo", "letters.todo", "words"),
        column("tries", "webhooks.tried", "number"),
        column("due_at", "webhooks.next", "moment"),
        column("served_on", "export.served_on", "day"),
        column("served_way", "form.way"),
        column("created_at", "letters.made", "moment"),
        column("case_id", "export.case_id", "code"),
        column("letter_id", "export.letter_id", "code"),
    )
    store = asking.parts.outgoing.correspondence.store
    count = partial(store.number, query_of(state), ROWS_AT_MOST)
    table = Table("letters", t("letters.title"), columns, _letters(asking, state), count)
    filters = [(t("letters.state"), t(f"delivery.{state}"))]
    return asking.export("letters", t("letters.title"), [table], filters)


async def _letters(asking: Asking, state: str) -> AsyncIterator[Row]:
    store, query = asking.parts.outgoing.correspondence.store, query_of(state)

    async def ask(page: PageRequest) -> Page[DeliverySummary]:
        found, following = await store.page(query, page)
        return Page(items=tuple(summary_of(*one) for one in found), next=following)

    async for letter in through(ask):
        yield _letter(asking.t, letter)


def _letter(t: Texts, letter: DeliverySummary) -> Row:
    return (
        t(f"letters.kind.{letter.kind}"),
        letter.number,
        letter.site_name,
        t(f"delivery.{letter.state}"),
        t(f"delivery.todo.{letter.state}"),
        letter.tries,
        letter.due_at,
        letter.served_on,
        t(f"way.{letter.served_way}") if letter.served_way else None,
        letter.created_at,
        str(letter.case_id) if letter.case_id else None,
        str(letter.letter_id),
    )


async def filings_export(asking: Asking) -> Export:
    """Who has filed the yearly report and who is late.

    Raises:
        Wrong: no reports are asked for that year.
    """
    t, column = asking.t, asking.column
    desk = asking.parts.outgoing.filings.desk
    standing = one_of(asking.query.get("standing"), STANDINGS)
    asked = asking.query.get("year", "")
    chosen = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    first = await desk.overview(chosen, standing, PageRequest(limit=1))

    async def ask(page: PageRequest) -> Page[FilingLine]:
        found = await desk.overview(first.year, standing, page)
        return Page(items=found.lines, next=found.next)

    async def rows() -> AsyncIterator[Row]:
        async for line in through(ask):
            yield _line(t, line)

    columns = (
        column("site", "site.name"),
        column("address", "export.address"),
        column("standing", "filing.standing"),
        column("received_on", "filing.received_on", "day"),
        column("versions", "export.versions", "number"),
        column("reminded_on", "filing.reminded", "day"),
        column("unsent", "export.remark"),
        column("site_id", "export.site_id", "code"),
    )
    filters = [
        (t("filing.year"), str(first.year)),
        asking.chosen("filing.standing", "filing.is", standing),
    ]
    count = first.counts[standing] if standing else sum(first.counts.values())
    table = Table("filings", t("filing.all"), columns, rows(), known(count))
    return asking.export("filings", t("filing.all"), [table], filters)


def _line(t: Texts, line: FilingLine) -> Row:
    return (
        line.site_name,
        line.address,
        t(f"filing.is.{line.standing}"),
        line.received_on,
        line.versions,
        line.reminded_on,
        t(f"filing.unsent.{line.unsent}") if line.unsent else None,
        str(line.site_id),
    )


async def filing_export(asking: Asking) -> Export:
    """One site's reports: what is due, how it stands, what came; not the answers themselves."""
    t, column, site = asking.t, asking.column, asking.id("site_id")
    found = await asking.parts.outgoing.filings.desk.of_site(site, actor_of(asking.account))

    async def rows() -> AsyncIterator[Row]:
        for due in found.due:
            yield _due(t, due)

    columns = (
        column("year", "filing.year", "number"),
        column("due_on", "export.until", "day"),
        column("standing", "filing.standing"),
        column("received_on", "filing.received_on", "day"),
        column("versions", "export.versions", "number"),
        column("asked_on", "export.asked_on", "day"),
        column("reason", "form.reason", "words"),
    )
    title = f"{t('filing.all')}: {found.site_name}"
    table = Table("filings", title, columns, rows())
    return asking.export(f"filings-{site.hex[:8]}", title, [table])


def _due(t: Texts, due: DueView) -> Row:
    return (
        due.year,
        due.due_on,
        t(f"filing.is.{due.standing}"),
        due.received_on,
        len(due.versions),
        due.asked_on,
        due.reason,
    )


async def reports_export(asking: Asking) -> Export:
    """The reports that were issued; each has files of its own."""
    t, column = asking.t, asking.column
    reports, people = asking.parts.outgoing.reports, await asking.parts.colleagues.known()

    def row(line: ReportLine) -> Row:
        number = reports.files.number(line.period, line.audience, line.ordinal)
        by = people[line.issued_by].name if line.issued_by in people else t("who.gone")
        standing = "corrected" if line.corrected_by else "in_force"
        return (
            number,
            t(f"reports.part.{line.period.part}", year=line.period.year),
            t(f"reports.audience.{line.audience}"),
            line.issued_at,
            by,
            t(f"report.state.{standing}"),
            line.reason,
            line.digest,
            str(line.report_id),
        )

    async def rows() -> AsyncIterator[Row]:
        async for line in through(reports.lists.issued):
            yield row(line)

    columns = (
        column("number", "reports.number"),
        column("period", "reports.period"),
        column("audience", "reports.audience"),
        column("issued_at", "report.issued_at", "moment"),
        column("issued_by", "audit.who"),
        column("standing", "reports.standing"),
        column("reason", "report.reason", "words"),
        column("digest", "export.digest", "code"),
        column("report_id", "export.report_id", "code"),
    )
    table = Table("reports", t("reports.title"), columns, rows())
    return asking.export("reports", t("reports.title"), [table])


async def figure_export(asking: Asking) -> Export:
    """The cases or sites behind a figure of a report, as they stood when it was counted.

    Raises:
        NotFound: there is no such report, draft or figure.
    """
    t, column, reports = asking.t, asking.column, asking.parts.outgoing.reports
    report, key, lists = asking.id("report_id"), asking.names["key"], reports.lists
    # Refused before the first byte, where there is none.
    figure = reports.files.figure(await reports.desk.document(report), key, t.language)
    await lists.behind(report, key, PageRequest(limit=1))

    async def rows() -> AsyncIterator[Row]:
        async for item in through(partial(lists.behind, report, key)):
            yield _item(t, item)

    columns = (
        column("site", "site.name"),
        column("address", "export.address"),
        column("class", "site.class"),
        column("count", "export.count", "number"),
        column("at", "audit.at", "moment"),
        column("case_id", "export.case_id", "code"),
        column("site_id", "export.site_id", "code"),
    )
    count = partial(lists.length, report, key)
    title = f"{figure.table}: {figure.row}, {figure.column}"
    filters = [
        (t("export.figure"), f"{figure.value} ({key})"),
        (t("reports.period"), figure.period),
        (t("report.query"), f"{figure.query}: {figure.rule}"),
        (t("export.report_id"), str(report)),
    ]
    table = Table("figure", title, columns, rows(), count)
    return asking.export("report-figure", title, [table], filters)


def _item(t: Texts, item: ItemView) -> Row:
    return (
        item.site_name,
        item.site_address,
        t(f"class.{item.site_class}") if item.site_class else None,
        item.count,
        item.at,
        str(item.case_id) if item.case_id else None,
        str(item.site_id),
    )
