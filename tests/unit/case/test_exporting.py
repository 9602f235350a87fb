"""Exports as files: safe for a spreadsheet, readable by a program, the same size in memory."""

import asyncio
import csv
import gc
import io
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.exporting import csv_file, export, xlsx_file
from minhbach_case.exporting.cells import csv_cell, harmless, kept, starts_formula
from minhbach_case.exporting.export import Column, Export, Row, Table, of
from minhbach_shared.errors import Unavailable

_COLUMNS = (
    Column("name", "Tên"),
    Column("count", "Số", "number"),
    Column("day", "Ngày", "day"),
    Column("at", "Lúc", "moment"),
    Column("words", "Lời", "words"),
)
_ROW: Row = ("Đơn vị", -3, date(2028, 2, 29), datetime(2026, 11, 22, 20, 2, tzinfo=UTC), "ẫ, ữ")


def _export(rows: Sequence[Row] | AsyncIterator[Row]) -> Export:
    given_rows = of(rows) if isinstance(rows, Sequence) else rows
    table = Table("t", "Vụ/việc [1]", _COLUMNS, given_rows)
    return Export("t", "Sổ", [("Loại", "Tất cả")], ["Lập lúc"], "dừng ở đây", [table])


async def _csv(found: Export, *, head: bool = True) -> list[list[str]]:
    chunks = [c async for c in csv_file.csv_chunks(found, found.tables[0], head=head)]
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"))))


async def _sheet(found: Export) -> list[tuple[object, ...]]:
    with await xlsx_file.xlsx_file(found) as file:
        book = openpyxl.load_workbook(file)
        (sheet,) = book.worksheets
        assert (sheet.title, sheet.freeze_panes) == ("Vụ việc  1", "A5")
        return list(sheet.iter_rows(values_only=True))


async def test_the_head_stands_apart_from_the_table() -> None:
    """What it is and how it was filtered, an empty row, the titles; or the names alone."""
    rows = await _csv(_export([_ROW]))
    assert rows[:3] == [["Sổ: Vụ/việc [1]"], ["Lập lúc"], ["Loại", "Tất cả"]]
    assert rows[3:5] == [[], ["Tên", "Số", "Ngày", "Lúc", "Lời"]]
    assert rows[5] == ["Đơn vị", "-3", "2028-02-29", "2026-11-23T03:02:00+07:00", "ẫ, ữ"]
    bare = await _csv(_export([_ROW]), head=False)
    assert bare[0] == ["name", "count", "day", "at", "words"]
    assert bare[1:] == rows[5:]


async def test_days_are_days_in_a_workbook() -> None:
    """A day and a moment of Viet Nam's clock, a number, and words as they are."""
    rows = await _sheet(_export([_ROW]))
    assert rows[2][0] == "Loại: Tất cả"
    day = datetime(2028, 2, 29, tzinfo=UTC).replace(tzinfo=None)
    moment = datetime(2026, 11, 23, 3, 2, tzinfo=UTC).replace(tzinfo=None)
    assert rows[4] == ("Đơn vị", -3, day, moment, "ẫ, ữ")


async def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below as many rows as a file may hold, in both forms; at exactly so many nothing is said."""
    for module in (export, csv_file, xlsx_file):
        monkeypatch.setattr(module, "ROWS_AT_MOST", 3)
    for count, said in ((3, []), (4, ["dừng ở đây"])):
        lines = await _csv(_export([_ROW] * count), head=False)
        assert [row[0] for row in lines[1:]] == ["Đơn vị"] * 3 + said
        rows = await _sheet(_export([_ROW] * count))
        assert [row[0] for row in rows[4:]] == ["Đơn vị"] * 3 + said


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    """Whatever it is, a cell of CSV is text to a spreadsheet, and to no terminal a command."""
    cell = csv_cell(text)
    assert not starts_formula(cell)
    assert not [c for c in cell if c < " " and c not in "\t\n\r"]
    assert cell in (kept(text), harmless(kept(text)))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\u00a0\u200b@SUM(A1)", "'\u00a0\u200b@SUM(A1)"),
        ("'=1+1", "'=1+1"),
        ("\t-1", "'\t'-1"),
        ("Tin;=1+1;tức", "Tin;'=1+1;tức"),
        ('Tin;"+1"', 'Tin;\'"+1"'),
        ("Gồm:\n- một\r\n+ hai", "Gồm:\n'- một\r\n'+ hai"),
        ("Tin tức; 1+1 = 2", "Tin tức; 1+1 = 2"),
        ("Hòa-Bình @ nhà", "Hòa-Bình @ nhà"),
    ],
)
def test_no_part_of_a_cell_starts_a_formula(text: str, cell: str) -> None:
    """Also not in signs of another width, nor where a spreadsheet splits at its own separator."""
    assert csv_cell(text) == cell


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5))
def test_a_program_reads_back_what_stands_in_the_rows(rows: list[tuple[str, str]]) -> None:
    """Commas, quotes and line ends of the words do not break a row."""
    read = list(csv.reader(io.StringIO(csv_file.lines(rows), newline="")))
    assert read == [[csv_cell(cell) for cell in row] for row in rows]


async def test_a_workbook_given_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that end in an error half-way: no file of theirs stays on the disk, none stays open."""

    async def rows() -> AsyncIterator[Row]:
        for _ in range(300):
            yield _ROW
        raise Unavailable("away")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Unavailable):
        await xlsx_file.xlsx_file(_export(rows()))
    assert not list(tmp_path.iterdir())
    gc.collect()


async def test_ten_times_the_rows_need_no_more_memory() -> None:
    """Rows are taken as they are written, in both forms."""

    async def peak(count: int) -> int:
        async def rows() -> AsyncIterator[Row]:
            for number in range(count):
                yield (f"Đơn vị {number}" * 5, *_ROW[1:])
                if number % 500 == 0:
                    await asyncio.sleep(0)

        tracemalloc.start()
        found = _export(rows())
        async for _ in csv_file.csv_chunks(found, found.tables[0], head=True):
            pass
        (await xlsx_file.xlsx_file(_export(rows()))).close()
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    few, many = await peak(300), await peak(3_000)
    assert many < few + 500_000
