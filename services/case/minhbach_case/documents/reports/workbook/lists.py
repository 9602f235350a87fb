"""The sheets of words: the cover, a correction's changes, every figure with its query, rules."""

from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.reports.workbook.looks import write_words
from minhbach_case.documents.reports.workbook.writing import Writing

_HEAD_ROW: Final = 2


def write_cover(sheet: Worksheet, writing: Writing, names: Sequence[str]) -> None:
    """Whose report it is, of which period, how to recognise it, and what stands where."""
    content, looks, t = writing.content, writing.looks, writing.t
    sheet.set_portrait()
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    head = content.head
    top = [(head.parent, "plain"), (head.agency, "label"), (f"{head.name}", "title")]
    top.append((head.subject, "label"))
    if content.draft:
        top.append((content.draft, "draft"))
    row = 0
    for words, look in top:
        write_words(sheet, row, 0, words, looks, "unwrapped" if look == "label" else look)
        row += 1
    row += 1
    for words in (*content.opening, *content.correction, t("workbook.hint")):
        sheet.merge_range(row, 0, row, 1, "", looks.named("wrapped"))
        write_words(sheet, row, 0, words, looks, "wrapped")
        sheet.set_row(row, 15 * (1 + len(words) // 105))
        row += 1
    row += 1
    for name, value in (*_legend(writing), *content.proof):
        write_words(sheet, row, 0, name, looks, "label")
        write_words(sheet, row, 1, value, looks, "wrapped")
        row += 1
    row += 1
    write_words(sheet, row, 0, t("workbook.cover"), looks, "label")
    for at, (name, table) in enumerate(zip(names, content.tables, strict=True), row + 1):
        sheet.write_url(at, 0, f"internal:{quote_sheetname(name)}!A1", looks.named("link"), name)
        write_words(sheet, at, 1, table.title, looks, "plain")


def _legend(writing: Writing) -> Iterable[tuple[str, str]]:
    wording, report = writing.wording, writing.report
    yield wording.t("period.now"), wording.days(report.period)
    yield wording.t("period.before"), wording.days(report.before)


def write_changes(sheet: Worksheet, writing: Writing) -> None:
    """What a correction says otherwise, all of it."""
    content = writing.content
    rows = [(one.what, one.period, one.old, one.new) for one in content.changes]
    title = content.correction[0] if content.correction else writing.t("sheet.changes")
    _list(sheet, writing, title, content.words["changes_head"].split("|"), rows, (90, 14, 16, 16))


def write_figures(sheet: Worksheet, writing: Writing) -> None:
    """Every figure with the query that it came from, and a link to its cell."""
    t, wording = writing.t, writing.wording
    rows = []
    for key, figure in writing.figures.items():
        table = writing.models[figure.table]
        rows.append(
            (
                t(f"title.{table.key}"),
                wording.row(table.axis, figure.row),
                wording.column(table, figure.column),
                key,
                figure.query,
            )
        )
    head = t("figures.head").split("|")
    _list(sheet, writing, t("sheet.figures"), head, rows, (58, 32, 28, 42, 24))
    for row, key in enumerate(writing.figures, _HEAD_ROW + 1):
        place = writing.places.of(key, "now")
        address = f"internal:{quote_sheetname(place.sheet)}!{place.cell}"
        sheet.write_url(row, 3, address, writing.looks.named("link"), key)


def write_queries(sheet: Worksheet, writing: Writing) -> None:
    """Every query with its rule, what it reads, and the tables that show it."""
    content = writing.content
    rows = [(one.name, one.rule, one.reads, one.tables) for one in content.queries]
    head = content.words["queries_head"].split("|")
    _list(sheet, writing, writing.t("sheet.queries"), head, rows, (24, 90, 24, 10))


def _list(
    sheet: Worksheet,
    writing: Writing,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    looks = writing.looks
    write_words(sheet, 0, 0, title, looks, "title")
    for column, (words, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD_ROW, column, words, looks.named("head_left"))
    for row, words_of in enumerate(rows, _HEAD_ROW + 1):
        for column, words in enumerate(words_of):
            write_words(sheet, row, column, words, looks, "cell")
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    if rows:
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(rows), len(head) - 1)
