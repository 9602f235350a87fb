"""A workbook's formulas, worked out again: as much of a spreadsheet as reports use.

SUM, COUNT, IF, comparison, + - /, words, cells and ranges of any sheet. Anything else is an
error: a formula that this cannot read is none of ours.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

Scalar = float | str | None
Work = Callable[[], Any]
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<word>"[^"]*")|(?P<number>\d+(?:\.\d+)?)
    |(?P<place>(?:'[^']+'!|\w+!)?[A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?)
    |(?P<name>[A-Z]+)\(|(?P<sign><=|>=|<>|[-+/*=<>(),]))""",
    re.VERBOSE,
)


class Calculator:
    """Works out cells of a workbook that was opened with its formulas."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[str, str], Scalar] = {}

    def cell(self, sheet: str, cell: str) -> Scalar:
        """The value of a cell; a formula is worked out."""
        place = (sheet, cell)
        if place not in self._known:
            value = self._book[sheet][cell].value
            formula = isinstance(value, str) and self._book[sheet][cell].data_type == "f"
            self._known[place] = _Formula(self, sheet, value[1:]).value() if formula else value
        return self._known[place]

    def area(self, sheet: str, area: str) -> list[Scalar]:
        """The values of a range."""
        left, top, right, bottom = range_boundaries(area)
        rows = self._book[sheet].iter_rows(top, bottom, left, right)
        return [self.cell(sheet, one.coordinate) for row in rows for one in row]


class _Formula:
    """One formula, read from the left into what works it out: of an IF only the way taken."""

    def __init__(self, calculator: Calculator, sheet: str, text: str) -> None:
        self._calculator = calculator
        self._sheet = sheet
        self._tokens = _tokens(text)
        self._at = 0

    def value(self) -> Scalar:
        work = self._compared()
        assert self._at == len(self._tokens), "a formula goes on behind its end"
        found: Scalar = work()
        return found

    def _compared(self) -> Work:
        left = self._added()
        sign = self._taken("=", "<", ">")
        return partial(_SIGNS[sign], left, self._added()) if sign else left

    def _added(self) -> Work:
        left = self._divided()
        while sign := self._taken("+", "-"):
            left = partial(_SIGNS[sign], left, self._divided())
        return left

    def _divided(self) -> Work:
        left = self._one()
        while sign := self._taken("/"):
            left = partial(_SIGNS[sign], left, self._one())
        return left

    def _one(self) -> Work:
        kind, text = self._tokens[self._at]
        self._at += 1
        match kind:
            case "word":
                return lambda: text[1:-1]
            case "number":
                return lambda: float(text)
            case "place":
                return lambda: self._area(text)[0]
            case "name":
                return self._called(text)
        raise AssertionError(f"{text} is no value")

    def _called(self, name: str) -> Work:
        parts: list[Work] = []
        while True:
            parts.append(self._compared() if name == "IF" else self._argument())
            if self._taken(")"):
                break
            assert self._taken(","), "a function's parts are told apart by commas"
        if name == "IF":
            test, yes, no = parts
            return lambda: yes() if test() else no()
        function = _FUNCTIONS[name]
        return lambda: function([value for part in parts for value in part()])

    def _argument(self) -> Work:
        kind, text = self._tokens[self._at]
        if kind == "place":
            self._at += 1
            return lambda: self._area(text)
        single = self._compared()
        return lambda: [single()]

    def _area(self, text: str) -> list[Scalar]:
        sheet, _, area = text.rpartition("!")
        return self._calculator.area(sheet.strip("'") or self._sheet, area)

    def _taken(self, *signs: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at][1] in signs:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None, f"{text[at:]} is beyond this calculator"
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        at = match.end()
    return found


def _numbers(values: list[Scalar]) -> list[float]:
    return [value for value in values if isinstance(value, int | float)]


_SIGNS: Final[dict[str, Callable[[Work, Work], Any]]] = {
    "=": lambda left, right: left() == right(),
    "<": lambda left, right: left() < right(),
    ">": lambda left, right: left() > right(),
    "+": lambda left, right: left() + right(),
    "-": lambda left, right: left() - right(),
    "/": lambda left, right: left() / right(),
}
_FUNCTIONS: Final[dict[str, Callable[[list[Scalar]], float]]] = {
    "SUM": lambda values: sum(_numbers(values)),
    "COUNT": lambda values: len(_numbers(values)),
}
