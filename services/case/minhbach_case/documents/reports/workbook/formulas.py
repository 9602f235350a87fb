"""Formulas of a workbook: which cells a figure adds up, how it changed (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell; row and column count from 0."""

    sheet: str
    column: int
    row: int

    @property
    def cell(self) -> str:
        """Its name within its sheet, such as `B6`."""
        return str(xl_rowcol_to_cell(self.row, self.column))


def summed(
    home: str, plus: Sequence[Place], minus: Sequence[Place], unknown: str | None = None
) -> str:
    """The sum of cells, less others.

    Args:
        home: the sheet that the formula stands on.
        unknown: the word that stands in a cell without a value, where some of these have none;
            the sum is not known then either, until somebody writes one in.
    """
    total = f"SUM({_listed(home, plus)})"
    if minus:
        total += f"-SUM({_listed(home, minus)})"
    if unknown is None:
        return f"={total}"
    parts = (*plus, *minus)
    return f'=IF(COUNT({_listed(home, parts)})={len(parts)},{total},"{unknown}")'


def changed(now: Place, before: Place, unknown: str) -> str:
    """By how much a figure rose; the word for unknown where one of both has no value."""
    both = f"COUNT({now.cell},{before.cell})=2"
    return f'=IF({both},{now.cell}-{before.cell},"{unknown}")'


def share(now: Place, before: Place, unknown: str, nothing: str) -> str:
    """The same as a part of what was; ``nothing`` where that was 0."""
    both = f"COUNT({now.cell},{before.cell})<2"
    part = f"{now.cell}/{before.cell}-1"
    return f'=IF({both},"{unknown}",IF({before.cell}=0,"{nothing}",{part}))'


def _listed(home: str, places: Sequence[Place]) -> str:
    return ",".join(_runs(home, sorted(places)))


def _runs(home: str, places: Sequence[Place]) -> Iterator[str]:
    """Cells as few ranges as they can be told."""
    start = 0
    for at in range(1, len(places) + 1):
        if at < len(places) and _follows(places[at - 1], places[at]):
            continue
        yield _range(home, places[start], places[at - 1])
        start = at


def _follows(first: Place, second: Place) -> bool:
    return (first.sheet, first.column, first.row + 1) == (second.sheet, second.column, second.row)


def _range(home: str, first: Place, last: Place) -> str:
    area = str(xl_range(first.row, first.column, last.row, last.column))
    return area if first.sheet == home else f"{quote_sheetname(first.sheet)}!{area}"
