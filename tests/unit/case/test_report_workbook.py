"""A report's workbook: every formula re-adds, nothing is pasted, no name becomes a formula."""

from functools import cache
from io import BytesIO
from typing import Final, Literal

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from minhbach_case.documents.reports.wording import Wording, report_texts
from minhbach_case.documents.reports.workbook.making import workbook
from minhbach_case.documents.reports.workbook.places import places_of
from minhbach_case.domain.reports.model import Document
from minhbach_case.web.texts import Language
from tests.support.formulas import Calculator
from tests.support.reports import LISTS, example_of, words_of

Which = Literal["now", "before"]
_BOTH: Final[tuple[Which, Which]] = ("now", "before")
_TEXTS: Final = report_texts()
_BOOKS: Final[tuple[tuple[str, Language], ...]] = (
    ("issued", "vi"),
    ("first", "vi"),
    ("empty", "en"),
)
ADDRESS: Final = "https://minhbach.example"


@cache
def _file(name: str, language: Language) -> bytes:
    document = example_of(name)
    words = words_of(document, language, address=ADDRESS)
    return workbook(document.report, words, _TEXTS[language])


@cache
def _book(name: str, language: Language, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(_file(name, language)), data_only=values)


def _cells(name: str, language: Language) -> dict[tuple[str, Which], tuple[str, str]]:
    """Sheet and cell of every figure, in both periods."""
    report = example_of(name).report
    places = places_of(report, Wording(_TEXTS[language]))
    found = {}
    for figure in report.figures:
        for which in _BOTH:
            place = places.of(figure.key, which)
            found[figure.key, which] = (place.sheet, place.cell)
    return found


@pytest.mark.parametrize(("name", "language"), _BOOKS)
def test_every_formula_gives_what_stands_in_its_cell(name: str, language: Language) -> None:
    """Worked out again, each gives the value that the file shows before anything works it out."""
    book, shown = _book(name, language), _book(name, language, values=True)
    calculator, count = Calculator(book), 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    worked_out = calculator.cell(sheet.title, cell.coordinate)
                    told = shown[sheet.title][cell.coordinate].value
                    assert worked_out == pytest.approx(told), f"{sheet.title} {cell.coordinate}"
    assert count > 1000


@pytest.mark.parametrize(("name", "language"), _BOOKS)
def test_every_figure_is_the_reports_own(name: str, language: Language) -> None:
    """Counted or added up, in both periods; what is not known is a word with a note, never 0."""
    report, unknown = example_of(name).report, _TEXTS[language]("unknown")
    calculator = Calculator(_book(name, language))
    totals = {one.total for one in report.sums}
    for (key, which), (sheet, cell) in _cells(name, language).items():
        figure = report.by_key[key]
        reading = figure.now if which == "now" else figure.before
        value = calculator.cell(sheet, cell)
        if reading.value is not None:
            assert value == reading.value, key
        elif key in totals:
            assert value == unknown, key
        else:
            assert isinstance(value, str), key
            assert value.endswith(("(1)", "(2)")), key
        is_formula = _book(name, language)[sheet][cell].data_type == "f"
        assert is_formula == (key in totals), key


def test_totals_and_changes_follow_a_figure_that_is_changed() -> None:
    """Seven more cases of one kind: the column's total, the row's, the change and its share."""
    book = load_workbook(BytesIO(_file("issued", "vi")))
    cells = _cells("issued", "vi")
    report = example_of("issued").report
    sheet, cell = cells["cases_ended.licence.dismissed", "now"]
    book[sheet][cell].value += 7
    calculator = Calculator(book)
    for key in ("cases_ended.total.dismissed", "cases_ended.licence.total"):
        at = book[sheet][cells[key, "now"][1]]
        figure = report.by_key[key]
        assert figure.now.value is not None
        assert figure.before.value is not None
        now = calculator.cell(sheet, at.coordinate)
        assert now == figure.now.value + 7
        change = calculator.cell(sheet, at.offset(column=2).coordinate)
        assert change == figure.now.value + 7 - figure.before.value
        share = calculator.cell(sheet, at.offset(column=3).coordinate)
        assert share == pytest.approx(change / figure.before.value)


