"""Lists of reports and drafts, and what stands behind one figure of them, a page at a time."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from minhbach_case.domain.reports.corrections import report_id
from minhbach_case.domain.reports.counts import Counted
from minhbach_case.domain.reports.layout import MEDIAN, sheets
from minhbach_case.domain.reports.model import TOTAL, Figure, Report
from minhbach_case.errors import NotFound, Wrong
from minhbach_case.reports.views import DraftLine, ItemView, ReportLine
from minhbach_case.storage.report_records import ReportRecords, SiteNamed
from minhbach_case.storage.reports import DraftInBrief, IssuedReports, ReportDrafts
from minhbach_case.views import Page, PageRequest

_FAR: Final = 10**6


class ReportLists:
    """Lists of reports. Raises ``Unavailable`` where the store does not answer."""

    def __init__(self, records: ReportRecords, drafts: ReportDrafts, issued: IssuedReports) -> None:
        self._records = records
        self._drafts = drafts
        self._issued = issued

    async def issued(self, page: PageRequest) -> Page[ReportLine]:
        """Issued reports, newest first."""
        skip = page.after_number or 0
        found = await self._issued.newest(page.limit + 1, skip)
        following = {
            one.issue.report_id: report_id(one.audience, one.period, one.issue.ordinal + 1)
            for one in found
        }
        stands = await self._issued.stands(following.values())
        lines = tuple(
            ReportLine(
                **one.issue.model_dump(exclude={"changes"}),
                audience=one.audience,
                period=one.period,
                corrected_by=following[one.issue.report_id]
                if following[one.issue.report_id] in stands
                else None,
            )
            for one in found[: page.limit]
        )
        return Page(items=lines, next=_next(len(found), page, skip))

    async def drafted(self, page: PageRequest) -> Page[DraftLine]:
        """Drafts, newest first."""
        skip = page.after_number or 0
        found = await self._drafts.newest(page.limit + 1, skip)
        lines = tuple(map(_draft_line, found[: page.limit]))
        return Page(items=lines, next=_next(len(found), page, skip))

    async def behind(self, found: UUID, key: str, page: PageRequest) -> Page[ItemView]:
        """The cases or sites behind a figure of a report or a draft, by its id.

        Raises:
            NotFound: there is no such report, draft or figure.
            Wrong: ``after`` is no place that this list gave.
        """
        lists, figure = await self._figure(found, key)
        items: list[Counted] = []
        following: str | None = None
        async for place, counted in self._listed(lists, figure, _place(page.after)):
            if len(items) == page.limit:
                following = ".".join(map(str, place))
                break
            items.append(counted)
        named = await self._records.named(one.site_id for one in items)
        views = tuple(_item(one, named.get(one.site_id)) for one in items)
        return Page(items=views, next=following)

    async def length(self, found: UUID, key: str) -> int:
        """How long the list behind a figure is.

        Raises:
            NotFound: there is no such report, draft or figure.
        """
        lists, figure = await self._figure(found, key)
        return len([one async for one in self._listed(lists, figure, (0, 0, 0))])

    async def _figure(self, found: UUID, key: str) -> tuple[UUID, Figure]:
        """Whose lists stand behind a figure, and the figure."""
        issued = await self._issued.get(found)
        if issued is not None:
            lists, report = issued.draft_id, issued.document.report
        else:
            lists, report = found, await self._draft(found)
        figure = report.figure(key)
        if figure is None:
            raise NotFound(f"the report has no figure {key}")
        if figure.now.taken_from is not None:
            origin = await self._issued.get(figure.now.taken_from)
            lists = origin.draft_id if origin else lists
        return lists, figure

    async def _draft(self, draft_id: UUID) -> Report:
        draft = await self._drafts.get(draft_id)
        if draft is None:
            raise NotFound("there is no such report, and no such draft (any more)")
        return draft.report

    async def _listed(
        self, lists: UUID, figure: Figure, start: tuple[int, int, int]
    ) -> AsyncIterator[tuple[tuple[int, int, int], Counted]]:
        """Each item with its place: of the row, of the part, and in the part."""
        keys = _keys(figure)
        for row in range(start[0], len(keys)):
            part, skip = start[1:] if row == start[0] else (0, 0)
            while items := await self._drafts.list_part(lists, keys[row], part):
                for number in range(skip, len(items)):
                    yield (row, part, number), items[number]
                part, skip = part + 1, 0


def _keys(figure: Figure) -> list[str]:
    """The lists behind a figure: a total row's are those of its rows."""
    column = TOTAL if figure.column == MEDIAN else figure.column
    if figure.row != TOTAL:
        return [f"{figure.table}.{figure.row}.{column}"]
    (sheet,) = (one for one in sheets() if one.table.key == figure.table)
    return [sheet.table.key_of(row, column) for row in sheet.table.rows if row != TOTAL]


def _place(after: str | None) -> tuple[int, int, int]:
    if after is None:
        return (0, 0, 0)
    words = after.split(".")
    if len(words) != 3 or not all(w.isascii() and w.isdigit() and len(w) < 7 for w in words):
        raise Wrong("it is no place that a list of this figure gave", "after")
    row, part, number = map(int, words)
    return row, part, number


def _next(found: int, page: PageRequest, skip: int) -> str | None:
    return str(skip + page.limit) if found > page.limit and skip < _FAR else None


def _item(one: Counted, site: SiteNamed | None) -> ItemView:
    return ItemView(
        case_id=one.case_id,
        site_id=one.site_id,
        site_name=site.name if site else None,
        site_address=site.address if site else None,
        site_class=site.site_class if site else None,
        count=one.count,
        at=one.at,
    )


def _draft_line(one: DraftInBrief) -> DraftLine:
    return DraftLine(
        draft_id=one.draft_id,
        audience=one.audience,
        period=one.period,
        running=one.running,
        digest=one.digest,
        made_at=one.made_at,
        made_by=one.by,
    )
