"""State portals as exports: the ranking with what it does not know, one portal by criterion."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import Path

from minhbach_case.exporting.export import Column, Export, Row, Table, known, of, through
from minhbach_case.portals.views import (
    CriteriaBrief,
    CriterionView,
    FreshnessView,
    PieceView,
    PortalScoreView,
    RankedView,
)
from minhbach_case.views import Page, PageRequest
from minhbach_case.web.api.portals import CriterionWord, PeriodWord, page_of
from minhbach_case.web.api.sites import seen_site
from minhbach_case.web.console.portals import period_read
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.texts import Texts


def portals_query(period: PeriodWord | None = None) -> None:
    """What the portals' pages take."""
    del period


def evidence_query(criterion: CriterionWord, period: PeriodWord | None = None) -> None:
    """What the page of a criterion takes."""
    del criterion, period


def portal_names(site_id: Annotated[UUID, Path(description="Of the portal")]) -> None:
    """A portal is named by its site's id."""
    del site_id


async def portals_export(asking: Asking) -> Export:
    """The portals in their places; those of which too little is known stand at the end, apart."""
    period = period_read(asking.parts, asking.query.get("period"))
    ranking = await asking.parts.outgoing.portals.ranking(period)
    criteria = ranking.criteria
    columns = (
        asking.column("place", "portals.place", "number"),
        asking.column("portal", "portals.portal"),
        asking.column("points", "portals.points", "decimal"),
        asking.column("lower", "export.lower", "decimal"),
        asking.column("upper", "export.upper", "decimal"),
        asking.column("known", "portals.known", "share"),
        *_by_criterion(asking, criteria),
        asking.column("site_id", "export.site_id", "code"),
    )
    rows = of(_portal(one) for one in (*ranking.ranked, *ranking.apart))
    table = Table("portals", asking.t("portals.title"), columns, rows)
    filters = _filters(asking, period.name, criteria)
    notes = [asking.t("portals.fair")]
    return asking.export("portals", asking.t("portals.title"), [table], filters, notes)


def _filters(asking: Asking, period: str, criteria: CriteriaBrief) -> list[tuple[str, str]]:
    t = asking.t
    return [(t("province.period"), period), (t("portals.criteria"), criteria.identity)]


def _by_criterion(asking: Asking, criteria: CriteriaBrief) -> Iterator[Column]:
    for one in criteria.criteria:
        title = f"{one.title.of(asking.t.language)} ({one.weight}%)"
        yield Column(one.id, title, "decimal")


def _portal(one: PortalScoreView) -> Row:
    place = one.place if isinstance(one, RankedView) else None
    points = (line.points for line in one.criteria)
    return (place, one.name, one.points, one.lower, one.upper, one.known, *points, str(one.site_id))


async def portal_export(asking: Asking) -> Export:
    """One portal's points by criterion, and its items by kind and month.

    Raises:
        NotFound: there is none, or it is another portal than an operator's own.
    """
    site_id = asking.id("site_id")
    site = await seen_site(asking.parts, asking.account, site_id)
    portals = asking.parts.outgoing.portals
    period = period_read(asking.parts, asking.query.get("period"))
    view = await portals.of_site(site_id, period)
    fresh = await portals.freshness(site_id, period.year)
    tables = [_criteria(asking, view.criteria, view.score), _months(asking, fresh)]
    filters = _filters(asking, period.name, view.criteria)
    name = f"portal-{site_id.hex[:8]}"
    notes = [asking.t("portals.fair")]
    return asking.export(name, site.record.name, tables, filters, notes)


def _criteria(asking: Asking, criteria: CriteriaBrief, score: PortalScoreView | None) -> Table:
    column = asking.column
    columns = (
        column("criterion", "export.criterion", "words"),
        column("weight", "export.weight", "number"),
        column("points", "portals.points", "decimal"),
        column("lower", "export.lower", "decimal"),
        column("upper", "export.upper", "decimal"),
        *_counts(asking),
    )
    titles = {one.id: one.title.of(asking.t.language) for one in criteria.criteria}
    lines = score.criteria if score else ()
    rows = of(_criterion(titles[line.criterion], line) for line in lines)
    return Table("criteria", asking.t("portals.criteria"), columns, rows)


def _counts(asking: Asking) -> Iterator[Column]:
    for name in ("met", "unmet", "suspected", "unclear", "settled"):
        yield asking.column(name, f"export.{name}", "number")


def _criterion(title: str, line: CriterionView) -> Row:
    counts = (line.met, line.unmet, line.suspected, line.unclear, line.settled)
    return (title, line.weight, line.points, line.lower, line.upper, *counts)


def _months(asking: Asking, fresh: FreshnessView) -> Table:
    columns = (
        asking.column("kind", "export.item"),
        asking.column("first", "export.first_day", "day"),
        asking.column("last", "export.last_day", "day"),
        *_counts(asking),
        asking.column("median_days", "export.median_days", "decimal"),
    )
    return Table("months", asking.t("export.months"), columns, of(_by_month(asking.t, fresh)))


def _by_month(t: Texts, fresh: FreshnessView) -> Iterator[Row]:
    for kind in fresh.kinds:
        for one in kind.months:
            counts = (one.met, one.unmet, one.suspected, one.unclear, one.settled)
            yield (t(f"item.{kind.kind}"), one.first, one.last, *counts, one.median_days)


async def evidence_export(asking: Asking) -> Export:
    """All that one criterion's points come from, in time.

    Raises:
        NotFound: there is no such portal or criterion.
    """
    t, column, site_id = asking.t, asking.column, asking.id("site_id")
    site = await seen_site(asking.parts, asking.account, site_id)
    period = period_read(asking.parts, asking.query.get("period"))
    criterion = asking.query.get("criterion", "")
    found = await asking.parts.outgoing.portals.evidence(site_id, period, criterion)

    async def ask(page: PageRequest) -> Page[PieceView]:
        return page_of(found, page.limit, page.after)

    async def rows() -> AsyncIterator[Row]:
        async for piece in through(ask):
            yield _piece(t, piece)

    columns = (
        column("at", "captured_at", "moment"),
        column("standing", "export.standing"),
        column("duty", "export.duty"),
        column("address", "export.address"),
        column("kind", "export.item"),
        column("day", "audit.day", "day"),
        column("taken_working_days", "export.taken_days", "number"),
        column("capture_id", "export.capture_id", "code"),
        column("digest", "export.digest", "code"),
    )
    table = Table("evidence", t("evidence.title"), columns, rows(), known(len(found)))
    filters = [(t("province.period"), period.name), (t("export.criterion"), criterion)]
    return asking.export("portal-evidence", site.record.name, [table], filters)


def _piece(t: Texts, piece: PieceView) -> Row:
    return (
        piece.at,
        t(f"export.{piece.standing}"),
        t(f"duty.{piece.duty}") if piece.duty else None,
        piece.address,
        t(f"item.{piece.kind}") if piece.kind else None,
        piece.day,
        piece.taken_working_days,
        str(piece.capture_id),
        piece.digest,
    )
