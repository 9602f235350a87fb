"""Where each figure stands in the workbook."""

from dataclasses import dataclass
from typing import Final, Literal

from minhbach_case.documents.reports.wording import Wording
from minhbach_case.documents.reports.workbook.formulas import Place
from minhbach_case.domain.reports.model import Report, TableKey

Which = Literal["now", "before"]
FIRST_ROW: Final = 5
"""Above: title, periods, an empty row, two rows of heads."""
A_COLUMN: Final = 4
"""This period, the one before, the change, the change in parts of a hundred."""
_OFFSET: Final[dict[Which, int]] = {"now": 0, "before": 1}


@dataclass(frozen=True, slots=True)
class Places:
    """The names of the tables' sheets, and the cell of each figure of this period."""

    sheets: dict[TableKey, str]
    cells: dict[str, Place]

    def of(self, key: str, which: Which) -> Place:
        """The cell of a figure in one of both periods."""
        place = self.cells[key]
        return Place(place.sheet, place.column + _OFFSET[which], place.row)


def places_of(report: Report, wording: Wording) -> Places:
    """Every table on a sheet of its own, in the order in which the report shows them."""
    sheets: dict[TableKey, str] = {}
    cells: dict[str, Place] = {}
    tables = [table for section in report.sections for table in section.tables]
    for number, table in enumerate(tables, 1):
        sheets[table.key] = name = f"{number}. {wording.t(f'sheet.{table.key}')}"
        for row, row_word in enumerate(table.rows, FIRST_ROW):
            for column, column_word in enumerate(table.columns):
                key = table.key_of(row_word, column_word)
                cells[key] = Place(name, 1 + column * A_COLUMN, row)
    return Places(sheets, cells)
