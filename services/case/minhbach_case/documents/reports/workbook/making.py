"""The workbook of a report: a cover, a sheet a table, the months, the changes, the queries."""

from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.reports.content import ReportDocument
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.documents.reports.workbook.lists import (
    write_changes,
    write_cover,
    write_figures,
    write_queries,
)
from minhbach_case.documents.reports.workbook.looks import Looks
from minhbach_case.documents.reports.workbook.months import write_months
from minhbach_case.documents.reports.workbook.places import Places, places_of
from minhbach_case.documents.reports.workbook.tables import write_table
from minhbach_case.documents.reports.workbook.writing import Writing
from minhbach_case.domain.reports.model import Report
from minhbach_case.web.texts import Texts

# Words stay words and numbers numbers, whatever they look like.
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Book:
    book: Workbook
    content: ReportDocument

    def sheet(self, name: str) -> Worksheet:
        """A new sheet with its print set-up: A4 across, as wide as it needs, numbered."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        mark = f"{self.content.draft}  " if self.content.draft else ""
        sheet.set_header(f"&R&9{mark}{_literal(self.content.title)}")
        sheet.set_footer("&C&9&A&R&9&P/&N")
        return sheet


def workbook(report: Report, content: ReportDocument, texts: Texts) -> bytes:
    """The file; the same report gives the same bytes."""
    file, wording = BytesIO(), Wording(texts)
    with Workbook(file, _OPTIONS) as book:
        _describe(book, content)
        places = places_of(report, wording)
        writing = Writing(report, content, wording, Looks(book), places)
        _write(_Book(book, content), writing, places)
    return file.getvalue()


def _write(made: _Book, writing: Writing, places: Places) -> None:
    content = writing.content
    names = [places.sheets[table.key] for table in content.tables]
    write_cover(made.sheet(writing.t("sheet.cover")), writing, names)
    for table in content.tables:
        write_table(made.book, made.sheet(places.sheets[table.key]), writing, table)
    write_months(made.book, made.sheet(writing.t("sheet.months")), writing)
    if content.changes:
        write_changes(made.sheet(writing.t("sheet.changes")), writing)
    write_figures(made.sheet(writing.t("sheet.figures")), writing)
    write_queries(made.sheet(writing.t("sheet.queries")), writing)


def _describe(book: Workbook, content: ReportDocument) -> None:
    book.set_properties(
        {
            "title": content.title,
            "author": content.author,
            "subject": content.head.subject,
            # The file's own time is the report's: a file made again is the same.
            "created": content.at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    book.set_calc_mode("auto")


def _literal(words: str) -> str:
    return words.replace("&", "&&")
