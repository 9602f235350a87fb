"""What figures, rows and columns of a report are called, and how values are written."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from minhbach_case.domain.reports.model import (
    TOTAL,
    Axis,
    Figure,
    Number,
    Reading,
    Report,
    Table,
    Unknown,
)
from minhbach_case.domain.reports.periods import Period
from minhbach_case.web.texts import LANGUAGES, Language, Texts, read_texts, show_date

_ROWS: Final[dict[Axis, str]] = {"site_class": "class", "case_kind": "kind", "clock": "clock"}
_FIGURE: Final = re.compile(r"{(\w+\.\w+\.\w+):([^}]+)}")
_SAID: Final[dict[Unknown | None, str]] = {
    None: "said",
    "nothing_to_measure": "said.nothing",
    "before_start": "said.unknown",
    "not_kept": "said.unknown",
    "not_yet": "said.unknown",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words for reports."""

    t: Texts

    @property
    def language(self) -> Language:
        """Of these words."""
        return self.t.language

    def row(self, axis: Axis, row: str) -> str:
        """A row's label."""
        if row == TOTAL:
            return self.t("total")
        own = f"row.{row}"
        return self.t(own) if self.t.has(own) else self.t(f"{_ROWS[axis]}.{row}")

    def column(self, table: Table, column: str) -> str:
        """A column's label: of the table, of any table, or of a status or a state of cases."""
        places = (f"column.{table.key}.{column}", f"column.{column}", f"status.{column}")
        found = next((place for place in places if self.t.has(place)), f"state.{column}")
        return self.t(found)

    def figure(self, table: Table, figure: Figure) -> str:
        """A figure's whole name: table, row, column."""
        row, column = self.row(table.axis, figure.row), self.column(table, figure.column)
        return f"{self.t(f'title.{table.key}')}: {row}, {column}"

    def period(self, period: Period) -> str:
        """Such as `6 tháng đầu năm 2026`."""
        return self.t(f"period.{period.part}", year=period.year)

    def days(self, period: Period) -> str:
        """A period with its days."""
        first, last = show_date(period.first), show_date(period.last)
        return self.t("period.days", period=self.period(period), first=first, last=last)

    def month(self, last: date) -> str:
        """A reporting month, named for the month in which it ends."""
        return self.t("month", month=last.month, year=last.year)

    def number(self, value: Number) -> str:
        """A value as it is written here: `1.234,5`."""
        written = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
        return self.written(written)

    def written(self, english: str) -> str:
        """A number written in English, in this language."""
        marks = str.maketrans(",.", ".,") if self.language == "vi" else {}
        return english.replace("-", "\N{MINUS SIGN}").translate(marks)

    def signed(self, value: Number) -> str:
        """A change, with its sign; 0 has none."""
        return f"{'+' if value > 0 else ''}{self.number(value)}"

    def share(self, change: Number, before: Number) -> str:
        """A change in parts of a hundred of what was; empty where either is nothing."""
        if not before or not change:
            return ""
        part = change / before * 100
        return f"{'+' if part > 0 else ''}{self.written(f'{part:,.1f}')}%"

    def reading(self, reading: Reading) -> str:
        """A value, or what stands in its place."""
        if reading.value is not None:
            return self.number(reading.value)
        return self.t("nothing" if reading.unknown == "nothing_to_measure" else "unknown")

    def why(self, unknown: Unknown, report: Report) -> str:
        """Why there is no value."""
        if unknown != "before_start":
            return self.t(f"unknown.{unknown}")
        if report.records_from is None:
            return self.t("unknown.before_start.none")
        return self.t("unknown.before_start", day=show_date(report.records_from))

    def said(self, key: str, figures: dict[str, Figure]) -> str:
        """A sentence with figures in it, each beside that of the period before.

        ``{key:case|cases}`` says what is counted: of one, and of any other number.
        """

        def value_of(found: re.Match[str]) -> str:
            figure = figures[found[1]]
            how = _SAID[figure.now.unknown]
            now, before = self.reading(figure.now), self.reading(figure.before)
            one, _, many = found[2].partition("|")
            of = many if many and figure.now.value != 1 else one
            return self.t(how, now=now, of=of, before=before)

        return _FIGURE.sub(value_of, self.t(key))


def report_texts() -> dict[Language, Texts]:
    """The words of reports, over the console's for classes, kinds, clocks and states."""
    here = Path(__file__).parent
    console = read_texts(here.parents[1] / "web" / "locales")
    own = read_texts(here / "locales")
    return {
        language: Texts(language, {**console[language].words, **own[language].words})
        for language in LANGUAGES
    }
