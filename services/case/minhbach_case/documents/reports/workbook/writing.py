"""What the sheets of a workbook are written with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from minhbach_case.documents.reports.content import ReportDocument
from minhbach_case.documents.reports.wording import Wording
from minhbach_case.documents.reports.workbook.looks import Looks
from minhbach_case.documents.reports.workbook.places import Places
from minhbach_case.domain.reports.model import Figure, Report, Sum, Table, TableKey, Unknown
from minhbach_case.web.texts import Texts


@dataclass(frozen=True)
class Writing:
    """What every sheet is written with."""

    report: Report
    content: ReportDocument
    wording: Wording
    looks: Looks
    places: Places

    @property
    def t(self) -> Texts:
        """The report's words."""
        return self.wording.t

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """By key."""
        return self.report.by_key

    @cached_property
    def sums(self) -> Mapping[str, Sum]:
        """The first of each total: the one to show as its formula."""
        found: dict[str, Sum] = {}
        for one in self.report.sums:
            found.setdefault(one.total, one)
        return found

    @cached_property
    def models(self) -> Mapping[TableKey, Table]:
        """The report's tables by key."""
        return {table.key: table for section in self.report.sections for table in section.tables}

    def reasons(self, table: Table) -> list[Unknown]:
        """Why figures of a table have no value, each once."""
        places = (table.key_of(row, column) for row in table.rows for column in table.columns)
        figures = (self.figures[place] for place in places)
        readings = (reading for one in figures for reading in (one.now, one.before))
        return list(dict.fromkeys(one.unknown for one in readings if one.unknown is not None))
