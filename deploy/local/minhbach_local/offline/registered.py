"""A site's record from the cells of a register row, read as the case service reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minhbach_case.domain.register import SiteEntry, next_version
from minhbach_case.domain.register_file import Problem, Row, Table, read_table
from minhbach_classifier.offline import sealed
from minhbach_shared.events import SiteRecord


def record_of_cells(cells: Mapping[str, str], at: datetime) -> SiteRecord:
    """The record that one row makes; personal values sealed under a key that is kept nowhere.

    Raises:
        ValueError: a cell cannot be read; the text names the column.
    """
    reading = read_table(Table([Row(1, cells)], ()))
    for problem in reading.problems:
        raise ValueError(f"register: {told(problem)}")
    (entry,) = reading.entries
    return record_of_entry(entry, at)


def record_of_entry(entry: SiteEntry, at: datetime) -> SiteRecord:
    """The record that an entry of a register file makes."""
    version = next_version(entry, None, sealed, at)
    if version is None:
        raise ValueError("a first version always differs from none")
    return version.record


def told(problem: Problem) -> str:
    """What is wrong with a cell, and what to do."""
    value = f" {problem.value!r}" if problem.value else ""
    return f"{problem.column or 'the row'}{value} {problem.problem}; {problem.remedy}"


def cells_of(values: Mapping[str, Any]) -> dict[str, str]:
    """JSON values as cells: null as an empty one, a list with semicolons between."""
    return {key.strip().casefold(): _cell(value) for key, value in values.items()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)
