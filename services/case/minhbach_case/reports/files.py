"""Reports as files to keep and as words to show: PDF, sealed where a key is, and XLSX."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minhbach_case.documents.reports.composing import Frame, compose, report_number
from minhbach_case.documents.reports.content import ReportDocument
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.documents.reports.workbook.making import workbook
from minhbach_case.domain.reports.model import Audience, Document
from minhbach_case.domain.reports.periods import Period
from minhbach_case.errors import NotFound
from minhbach_case.reports.printing import Printing
from minhbach_case.web.texts import Language

Find = Callable[[UUID], Awaitable[Document]]
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file with its name, of plain letters."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FigureNamed:
    """A figure in words, with its value of the report's period.

    Attributes:
        query, rule: the name of the query that it came from, and how that counts.
    """

    table: str
    row: str
    column: str
    value: str
    period: str
    query: str
    rule: str


class ReportFiles:
    """Shows and prints issued reports, and drafts by their ids.

    Args:
        find: a report, or a draft, by its id; raises ``NotFound`` where there is none.
    """

    def __init__(self, find: Find, printing: Printing) -> None:
        self._find = find
        self._with = printing

    def words(self, found: UUID, document: Document, language: Language) -> ReportDocument:
        """A report in words.

        Args:
            found: the report's id, or the draft's: the lists behind its figures stand under it.
        """
        issue, report = document.issue, document.report
        corrects = ""
        if issue is not None and issue.corrects is not None:
            corrects = self.number(report.period, report.audience, issue.ordinal - 1)
        frame = Frame(
            agency=self._with.agency,
            lists=f"/reports/{found}/figures",
            address=self._with.address,
            sealed_by=self._with.seal.name if self._with.seal and issue else None,
            corrects=corrects,
        )
        return compose(document, frame, self._with.texts[language])

    def number(self, period: Period, audience: Audience, ordinal: int) -> str:
        """What people call an issued report."""
        return report_number(period, audience, ordinal, self._with.agency)

    def figure(self, document: Document, key: str, language: Language) -> FigureNamed:
        """What a figure is called, and what it says.

        Raises:
            NotFound: the report has no such figure.
        """
        report, wording = document.report, Wording(self._with.texts[language])
        figure = report.figure(key)
        if figure is None:
            raise NotFound(f"the report has no figure {key}")
        tables = (table for section in report.sections for table in section.tables)
        table = next(one for one in tables if one.key == figure.table)
        query = next(one for one in report.queries if one.name == figure.query)
        return FigureNamed(
            table=wording.t(f"title.{table.key}"),
            row=wording.row(table.axis, figure.row),
            column=wording.column(table, figure.column),
            value=wording.reading(figure.now),
            period=wording.days(report.period),
            query=query.name,
            rule=query.rule_vi if language == "vi" else query.rule_en,
        )

    async def pdf(self, found: UUID, language: Language) -> ReportFile:
        """A report as PDF; a draft is marked as one and never sealed.

        Raises:
            NotFound: there is no such report, and no such draft (any more).
            Unprintable: it was not set within its bounds.
        """
        document = await self._find(found)
        pdf = await self._with.press.pdf(self.words(found, document, language))
        if self._with.seal is not None and document.issue is not None:
            pdf = await self._with.seal.sign(pdf)
        return ReportFile(f"{_name(document)}-{language}.pdf", pdf)

    async def workbook(self, found: UUID, language: Language) -> ReportFile:
        """A report as XLSX, with its formulas.

        Raises:
            NotFound: there is no such report, and no such draft (any more).
        """
        document = await self._find(found)
        words, texts = self.words(found, document, language), self._with.texts[language]
        content = await asyncio.to_thread(workbook, document.report, words, texts)
        return ReportFile(f"{_name(document)}-{language}.xlsx", content)


def _name(document: Document) -> str:
    report, issue = document.report, document.issue
    ordinal = f"{issue.ordinal:02d}" if issue else "draft"
    return f"report-{report.period.word}-{report.audience}-{ordinal}"