def test_a_value_that_is_written_in_makes_a_sum_known() -> None:
    """Where a part was unknown, so was the sum; it says a number once all parts have one."""
    book, cells = load_workbook(BytesIO(_file("first", "vi"))), _cells("first", "vi")
    sheet, total = cells["visits.aggregator.total", "before"]
    assert Calculator(book).cell(sheet, total) == "chưa rõ"
    for column, number in (("made", 40), ("failed", 2)):
        book[sheet][cells[f"visits.aggregator.{column}", "before"][1]].value = number
    assert Calculator(book).cell(sheet, total) == 42


def test_each_sheet_is_ready_to_read_and_to_print() -> None:
    """Heads stay and are repeated on paper, A4 lying, wide enough; charts where a table has one."""
    book = _book("issued", "vi")
    report = example_of("issued").report
    tables = [table for section in report.sections for table in section.tables]
    sheets = book.worksheets[1 : 1 + len(tables)]
    assert [sheet.title.split(". ")[0] for sheet in sheets] == [
        str(number) for number in range(1, len(tables) + 1)
    ]
    for sheet in sheets:
        assert sheet.freeze_panes == "B6"
        assert sheet.print_title_rows == "$4:$5"
        assert sheet.print_title_cols == "$A:$A"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.column_dimensions["A"].width > 30
        assert sheet["B6"].number_format == "#,##0"
        assert sheet["E6"].number_format.endswith("%")
    assert sum(len(sheet._charts) for sheet in sheets) == 4
    months = book[_TEXTS["vi"]("sheet.months")]
    assert len(months._charts) == len(report.series)
    assert months.freeze_panes == "C6"


def test_every_figure_names_its_query_and_leads_to_its_list() -> None:
    """One line a figure with its query; the figure's cell is a link, where something stands
    behind it."""
    book, report = _book("issued", "vi"), example_of("issued").report
    rows = book[_TEXTS["vi"]("sheet.figures")].iter_rows(4, values_only=True)
    assert {(row[3], row[4]) for row in rows} == {(one.key, one.query) for one in report.figures}
    cells = _cells("issued", "vi")
    for figure in report.figures:
        sheet, cell = cells[figure.key, "now"]
        link = book[sheet][cell].hyperlink
        expected = f"{ADDRESS}{LISTS}/{figure.key}" if figure.now.value else None
        assert (link.target if link else None) == expected


def test_without_an_address_no_cell_leads_out_of_the_file() -> None:
    """A console that nobody can reach is linked to by no cell."""
    document = example_of("issued")
    book = load_workbook(BytesIO(workbook(document.report, words_of(document, "vi"), _TEXTS["vi"])))
    targets = [
        cell.hyperlink.target
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    ]
    assert targets == []


def test_a_name_stays_a_name() -> None:
    """What a formula could begin with is text, and stays text when its cell is edited."""
    document = example_of("empty")
    names = {"name": '=HYPERLINK("http://x","y")', "parent": "@SUM(A1)"}
    agency = document.report.agency.model_copy(update=names)
    report = document.report.model_copy(update={"agency": agency})
    words = words_of(Document(report=report, issue=None), "vi")
    book = load_workbook(BytesIO(workbook(report, words, _TEXTS["vi"])))
    cells = [book.worksheets[0]["A1"], book.worksheets[0]["A2"]]
    assert [cell.value for cell in cells] == ["@SUM(A1)", '=HYPERLINK("HTTP://X","Y")']
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}
    opening = book.worksheets[0]["A7"]
    assert (opening.data_type, opening.value[:11]) == ("s", "=HYPERLINK(")


def test_the_same_report_gives_the_same_bytes() -> None:
    """Nothing of the moment at which it is made stands in the file."""
    document = example_of("correction")
    words = words_of(document, "en", address=ADDRESS)
    assert workbook(document.report, words, _TEXTS["en"]) == _file("correction", "en")
