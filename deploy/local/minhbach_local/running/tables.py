"""The sites by duty, for people: as many columns a table as the screen is wide."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from rich.table import Table
from rich.text import Text

from minhbach_local.running.case_api import Json

_SIGNS: Final = (("pass", "✓", "green"), ("breach", "✗", "red"), ("inconclusive", "?", "yellow"))
_SIGNS_TOLD: Final = "✓ pass  ✗ breach  ? inconclusive  · no occasion"
_LONGEST_NAME: Final = 26
_AROUND: Final = 3
"""A column's padding and its line."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column before it has a table: its head, and a cell a site."""

    head: str
    cells: Sequence[Text]
    justify: Literal["left", "center", "right"] = "left"

    @property
    def width(self) -> int:
        """Cells of the screen that it takes, with what stands around it."""
        lines = [*map(Text, self.head.split("\n")), *(ln for c in self.cells for ln in c.split())]
        return max(line.cell_len for line in lines) + _AROUND


def tables(result: Json, width: int) -> list[Table]:
    """Passes, breaches and inconclusive ones, site by duty; a dot where nothing applies.

    A duty that had no occasion on any site has no column. What does not fit on a screen ``width``
    cells wide goes on in a further table, each with the sites' names.
    """
    names = [_folded(site["name"]) for site in result["sites"]]
    first = _Column("site", names)
    return [_drawn(first, group) for group in _grouped(_columns(result), width - first.width - 1)]


def _columns(result: Json) -> Iterator[_Column]:
    sites = result["sites"]
    yield _Column("class", [Text(site["class"]) for site in sites])
    yield _Column("pages", [Text(str(site["captures"])) for site in sites], justify="right")
    for duty in _judged(sites):
        cells = [_cell(site["duties"].get(duty)) for site in sites]
        yield _Column(duty.replace(".", ".\n"), cells, justify="center")
    kinds = [[c["kind"] for c in result["cases"] if c["site_id"] == s["id"]] for s in sites]
    yield _Column("cases", [Text("\n".join(of)) for of in kinds])


def _judged(sites: Iterable[Json]) -> list[str]:
    return sorted(
        {
            duty
            for site in sites
            for duty, counts in site["duties"].items()
            if any(counts[verdict] for verdict, _, _ in _SIGNS)
        }
    )


def _cell(counts: dict[str, Any] | None) -> Text:
    parts = [f"[{c}]{s}{counts[v]}[/]" for v, s, c in _SIGNS if counts and counts[v]]
    return Text.from_markup(" ".join(parts) or "·")


def _folded(name: str) -> Text:
    """A name in lines of its words: one long name would leave no room for anything else."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if len(longer) <= _LONGEST_NAME else [lines[-1], word]
    return Text("\n".join(line[:_LONGEST_NAME] for line in lines if line))


def _grouped(columns: Iterable[_Column], room: int) -> Iterator[list[_Column]]:
    group: list[_Column] = []
    for column in columns:
        if group and sum(c.width for c in (*group, column)) > room:
            yield group
            group = []
        group.append(column)
    yield group


def _drawn(first: _Column, group: Sequence[_Column]) -> Table:
    drawn = Table(title="Sites by duty", caption=_SIGNS_TOLD)
    for column in (first, *group):
        drawn.add_column(column.head, justify=column.justify, no_wrap=True)
    for cells in zip(first.cells, *(column.cells for column in group), strict=True):
        drawn.add_row(*cells)
    return drawn
