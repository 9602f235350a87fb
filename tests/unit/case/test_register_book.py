"""The register as XLSX: what a spreadsheet stores and what it shows."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from minhbach_case.domain.register_file import Reading, Remark
from minhbach_case.errors import UnreadableFile
from minhbach_case.register_table import read_register

HEADER: Final = ("name", "address", "class", "phone", "licence_number", "licence_issued_on")
GOOD: Final = ("Tin Thử", "https://tin.example.vn/", "aggregator")


def book(*rows: tuple[Any, ...], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook with a header, these rows, and what else a test does to it."""
    made = Workbook()
    sheet = made.active
    for row in (HEADER, *rows):
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes) -> Reading:
    """Reads a file's content."""
    return read_register("a.xlsx", data)


def test_dates_are_read_as_the_days_that_they_show() -> None:
    """A date cell and a date written as text are the same day."""
    found = read(
        book(
            (*GOOD, None, None, date(2024, 12, 31)),
            ("Hai", "https://hai.example.vn/", "aggregator", None, None, "31/12/2024"),
        )
    )
    assert [e.licence_issued_on for e in found.entries] == [date(2024, 12, 31)] * 2
    assert (found.problems, found.remarks, found.lines) == ((), (), (2, 3))


def test_a_telephone_number_gets_its_first_zero_back_and_that_is_told() -> None:
    """A number has no first zero; 1900 numbers have none anyway, and a format may show it."""

    def padded(sheet: Worksheet) -> None:
        sheet["D4"].number_format = "0000000000"

    numbers = [273387315, 19001234, 273387315, "0273 387 315"]
    rows = [
        ("Tin", f"https://tin{n}.example.vn/", "aggregator", phone)
        for n, phone in enumerate(numbers)
    ]
    found = read(book(*rows, change=padded))
    assert [e.personal.phones[0] for e in found.entries] == [
        "0273387315",
        "19001234",
        "0273387315",
        "0273 387 315",
    ]
    assert found.remarks == (Remark("phone_zero", "2"),)


def test_a_licence_number_that_is_stored_as_a_number_is_told() -> None:
    """Its first zeros would be gone; read it is all the same."""
    found = read(book((*GOOD, None, 128)))
    assert [e.licence_number for e in found.entries] == ["128"]
    assert found.remarks == (Remark("licence_as_number", "2"),)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ((None, date(2024, 5, 6)), "licence_number", "day_in_text"),
        ((None, None, 45_000), "licence_issued_on", "number_for_date"),
        (("#N/A",), "phone", "cell_error"),
        (("=A1",), "phone", "no_value"),
    ],
)
def test_a_cell_that_says_something_else_stays_out(
    cells: tuple[Any, ...], column: str, code: str
) -> None:
    """A licence 5/6 that became a day, a day that became a number, an error, no value at all."""
    (told,) = read(book((*GOOD, *cells))).problems
    assert (told.line, told.column, told.code) == (2, column, code)


def test_a_merged_value_stands_in_every_row_that_it_covers() -> None:
    """As the sheet shows it, and told."""

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C3")

    second = ("Hai", "https://hai.example.vn/", None)
    found = read(book(GOOD, second, change=merge))
    assert [e.site_class for e in found.entries] == ["aggregator", "aggregator"]
    assert found.remarks == (Remark("merged_cells", "C2:C3"),)


def test_hidden_rows_and_other_sheets_are_told() -> None:
    """A hidden row is read, another sheet is not."""

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.parent.create_sheet("Cũ").append(HEADER)

    found = read(book(GOOD, change=hide))
    assert len(found.entries) == 1
    assert found.remarks == (Remark("other_sheets", "Cũ"), Remark("hidden_rows", "2"))


def test_lines_are_those_of_the_sheet() -> None:
    """Empty rows before the header and between rows are counted."""

    def move(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet.insert_rows(4)

    (told,) = read(book(("Tin", "nowhere", "aggregator"), change=move)).problems
    assert (told.line, told.column) == (5, "address")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (b"%PDF-1.7", "PDF"),
        (b"\r\n<html><table>", "HTML"),
        (b"PK\x03\x04rubbish", "damaged"),
        (bytes(2000), "no text"),
    ],
)
def test_a_file_of_another_kind_is_named(data: bytes, words: str) -> None:
    """Whatever its name says."""
    with pytest.raises(UnreadableFile, match=words) as refused:
        read(data)
    assert str(refused.value).startswith("a.xlsx")


def packed(parts: dict[str, bytes]) -> bytes:
    """A packed file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, part: str, content: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    return packed(parts | {part: content(parts[part])})


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    """Before anything of it is unpacked."""
    bomb = packed({"xl/workbook.xml": b" " * 101_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(UnreadableFile, match="unpacks to more than 100 MB"):
        read(bomb)


def test_entities_that_multiply_are_refused() -> None:
    """A "billion laughs" in a sheet is a damaged file and takes no memory."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "haha">{names}]><x>&l9;</x>'.encode()
    with pytest.raises(UnreadableFile, match="damaged"):
        read(changed(book(GOOD), "xl/worksheets/sheet1.xml", lambda _: laughs))


def test_a_packed_file_that_is_no_workbook_is_told() -> None:
    """Such as a document of a word processor."""
    with pytest.raises(UnreadableFile, match="no XLSX workbook"):
        read(packed({"word/document.xml": b"<w/>"}))


def test_a_cell_far_away_costs_nothing() -> None:
    """The last cell of a sheet does not make a million rows."""

    def far(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    found = read(book(GOOD, change=far))
    assert len(found.entries) == 1
    assert [p.line for p in found.problems if p.column == "name"] == []


def test_csv_is_told_by_content_not_by_name() -> None:
    """A CSV file that is named .xlsx is read as what it is."""
    text = f"name,address,class\n{','.join(GOOD)}\n"
    assert len(read(text.encode()).entries) == 1
